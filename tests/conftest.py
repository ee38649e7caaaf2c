"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def required() -> bool:
    """Whether what a test needs must be there (in CI) rather than may be missing."""
    return os.environ.get("VIBEE_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the checkout; see docs/contributing.md."""
    path = Path(os.environ.get("VIBEE_SHARED", ROOT.parent / "shared"))
    if not path.is_dir():
        message = f"test data not found at {path}; set VIBEE_SHARED"
        if required():
            pytest.fail(message)
        pytest.skip(message)
    return path
