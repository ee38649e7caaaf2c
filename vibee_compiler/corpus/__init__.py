"""Training corpora in bulk: verified pairs of specs and code."""
