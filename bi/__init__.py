"""A BI tool on the published warehouse: Apache Superset, its dashboard held as files.

`assets/` is the dashboard (database, datasets, charts, layout) as YAML with fixed UUIDs; `bundle` makes of it
what Superset imports, with the warehouse's address and columns; `prepare` sets Superset up and imports it;
`serve` starts it on this machine. Superset needs older libraries than the warehouse does, so `prepare` and
`serve` run in an environment of their own (`make bi` makes it), and nothing here imports the other packages.
"""
