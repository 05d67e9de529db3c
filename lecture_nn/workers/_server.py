"""The process in the sandbox that workers are forked from. It has the libraries loaded, and never loads a check."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import socket
from typing import Any

import pyseccomp

from lecture_nn.workers import _worker
from lecture_nn.workers._sandbox import NOBODY, SCRATCH

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUSER, NEWPID = 0x20000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
PR_SET_DUMPABLE = 4

FORBIDDEN = (  # noqa: SIM905 - a list would fill the page
    # no other program, process or thread: what a submission uses is what this one thread uses, of one processor
    "execve execveat fork vfork clone "
    # no network and no queues between processes
    "socket connect bind listen accept accept4 shmget msgget semget mq_open "
    # memory that no limit counts
    "memfd_create memfd_secret "
    # namespaces and mounts
    "unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsmount fspick mount_setattr "
    # the kernel's less trodden paths
    "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp keyctl add_key request_key "
    "io_setup io_uring_setup io_uring_enter io_uring_register fanotify_init syslog userfaultfd bpf "
    "perf_event_open personality "
    "name_to_handle_at open_by_handle_at kexec_load init_module finit_module delete_module"
).split()


def main() -> None:
    """Fork a worker for each request, until the judge is gone."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        LIBC.prctl(PR_SET_DUMPABLE, 1)  # else the files in /proc/self belong to root
    for name in _worker.PREPARED:
        importlib.import_module(name)
    _worker.prepare()
    _worker.run(_worker.REHEARSAL)
    gc.freeze()  # no worker's collection writes to, and so copies, the memory that all share
    rules = _filter()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave no trace
    control.send(b"r")
    while True:
        request, fds, _, _ = socket.recv_fds(control, 1000, 1)
        if not request:
            return
        if os.fork() == 0:
            try:
                _fork_locked(control, fds[0], json.loads(request), rules)
            except BaseException as error:
                with contextlib.suppress(OSError):
                    control.send(repr(error)[:500].encode())
            finally:
                os._exit(1)
        os.close(fds[0])


def _fork_locked(control: socket.socket, channel: int, limits: dict[str, Any], rules: Any) -> None:
    """Fork again, into new namespaces; tell the judge how to end that process, and leave."""
    user, group = os.getuid(), os.getgid()
    _checked(LIBC.unshare(NEWUSER | NEWNS | NEWPID), "unshare")
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{file}", "w") as opened:
            opened.write(text)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    go, wait = os.pipe()
    child = os.fork()
    if child:
        os.close(go)
        told = os.pidfd_open(child)
        socket.send_fds(control, [b"p"], [told])
        os.write(wait, b"g")
        os._exit(0)
    os.close(wait)
    os.read(go, 1)
    try:
        os.setsid()  # else a signal to its own group would reach this server
        _lock(limits, rules)
        os.dup2(channel, 0)
        os.dup2(channel, 1)
        os.closerange(3, 4096)
        _worker.main()
    finally:
        os._exit(0)


def _lock(limits: dict[str, Any], rules: Any) -> None:
    """Take away what a submission doesn't need; after this nothing can be had back."""
    _checked(LIBC.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    safe = MS_NOSUID | MS_NODEV | MS_NOEXEC
    size = f"size={limits['disk']}m,nr_inodes=4096,mode=0700".encode()
    _checked(LIBC.mount(b"tmpfs", SCRATCH.encode(), b"tmpfs", safe, size), "mount scratch")
    _checked(LIBC.mount(b"tmpfs", b"/proc", b"tmpfs", safe | MS_RDONLY, b"size=4k,mode=0555"), "mount /proc")
    os.chdir(SCRATCH)
    _worker.limit(limits)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _checked(LIBC.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    rules.load()


def _filter() -> Any:
    """The filter of system calls: a forbidden one fails with "not permitted"."""
    denied = pyseccomp.ERRNO(1)
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in FORBIDDEN:
        with contextlib.suppress(ValueError, OSError):  # this machine's kernel has no such call
            if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) != -1:
                rules.add_rule(denied, name)
    rules.add_rule(pyseccomp.ERRNO(38), "clone3")  # "no such call": its flags can't be seen, so libc takes clone
    return rules


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
