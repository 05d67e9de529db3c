"""The command that opens a sandbox (Linux, bubblewrap), and what can be seen from inside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lecture_nn.workers.surroundings import PACKAGE, bare, libraries, program

SCRATCH = "/scratch"
"""The folder for temporary files, seen from inside."""


def visible() -> list[Path]:
    """Return the folders that a submission can read: the system's programs, Python, and this package."""
    shown = {Path(path).resolve() for path in ("/usr", sys.base_prefix, sys.exec_prefix)} | {PACKAGE}
    shown |= {Path(os.path.abspath(path)) for path in (sys.prefix, sys.base_prefix)}
    shown |= {Path(path).resolve() for path in libraries()}
    return [path for path in sorted(shown) if not any(outer in path.parents for outer in shown)]


def command() -> list[str]:
    """Return the beginning of the command that runs a program in a sandbox.

    Raises
    ------
    FileNotFoundError
        If bubblewrap isn't installed.
    """
    bwrap = program("bwrap")
    if bwrap is None:
        raise FileNotFoundError("bubblewrap isn't installed (Debian and Ubuntu: apt install bubblewrap)")
    outermost = visible()
    # The package may lie inside one that is shown already; the checks in it are covered by an empty folder.
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() == 0:
        # Real root needs no user namespace to build the sandbox, and gives up its user at once in there.
        arguments += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        arguments += ["--unshare-user"]
    arguments += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    for name, value in bare(SCRATCH).items():
        arguments += ["--setenv", name, value]
    for folder in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = Path("/", folder)
        if path.is_symlink():
            arguments += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            arguments += ["--ro-bind", str(path), str(path)]
    for folder in sorted({parent for path in outermost for parent in path.parents if str(parent) != "/"}):
        arguments += ["--perms", "0755", "--dir", str(folder)]  # else they get the mode they have outside
    for path in outermost:
        arguments += ["--ro-bind", str(path), str(path)]
    for file in ("/etc/ld.so.cache", "/etc/alternatives"):
        arguments += ["--ro-bind-try", file, file]
    checks = str(PACKAGE / "checks")
    arguments += ["--perms", "0755", "--tmpfs", checks, "--remount-ro", checks]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    return [bwrap, *arguments, "--perms", "0777", "--tmpfs", SCRATCH, "--chdir", SCRATCH, "--"]
