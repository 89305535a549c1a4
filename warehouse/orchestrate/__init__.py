"""Airflow on this machine, and what the DAGs call."""
