"""The process that jails another; started by `check.sandbox`, imports the standard library only."""
