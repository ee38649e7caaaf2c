"""The conformance kit: what every target keeps, checked, and the level that comes of it."""
