"""What everything stands on (`settings`, `paths`), and the command that stands on everything (`cli`)."""
