"""Training corpora in bulk: verified pairs of specs and code."""

from typing import Final

FORMATS: Final = ("jsonl", "parquet")
"""Of shards."""

LEVELS: Final = ("syntax", "build", "run")
"""How far a row was verified, each more than the one before."""

AUGMENT: Final = ("rename", "reorder", "equivalent", "paraphrase", "style")
"""Ways to make more rows from a spec; those but the last are `augment.WAYS`."""
