"""Running what recurses deeply on a stack that is large enough.

Python's frames live on the heap, but calls that go through C use the thread's stack, so both the
recursion limit and the stack have to grow.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

Result = TypeVar("Result")

STACK_BYTES: Final = 512 * 2**20
STACK_FRAMES: Final = 250_000
_lock = threading.RLock()


def on_large_stack(thunk: Callable[[], Result]) -> Result:
    """The result of `thunk`, run on a thread with a large stack; its exceptions are raised here.

    RecursionError where even that is too small. Memory is taken as the stack grows.
    """
    outcome: list[Result] = []
    problem: list[BaseException] = []

    def target() -> None:
        try:
            outcome.append(thunk())
        except BaseException as error:
            problem.append(error)

    with _lock:
        frames, size = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
        sys.setrecursionlimit(max(frames, STACK_FRAMES))
        try:
            thread = threading.Thread(target=target, name="vibee-deep", daemon=True)
            thread.start()
            thread.join()
        finally:
            sys.setrecursionlimit(frames)
            threading.stack_size(size)
    if problem:
        raise problem[0] from None
    return outcome[0]


def deeply(thunk: Callable[[], Result]) -> Result:
    """The result of `thunk`, which has no side effects: on a large stack where it needs one."""
    try:
        return thunk()
    except RecursionError:
        return on_large_stack(thunk)
