"""Whether submissions can be locked in on this machine, or run as another user: tried, not assumed."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from lecture_nn.workers.locked import Locked, SandboxError
from lecture_nn.workers.plain import Plain
from lecture_nn.workers.process import Limits

CANARY = """
import os, socket

def seen(secret, port):
    found = []
    def tried(what, action):
        try:
            action()
        except (Exception, MemoryError):
            return
        found.append(what)
    tried("reads files of others", lambda: open(secret).read())
    tried("opens a socket", lambda: socket.create_connection(("127.0.0.1", port), 1))
    tried("sees processes", lambda: os.listdir("/proc/1"))
    tried("starts a process", os.fork)
    tried("writes outside its folder", lambda: open("/usr/lecture_nn_canary", "w"))
    tried("writes to shared memory", lambda: open("/dev/shm/lecture_nn_canary", "w"))
    tried("makes namespaces", lambda: os.unshare(0x10000000) if hasattr(os, "unshare") else 1 / 0)
    tried("reads the checks", lambda: __import__("lecture_nn.checks.exercises.softmax", fromlist=["EXERCISE"]).EXERCISE)
    if any("CANARY" in name for name in os.environ):
        found.append("reads the environment")
    return ["nothing", *found]
"""


@cache
def why_not_locked() -> str:
    """Return why submissions can't be sandboxed on this machine, or "" if they can: tried, not assumed."""
    if sys.platform != "linux":
        return f"this system ({sys.platform}) has no bubblewrap"
    end = time.monotonic() + 60
    while True:
        try:
            return _what_a_trial_finds()
        except SandboxError as error:
            if not error.killed or time.monotonic() > end:
                return str(error)
        except (OSError, EOFError, ValueError) as error:
            return str(error) or type(error).__name__


def _what_a_trial_finds() -> str:
    """Let a trial submission reach for what it must not get; return what it got."""
    os.environ["LECTURE_NN_CANARY"] = "1"
    try:
        with (
            contextlib.closing(Locked()) as starter,
            tempfile.NamedTemporaryFile("w") as secret,
            socket.create_server(("127.0.0.1", 0)) as server,
        ):
            secret.write(secrets.token_hex())
            secret.flush()
            worker = starter.start(Limits())
            try:
                for message in ([CANARY], ["call", "seen", [secret.name, server.getsockname()[1]]]):
                    reply = worker.exchange(message, time.monotonic() + 60)
            except (EOFError, ConnectionError):
                raise SandboxError("a trial submission's process ended", killed=worker.was_killed()) from None
            finally:
                worker.kill()
    finally:
        os.environ.pop("LECTURE_NN_CANARY", None)
    if reply == {"returned": ["nothing"]}:
        return ""
    got = reply.get("returned", [reply]) if isinstance(reply, dict) else [reply]
    return f"a trial submission gets out of the sandbox: {', '.join(map(str, got))[:500]}"


OTHER_USER = """
import os
import beside, lecture_nn.datasets, matplotlib.pyplot, numpy.random

def seen(secret, process):
    found = []
    def tried(what, action):
        try:
            action()
        except Exception:
            return
        found.append(what)
    tried("reads files of others", lambda: open(secret).read())
    tried("reaches processes of others", lambda: os.kill(process, 0))
    tried("becomes root", lambda: os.setuid(0))
    if any("CANARY" in name for name in os.environ):
        found.append("reads the environment")
    return ["nothing", *found]

def open_to_all(paths):
    write = [path for path in paths if os.access(path, os.W_OK)]
    read = [path for path in paths if os.access(path, os.R_OK) and path not in write]
    return [*(f"change {path}" for path in write), *(f"read {path}" for path in read)]
"""


@cache
def why_not_another_user() -> str:
    """Return why ordinary workers can't be of another user on this machine, or "" if they can: tried, not assumed."""
    os.environ["LECTURE_NN_CANARY"] = "1"
    try:
        with tempfile.NamedTemporaryFile("w") as secret:
            got = _asked_as_another_user("seen", [secret.name, os.getpid()])
    except (OSError, EOFError, ValueError) as error:
        return str(error) or type(error).__name__
    finally:
        os.environ.pop("LECTURE_NN_CANARY", None)
    return "" if got == ["nothing"] else f"a trial submission isn't kept out: {', '.join(map(str, got))[:500]}"


def open_to_another_user(paths: Iterable[Path]) -> list[str]:
    """Return what an ordinary worker of another user could do with files and folders: "read ...", "change ..."."""
    return _asked_as_another_user("open_to_all", [[str(path.resolve()) for path in paths]])


def _asked_as_another_user(function: str, arguments: list) -> list:
    worker = Plain(other_user=True).start(Limits())
    try:
        files = {"beside.py": np.frombuffer(b"x = 3", np.uint8)}  # as a notebook comes with what lies beside it
        soon = time.monotonic() + 60
        reply = worker.exchange({"cells": [OTHER_USER], "files": files}, soon)
        if reply["errors"]:
            raise OSError(f"another user can't run a notebook: {reply['errors'][0]}")
        return worker.exchange(["call", function, arguments], soon)["returned"]
    except (EOFError, ConnectionError):
        raise OSError(
            f"another user can't run Python ({sys.executable}) with this package: both must be readable for everybody"
        ) from None
    except (KeyError, TypeError):
        raise OSError("a trial submission's process sent something that is no answer") from None
    finally:
        worker.kill()
