"""The jail's own program: enters the jail once, then serves requests until its input ends.

All that it needs is imported before: inside, Python's own library need not be in sight.

Requests and answers are frames (`wire`). `put` and `get` work on the box with the rights of the
program that runs in it, so a link that it planted leads nowhere that it could not go itself.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable
from typing import Any

from vibee_compiler.check.jail import kernel, root, step, wire

Handler = Callable[[dict[str, Any], bytes], wire.Frame]


class Server:
    """Serves one caller."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.box: str = root.BOX if config["isolated"] else config["box"]
        self.handlers: dict[str, Handler] = {
            "put": self.put,
            "link": self.link,
            "copy": self.copy,
            "get": self.get,
        }

    def enter(self) -> None:
        """Move into the jail, or only make the box's folders where there is none."""
        if self.config["isolated"]:
            root.enter(self.config)
        else:
            for name in root.BOX_FOLDERS:
                os.mkdir(f"{self.box}/{name}", 0o700)
            for name, path in self.config["shared"].items():
                os.symlink(path, f"{self.box}/cache/{name}")

    def serve(self, out: int) -> None:
        """Answer until the input ends."""
        while (frame := wire.receive(sys.stdin.buffer)) is not None:
            header, body = frame
            if header["op"] == "run":
                header["cwd"] = f"{self.box}/work/{header['cwd']}"
                step.run(header, self.config, out)
                continue
            try:
                answer = self.as_program(header, body)
            except OSError as error:
                answer = {"error": f"{error.filename}: {error.strerror}"}, b""
            wire.send(out, *answer)

    def as_program(self, header: dict[str, Any], body: bytes) -> wire.Frame:
        """Handle a request with the user id of the program."""
        handler = self.handlers[header["op"]]
        if not self.config["as_root"]:
            return handler(header, body)
        os.setegid(self.config["gid"])
        os.seteuid(self.config["uid"])
        try:
            return handler(header, body)
        finally:
            os.seteuid(0)
            os.setegid(0)

    def put(self, header: dict[str, Any], body: bytes) -> wire.Frame:
        """Write files: `files` is a list of path, mode, size; the octets follow one another."""
        at = 0
        for path, mode, size in header["files"]:
            target = f"{self.box}/work/{path}"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            with os.fdopen(os.open(target, flags, mode), "wb") as file:
                file.write(body[at : at + size])
            at += size
        return {}, b""

    def link(self, header: dict[str, Any], body: bytes) -> wire.Frame:
        """Make a symbolic link in the work folder."""
        target = f"{self.box}/work/{header['path']}"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(header["to"], target)
        return {}, b""

    def copy(self, header: dict[str, Any], body: bytes) -> wire.Frame:
        """Copy a readable folder to `cache/NAME`."""
        copy_tree(header["from"], f"{self.box}/cache/{header['name']}")
        return {}, b""

    def get(self, header: dict[str, Any], body: bytes) -> wire.Frame:
        """The first `most` octets of a regular file, `found: false` if it is none."""
        try:
            path = f"{self.box}/work/{header['path']}"
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return {"found": False}, b""
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return {"found": False}, b""
        with os.fdopen(descriptor, "rb") as file:
            return {"found": True}, file.read(header["most"])


def copy_tree(source: str, target: str) -> None:
    """Copy folders, files and links (shutil cannot be imported in a jail that hides Python)."""
    os.makedirs(target, exist_ok=True)
    for entry in os.scandir(source):
        path = f"{target}/{entry.name}"
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), path)
        elif entry.is_dir():
            copy_tree(entry.path, path)
        elif entry.is_file():
            mode = entry.stat().st_mode & 0o777
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with open(entry.path, "rb") as old, os.fdopen(os.open(path, flags, mode), "wb") as new:
                while data := old.read(1 << 20):
                    new.write(data)


def main() -> None:
    """Serve on standard input and output; the first frame is the configuration."""
    out = os.dup(1)
    os.dup2(2, 1)
    frame = wire.receive(sys.stdin.buffer)
    if frame is None:
        return
    config = frame[0]
    os.umask(0o022)
    # The first process of a namespace is deaf to its children only for signals without a handler.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = Server(config)
    try:
        server.enter()
    except (root.Missing, OSError) as missing:
        wire.send(out, {"missing": str(missing)})
        return
    step.die_with_parent()
    kernel.control(kernel.PR_SET_DUMPABLE, 0)
    wire.send(out, {"ready": True})
    server.serve(out)
