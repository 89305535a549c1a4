"""The report: a published warehouse as a static site that opens from disk, without a network and without a server.

It reads the marts, never papers (but for pictures of printed places), and writes nothing but its own folder.
"""
