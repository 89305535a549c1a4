"""Great Expectations suites on the figures of papers and on the marts: the gate and the audit."""
