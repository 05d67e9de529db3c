"""The process in the sandbox that workers are forked from. It has the libraries loaded, and never loads a check."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from lecture_nn.workers import filter as forbidden
from lecture_nn.workers import worker
from lecture_nn.workers.bubblewrap import SCRATCH
from lecture_nn.workers.cells import Notebook

NOBODY = 65534
"""The user that a sandbox started by root runs as."""

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUSER, NEWPID = 0x20000, 0x10000000, 0x20000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
SAFE = MS_NOSUID | MS_NODEV | MS_NOEXEC
PR_SET_DUMPABLE = 4


def main() -> None:
    """Fork a worker for each request, until the judge is gone."""
    _lift_limits()
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
    rules = forbidden.build()
    control.send(b"r")
    ended: dict[int, int] = {}
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1000, 1)
        if not message:
            return
        request = json.loads(message)
        _bury(ended)
        if "ended" in request:
            status = _end_of(request["ended"], ended)
            killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
            control.send(b"killed" if killed else b"by itself")
        else:
            _answer(control, fds[0], request, rules, own)


def _lift_limits() -> None:
    """Undo the limits of the process that judges: workers get limits of their own."""
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most, most))


def _bury(ended: dict[int, int]) -> None:
    """Note how the workers ended that have; only the last ones can still be asked for."""
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended[found[0]] = found[1]
    except ChildProcessError:
        pass
    while len(ended) > 100:
        del ended[next(iter(ended))]


def _end_of(process: int, ended: dict[int, int]) -> int:
    """The status with which a worker has ended, or is about to."""
    if process not in ended:
        ended[process] = os.waitpid(process, 0)[1]
    return ended[process]


def _answer(control: socket.socket, channel: int, limits: dict[str, Any], rules: Any, own: int) -> None:
    """Fork a worker that is reached through `channel`; tell the judge its number and how to hold it, or what failed."""
    with contextlib.ExitStack() as at_the_end:
        at_the_end.callback(os.close, channel)
        try:
            failed, told = os.pipe()
            at_the_end.callback(os.close, failed)
            try:
                child = _fork(lambda: _become_worker(channel, limits, rules, told), own)
            finally:
                os.close(told)
            if reason := os.read(failed, 500):
                raise OSError(reason.decode(errors="replace"))
            process = os.pidfd_open(child)
            at_the_end.callback(os.close, process)
        except OSError as error:  # too little memory or too many processes: that may pass
            control.send(f"no: {error}"[:900].encode())
        else:
            socket.send_fds(control, [str(child).encode()], [process])


def _fork(run: Callable[[], NoReturn], own: int) -> int:
    """Let a child run in a new namespace of processes; return its number."""
    _checked(LIBC.unshare(NEWPID), "unshare")  # for the next child
    try:
        child = os.fork()
        if child == 0:
            run()
    finally:
        _checked(LIBC.setns(own, NEWPID), "setns")
    return child


def _enter_namespaces() -> int:
    """Go on in namespaces in which this process may make others, for its children; return those of its processes."""
    user, group = os.getuid(), os.getgid()
    _checked(LIBC.unshare(NEWUSER | NEWNS | NEWPID), "unshare")
    for file, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{file}", "w") as opened:
            opened.write(text)
    if child := os.fork():  # only children are in a new namespace of processes
        status = os.waitpid(child, 0)[1]
        os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    _mount(b"none", b"/", b"", MS_REC | MS_PRIVATE)
    _mount(b"tmpfs", b"/proc", b"size=4k,mode=0555", SAFE | MS_RDONLY)
    return own


def _become_worker(channel: int, limits: dict[str, Any], rules: Any, told: int) -> NoReturn:
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
        os.closerange(3, 4096)
        worker.warm_up()
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


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
