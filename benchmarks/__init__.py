"""Measurements of Copperbottom, run by `make bench`; never a test, and never imported by anything else.

`run` puts the tables of all groups into `docs/benchmarks.md`. A group is a small module with one function
`measure(bench)` that returns tables; what it measures runs in processes of their own (`processes`).
"""
