"""From a published paper to proved figures: read, interpret, reconcile.

The folders are the data's way: `read` turns a file into a `Paper`, `interpret` gives its tables a
meaning, `reconcile` proves the figures by the paper's own arithmetic. Everything here is pure but
for reading the paper itself; nothing is written, and neither DuckDB, dbt nor Airflow is known.
"""
