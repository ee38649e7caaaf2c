"""The system calls that Python 3.11 has no name for."""

from __future__ import annotations

import ctypes
import os
import platform

NEWNS, NEWCGROUP, NEWUTS, NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2

ATTR_RDONLY, ATTR_NOSUID, ATTR_NODEV = 1, 2, 4
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38

SYS_MOUNT_SETATTR = 442
SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41, "ppc64le": 203, "s390x": 217}
CAPABILITIES_V3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class _MountAttributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    )


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _octets(text: str | None) -> bytes | None:
    return None if text is None else os.fsencode(text)


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` names for new ones."""
    _call("unshare", ctypes.c_int(flags))


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Attach a file system at `target`; with `MS_BIND`, the one that `source` is in."""
    _call(
        "mount",
        _octets(source),
        _octets(target),
        _octets(kind),
        ctypes.c_ulong(flags),
        _octets(data),
    )


def unmount(target: str) -> None:
    """Take a mount away from this namespace, whatever still uses it."""
    _call("umount2", _octets(target), ctypes.c_int(MNT_DETACH))


def set_mount_attributes(target: str, attributes: int, *, recursive: bool) -> None:
    """Add attributes to a mount and, if asked, to all below it (Linux 5.12)."""
    wanted = _MountAttributes(attributes, 0, 0, 0)
    _call(
        "syscall",
        ctypes.c_long(SYS_MOUNT_SETATTR),
        ctypes.c_int(AT_FDCWD),
        _octets(target),
        ctypes.c_uint(AT_RECURSIVE if recursive else 0),
        ctypes.byref(wanted),
        ctypes.c_size_t(ctypes.sizeof(wanted)),
    )


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root folder and put the old one at `old`."""
    number = SYS_PIVOT_ROOT.get(platform.machine())
    if number is None:
        raise OSError(f"the number of pivot_root is not known for {platform.machine()}")
    _call("syscall", ctypes.c_long(number), _octets(new), _octets(old))


def set_host_name(name: bytes) -> None:
    """The host's name in this namespace."""
    _call("sethostname", name, ctypes.c_size_t(len(name)))


def control(option: int, value: int = 0) -> None:
    """prctl(2)."""
    zero = ctypes.c_ulong(0)
    _call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)


def drop_capabilities() -> None:
    """Give up every capability, for what is executed later too."""
    with open("/proc/sys/kernel/cap_last_cap", encoding="ascii") as file:
        last = int(file.read())
    for capability in range(last + 1):
        try:
            control(PR_CAPBSET_DROP, capability)
        except PermissionError:
            break  # without CAP_SETPCAP there is nothing to give up
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_V3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(nothing))
