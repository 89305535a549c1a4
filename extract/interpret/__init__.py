"""From raw tables to figures with a meaning, by general rules and the vocabulary.

Pure: a paper in, readings out. Where a table can be read in more than one way, all likely ways are
given, and `reconcile` chooses by what balances.
"""
