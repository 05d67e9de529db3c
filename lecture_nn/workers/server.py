"""The process in the sandbox that workers are forked from. It has the libraries loaded, and never loads a check."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource  # noqa: F401 - so that no worker has to: see worker.limit
import signal
import socket
from typing import Any

import pyseccomp

from lecture_nn.workers import worker
from lecture_nn.workers.cells import Notebook
from lecture_nn.workers.locked import NOBODY, SCRATCH

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUSER, NEWPID = 0x20000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC
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
    own = _enter_namespaces()
    for name in worker.PREPARED:
        importlib.import_module(name)
    worker.prepare()
    Notebook(worker.REHEARSAL).run()
    gc.freeze()  # no worker's collection writes to, and so copies, the memory that all share
    rules = _filter()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave no trace
    control.send(b"r")
    while True:
        request, fds, _, _ = socket.recv_fds(control, 1000, 1)
        if not request:
            return
        failed, told = os.pipe()
        _checked(LIBC.unshare(NEWPID), "unshare")  # for the next child
        child = os.fork()
        if child == 0:
            _become_worker(fds[0], json.loads(request), rules, told)
        _checked(LIBC.setns(own, NEWPID), "setns")
        os.close(told)
        os.close(fds[0])
        if reason := os.read(failed, 500):
            control.send(reason)
        else:
            process = os.pidfd_open(child)
            socket.send_fds(control, [b"p"], [process])
            os.close(process)
        os.close(failed)


def _enter_namespaces() -> int:
    """Go on in namespaces in which this process may make others, for its children; return those of its processes."""
    user, group = os.getuid(), os.getgid()
    _checked(LIBC.unshare(NEWUSER | NEWNS | NEWPID), "unshare")
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{file}", "w") as opened:
            opened.write(text)
    if child := os.fork():  # only children are in a new namespace of processes
        os.waitpid(child, 0)
        os._exit(0)
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    _mount(b"none", b"/", b"", MS_REC | MS_PRIVATE)
    _mount(b"tmpfs", b"/proc", b"size=4k,mode=0555", SAFE | MS_RDONLY)
    return own


def _become_worker(channel: int, limits: dict[str, Any], rules: Any, told: int) -> None:
    """Be locked in, then run a notebook; why that fails is written to `told`, which is closed if it doesn't."""
    try:
        os.setsid()  # else a signal to its own group would reach this server
        _lock(limits, rules)
        os.dup2(channel, 0)
        os.dup2(channel, 1)
    except BaseException as error:
        os.write(told, repr(error)[:500].encode())
        os._exit(1)
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.closerange(3, 4096)
        worker.main()
    finally:
        os._exit(0)


def _lock(limits: dict[str, Any], rules: Any) -> None:
    """Take away what a submission doesn't need; after this nothing can be had back."""
    _checked(LIBC.unshare(NEWNS), "unshare")
    _mount(b"tmpfs", SCRATCH.encode(), f"size={limits['disk']}m,nr_inodes=4096,mode=0700".encode(), SAFE)
    os.chdir(SCRATCH)
    worker.limit(limits)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _checked(LIBC.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    rules.load()


def _mount(kind: bytes, place: bytes, options: bytes, flags: int) -> None:
    _checked(LIBC.mount(kind, place, kind, flags, options), f"mount {place.decode()}")


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
