"""A folder that is only entered through its own descriptors: no symbolic link is followed."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from vibee_compiler.output.paths import check_path

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class BlockedError(OSError):
    """Something that is no plain folder or file stands in the way."""


class Folder:
    """An output folder, held open and locked while it is written to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = -1

    def __enter__(self) -> Folder:
        import fcntl

        self.path.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._fd)
        self._fd = -1

    @contextmanager
    def _parent(self, path: str, *, make: bool) -> Iterator[tuple[int, str]]:
        """The descriptor of a path's folder, and its last part."""
        *parents, name = check_path(path)
        fd = os.dup(self._fd)
        try:
            for part in parents:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=fd)
                try:
                    inner = os.open(part, _DIRECTORY, dir_fd=fd)
                except NotADirectoryError as error:
                    raise BlockedError(
                        f"{self.path / path}: {part!r} is a file or a symbolic link"
                    ) from error
                os.close(fd)
                fd = inner
            yield fd, name
        finally:
            os.close(fd)

    def read(self, path: str) -> bytes | None:
        """The content of a plain file; None when there is none.

        Raises:
            BlockedError: when something else stands there.
        """
        try:
            with self._parent(path, make=False) as (fd, name):
                if not stat.S_ISREG(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                    raise BlockedError(f"{self.path / path} is no plain file")
                handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=fd)
                with os.fdopen(handle, "rb") as file:
                    return file.read()
        except FileNotFoundError:
            return None

    def write(self, path: str, data: bytes) -> None:
        """Puts a file in place in one step.

        It is not waited for until the disk has it: output can be made again, and waiting takes
        longer than making it.
        """
        with self._parent(path, make=True) as (fd, name):
            temporary = f".vibee-{secrets.token_hex(8)}.tmp"
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(temporary, flags, 0o666, dir_fd=fd)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)
            except BaseException:
                with suppress(OSError):
                    os.unlink(temporary, dir_fd=fd)
                raise

    def remove(self, path: str) -> None:
        """Removes a file, and the folders above it that it leaves empty."""
        with suppress(FileNotFoundError), self._parent(path, make=False) as (fd, name):
            os.unlink(name, dir_fd=fd)
        *parents, _ = check_path(path)
        while parents:
            folder = "/".join(parents)
            try:
                with self._parent(folder, make=False) as (fd, name):
                    os.rmdir(name, dir_fd=fd)
            except OSError:
                return  # not empty, or gone: either is fine
            parents.pop()
