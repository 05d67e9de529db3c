"""What an honest notebook may contain: none of it costs points that the answers deserve, and what does is explained.

Each row has the cells of a notebook of the exercise "softmax" and what becomes of them.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hostile import ALL, SOLVED, notebook

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.asked import asked_for
from lecture_nn.grading import companions, grade
from lecture_nn.grading.companions import beside, needed
from lecture_nn.grading.notebook import UnreadableError, code_cells, read
from lecture_nn.workers import Limits

ROOT = Path(__file__).resolve().parent.parent
IMPORTS, CHOICES, SOFTMAX, CROSS_ENTROPY, GRADIENT, STEEPER, CHECK = SOLVED
LIMITS = Limits(seconds=3, total=40, memory=1000)


@dataclass
class Honest:
    """A notebook, its points and its status; `told` are texts that flags, errors and lines of the checks contain."""

    cells: list[str]
    points: int = ALL
    status: str = "ok"
    told: tuple[str, ...] = ()
    flags: int = 0
    files: dict[str, bytes] = field(default_factory=dict)


def before(*cells: str, **more: object) -> Honest:
    """All answers, with other cells before them."""
    return Honest([*cells, *SOLVED], **more)


def after(*cells: str, **more: object) -> Honest:
    """All answers, with other cells after them."""
    return Honest([*SOLVED, *cells], **more)


ONE_CELL = "\n".join(SOLVED)
HELPER = "import numpy as np\n" + SOFTMAX
TABLE = {
    # What this machine doesn't have
    "a module of Colab in the first cell": Honest(
        ["from google.colab import drive\ndrive.mount('/content/drive')\n" + IMPORTS, *SOLVED[1:]],
        told=("cell 1: ModuleNotFoundError: No module named 'google'",),
        flags=1,
    ),
    "a module that is missing, first": Honest(
        ["import pandas as pd\nimport seaborn as sns\nsns.set_theme()\n" + IMPORTS, *SOLVED[1:]], flags=1
    ),
    "a module that is missing, on the line of one that isn't": Honest(
        ["import pandas as pd, numpy as np\nfrom lecture_nn.checks import check", *SOLVED[1:]], flags=1
    ),
    "a module that is missing, and what is made of it": Honest(
        ["import pandas as pd\ntable = pd.DataFrame({'a': [1]})\ntable['b'] = 2\ntable.head()\n" + ONE_CELL], flags=1
    ),
    "answers that need a module that is missing": Honest(
        ["import torch\n" + IMPORTS, CHOICES, "def softmax(Z):\n    return torch.softmax(torch.tensor(Z), 1).numpy()"],
        2,
        told=("name 'torch' is not defined", "torch is missing because its cell failed: cell 1: ModuleNotFoundError"),
        flags=1,
    ),
    "an answer computed from what is missing": Honest(
        [*SOLVED[:5], "import pandas as pd\ntimes_steeper = round(pd.Series([57]).mean())"],
        12,
        told=(
            "times_steeper is missing because its cell failed: cell 6: ModuleNotFoundError: No module named 'pandas'",
        ),
        flags=1,
    ),
    "a widget of a module that is missing": before(
        "from plotly import graph_objects as go\nfig = go.Figure()\nfig.add_trace(1)\nfig.show()", flags=1
    ),
    "a slider": before(
        "from ipywidgets import interact\n@interact(x=(0, 10))\ndef show(x=3):\n    print(x)",
        "import ipywidgets as widgets\nslider = widgets.IntSlider()\ndisplay(slider)\nslider.observe(print, 'value')",
    ),
    "a decorator that is missing": before(
        "from numba import njit\n@njit\ndef fast(x):\n    return x\nfast(3)\nz = fast(4)", flags=1
    ),
    "data that isn't there": Honest(
        [IMPORTS + "\ntable = np.loadtxt('data.csv', delimiter=',')\nX = table[:, :2]\nprint(X.shape)\n", *SOLVED[1:]],
        told=("cell 1: FileNotFoundError: data.csv not found",),
        flags=1,
    ),
    "data that isn't there, in the cell of the answers": Honest(
        ["rows = open('data.csv').read().splitlines()\nn = len(rows)\n" + ONE_CELL], flags=1
    ),
    "a picture that can't be saved": Honest(
        [
            IMPORTS
            + "\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('figures/plot.png')\nplt.show()",
            *SOLVED[1:],
        ],
        flags=1,
    ),
    "a download": before("import urllib.request\nurllib.request.urlretrieve('http://localhost/x', 'x')", flags=1),
    "another program": Honest(
        ["import subprocess\nprint(subprocess.run(['ls'], capture_output=True))\n" + ONE_CELL], flags=1
    ),
    # IPython
    "input()": Honest(["name = input('Your name? ')\nprint('Hello', name)\n" + ONE_CELL], flags=1),
    "top-level await": before(
        "import asyncio\nawait asyncio.sleep(0)",
        "async def numbers():\n    yield 1\nasync for n in numbers():\n    print(n)",
    ),
    "an answer that waits": Honest(
        [*SOLVED[:5], "import asyncio\nasync def found():\n    return 57\ntimes_steeper = await found()"]
    ),
    "%time as the only definition": Honest([*SOLVED[:5], "%time times_steeper = 57"]),
    "the value of %time": Honest([*SOLVED[:5], "times_steeper = %time 50 + 7"]),
    "%%time": Honest(["%%time\n" + ONE_CELL]),
    "%%capture": Honest(["%%capture out\n" + ONE_CELL, "print(out.stdout)\nout.show()"]),
    "%%time over an import that is missing": Honest(["%%time\nimport pandas\n" + ONE_CELL], flags=1),
    "setting up": before(
        "%matplotlib widget\n%load_ext autoreload\n%autoreload 2\n%config InlineBackend.figure_format = 'svg'",
        "!pip install numpy\n%pip install numpy\n%cd /content\n%env X=1\nimport os\nassert os.environ['X'] == '1'",
    ),
    "%pylab": Honest(["%pylab inline", *SOLVED[1:-1]]),
    "the output of a command": before(
        "files = !ls\nprint(files, files.n, files.s)\nfor name in files:\n    print(name)"
    ),
    "get_ipython()": before(
        "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')",
        "get_ipython().magic('time 3')",
        "from IPython import get_ipython\nget_ipython().run_line_magic('matplotlib', 'inline')",
        "ip = get_ipython()\nip.config.InlineBackend.rc = {}\nip.events.register('post_execute', print)",
        "if get_ipython() is not None:\n    get_ipython().run_cell('x = 3')\nassert x == 3",
    ),
    "showing": before(
        "from IPython.display import HTML, Markdown, Image, clear_output, display\ndisplay(HTML('<b>x</b>'))",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "from tqdm import tqdm\nfrom tqdm.notebook import trange\nfor n in tqdm(range(3)):\n    print(n)",
        "from tqdm.auto import tqdm\nfor n in tqdm(range(3)):\n    pass",
    ),
    "help": before("softmax?", "import numpy as np\nnp.exp??\n?np.log"),
    "a magic of its own": before(
        "from IPython.core.magic import register_cell_magic\n@register_cell_magic\ndef skip(line, cell):\n    return",
        "%%skip\n1 / 0",
    ),
    "cells of other languages": before(
        "%%bash\nls -l | grep x", "%%html\n<b>x</b>", "%%javascript\nalert(1)", "%%latex\n$x$", "%%markdown\n# x"
    ),
    "the kernel ended from a cell": before("import os\nos._exit(0)", status="died", flags=1),
    "the kernel killed from a cell with more in it": Honest(
        [IMPORTS, "import os\nfor_a_price = 'c'\nos.kill(os.getpid(), 9)\nos._exit(0)", CHOICES, *SOLVED[2:]],
        status="died",
        flags=1,
    ),
    # A file beside it
    "%%writefile and an import": Honest(
        [IMPORTS, CHOICES, f"%%writefile helper.py\n{HELPER}", "from helper import softmax", *SOLVED[3:]]
    ),
    "%%writefile -a": Honest(
        [
            IMPORTS,
            CHOICES,
            f"%%writefile helper.py\n{HELPER}",
            f"%%writefile -a helper.py\n\n{CROSS_ENTROPY}",
            "from helper import *",
            *SOLVED[4:],
        ]
    ),
    "%run": Honest([IMPORTS, CHOICES, f"%%writefile helper.py\n{HELPER}", "%run helper.py", *SOLVED[3:]]),
    "%run without the ending": Honest(
        [IMPORTS, CHOICES, "%run -i helper", *SOLVED[3:]], files={"helper.py": HELPER.encode()}
    ),
    "a file that is handed in with it": Honest(
        [IMPORTS, CHOICES, "import helper\nfrom helper import softmax", *SOLVED[3:]],
        files={"helper.py": HELPER.encode()},
    ),
    "a package that is handed in with it": Honest(
        [IMPORTS, CHOICES, "from own.helper import softmax", *SOLVED[3:]],
        files={"own/__init__.py": b"", "own/helper.py": HELPER.encode()},
    ),
    "data that is handed in with it": Honest(
        [*SOLVED[:5], "times_steeper = int(open('data/x.csv').read())"], files={"data/x.csv": b"57"}
    ),
    "another notebook that is handed in with it": Honest(
        [IMPORTS, CHOICES, "%run other.ipynb", *SOLVED[3:]], files={"other.ipynb": notebook([IMPORTS, SOFTMAX])}
    ),
    "a module that isn't handed in": Honest(
        [IMPORTS, CHOICES, "from helper import softmax", *SOLVED[3:]],
        ALL - 4 - 3,
        told=("softmax is missing because its cell failed: cell 3: ModuleNotFoundError: No module named 'helper'",),
        flags=1,
    ),
    # Answered, and then overwritten
    "a name used for its result": after(
        "Z, T = np.ones((2, 3)), np.eye(3)[:2]\ngradient = gradient(Z, T)",
        told=("gradient was answered in cell 5; then cell 8 made it an array. The answer in cell 5 was graded",),
        flags=1,
    ),
    "a name used for its result that another answer calls": after(
        "softmax = softmax(np.ones((2, 3)))", told=("softmax was answered in cell 3; then cell 8",), flags=1
    ),
    "a name used for its result in the same cell": Honest(
        [IMPORTS, CHOICES, SOFTMAX, CROSS_ENTROPY, GRADIENT + "\nT = np.eye(3)\ngradient = gradient(T, T)", STEEPER],
        told=("gradient was answered in cell 5; then the same cell made it an array",),
        flags=1,
    ),
    "the starting lines again": after(
        'def softmax(Z):\n    """Return it."""\n    raise NotImplementedError',
        "times_steeper = ...",
        told=(
            "softmax was answered in cell 3; then cell 8 made it the starting lines again",
            "times_steeper was answered in cell 6; then cell 9 made it unanswered again",
        ),
        flags=2,
    ),
    "an empty function": after("def gradient(Z, T):\n    pass", "def softmax(Z):\n    ...", flags=2),
    "a second answer that is begun": after(
        "def softmax(Z):\n    e = np.exp(Z)\n    raise NotImplementedError",
        told=("softmax was answered in cell",),
        flags=1,
    ),
    "cleaning up": after("del softmax, times_steeper", "%reset -f", told=("then cell 8 deleted it",), flags=2),
    "the package's function for comparison": after(
        "from scipy.special import softmax\nprint(softmax(np.ones((1, 2))))",
        told=("softmax was answered in cell 3; then cell 8 made it a function of scipy",),
        flags=1,
    ),
    "a function that an answer calls": Honest(
        [
            *SOLVED[:2],
            "def exps(Z):\n    return np.exp(Z - Z.max(axis=1, keepdims=True))",
            "def softmax(Z):\n    return exps(Z) / exps(Z).sum(axis=1, keepdims=True)",
            *SOLVED[3:],
            "exps = exps(np.ones((1, 2)))",
        ],
        told=("exps, which softmax needs, was overwritten by a later cell",),
        flags=1,
    ),
    "the name of a built-in function": after(
        "def gradient(Z, T):\n    return (softmax(Z) - T) / sum(1 for _ in Z)",
        "sum = 0\nfor x in (1, 2):\n    sum += x",
        told=("sum, which gradient needs, was overwritten by a later cell",),
        flags=1,
    ),
    "the import deleted": after("del np", told=("np, which softmax needs, was deleted by a later cell",), flags=1),
    "the import's name used for a number": after(
        "np = 5  # number of points",
        told=("np, which softmax needs, was overwritten by a later cell",),
        flags=1,
    ),
    "everything deleted": after(
        "for name in list(globals()):\n    if name != 'name':\n        del globals()[name]", flags=6
    ),
    "a helper deleted": Honest(
        [
            *SOLVED[:2],
            "def exps(Z):\n    return np.exp(Z - Z.max(axis=1, keepdims=True))",
            "def softmax(Z):\n    return exps(Z) / exps(Z).sum(axis=1, keepdims=True)",
            *SOLVED[3:],
            "del exps, np",
        ],
        told=("exps, which softmax needs, was deleted by a later cell",),
        flags=2,
    ),
    "a second answer": after("def softmax(Z):\n    return Z", points=ALL - 4 - 3),
    # What doesn't end, or ends too much
    "an endless loop after all answers": after(
        "while True:\n    pass", status="timeout", told=("cell 8: OverTimeError: stopped after 3 seconds",), flags=1
    ),
    "a long experiment in the midst": Honest(
        [*SOLVED[:3], "import time\ntime.sleep(70)", *SOLVED[3:]], status="timeout", flags=1
    ),
    "an endless loop below an answer": Honest(
        [*SOLVED[:5], "times_steeper = 57\nwhile True:\n    pass\n"], status="timeout", flags=1
    ),
    "two endless loops": after("while True: pass", "while True: pass", status="timeout", flags=1),
    "more memory than there is": after("x = np.ones(10**11)", status="memory", flags=1),
    "more and more memory": after(
        "x = []\nwhile True:\n    x.append(np.empty(10**7))", status="memory", told=("cell 8: ",), flags=1
    ),
    "sys.exit()": Honest(["import sys\nsys.exit()", *SOLVED, "quit()", "exit()", "raise SystemExit(3)"], flags=1),
    "an interrupted cell": after("raise KeyboardInterrupt", flags=1),
    "a script's end": Honest(
        [ONE_CELL + '\nif __name__ == "__main__":\n    import sys\n    sys.exit(print(softmax(np.ones((1, 2)))))'],
        flags=1,
    ),
    # An error in a cell of several statements
    "an assertion before an answer": Honest(
        [IMPORTS, CHOICES, SOFTMAX + "\nassert softmax(np.ones((1, 2))).sum() == 7\n" + CROSS_ENTROPY, *SOLVED[4:]],
        flags=1,
    ),
    "a name of an earlier session": Honest([IMPORTS + "\nprint(deleted_long_ago)\n" + ONE_CELL], flags=1),
    "an error that the student has seen, too": after(
        "1 / 0\ndef softmax(Z):\n    return Z\nfor_a_price = 'a'", told=("cell 8: ZeroDivisionError",), flags=1
    ),
    "a step that failed isn't stepped over where its result matters": Honest(
        [*SOLVED[:5], "counts = [56]\ncounts.append(open('missing').read())\ntimes_steeper = 57 * len(counts)"],
        12,
        told=("times_steeper is missing because its cell failed: cell 6: FileNotFoundError",),
        flags=1,
    ),
    "a line that is no Python": Honest(
        [*SOLVED[:4], "this is my answer\n" + GRADIENT + "\nnumber = input('A number)", *SOLVED[5:]],
        told=("cell 5: SyntaxError",),
        flags=1,
    ),
    "an answer that is no Python": Honest(
        [*SOLVED[:4], "def gradient(Z, T):\n    return softmax(Z) - T) / len(Z)\n" + STEEPER, *SOLVED[6:]],
        ALL - 3,
        told=("gradient is missing because its cell failed: cell 5: SyntaxError",),
        flags=1,
    ),
    "cells that were run in another order": Honest(
        [IMPORTS, "times_steeper = found()\nwritten = times_steeper", *SOLVED[1:5], "def found():\n    return 57"],
        told=("cell 2: NameError: name 'found' is not defined",),
        flags=1,
    ),
    "a function whose decorator and types are missing": Honest(
        [
            "from numba import njit\nimport torch\n" + IMPORTS,
            CHOICES,
            "@njit(fastmath=True)\n" + SOFTMAX.replace("(Z)", "(Z: torch.Tensor) -> Tensor", 1),
            *SOLVED[3:],
        ],
        flags=1,
    ),
    # Other habits
    "a star import of a module that has the same names": after(
        "from numpy import *",
        told=("gradient was answered in cell 5; then cell 8 made it a function of numpy",),
        flags=1,
    ),
    "%pylab at the end": after("%pylab inline", flags=1),
    "an animation": before(
        "from IPython.display import display, clear_output\nhandle = display('x', display_id=True)\n"
        "for n in range(3):\n    clear_output(wait=True)\n    handle.update(n)"
    ),
    "what is printed goes to a file": after(
        "import sys\nsys.stdout = open('log.txt', 'w')\nprint(1)\nsys.stdout.close()\n"
        "def cross_entropy(Z, T):\n    print(Z)\n    S = Z - Z.max(axis=1, keepdims=True)\n"
        "    return -(T * (S - np.log(np.exp(S).sum(axis=1, keepdims=True)))).sum(axis=1).mean()"
    ),
    "unit tests": after(
        "import unittest\nclass Test(unittest.TestCase):\n    def test(self):\n        self.assertTrue(True)",
        "unittest.main(argv=[''], exit=False)",
        "import doctest\ndoctest.testmod()",
    ),
    "the source of a function": before(
        "def f():\n    return 3\nimport inspect\nassert 'return 3' in inspect.getsource(f)"
    ),
    "lines of another system": Honest([cell.replace("\n", "\r\n") for cell in ["%%time\n" + ONE_CELL, "%time x = 3"]]),
    "prompts that were copied": Honest([IMPORTS, CHOICES, *SOLVED[2:5], ">>> times_steeper = 57"]),
    "indented by copying": Honest([*SOLVED[:5], "    times_steeper = 57"]),
    "forms of Colab": Honest([*SOLVED[:5], "#@title Answer\ntimes_steeper = 57 #@param {type: 'number'}"]),
    "Colab, restarted": before(
        "!pip install -q numpy==2.0",
        "import IPython\nIPython.Application.instance().kernel.do_shutdown(True)",
        flags=1,
    ),
    "a window": before(
        "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.ion()\nplt.pause(0.01)",
        flags=1,
    ),
    "a style that is gone": before("import matplotlib.pyplot as plt\nplt.style.use('seaborn')\nx = 3", flags=1),
    "a folder of its owner": before("import os\nos.chdir('/home/anna/nn')", flags=1),
    "an installation from Python": before(
        "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'x'])", flags=1
    ),
    "a thread": before("import threading\nthreading.Thread(target=print).start()", flags=1),
    "an event loop of its own": before(
        "import asyncio\nasync def main():\n    return 3\nassert asyncio.run(main()) == 3", "assert await main() == 3"
    ),
    "the package installed in the browser": Honest(
        ["%pip install -q lecture_nn\nimport piplite\nawait piplite.install('x')\n" + ONE_CELL], flags=1
    ),
    "deep recursion": before("import sys\nsys.setrecursionlimit(10**5)\ndef f(n):\n    return n and f(n - 1)\nf(5000)"),
    "arguments of a program": before(
        "import argparse\nparser = argparse.ArgumentParser()\noptions = parser.parse_args([])"
    ),
    "a cell of another notebook program": before("# MAGIC %md\n# %%", "# !pip install x\n#%matplotlib inline"),
    "options and shells": before("%%bash --bg\nsleep 3", "%%sh\nls", "!!ls", "%sx ls", "%lsmagic", "%who", "x = %pwd"),
    "times": before("%timeit -n 3 2 + 2", "%%timeit -r 1\n2 + 2", "%time 3\n%prun -l 3 sum([1])", "t = %timeit -o 3"),
    "a walrus, a match and a long line": before(
        "if (n := 3) > 2:\n    pass\nmatch n:\n    case 3:\n        pass\nx = 1 + \\\n 2"
    ),
    # Odd, but right
    "warnings as errors": before(
        "import warnings\nwarnings.filterwarnings('error')\nimport numpy as np\nnp.seterr(all='raise')"
    ),
    "plots where warnings are errors": before(
        "import warnings\nwarnings.simplefilter('error')\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()"
    ),
    "what an exercise gives": before(
        "from lecture_nn import numerical_gradient\nfrom lecture_nn.datasets import digits"
    ),
    "the report of the check": after('report = check("softmax")\nprint(report.points, report.total, report.results)'),
    "annotations for later": before("from __future__ import annotations", "def f(x: NotYet) -> Later: pass"),
    "a class that is pickled": before(
        "import pickle\nclass Net:\n    pass\nassert isinstance(pickle.loads(pickle.dumps(Net())), Net)"
    ),
    "much printed": before("print('x' * 60_000_000)"),
    # Flags that honest notebooks don't deserve
    "the package installed": before("!pip install lecture_nn", "%pip install -q git+https://example.org/lecture_nn"),
    "the package's version": before("import lecture_nn\nprint(lecture_nn.__version__)"),
    "the package in a text": before("'''My answers to lecture_nn'''\nprint('lecture_nn is fun')  # lecture_nn"),
    "model.eval()": before("class Model:\n    def eval(self):\n        return self\nmodel = Model()\nmodel.eval()"),
    "in Colab or not": before("import sys\nIN_COLAB = 'google.colab' in sys.modules\nif IN_COLAB:\n    print(1)"),
    "a module loaded again": before("import importlib\nimport numpy\nimportlib.reload(numpy.version)"),
}


@pytest.mark.parametrize("name", TABLE)
def test_honest_notebooks(starter, name):
    honest = TABLE[name]
    limits = LIMITS if honest.status == "timeout" else Limits(seconds=60, total=240, memory=1000)
    graded = grade(notebook(honest.cells), "softmax", starter=starter, limits=limits, files=honest.files)
    told = "\n".join([*graded.flags, *graded.errors, repr(graded.report)])
    assert (graded.report.points, graded.status) == (honest.points, honest.status), told
    for text in honest.told:
        assert text in told
    assert len(graded.flags) == honest.flags, graded.flags


def test_an_answer_in_a_text_cell_is_told(starter):
    made = json.loads(notebook([IMPORTS, SOFTMAX, CHOICES]))
    made["cells"][1]["cell_type"] = "markdown"
    made["cells"][2]["cell_type"] = "raw"
    found = {result.found for result in grade(json.dumps(made).encode(), "softmax", starter=starter).report.results}
    for name in ("softmax", "for_a_price", "for_a_species"):
        assert any(f"{name} stands in a text cell, which isn't run" in each for each in found)
    assert not any("gradient stands" in each for each in found)
    made["cells"].insert(0, {"cell_type": "markdown", "source": "a b\n" * 100_000, "metadata": {}})
    found = {result.found for result in grade(json.dumps(made).encode(), "softmax", starter=starter).report.results}
    assert not any("softmax stands" in each for each in found), "of very much text, only the beginning is read"


def test_files_beside_a_notebook_go_with_it(tmp_path):
    for name, content in {
        "hw/softmax.ipynb": notebook([IMPORTS, CHOICES, "from helper import softmax", *SOLVED[3:]]),
        "hw/helper.py": b"from own.tools import softmax\nfrom below import x",
        "hw/own/__init__.py": b"",
        "hw/own/tools.py": HELPER.encode(),
        "hw/below.py": b"x = 3",
        "hw/unrelated.py": b"",
        "hw/other.ipynb": b"{}",
        "hw/.hidden/helper.py": b"",
        "helper.py": b"",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "hw" / "linked_helper.py").symlink_to(tmp_path / "helper.py")
    path = tmp_path / "hw" / "softmax.ipynb"
    assert set(beside(path)) == {
        "helper.py",
        "own/__init__.py",
        "own/tools.py",
        "below.py",
        "unrelated.py",
        "other.ipynb",
    }
    cells = ["import helper, linked_helper"]
    assert set(needed(beside(path), cells)) == {"helper.py", "own/__init__.py", "own/tools.py", "below.py"}
    assert grade(path).report.points == ALL
    (tmp_path / "hw" / "helper.py").write_text("from lecture_nn import softmax")
    assert grade(path).flags == ("uses softmax of the package",)


def test_the_words_of_a_notebook_cost_no_memory(peak_memory):
    cell = " ".join(f"w{n}" for n in range(300_000))
    found, peak = peak_memory(lambda: needed({"w7.py": lambda: b"", "other.py": lambda: b""}, [cell]))
    assert list(found) == ["w7.py"]
    assert peak < 5_000_000


def test_files_beside_a_notebook_are_bounded(monkeypatch):
    monkeypatch.setattr(companions, "MOST", 3)
    monkeypatch.setattr(companions, "LARGEST", 100)

    def unreadable():
        raise UnreadableError("a link")

    found = {f"f{n}.py": lambda: b"x" * 30 for n in range(5)} | {
        "../up.py": bytes,
        "/etc/up.py": bytes,
        "large.py": lambda: b"x" * 101,
        "a_link.py": unreadable,
    }
    assert sorted(needed(found, ["f0 f1 f2 f3 f4 up large a_link"])) == ["f0.py", "f1.py", "f2.py"]
    assert list(needed(found, ["large a_link up f4"])) == ["f4.py"]
    assert needed(found, ["nothing"]) == {}


@pytest.mark.parametrize("name", exercise_names())
def test_what_an_exercise_asks_for_is_read_from_its_checks(name):
    exercise = load_exercise(name)
    functions, values = asked_for(exercise)
    space = {}
    for cell in code_cells(read(ROOT / "solutions" / f"{name}.ipynb")):
        exec(cell.replace(f'check("{name}")', ""), space)
    asked = Recorded(space)
    assert exercise.grade(asked).points == exercise.total
    assert set(asked.functions) == set(functions)
    assert set(asked.values) <= set(values)


class Recorded(Namespace):
    """Answers that note what they are asked for."""

    def __init__(self, space):
        super().__init__(space)
        self.functions, self.values = [], []

    def _call(self, name, arguments):
        self.functions.append(name)
        return super()._call(name, arguments)

    def _value(self, name):
        self.values.append(name)
        return super()._value(name)
