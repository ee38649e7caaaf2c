"""Digests of packages, made in processes of their own to see whether they depend on anything."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from vibee_compiler.targets.package import Options, Package

SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
)
"""Environments that must not make a difference."""

PATIENCE = 600.0
"""Seconds that a process may take for all specs."""


def of_package(package: Package) -> str:
    """The digest of a package's files, tests and stubs."""
    made = hashlib.sha256()
    for file in package.files:
        made.update(f"{file.path}\0{file.role}\0{file.text}\0".encode("utf-8", "surrogatepass"))
    made.update(repr((package.tests, package.stubs, package.renames)).encode())
    return made.hexdigest()


def unlike(target_id: str, folder: Path | None) -> list[str]:
    """The specs whose packages differ between two processes, or what kept one from its answer."""
    made: list[dict[str, str]] = []
    for extra in SURROUNDINGS:
        command = [sys.executable, "-m", __name__, target_id, str(folder or "")]
        paths = os.pathsep.join(path for path in sys.path if path)
        done = subprocess.run(  # noqa: S603 - this very module
            command,
            env={**os.environ, "PYTHONPATH": paths, **extra},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode != 0:
            return [f"a process of its own ends with {done.returncode}: {done.stderr[-500:]}"]
        rows = (line.partition("\t") for line in done.stdout.splitlines())
        made.append({name: found for name, _, found in rows})
    first, second = made
    names = sorted(name for name in first if first[name] != second.get(name))
    return [f"{name}: another package under another hash seed, time zone, locale" for name in names]


def main(target_id: str, folder: str) -> None:
    """Prints a line a spec: its name and the digest of its package."""
    from vibee_compiler.kit import specs
    from vibee_compiler.targets import registry

    target = registry.load(target_id)
    for spec in specs.load(Path(folder) if folder else None):
        print(f"{spec.name}\t{of_package(target.generate(spec.program, Options()))}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
