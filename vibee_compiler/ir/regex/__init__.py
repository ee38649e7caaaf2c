"""Regular expressions of RE2: their syntax as a tree over sets of code points."""
