"""Notebooks of the exercise "softmax" that attack the grader or are broken, each with what must become of it.

`{secret}` stands for the path of a file that a submission must not read, `{port}` for a port that somebody listens at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

SOLVED = [
    "import numpy as np\nfrom lecture_nn.checks import check",
    'for_a_price = "c"\nfor_a_species = "b"',
    "def softmax(Z):\n    e = np.exp(Z - Z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
    """def cross_entropy(Z, T):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return -(T * (shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))).sum(axis=1).mean()""",
    "def gradient(Z, T):\n    return (softmax(Z) - T) / len(Z)",
    "times_steeper = 57",
    'check("softmax")',
]
ALL = 14  # points of the exercise

GARBAGE = [
    "import numpy as np\nfrom lecture_nn.checks import check",
    'for_a_price = "x"\nfor_a_species = "x"\ntimes_steeper = -1',
    "def softmax(Z):\n    return Z * 0 + 7.0\ndef gradient(Z, T):\n    return Z * 0 + 7.0",
    "def cross_entropy(Z, T):\n    return -7.0",
    'check("softmax")',
]


@dataclass(frozen=True)
class Example:
    """A submission and what becomes of it: `errors` is the number of its cells that end in an error."""

    data: bytes
    status: str
    points: int
    errors: int = 0


def notebook(cells: list[str], **more: object) -> bytes:
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


CASES: dict[str, Example] = {}


def solved(name: str, attack: str, status: str = "ok", points: int = ALL, errors: int = 0) -> None:
    """A right solution with an attack in its first cell: what is right stays right."""
    CASES[name] = Example(notebook([attack, *SOLVED]), status, points, errors)


def garbage(name: str, attack: str, status: str = "ok", points: int = 0, errors: int = 0) -> None:
    """Answers that are all wrong, with an attack after them: what is wrong stays wrong."""
    CASES[name] = Example(notebook([*GARBAGE, attack]), status, points, errors)


# Loops and ends: one is busy until its time is over, the others wait, which costs the machine nothing
solved("endless loop in a cell", "while True:\n    pass", "timeout", errors=1)
solved(
    "endless loop that catches everything",
    "import time\nwhile True:\n    try:\n        time.sleep(10**6)\n    except BaseException:\n        pass",
    "timeout",
    errors=1,
)
solved("endless sleep", "import time\ntime.sleep(10**6)", "timeout", errors=1)
solved(
    "ignored signals and an endless loop",
    "import signal, time\nfor n in range(1, 65):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
    "    except (OSError, ValueError):\n        pass\nwhile True:\n    time.sleep(10**6)",
    "timeout",
    errors=1,
)
CASES["endless answer"] = Example(
    notebook([*SOLVED, "import time\ndef gradient(Z, T):\n    time.sleep(10**6)"]), "timeout", ALL - 3
)
solved("os._exit in a cell", "import os\nos._exit(0)", "died", errors=1)
CASES["os._exit in an answer"] = Example(
    notebook([*SOLVED, "import os\ndef gradient(Z, T):\n    os._exit(0)"]), "died", ALL - 3
)
CASES["os._exit at the second call"] = Example(
    notebook([*SOLVED, "import os\ncalls = []\ndef gradient(Z, T):\n    calls.append(1)\n    os._exit(0)"]),
    "died",
    ALL - 3,
)
solved("sys.exit", "import sys\nsys.exit(1)", errors=1)
solved("KeyboardInterrupt of its own", "raise KeyboardInterrupt", errors=1)
solved("GeneratorExit of its own", "raise GeneratorExit", errors=1)
solved("an exception whose text is an error", "class E(Exception):\n    __str__ = None\nraise E", errors=1)
solved("segfault through ctypes", "import ctypes\nctypes.string_at(0)", "died", errors=1)
solved("abort", "import os\nos.abort()", "died", errors=1)
solved("deep recursion", "def f(n):\n    return f(n + 1)\nf(0)", errors=1)
solved(
    "recursion without a limit",
    "x = ()\nfor _ in range(10**6):\n    x = (x,)\nhash(x)",
    "died",
    errors=1,
)

# More than there is
solved("memory bomb in one piece", "x = bytearray(10**11)", "memory", errors=1)
solved(
    "memory bomb bit by bit", "import numpy\nx = []\nwhile True:\n    x.append(numpy.empty(10**7))", "memory", errors=1
)
solved("memory of NumPy", "import numpy\nx = numpy.ones(10**10)", "memory", errors=1)
CASES["memory bomb in an answer"] = Example(
    notebook([*SOLVED, "def gradient(Z, T):\n    return np.ones((10**6, 10**6))"]), "memory", ALL - 3
)
solved("fork bomb", "import os\nwhile True:\n    os.fork()", errors=1)
solved("another program", "import subprocess\nsubprocess.run(['/bin/true'], check=True)", errors=1)
solved("a shell", "!touch /tmp/was_here\nimport os\nassert os.system('true') == 0", errors=1)
solved("setsid child", "import os\nif os.fork() == 0:\n    os.setsid()\n    while True:\n        pass", errors=1)
solved("a process pool", "import multiprocessing\nmultiprocessing.Pool(2)", errors=1)
solved(
    "ten thousand threads",
    "import threading, time\nfor _ in range(10_000):\n"
    "    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()",
    errors=1,
)
solved("ten thousand open files", "import os\nkept = [open(f'/scratch/{n}', 'w') for n in range(10_000)]", errors=1)
solved("huge file", "with open('huge', 'wb') as f:\n    for _ in range(1000):\n        f.write(bytes(10**6))", errors=1)
solved("shared memory", "open('/dev/shm/x', 'wb').write(b'x')", errors=1)
solved("memory that no limit counts", "import os\nos.memfd_create('x')", errors=1)
solved(
    "a gigabyte of output", "import os\nfor _ in range(1000):\n    os.write(1, b'x' * 10**6)\n    print('x' * 10**4)"
)
solved("eighty megabytes returned", "", points=ALL)
CASES["eighty megabytes returned"] = Example(
    notebook([*SOLVED, "def gradient(Z, T):\n    return np.ones(10**7)"]), "ok", ALL - 3
)
CASES["an answer of lists in lists"] = Example(
    notebook([*SOLVED, "x = []\nfor _ in range(10**5):\n    x = [x]\ndef gradient(Z, T):\n    return x"]), "ok", ALL - 3
)
CASES["an answer that contains itself"] = Example(
    notebook([*SOLVED, "x = []\nx.append(x)\ndef gradient(Z, T):\n    return x"]), "ok", ALL - 3
)
CASES["huge integers returned"] = Example(notebook([*SOLVED, "times_steeper = 10**5000"]), "ok", ALL - 2)
CASES["a text of ten megabytes returned"] = Example(notebook([*SOLVED, "times_steeper = 'x' * 10**7"]), "ok", ALL - 2)
CASES["lone surrogates returned"] = Example(notebook([*SOLVED, "for_a_price = '\\ud800'"]), "ok", ALL - 1)
CASES["a text of ten megabytes for a choice"] = Example(notebook([*SOLVED, "for_a_price = 'x' * 10**7"]), "ok", ALL - 1)
CASES["empty lists by the hundred thousand"] = Example(
    notebook([*SOLVED, "def gradient(Z, T):\n    return [[] for _ in range(400_000)]"]), "ok", ALL - 3
)
for name, bomb in {  # few bytes that would be much memory in the judge
    "a long text among empty ones": "['A' * 1000] + [''] * 500_000",
    "a longer text among fewer": "['A' * 100_000] + [''] * 10_000",
    "long texts among numbers": "['A' * 10_000] + [1.5] * 50_000",
    "long texts in nested lists": "[['A' * 100_000, ''], *([['', '']] * 20_000)]",
    "texts beside an array": "[np.zeros(100_000), ['A' * 10_000, *([''] * 99_999)]]",
    "an array of nothing": "np.zeros((10**8, 0))",
    "an array of bytes": "np.ones(15_000_000, np.uint8)",
    "many keys": "{f'{n}': n for n in range(900)} | {'x': 'A' * 10**6}",
    "dictionaries by the hundred thousand": "[{} for _ in range(300_000)]",
    "one list again and again": "[[[1.0] * 100] * 100] * 30",
    "long integers": "[10**4000] * 900",
    "rows of different lengths": "[[1.0] * n for n in range(600)]",
    "an array of objects": "np.array([1, 'A' * 10**6, None] * 1000, object)",
    "an array of texts": "np.array(['A' * 1000] * 2000)",
    "a column for a row": "np.ones((1_900_000, 1))",
}.items():
    CASES[f"{name} returned"] = Example(notebook([*SOLVED, f"def gradient(Z, T):\n    return {bomb}"]), "ok", ALL - 3)
    CASES[f"{name} as an answer"] = Example(notebook([*SOLVED, f"for_a_price = times_steeper = {bomb}"]), "ok", ALL - 3)
CASES["NaN everywhere"] = Example(notebook([*SOLVED, "def gradient(Z, T):\n    return Z * np.nan"]), "ok", ALL - 3)

for name, line in {
    "a note that is an array": "w._note = lambda *a: {'note': w.np.ones(3)}",
    "a note that is a list of lists": "w._note = lambda *a: {'note': [[['x'] * 1000] * 10]}",
    "places that are none": "c.Notebook.place = lambda *a: ['a', {'b': None}]",
    "places beyond the notebook": "c.Notebook.place = lambda *a: [10**18, -1]",
}.items():
    solved(name, f"import lecture_nn.workers.worker as w, lecture_nn.workers.cells as c\n{line}")
    garbage(f"{name}, and garbage", f"import lecture_nn.workers.worker as w, lecture_nn.workers.cells as c\n{line}")
garbage(
    "a note that is three megabytes",
    "import lecture_nn.workers.worker as w\nw._note = lambda *a: {'note': 'x' * 3_000_000, 'returned': True}",
)
CASES["an alarm at every moment"] = Example(
    notebook([*SOLVED, "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)"]), "ok", ALL
)
for name, line in {
    "an audit hook that raises": "import sys\ndef hook(*a): raise RuntimeError\nsys.addaudithook(hook)",
    "no built-in functions": "import builtins\nvars(builtins).clear()",
    "tracing that raises": "import sys\ndef trace(*a): raise ValueError\nsys.settrace(trace)",
    "a value whose class raises": "class E:\n    __class__ = property(lambda self: 1 / 0)\ntimes_steeper = E()",
    "an error without a traceback": "class E(BaseException):\n    __traceback__ = property(lambda s: 1 / 0)\nraise E",
}.items():
    CASES[name] = Example(notebook([*SOLVED, line]), "died", ALL, 1)
CASES["an error that lies about its place"] = Example(
    notebook([*SOLVED, "raise SyntaxError('x', ('cell 8', 10**12, 10**12, 'x'))"]), "ok", ALL, 1
)
CASES["the format as a text"] = Example(notebook(SOLVED, nbformat="4"), "ok", ALL)

# What is not theirs
for name, line in {
    "a check": "import lecture_nn.checks.exercises.softmax",
    "a check's file": "open(lecture_nn.__path__[0] + '/checks/exercises/softmax.py').read()",
    "a solution": "open(os.path.dirname(lecture_nn.__path__[0]) + '/solutions/softmax.ipynb').read()",
    "another submission": "open({secret!r}).read()",
    "the home folder": "os.listdir(os.path.expanduser('~root'))[0]",
    "other processes": "open('/proc/1/environ').read() or open('/proc/2/environ').read()",
    "the users": "open('/etc/passwd').read()",
    "the environment": "os.environ['SECRET']",
    "the network": "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
    "a name server": "import socket; socket.getaddrinfo('localhost', 80)[0]; socket.socket()",
    "the system": "open('/usr/was_here', 'w')",
    "the package": "open(lecture_nn.__file__, 'a')",
    "a device": "open('/dev/sda', 'rb')",
    "other capabilities": "os.setuid(0)",
    "a mount": "import ctypes; assert ctypes.CDLL(None).mount(b'none', b'/scratch', b'tmpfs', 0, None) == 0",
    "a namespace": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "tracing": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "the kernel's keys": "import ctypes; assert ctypes.CDLL(None).syscall(248, b'user', b'x', b'x', 1, -1) >= 0",
}.items():
    solved(f"reaching for {name}", f"import os, lecture_nn\n{line}", errors=1)
solved("killing the parent", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
solved("killing everything", "import os, signal\nos.kill(-1, signal.SIGKILL)", errors=1)
solved("stopping itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")

# A better grade than deserved
garbage(
    "patched numpy",
    "for name in ('allclose', 'array_equal', 'isclose', 'all', 'isfinite', 'abs'):\n"
    "    setattr(np, name, lambda *a, **k: True)",
)
garbage(
    "patched builtins",
    "import builtins\nfor name in ('isinstance', 'abs', 'all', 'any', 'len'):\n"
    "    setattr(builtins, name, lambda *a, **k: True)",
    "died",
    errors=1,
)
garbage(
    "patched json",
    'import json\njson.dumps = lambda *a, **k: \'{"dict": [["returned", true]]}\'\njson.loads = lambda *a, **k: True',
)
garbage(
    "patched messages",
    "import lecture_nn.workers.wire as w\n"
    'w._to_json = lambda *a: \'{"dict": [["returned", true]]}\'\nw._from_json = lambda *a: True',
    "died",
)
garbage("patched struct", "import struct\nstruct.pack = lambda *a: b'\\0' * 8", "died", errors=1)
garbage("patched comparison", "import operator\noperator.eq = operator.ne = operator.lt = lambda a, b: True")
garbage(
    "patched grader",
    "import lecture_nn.student_code as a, lecture_nn.workers.worker as w\n"
    "a.differ = lambda *x: False\nw.call = w.value = lambda *x: True",
)
garbage(
    "an array that lies",
    "class Lie(np.ndarray):\n    def __eq__(self, other): return np.True_\n    __ne__ = __lt__ = __gt__ = __eq__\n"
    "    def __array_ufunc__(self, *a, **k): return np.True_\n"
    "    def __array_function__(self, *a, **k): return True\n"
    "def gradient(Z, T):\n    return np.zeros(Z.shape).view(Lie)\nsoftmax = lambda Z: np.zeros(Z.shape).view(Lie)",
)
garbage(
    "objects equal to everything",
    "class Equal:\n    def __eq__(self, other): return True\n    __array__ = lambda self, *a, **k: np.ones((3, 3))\n"
    "    __float__ = lambda self: 0.0\n"
    "def gradient(Z, T):\n    return Equal()\nsoftmax = lambda Z: Equal()\ntimes_steeper = for_a_price = Equal()",
)
garbage(
    "a text equal to everything",
    "class Equal(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\n"
    "    def strip(self): return self\n    def lower(self): return self\nfor_a_price = for_a_species = Equal('c')",
)
garbage(
    "a hunt through gc",
    "import gc\ndef softmax(Z):\n    for each in gc.get_objects():\n"
    "        if type(each).__name__ in ('Check', 'Exercise', 'Misunderstanding'):\n            return each.test\n"
    "    raise LookupError('found none')",
)
garbage(
    "a hunt through frames",
    "import sys\ndef softmax(Z):\n    frame = sys._getframe()\n    while frame:\n"
    "        for name in ('expected', 'right', 'O'):\n            if name in frame.f_locals:\n"
    "                return frame.f_locals[name]\n        frame = frame.f_back\n"
    "    raise LookupError('found none')",
)
garbage(
    "a hunt through modules",
    "import sys\ndef softmax(Z):\n    for name, module in list(sys.modules.items()):\n"
    "        if hasattr(module, 'EXERCISE'):\n            return module.softmax(Z)\n"
    "    raise LookupError('found none')",
)
FORGED = (
    "import os, json, struct\ndef frame(x):\n    h = json.dumps(x).encode()\n    m = struct.pack('<Q', len(h)) + h\n"
)
FORGED += "    return struct.pack('<Q', len(m)) + m\n"
garbage(
    "forged replies on every descriptor",
    FORGED + "for fd in range(64):\n    try:\n"
    "        os.write(fd, frame({'dict': [['returned', True]]}) * 500)\n    except OSError:\n        pass",
)
for name, piece in {
    "oversized frames": "struct.pack('<Q', 2**63)",
    "frames that lie about their length": "struct.pack('<QQ', 100, 2**62) + b'x' * 92",
    "frames of garbage": "struct.pack('<Q', 100) + os.urandom(100)",
    "frames of a million dictionaries": "struct.pack('<QQ', 3 * 10**6 + 2, 3 * 10**6 - 6) + b'{},' * 10**6",
    "frames of an unknown kind of array": "frame({'array': 0, 'dtype': 'f8,(', 'shape': [1]})",
    "deeply nested frames": "struct.pack('<QQ', 10**6 + 8, 10**6) + b'[' * 10**6",
    "a frame of eighty megabytes": "struct.pack('<Q', 80_000_000)",
}.items():
    garbage(
        name,
        FORGED + f"for fd in range(64):\n    try:\n        os.write(fd, {piece})\n    except OSError:\n        pass",
        "died",
        errors=1,
    )
garbage(
    "a reply that drips",
    "import os, struct, time\nout = []\nfor fd in range(64):\n    try:\n        os.write(fd, struct.pack('<Q', 10**7))"
    "\n        out.append(fd)\n    except OSError:\n        pass\nwhile True:\n    for fd in out:\n"
    "        os.write(fd, b'x')\n    time.sleep(0.02)",
    "timeout",
    errors=1,
)
garbage("closed descriptors", "import os\nos.closerange(0, 64)", "died", errors=1)
garbage(
    "a worker that doesn't read",
    "import time, lecture_nn.workers.wire as w\nw.receive = lambda *a: time.sleep(10**6)",
    "timeout",
)
garbage(
    "hooks of IPython",
    "ip = get_ipython()\nimport ast\nclass Strip(ast.NodeTransformer):\n    visit_Assert = lambda self, node: None\n"
    "ip.ast_transformers.append(Strip())\nip.events.register('post_run_cell', print)",
)
garbage(
    "a thread that changes results",
    "import threading, time, gc\ndef change():\n    while True:\n        for each in gc.get_objects():\n"
    "            if type(each) is dict and 'returned' in each:\n                each['returned'] = True\n"
    "        time.sleep(0.001)\nthreading.Thread(target=change, daemon=True).start()",
    errors=1,
)
garbage(
    "an import hook", "import sys\nclass Hook:\n    def find_spec(*a): raise SystemExit\nsys.meta_path.insert(0, Hook)"
)
garbage("the package's own answer", "import lecture_nn.checks as q\nq.check('softmax')")

# Broken, odd, but honest
CASES["honest"] = Example(notebook(SOLVED), "ok", ALL)
CASES["cells in reverse order"] = Example(notebook(SOLVED[::-1]), "ok", ALL, 1)
CASES["cells twice"] = Example(notebook(SOLVED * 2), "ok", ALL)
CASES["a cell missing"] = Example(notebook(SOLVED[:4] + SOLVED[5:]), "ok", ALL - 3)
CASES["magics and shell escapes"] = Example(
    notebook(
        ["%matplotlib inline\n%load_ext autoreload\n!pip install x", "%%time\nx = 1", "x + 1; files = !ls", *SOLVED]
    ),
    "ok",
    ALL,
)
CASES["display and input"] = Example(notebook(["display(1)", "input('name? ')", *SOLVED]), "ok", ALL, 1)
CASES["no kernel information"] = Example(notebook(SOLVED, metadata=None), "ok", ALL)
CASES["byte order mark"] = Example(b"\xef\xbb\xbf" + notebook(SOLVED), "ok", ALL)
CASES["UTF-16"] = Example(notebook(SOLVED).decode().encode("utf-16"), "ok", ALL)
CASES["Latin-1"] = Example('{"cells": [], "x": "é"}'.encode("latin-1"), "other exercise", 0)
CASES["lone surrogates"] = Example(notebook(["x = '\ud800'", *SOLVED]), "ok", ALL, 1)
CASES["NUL bytes in a cell"] = Example(notebook(["x = '\0'", *SOLVED]), "ok", ALL, 1)
CASES["NUL bytes"] = Example(bytes(1000), "unreadable", 0)
CASES["huge integers"] = Example(
    notebook(SOLVED).replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + b"9" * 10**5), "ok", ALL
)
CASES["nested a million deep"] = Example(b'{"cells": ' + b"[" * 10**6 + b"]" * 10**6 + b"}", "unreadable", 0)
CASES["broken JSON"] = Example(notebook(SOLVED)[:-20], "unreadable", 0)
CASES["nothing"] = Example(b"", "unreadable", 0)
CASES["a picture"] = Example(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "unreadable", 0)
CASES["nbformat 3"] = Example(json.dumps({"nbformat": 3, "worksheets": [{"cells": []}]}).encode(), "other exercise", 0)
CASES["nbformat 99"] = Example(notebook(SOLVED, nbformat=99), "unreadable", 0)
CASES["no cells"] = Example(json.dumps({"nbformat": 4}).encode(), "unreadable", 0)
CASES["cells of another kind"] = Example(json.dumps({"nbformat": 4, "cells": [[1], None]}).encode(), "unreadable", 0)
CASES["more than a notebook may have"] = Example(b" " * 20_000_001, "unreadable", 0)
CASES["another exercise"] = Example(notebook(["check('poetry')"]), "other exercise", 0)
CASES["a cell of ten thousand parentheses"] = Example(notebook(["(" * 10_000, *SOLVED]), "ok", ALL, 1)
CASES["a cell of ten thousand signs"] = Example(notebook(["-" * 10**4 + "1", *SOLVED]), "memory", ALL, 1)
