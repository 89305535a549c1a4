"""Great Expectations suites on the figures of papers and on the marts: the gate and the audit."""

from copperbottom.settings import SEND_NOTHING, set_for_libraries

set_for_libraries(**SEND_NOTHING)  # before Great Expectations is imported, which reads it then
