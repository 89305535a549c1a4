"""From papers to a published file."""
