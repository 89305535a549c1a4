"""Child processes: those that read papers, the one that runs dbt, and the one that answers what somebody typed."""
