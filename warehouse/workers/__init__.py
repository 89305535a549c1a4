"""Child processes: those that read papers, and the one that runs dbt."""
