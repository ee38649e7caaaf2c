"""The sandbox: generated code is hostile until it has run here.

A program in it has no network, sees the system's programs and the folders that it was given
(read-only), writes to one memory file system of limited size, and has limits on time, memory,
processes, file size and output. It starts with an empty environment. Whatever it leaves running
ends with it. It works as root (the program gets an ordinary user id) and as an ordinary user (in
a user namespace); where a machine gives neither, `SandboxUnavailable` says what is missing.

    with Sandbox(readable=[toolchain.prefix]) as box:
        box.write({"main.c": "int main(void) { return 0; }"})
        box.run(["cc", "main.c"]).check()
        outcome = box.run(["./a.out"])

docs/sandbox.md says what is promised and what is not.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Literal, Self

import vibee_compiler
from vibee_compiler.check.jail import wire
from vibee_compiler.records import dataclass

Ending = Literal["exit", "signal", "timeout", "cpu", "memory", "processes", "not started", "lost"]

SANDBOX_USER = 65533
"""The user and group that programs run as when the caller is root; no distribution assigns it."""

SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")

PATIENCE = 20.0
"""Seconds beyond a step's own limit after which the jail itself is given up."""

HINTS = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1",
    "/proc/sys/kernel/unprivileged_userns_clone": "0",
    "/proc/sys/user/max_user_namespaces": "0",
}
"""Settings that take user namespaces away, and the value that does."""


class SandboxError(Exception):
    """The sandbox could not do what it was asked; the text says why."""


class SandboxUnavailable(SandboxError):
    """This machine cannot give a sandbox; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one step may use. Sizes in octets, times in seconds.

    `memory` bounds each process's own data and what all processes hold together; `output` bounds
    what is kept of each of the two streams; `disk` is the size of the box, for all steps.
    """

    wall: float = 60.0
    cpu: float = 120.0
    memory: int = 2 << 30
    processes: int = 256
    file_size: int = 512 << 20
    output: int = 4 << 20
    open_files: int = 1024
    disk: int = 2 << 30


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of the caller's that appears as `cache/NAME` in the box.

    A copy starts with what is in it and is thrown away; a shared one is written to, and so carries
    what one program did to the next: share it only with programs that are trusted.
    """

    path: Path
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are, as programs in the box see them."""

    box: str

    @property
    def work(self) -> str:
        """Where the files are and steps start."""
        return f"{self.box}/work"

    @property
    def home(self) -> str:
        """An empty home folder."""
        return f"{self.box}/home"

    @property
    def tmp(self) -> str:
        """The folder for temporary files."""
        return f"{self.box}/tmp"  # noqa: S108 - the box's own

    def cache(self, name: str) -> str:
        """A folder that was given as a cache."""
        return f"{self.box}/cache/{name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended. `status` is its exit status, -1 if it did not exit by itself."""

    ended: Ending
    status: int
    signal: int
    stdout: bytes
    stderr: bytes
    cut: bool
    seconds: float
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether it exited with status 0."""
        return self.ended == "exit" and self.status == 0

    def describe(self) -> str:
        """The ending in a few words, for messages."""
        return {
            "exit": f"exit status {self.status}",
            "signal": f"ended by signal {self.signal}",
            "timeout": f"stopped after {self.seconds:.1f} s",
            "cpu": "used up its processor time",
            "memory": "used up its memory",
            "processes": "started too many processes",
            "not started": f"could not be started ({self.reason})",
            "lost": "ended together with its sandbox",
        }[self.ended]

    def check(self) -> Self:
        """This outcome if the step succeeded, else `SandboxError` with the end of its output."""
        if self.ok:
            return self
        tail = (self.stderr or self.stdout)[-2000:].decode("utf-8", "replace").strip()
        raise SandboxError(f"{self.describe()}: {tail}" if tail else self.describe())


@dataclass(frozen=True, slots=True)
class Probe:
    """What this machine gives: `mode` is "root", "user" or "none", then `missing` says why."""

    mode: Literal["root", "user", "none"]
    missing: str = ""

    @property
    def available(self) -> bool:
        """Whether programs can be run in a sandbox."""
        return self.mode != "none"


@dataclass(slots=True)
class _Jail:
    """A running jail process."""

    process: subprocess.Popen[bytes]
    mode: Literal["root", "user", "none"]
    folder: Path
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        self.places = Places(str(self.folder) if self.mode == "none" else "/box")

    def ask(self, header: dict[str, Any], body: bytes, patience: float) -> wire.Frame:
        """One request and its answer; `SandboxError` if the jail is gone or does not answer."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("pipes were asked for")
        try:
            stdin.write(wire.pack(header, body))
            stdin.flush()
        except BrokenPipeError:
            raise SandboxError("the sandbox ended") from None
        if not select.select([stdout], [], [], patience)[0]:
            self.end()
            raise SandboxError("the sandbox did not answer in time")
        frame = wire.receive(stdout)
        if frame is None:
            raise SandboxError("the sandbox ended")
        return frame

    def end(self) -> None:
        """Kill the jail, and with it all that runs in it."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Sandbox:
    """A box that lives for one `with` block; steps in it share its files.

    `readable` are folders that programs may read besides the system's, `path` folders that come
    first on PATH. With `allow_unsandboxed`, a machine without a sandbox gets a box without its
    walls: limits, environment and temporary folder hold, the rest does not (`isolated` tells).
    """

    def __init__(
        self,
        *,
        readable: Iterable[Path] = (),
        path: Iterable[Path] = (),
        caches: Mapping[str, Cache] | None = None,
        limits: Limits = Limits(),
        allow_unsandboxed: bool = False,
    ) -> None:
        self._readable = sorted({str(Path(folder).absolute()) for folder in readable})
        self._path = tuple(str(folder) for folder in path)
        self._caches = dict(caches or {})
        self.limits = limits
        self._allow_unsandboxed = allow_unsandboxed
        self._jail: _Jail | None = None

    def __enter__(self) -> Self:
        modes: list[Literal["root", "user", "none"]] = ["user"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            modes.insert(0, "root")
        missing: list[str] = []
        for mode in modes:
            if self._start(mode, missing):
                return self
        if not (self._allow_unsandboxed and self._start("none", missing)):
            raise SandboxUnavailable(_explain(missing))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        jail, self._jail = self._jail, None
        if jail is not None:
            jail.end()

    @property
    def isolated(self) -> bool:
        """Whether the walls are there."""
        return self._open().mode != "none"

    @property
    def mode(self) -> Literal["root", "user", "none"]:
        """How the box is walled in."""
        return self._open().mode

    @property
    def places(self) -> Places:
        """Where programs find things."""
        return self._open().places

    def write(self, files: Mapping[str, str | bytes], *, executable: Iterable[str] = ()) -> None:
        """Put files into the work folder, by relative path."""
        scripts = set(executable)
        entries, body = [], []
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            entries.append([_inside(name), 0o755 if name in scripts else 0o644, len(data)])
            body.append(data)
        self._ask({"op": "put", "files": entries}, b"".join(body))

    def link(self, name: str, target: str) -> None:
        """Make a symbolic link in the work folder, to an absolute path as programs see it."""
        self._ask({"op": "link", "path": _inside(name), "to": target})

    def read(self, name: str, most: int = 16 << 20) -> bytes | None:
        """The start of a file in the work folder; None if there is no such regular file."""
        header, body = self._ask({"op": "get", "path": _inside(name), "most": most})
        return body if header["found"] else None

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: str = ".",
        env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Outcome:
        """Run a command to its end or its limits.

        Raises `SandboxUnavailable` if the machine turns out not to give process namespaces, and
        `SandboxError` for what is the sandbox's own fault.
        """
        limits = limits or self.limits
        request = {
            "op": "run",
            "argv": list(argv),
            "cwd": _inside(cwd) if cwd != "." else "",
            "env": self._environment(env or {}),
            "limits": {name: getattr(limits, name) for name in Limits.__dataclass_fields__},
        }
        header, body = self._open().ask(request, b"", limits.wall + PATIENCE)
        if "missing" in header:
            raise SandboxUnavailable(_explain([header["missing"]]))
        if "lost" in header:
            return Outcome("lost", -1, signal.SIGKILL, b"", b"", False, 0.0)
        split = header["sizes"][0]
        return Outcome(
            header["ended"],
            header["status"],
            header["signal"],
            body[:split],
            body[split:],
            any(header["cut"]),
            header["seconds"],
            header["reason"],
        )

    def _environment(self, env: Mapping[str, str]) -> dict[str, str]:
        places = self.places
        return {
            "PATH": os.pathsep.join((*self._path, *SYSTEM_PATH)),
            "HOME": places.home,
            "TMPDIR": places.tmp,
            "LANG": "C.UTF-8",
            **env,
        }

    def _open(self) -> _Jail:
        if self._jail is None:
            raise SandboxError("the sandbox is not open")
        return self._jail

    def _ask(self, header: dict[str, Any], body: bytes = b"") -> wire.Frame:
        frame = self._open().ask(header, body, 60 + PATIENCE)
        if "error" in frame[0]:
            raise SandboxError(frame[0]["error"])
        return frame

    def _start(self, mode: Literal["root", "user", "none"], missing: list[str]) -> bool:
        """Start the jail; False, with the reason added to `missing`, if it cannot be."""
        if mode != "none" and sys.platform != "linux":
            missing.append("namespaces: this is not Linux")
            return False
        folder = Path(tempfile.mkdtemp(prefix="vibee-box-"))
        root = str(Path(vibee_compiler.__file__).resolve().parents[1])
        program = (
            f"import sys; sys.path.append({root!r}); "
            "from vibee_compiler.check.jail.main import main; main()"
        )
        process = subprocess.Popen(  # noqa: S603 - this interpreter, no user input
            [sys.executable, "-I", "-S", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            start_new_session=True,
        )
        jail = _Jail(process, mode, folder)
        try:
            answer, _ = jail.ask(self._config(mode, folder), b"", PATIENCE)
        except SandboxError as error:
            answer = {"missing": str(error)}
        if "ready" not in answer:
            jail.end()
            missing.append(answer["missing"])
            return False
        self._jail = jail
        try:
            self._fill_caches()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return True

    def _config(self, mode: str, folder: Path) -> dict[str, Any]:
        user = SANDBOX_USER if mode == "root" else os.getuid()
        shared = {}
        copied = []
        for name, cache in self._caches.items():
            if cache.shared:
                # By user, since what one user wrote another may not replace.
                path = cache.path / str(user)
                path.mkdir(parents=True, exist_ok=True)
                if mode == "root":
                    os.chown(path, user, user)
                shared[name] = str(path)
            else:
                copied.append(str(cache.path / str(user)))
        return {
            "isolated": mode != "none",
            "as_root": mode == "root",
            "uid": user,
            "gid": SANDBOX_USER if mode == "root" else os.getgid(),
            "box": str(folder),
            "readable": sorted({*self._readable, *copied}),
            "shared": shared,
            "disk": self.limits.disk,
        }

    def _fill_caches(self) -> None:
        user = SANDBOX_USER if self.mode == "root" else os.getuid()
        for name, cache in self._caches.items():
            path = cache.path / str(user)
            if not cache.shared and path.is_dir():
                self._ask({"op": "copy", "name": name, "from": str(path)})


def probe() -> Probe:
    """Try the sandbox out."""
    try:
        with Sandbox() as box:
            box.run(["true"], limits=replace(Limits(), wall=10)).check()
            return Probe(box.mode)
    except SandboxError as error:
        return Probe("none", str(error))


def _inside(name: str) -> str:
    """A path below the work folder; `SandboxError` if it is none."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise SandboxError(f"not a path below the work folder: {name!r}")
    return str(path)


def _explain(missing: Sequence[str]) -> str:
    """The last reason (a user's jail needs the least), and the setting that may be behind it."""
    text = f"this machine gives no sandbox: {missing[-1]}"
    for path, value in HINTS.items():
        try:
            if Path(path).read_text(encoding="ascii").strip() == value:
                name = path.removeprefix("/proc/sys/").replace("/", ".")
                text += f" ({name} is {value})"
        except OSError:
            continue
    return text
