"""From proved figures to a published warehouse: store, gate, build, audit, publish, and answers from it."""
