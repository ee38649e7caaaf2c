"""The specs that every target is measured by, as data for the conformance kit."""
