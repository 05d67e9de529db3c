"""The system calls that a worker in a sandbox may not make. If one can't be forbidden, the sandbox doesn't start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

try:
    import pyseccomp
except RuntimeError:  # it asks other programs where its library is; if one of them is killed, there seems to be none
    import pyseccomp

FORBIDDEN = (  # noqa: SIM905 - a list would fill the page
    # no other program, process or thread: what a submission uses is what this one thread uses, of one processor
    "execve execveat fork vfork clone "
    # no network and no queues between processes
    "socket connect bind listen accept accept4 shmget msgget semget mq_open "
    # memory that no limit counts; limits stay as they are, so that whatever is killed was killed by us or from outside
    "memfd_create memfd_secret setrlimit "
    # namespaces and mounts
    "unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsmount fspick mount_setattr "
    # the kernel's less trodden paths
    "ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp keyctl add_key request_key "
    "io_setup io_uring_setup io_uring_enter io_uring_register fanotify_init syslog userfaultfd bpf "
    "perf_event_open personality "
    "name_to_handle_at open_by_handle_at kexec_load init_module finit_module delete_module"
).split()

MAY_BE_MISSING = {"fork", "vfork", "setrlimit"}
"""Calls for which newer processors, such as ARM's of 64 bits, only have another: clone, prlimit64."""

NEWER = {  # libseccomp may be older than these; they have the same number on every processor
    "clone3": 435,
    "fsmount": 432,
    "fsopen": 430,
    "fspick": 433,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "io_uring_setup": 425,
    "memfd_secret": 447,
    "mount_setattr": 442,
    "move_mount": 429,
    "open_tree": 428,
    "pidfd_getfd": 438,
    "process_madvise": 440,
}
NOT_PERMITTED, NO_SUCH_CALL = 1, 38


def build(forbidden: Iterable[str] = FORBIDDEN) -> Any:
    """Return the filter, which is in force for a process once that calls its method `load`.

    Raises
    ------
    OSError
        If a call can't be forbidden here.
    """
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in forbidden:
        number = _number(name)
        if number is not None:
            rules.add_rule(pyseccomp.ERRNO(NOT_PERMITTED), number)
    limits_are_set = pyseccomp.Arg(2, pyseccomp.NE, 0)  # prlimit64 reads them, too
    rules.add_rule(pyseccomp.ERRNO(NOT_PERMITTED), _number("prlimit64"), limits_are_set)
    # clone3's flags can't be seen, so libc is told to take clone
    rules.add_rule(pyseccomp.ERRNO(NO_SUCH_CALL), _number("clone3"))
    return rules


def _number(name: str) -> int | None:
    """The number of a system call; None if this processor's kernel has none of that name, and needn't have one."""
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    if number >= 0:
        return number
    if number == -1 and name in NEWER:  # a name that libseccomp doesn't know
        return NEWER[name]
    if number < -1 and name in MAY_BE_MISSING:  # it knows that there is none
        return None
    raise OSError(f"the system call {name} can't be forbidden here (libseccomp gives it the number {number})")
