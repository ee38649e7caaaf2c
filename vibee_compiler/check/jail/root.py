"""The file system and the namespaces that jailed programs see.

As root: namespaces for mounts, network, IPC and the host's name, and an ordinary user id for the
program. As anyone else: a user namespace that owns the others and maps the user to itself. The
new root folder is a small memory file system with the system's programs and the given folders
bound into it read-only, and one writable place, `/box`, of limited size.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import Any

from vibee_compiler.check.jail import kernel

SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix")
SYSTEM_FILES = (
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl/openssl.cnf",
)
DEVICES = ("null", "zero", "full", "random", "urandom")
DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
    "shm": "/box/tmp",
}
BOX = "/box"
OUTER_PROC = "/.proc"
"""The machine's /proc. The kernel lets a user mount a new one only where the old one is in sight;
each step does so, and takes this one away before anything runs."""

BOX_FOLDERS = ("work", "home", "tmp", "cache")


class Missing(Exception):
    """The machine does not give what a jail needs; the text says what."""


@contextlib.contextmanager
def needing(what: str) -> Iterator[None]:
    """Name what was missing when the system says no."""
    try:
        yield
    except OSError as error:
        raise Missing(f"{what}: {error.strerror or error}") from error


def enter(config: dict[str, Any]) -> None:
    """Move this process into the jail; raises `Missing`."""
    uid, gid = os.getuid(), os.getgid()
    apart = kernel.NEWNS | kernel.NEWNET | kernel.NEWIPC | kernel.NEWUTS
    if config["as_root"]:
        with needing("namespaces (CAP_SYS_ADMIN)"):
            kernel.unshare(apart)
    else:
        with needing("user namespaces"):
            kernel.unshare(kernel.NEWUSER | apart)
        with needing("the user map of a user namespace"):
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/uid_map", f"{uid} {uid} 1")
            _write("/proc/self/gid_map", f"{gid} {gid} 1")
    with needing("a host name of its own"):
        kernel.set_host_name(b"sandbox")
    with needing("private mounts"):
        kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    _build(config)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _build(config: dict[str, Any]) -> None:
    base: str = config["box"]
    with needing("a memory file system"):
        limits = "mode=0755,size=16m,nr_inodes=16k"
        kernel.mount("tmpfs", base, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, limits)
    with needing("bind mounts"):
        for path in (*SYSTEM_FOLDERS, *SYSTEM_FILES):
            _show(base, path)
        for path in sorted(config["readable"]):
            _show(base, path)
        _devices(base)
        _etc(base, config)
        _box(base + BOX, config)
        with contextlib.suppress(FileExistsError):  # a folder below it has been bound
            os.symlink(f"{BOX}/tmp", f"{base}/tmp")  # noqa: S108 - the box's own
        os.mkdir(f"{base}/proc")
        os.mkdir(base + OUTER_PROC)
        kernel.mount("/proc", base + OUTER_PROC, None, kernel.MS_BIND | kernel.MS_REC)
    with needing("a root folder of its own"):
        os.mkdir(f"{base}/.old")
        kernel.pivot_root(base, f"{base}/.old")
        os.chdir("/")
        kernel.unmount("/.old")
        os.rmdir("/.old")
    with needing("read-only mounts (Linux 5.12)"):
        kernel.set_mount_attributes("/", kernel.ATTR_RDONLY, recursive=False)


def _show(base: str, path: str) -> None:
    """The same path inside, read-only; a link stays a link, what is not there is left out."""
    target = base + path
    if os.path.lexists(target) or not os.path.lexists(path):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.mkdir(target)
    else:
        _write(target, "")
    kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)
    attributes = kernel.ATTR_RDONLY | kernel.ATTR_NOSUID | kernel.ATTR_NODEV
    with needing("read-only mounts (Linux 5.12)"):
        kernel.set_mount_attributes(target, attributes, recursive=True)


def _devices(base: str) -> None:
    os.mkdir(f"{base}/dev")
    for name in DEVICES:
        source = f"/dev/{name}"
        if os.path.exists(source) and stat.S_ISCHR(os.stat(source).st_mode):
            _write(base + source, "")
            kernel.mount(source, base + source, None, kernel.MS_BIND)
    for name, target in DEVICE_LINKS.items():
        os.symlink(target, f"{base}/dev/{name}")


def _etc(base: str, config: dict[str, Any]) -> None:
    os.makedirs(f"{base}/etc", exist_ok=True)
    user, group = config["uid"], config["gid"]
    _write(f"{base}/etc/passwd", f"sandbox:x:{user}:{group}::{BOX}/home:/bin/sh\n")
    _write(f"{base}/etc/group", f"sandbox:x:{group}:\n")
    _write(f"{base}/etc/hosts", "127.0.0.1 localhost\n")
    _write(f"{base}/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n")


def _box(box: str, config: dict[str, Any]) -> None:
    os.mkdir(box)
    limits = f"mode=0755,size={config['disk']},nr_inodes=1m"
    kernel.mount("tmpfs", box, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, limits)
    for name in BOX_FOLDERS:
        os.mkdir(f"{box}/{name}", 0o700)
        own(f"{box}/{name}", config)
    for name, path in config["shared"].items():
        target = f"{box}/cache/{name}"
        os.mkdir(target)
        kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)
        kernel.set_mount_attributes(target, kernel.ATTR_NOSUID | kernel.ATTR_NODEV, recursive=True)


def own(path: str, config: dict[str, Any]) -> None:
    """Give a folder of the box to the user that programs run as."""
    if config["as_root"]:
        os.chown(path, config["uid"], config["gid"])
