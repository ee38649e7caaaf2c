"""One command in the jail: started with limits, watched, and ended with all that it started.

Three processes: a keeper, which makes the process namespace; the first process in it (`_Init`),
which watches and reports; the program. When the first process ends, the kernel ends the namespace.
Without a jail the same first process does what it can: it is the reaper of its descendants and
kills those that it finds.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
from collections.abc import Iterator
from typing import Any

from vibee_compiler.check.jail import kernel, root, wire

TICK = 0.05
"""Seconds between two looks at memory and processes."""

CHUNK = 1 << 16


class Captured:
    """What came through a pipe, up to a limit; the rest is read and dropped."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.data = bytearray()
        self.cut = False

    def add(self, data: bytes) -> None:
        """Keep what fits."""
        room = self.limit - len(self.data)
        self.cut = self.cut or len(data) > room
        self.data += data[:room]


def run(request: dict[str, Any], config: dict[str, Any], out: int) -> None:
    """Run a step in processes of its own, and answer once all of them are gone."""
    source, sink = os.pipe()
    keeper = os.fork()
    if keeper == 0:
        os.close(source)
        os._exit(_keeper(request, config, sink))
    os.close(sink)
    with os.fdopen(source, "rb") as stream:
        frame = wire.receive(stream)
    os.waitpid(keeper, 0)
    wire.send(out, *(frame or ({"lost": True}, b"")))


def _keeper(request: dict[str, Any], config: dict[str, Any], out: int) -> int:
    die_with_parent()
    if not config["isolated"]:
        return _first(request, config, out)
    try:
        with root.needing("process namespaces"):
            kernel.unshare(kernel.NEWPID | kernel.NEWNS)
    except root.Missing as missing:
        wire.send(out, {"missing": str(missing)})
        return 0
    first = os.fork()
    if first == 0:
        os._exit(_first(request, config, out))
    _, status = os.waitpid(first, 0)
    return 0 if status == 0 else 1


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    with contextlib.suppress(OSError):
        kernel.control(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _first(request: dict[str, Any], config: dict[str, Any], out: int) -> int:
    die_with_parent()
    try:
        if config["isolated"]:
            with root.needing("a /proc of its own"):
                flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
                kernel.mount("proc", "/proc", "proc", flags)
                kernel.unmount(root.OUTER_PROC)
        else:
            with contextlib.suppress(OSError):
                kernel.control(kernel.PR_SET_CHILD_SUBREAPER, 1)
        init = _Init(request, config)
        header = init.watch()
    except root.Missing as missing:
        wire.send(out, {"missing": str(missing)})
        return 0
    body = bytes(init.captured[0].data + init.captured[1].data)
    wire.send(out, header, body)
    return 0


class _Init:
    """The first process of a step."""

    def __init__(self, request: dict[str, Any], config: dict[str, Any]) -> None:
        self.request, self.config = request, config
        self.limits: dict[str, Any] = request["limits"]
        self.captured = [Captured(self.limits["output"]), Captured(self.limits["output"])]
        self.status: int | None = None

    def watch(self) -> dict[str, Any]:
        """Start the program, wait for its end or its limits; the header of the answer."""
        pipes = [os.pipe() for _ in range(2)]
        failure, report = os.pipe()
        started = time.monotonic()
        program = os.fork()
        if program == 0:
            _program(self.request, self.config, [pipe[1] for pipe in pipes], report)
        for descriptor in (report, *(pipe[1] for pipe in pipes)):
            os.close(descriptor)
        with os.fdopen(failure, "rb") as stream:
            reason = stream.read().decode()
        ended = "not started" if reason else self._follow(program, [p[0] for p in pipes], started)
        if not self.config["isolated"]:
            _end_all(program)
        if self.status is None:
            signaled, code = 0, -1
        else:
            signaled = os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else 0
            code = os.WEXITSTATUS(self.status) if os.WIFEXITED(self.status) else -1
        if signaled == signal.SIGXCPU:
            ended = "cpu"
        return {
            "ended": ended,
            "reason": reason,
            "status": code,
            "signal": signaled,
            "seconds": time.monotonic() - started,
            "sizes": [len(captured.data) for captured in self.captured],
            "cut": [captured.cut for captured in self.captured],
        }

    def _follow(self, program: int, pipes: list[int], started: float) -> str:
        poll = select.poll()
        sinks = dict(zip(pipes, self.captured, strict=True))
        for pipe in pipes:
            os.set_blocking(pipe, False)
            poll.register(pipe, select.POLLIN)
        deadline = started + self.limits["wall"]
        next_look = started + TICK
        while True:
            self._drain(poll, sinks, TICK)
            if self._reap(program):
                self._drain(poll, sinks, 0)
                return "signal" if os.WIFSIGNALED(self.status or 0) else "exit"
            now = time.monotonic()
            if now >= deadline:
                return "timeout"
            if now >= next_look:
                next_look = now + TICK
                if excess := self._excess():
                    return excess

    def _drain(self, poll: select.poll, sinks: dict[int, Captured], wait: float) -> None:
        """Read what is there; a program that never stops writing does not hold this up."""
        if not sinks:
            time.sleep(min(wait, TICK / 5))
            return
        for descriptor, _ in poll.poll(wait * 1000):
            data = b""
            for _ in range(64):
                try:
                    data = os.read(descriptor, CHUNK)
                except BlockingIOError:
                    break
                if not data:
                    poll.unregister(descriptor)
                    os.close(descriptor)
                    del sinks[descriptor]
                    break
                sinks[descriptor].add(data)

    def _reap(self, program: int) -> bool:
        """Collect ended processes; whether the program is among them."""
        while True:
            try:
                ended, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return self.status is not None
            if ended == 0:
                return False
            if ended == program:
                self.status = status
                return True

    def _excess(self) -> str:
        """The limit that all processes together are beyond, if any."""
        alive = list(_processes(self.config["isolated"]))
        if len(alive) > self.limits["processes"]:
            return "processes"
        if sum(map(_memory, alive)) > self.limits["memory"]:
            return "memory"
        return ""


def _program(
    request: dict[str, Any], config: dict[str, Any], outputs: list[int], report: int
) -> None:
    """Become the program; what goes wrong is told through `report`, closed if nothing does."""
    try:
        os.setsid()
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        for target, descriptor in enumerate(outputs, 1):
            os.dup2(descriptor, target)
        os.dup2(report, 3)
        os.set_inheritable(3, False)
        os.closerange(4, 1 << 16)
        _restrict(request["limits"], config)
        os.chdir(request["cwd"])
        for number in (signal.SIGPIPE, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.execvpe(request["argv"][0], request["argv"], request["env"])  # noqa: S606
    except OSError as error:
        what = error.filename if isinstance(error.filename, str) else request["argv"][0]
        os.write(3, f"{what}: {error.strerror}".encode())
    finally:
        os._exit(127)


def _restrict(limits: dict[str, Any], config: dict[str, Any]) -> None:
    cpu = int(limits["cpu"]) or 1
    # Data, not address space: several run times reserve far more than they ever touch.
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_DATA, limits["memory"], limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["file_size"], limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"], limits["open_files"]),
        (resource.RLIMIT_NPROC, limits["processes"], limits["processes"]),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        _, most = resource.getrlimit(kind)
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
    os.umask(0o077)
    if config["as_root"]:
        kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)
        os.setgroups([])
        os.setresgid(*[config["gid"]] * 3)
        os.setresuid(*[config["uid"]] * 3)
    elif config["isolated"]:
        kernel.drop_capabilities()
    with contextlib.suppress(OSError):
        kernel.control(kernel.PR_SET_NO_NEW_PRIVS, 1)


def _processes(isolated: bool) -> Iterator[int]:
    """The processes that belong to the step, without this one."""
    try:
        names = [int(name) for name in os.listdir("/proc") if name.isdecimal()]
    except OSError:
        return
    if isolated:
        yield from (name for name in names if name != 1)
        return
    family = {os.getpid()}
    for process in sorted(names):
        if _parent(process) in family:
            family.add(process)
            yield process


def _parent(process: int) -> int:
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _memory(process: int) -> int:
    """Octets that a process holds, without what it shares with files."""
    held = 0
    with contextlib.suppress(OSError), open(f"/proc/{process}/status", "rb") as file:
        for line in file:
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                held += int(line.split()[1]) << 10
    return held


def _end_all(program: int) -> None:
    """Kill what the program started, again and again until nothing is left to wait for."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            os.killpg(program, signal.SIGKILL)
        for process in _processes(False):
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)
