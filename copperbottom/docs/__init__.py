"""The pages of `docs/` that are made and not written: `python -m copperbottom.docs WAREHOUSE DOCS DATA`.

Not here: what they show. The dictionary and dbt's own site are made from a published warehouse
(`warehouse.serve`), the page of settings from `copperbottom.settings`, and the pictures of the architecture from the
imports of the code.
"""
