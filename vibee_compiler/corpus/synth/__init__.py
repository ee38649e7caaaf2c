"""Specs without end: typed, meaningful, described in prose, pinned down by examples."""
