"""Writing packages to disk: planned, atomic, and careful with what is not ours."""
