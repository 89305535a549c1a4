"""`python -m copperbottom` is the command `copperbottom`."""

from copperbottom.cli import main

main(prog_name="copperbottom")
