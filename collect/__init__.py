"""From panels' sites to papers on disk: the register, the collectors, and the landing that a load reads from."""
