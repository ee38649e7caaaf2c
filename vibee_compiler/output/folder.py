"""A folder that is only entered through its own descriptors: no symbolic link is followed."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
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
        self._inner: dict[str, int] = {}
        self._new = False

    def __enter__(self) -> Folder:
        import fcntl

        try:
            os.mkdir(self.path)
        except FileNotFoundError:
            self.path.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            pass
        self._fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        self._new = not os.listdir(self._fd)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for fd in self._inner.values():
            os.close(fd)
        self._inner.clear()
        os.close(self._fd)
        self._fd = -1

    @property
    def is_new(self) -> bool:
        """Whether nothing stood in it when it was opened: then there is nothing to read."""
        return self._new

    def _parent(self, path: str, *, make: bool) -> tuple[int, str]:
        """The descriptor of a path's folder, which stays open, and its last part."""
        *parents, name = check_path(path)
        fd = self._fd
        for depth, part in enumerate(parents, 1):
            place = "/".join(parents[:depth])
            known = self._inner.get(place)
            if known is None:
                known = self._inner[place] = self._enter(fd, part, path, make=make)
            fd = known
        return fd, name

    def _enter(self, fd: int, part: str, path: str, *, make: bool) -> int:
        if make:
            with suppress(FileExistsError):
                os.mkdir(part, dir_fd=fd)
        try:
            return os.open(part, _DIRECTORY, dir_fd=fd)
        except NotADirectoryError as error:
            raise BlockedError(
                f"{self.path / path}: {part!r} is a file or a symbolic link"
            ) from error

    def read(self, path: str) -> bytes | None:
        """The content of a plain file; None when there is none.

        Raises:
            BlockedError: when something else stands there.
        """
        try:
            fd, name = self._parent(path, make=False)
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
        fd, name = self._parent(path, make=True)
        temporary = f".vibee-{secrets.token_hex(8)}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(temporary, flags, 0o666, dir_fd=fd)
        try:
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            finally:
                os.close(handle)
            os.replace(temporary, name, src_dir_fd=fd, dst_dir_fd=fd)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=fd)
            raise

    def remove(self, path: str) -> None:
        """Removes a file, and the folders above it that it leaves empty."""
        with suppress(FileNotFoundError):
            fd, name = self._parent(path, make=False)
            os.unlink(name, dir_fd=fd)
        *parents, _ = check_path(path)
        while parents:
            folder = "/".join(parents)
            try:
                fd, name = self._parent(folder, make=False)
                os.rmdir(name, dir_fd=fd)
            except OSError:
                return  # not empty, or gone: either is fine
            if folder in self._inner:
                os.close(self._inner.pop(folder))
            parents.pop()
