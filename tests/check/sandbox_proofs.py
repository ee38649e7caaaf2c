"""What the sandbox promises, as programs that try to break it.

Imported by `test_sandbox`, and run as a program by an ordinary user (it needs no pytest then):
each proof raises `AssertionError` if the promise does not hold.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from vibee_compiler.check.sandbox import Limits, Outcome, Sandbox

QUICK = Limits(wall=10, cpu=10, memory=256 << 20, processes=40, output=1 << 16, disk=64 << 20)
PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
PREFIXES = () if PYTHON.startswith("/usr/") else (Path(sys.prefix), Path(sys.base_prefix))


@contextlib.contextmanager
def sandbox(limits: Limits = QUICK) -> Iterator[Sandbox]:
    with Sandbox(limits=limits, readable=PREFIXES) as box:
        assert box.isolated
        yield box


def python(box: Sandbox, program: str, limits: Limits | None = None) -> Outcome:
    return box.run([PYTHON, "-c", program], limits=limits)


def no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, sandbox() as box:
        port = server.getsockname()[1]
        program = f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
        with socket.create_connection(("127.0.0.1", port), 2):
            pass  # the server does listen
        outcome = python(box, program)
        assert outcome.status == 1, outcome
        assert b"Error" in outcome.stderr, outcome
        interfaces = python(box, "import socket; print(socket.if_nameindex())")
        assert interfaces.stdout == b"[(1, 'lo')]\n", interfaces


def no_abstract_sockets() -> None:
    name = f"\0vibee-proof-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server, sandbox() as box:
        server.bind(name)
        server.listen()
        program = f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})"
        assert b"ConnectionRefused" in python(box, program).stderr


def no_writing_outside() -> None:
    with tempfile.TemporaryDirectory() as outside, sandbox() as box:
        Path(outside).chmod(0o777)
        for folder in (outside, "/", "/usr", "/etc", "/usr/bin", "/dev", str(Path.home())):
            outcome = box.run(["sh", "-c", f"echo x > {folder}/vibee-proof"])
            assert outcome.status != 0, folder
            assert not (Path(folder) / "vibee-proof").exists()
        for folder in (".", box.places.home, box.places.tmp, "/tmp"):  # noqa: S108
            box.run(["sh", "-c", f"echo x > {folder}/proof"]).check()


def no_reading_of_what_is_private() -> None:
    with tempfile.TemporaryDirectory() as outside, sandbox() as box:
        Path(outside).chmod(0o755)
        secret = Path(outside, "secret")
        secret.write_text("secret")
        for path in (str(secret), "/etc/shadow", "/.proc/1/environ", "/.old"):
            assert box.run(["cat", path]).status == 1, path
        assert b"secret" not in box.run(["ls", "/tmp", "/home", "/root"]).stdout  # noqa: S108


def readable_folders_are_read_only() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        Path(folder, "tool").write_text("tool")
        with Sandbox(readable=[Path(folder)], limits=QUICK) as box:
            assert box.run(["cat", f"{folder}/tool"]).stdout == b"tool"
            assert box.run(["sh", "-c", f"echo x > {folder}/new"]).status != 0
        assert os.listdir(folder) == ["tool"]


def empty_environment() -> None:
    os.environ["VIBEE_PROOF"] = "secret"
    with sandbox() as box:
        names = sorted(line.split(b"=")[0] for line in box.run(["env"]).stdout.splitlines())
        assert names == [b"HOME", b"LANG", b"PATH", b"TMPDIR"], names
        assert b"A=b" in box.run(["env"], env={"A": "b"}).stdout


def no_privileges() -> None:
    program = (
        "import os; print(os.getuid() != 0, [line for line in open('/proc/self/status') "
        "if line.startswith(('CapEff', 'CapPrm', 'NoNew'))])"
    )
    with sandbox() as box:
        text = python(box, program).stdout.decode()
        assert text.startswith("True"), text
        assert text.count("0000000000000000") == 2, text
        assert "NoNewPrivs:\\t1" in text, text
        assert box.run(["mount", "-o", "remount,rw", "/usr"]).status != 0
        assert box.run(["unshare", "-Urm", "mount", "-o", "remount,bind,rw", "/usr"]).status != 0


def output_is_cut() -> None:
    with sandbox() as box:
        outcome = python(box, "import sys; sys.stdout.write('x' * 10_000_000); print('end')")
        assert outcome.ok, outcome
        assert outcome.cut
        assert len(outcome.stdout) == QUICK.output
        assert not box.run(["echo", "short"]).cut


def endless_output_is_stopped() -> None:
    with sandbox() as box:
        outcome = box.run(["yes"], limits=replace(QUICK, wall=0.5))
        assert outcome.ended == "timeout", outcome
        assert outcome.cut


def memory_of_one_process() -> None:
    with sandbox() as box:
        outcome = python(box, "x = bytearray(1 << 30); print(len(x))")
        assert not outcome.ok, outcome
        assert outcome.ended == "memory" or b"MemoryError" in outcome.stderr, outcome


def memory_of_all_processes() -> None:
    program = (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        x = bytearray(b'x') * (64 << 20); time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    with sandbox() as box:
        outcome = python(box, program)
        assert outcome.ended == "memory", outcome
        assert outcome.seconds < 9


def fork_bomb() -> None:
    with sandbox() as box:
        program = "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n"
        started = time.monotonic()
        outcome = python(box, program, replace(QUICK, wall=1.5))
        assert outcome.ended in ("timeout", "processes"), outcome
        assert time.monotonic() - started < 8
        assert box.run(["echo", "still here"]).stdout == b"still here\n"


def time_out_ends_grandchildren() -> None:
    mark = f"vibee-proof-{os.getpid()}-{time.monotonic_ns()}"
    program = f"setsid sh -c 'sh -c \"sleep 77; : {mark}\" & sleep 78' & sleep 79"
    with sandbox() as box:
        outcome = box.run(["sh", "-c", program], limits=replace(QUICK, wall=0.4))
        assert outcome.ended == "timeout", outcome
        assert 0.4 <= outcome.seconds < 5
        assert not running(mark)


def what_is_left_running_ends() -> None:
    mark = f"vibee-proof-{os.getpid()}-{time.monotonic_ns()}"
    with sandbox() as box:
        outcome = box.run(["sh", "-c", f"setsid sh -c 'sleep 77; : {mark}' & echo done"])
        assert outcome.ok, outcome
        assert outcome.seconds < 5
        assert not running(mark)


def running(mark: str) -> bool:
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if mark.encode() in (folder / "cmdline").read_bytes():
                return int(folder.name) != os.getpid()
    return False


def processor_time() -> None:
    with sandbox() as box:
        outcome = python(box, "while True: pass", replace(QUICK, cpu=1))
        assert outcome.ended == "cpu", outcome


def file_size_and_disk() -> None:
    limits = replace(QUICK, file_size=1 << 20)
    with sandbox() as box:
        one = "open('big', 'wb').write(bytes(2 << 20))"
        assert b"File too large" in python(box, one, limits).stderr
        many = "for i in range(200): open(f'f{i}', 'wb').write(bytes(1 << 20))"
        assert b"No space left" in python(box, many, limits).stderr


def the_watcher_cannot_be_hurt() -> None:
    program = (
        "import os, signal\n"
        "for number in range(1, 32):\n"
        "    try: os.kill(1, number)\n"
        "    except PermissionError: pass\n"
        "print('alive')\n"
    )
    with sandbox() as box:
        outcome = python(box, program)
        assert outcome.stdout == b"alive\n", outcome
        assert outcome.ok
        assert box.run(["cat", "/proc/1/environ"]).status == 1


def links_lead_nowhere() -> None:
    with sandbox() as box:
        box.run(["sh", "-c", "ln -s /etc/passwd link; mkfifo pipe; mkdir folder"]).check()
        assert box.read("link") is None
        assert box.read("pipe") is None
        assert box.read("folder") is None
        assert box.read("absent") is None


PROOFS: dict[str, Callable[[], None]] = {
    proof.__name__: proof
    for proof in (
        no_network,
        no_abstract_sockets,
        no_writing_outside,
        no_reading_of_what_is_private,
        readable_folders_are_read_only,
        empty_environment,
        no_privileges,
        output_is_cut,
        endless_output_is_stopped,
        memory_of_one_process,
        memory_of_all_processes,
        fork_bomb,
        time_out_ends_grandchildren,
        what_is_left_running_ends,
        processor_time,
        file_size_and_disk,
        the_watcher_cannot_be_hurt,
        links_lead_nowhere,
    )
}


if __name__ == "__main__":
    assert os.getuid() != 0
    for name, proof in PROOFS.items():
        proof()
        print("held:", name, flush=True)
