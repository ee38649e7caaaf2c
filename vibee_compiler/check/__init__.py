"""Judges what was generated: its syntax, and its tests in the real toolchains."""
