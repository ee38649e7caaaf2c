"""Builds a corpus by two Ray workers, one of which is killed in the middle.

    python -m tests.corpus.ray_killed SPECS DIR [--shard-specs N]

A script of its own, since Ray leaves warnings and signal handlers in its process.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from pathlib import Path

from vibee_compiler.corpus import card
from vibee_compiler.corpus.build import Build, Folder, Plan
from vibee_compiler.corpus.engines import Ray
from vibee_compiler.corpus.job import Job
from vibee_compiler.corpus.sources import open_sources

TASK = b"ray::attempt"


def kill_one(done: threading.Event) -> None:
    """Kills the first worker of this process' cluster that is seen at work."""
    while not done.is_set():
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                at_work = (entry / "cmdline").read_bytes().startswith(TASK)
            except OSError:
                continue
            if at_work and _ours(int(entry.name)):
                os.kill(int(entry.name), signal.SIGKILL)
                print("killed", entry.name, flush=True)
                return
        time.sleep(0.002)


def _ours(process: int) -> bool:
    """Whether a process descends from this one."""
    while process > 1:
        if process == os.getpid():
            return True
        try:
            words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        process = int(words[1])
    return False


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Builds by Ray with a worker killed.")
    parser.add_argument("specs", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--shard-specs", type=int, default=3)
    options = parser.parse_args()
    card._pictures = lambda counts: {}  # as the tests beside it
    plan = Plan(Job(("python",)), open_sources([str(options.specs)]), options.shard_specs, ())
    done = threading.Event()
    killer = threading.Thread(target=kill_one, args=(done,))
    killer.start()
    try:
        with Folder(options.output) as folder:
            folder.open(plan.configuration(), resume=True)
            Build(plan, folder).run(Ray(2, print))
    finally:
        done.set()
        killer.join()


if __name__ == "__main__":
    main()
