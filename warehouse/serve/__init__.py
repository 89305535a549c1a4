"""Answers from a published file, and copies of it for other tools."""
