"""The rooms of the package: who may import whom, no circles, nothing private borrowed, no file too long to read."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 330

HELPERS = {"edited", "facts", "files", "memory", "student_code"}
"""Single modules that are no part of the core: the facts of an error, files, memory, calling a student's function."""

MAY_IMPORT = {
    "core": set(),
    "helpers": set(),
    "predictions": set(),
    "course": {"core", "helpers"},
    "workers": {"core", "helpers"},
    "figures": {"core"},
    "checks": {"core", "helpers", "predictions", "concepts"},
    "concepts": {"helpers", "predictions"},
    "interactive": {"core", "concepts", "figures", "predictions", "helpers"},
    "grading": {"core", "helpers", "checks", "workers"},
    "assembly": {"core", "helpers", "checks", "figures", "workers", "grading"},
    "cli": {"core", "helpers", "checks", "concepts", "course", "workers", "grading", "assembly"},
}
"""Each room with the other rooms that it may import. A sub-package is a room; so are the core's modules together."""

PACKAGES = {"core": {"numpy"}, "helpers": {"numpy", "filelock", "platformdirs"}, "workers": {"numpy", "pyseccomp"}}
"""For rooms that must stay light, the packages that are imported with them; what is imported lazily doesn't count."""


class Module:
    """A module of the package and what it imports: (name, how), how being "top", "lazy" or "types"."""

    def __init__(self, path, root):
        self.path = path
        parts = path.relative_to(root).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.is_package = path.name == "__init__.py"
        self.imports = []
        self._collect(ast.parse(path.read_text(encoding="utf-8")), "top")

    def _collect(self, node, how):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                self.imports += [(alias.name, how) for alias in child.names]
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{self.name}: imports are written in full"
                self.imports += [(f"{child.module}.{alias.name}", how) for alias in child.names]
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                self._collect(child, "types")
            else:
                deferred = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                self._collect(child, "lazy" if deferred and how == "top" else how)


def modules_of(package):
    return {each.name: each for each in (Module(path, package.parent) for path in sorted(package.rglob("*.py")))}


def target(name, modules):
    """The module of the package that an imported name is in, or None for one that is not the package's."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def room(name):
    """The room that a module belongs to."""
    parts = name.split(".")
    if len(parts) == 1:
        return "core"
    if parts[1] in HELPERS:
        return "helpers"
    if parts[1] == "__main__":
        return "cli"
    return parts[1] if parts[1] in MAY_IMPORT else "core"


def arrows_against(modules):
    """Imports of a room that the importing room may not know."""
    found = []
    for module in modules.values():
        here = room(module.name)
        for name, _ in module.imports:
            there = target(name, modules)
            if there and there.count(".") and room(there) not in MAY_IMPORT[here] | {here}:
                found.append(f"{module.name} imports {there}")
    return found


def circle_of(modules):
    """Modules that import each other in a circle when they are loaded, or an empty list."""
    edges = {
        module.name: {target(name, modules) for name, how in module.imports if how == "top"} - {None}
        for module in modules.values()
    }
    done = set()

    def visit(name, path):
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        circle = next((c for after in sorted(edges[name]) if (c := visit(after, [*path, name]))), [])
        done.add(name)
        return circle

    return next((circle for name in sorted(edges) if (circle := visit(name, []))), [])


def borrowed_privately(modules):
    """Private names that one module imports from another, and modules with private names."""
    found = [f"{module.name} is private" for module in modules.values() if re.search(r"\._(?!_)", module.name)]
    for module in modules.values():
        for name, _ in module.imports:
            if target(name, modules) and re.search(r"\._(?!_)", name):
                found.append(f"{module.name} imports {name}")
    return found


def foreign_packages(modules):
    """Packages that a room which must stay light imports when it is loaded."""
    found = []
    for module in modules.values():
        allowed = PACKAGES.get(room(module.name))
        for name, how in module.imports:
            package = name.split(".")[0]
            known = target(name, modules) or package in sys.stdlib_module_names
            if allowed is not None and how == "top" and not known and package not in allowed:
                found.append(f"{module.name} imports {package}")
    return found


@pytest.fixture(scope="module")
def modules():
    return modules_of(ROOT / "lecture_nn")


def test_every_sub_package_is_a_room(modules):
    packages = {name.split(".")[1] for name, module in modules.items() if module.is_package and "." in name}
    assert packages == MAY_IMPORT.keys() - {"core", "helpers"}
    assert {f"lecture_nn.{name}" for name in HELPERS} <= modules.keys()


def test_arrows_run_one_way(modules):
    assert arrows_against(modules) == []


def test_no_modules_import_each_other_in_a_circle(modules):
    assert circle_of(modules) == []


def rows_of(package):
    """The rows of a package's table in CONTRIBUTING.md: for each module, the number of its row."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = re.search(rf"^\| `lecture_nn/{package}` \| modules \|\n.*\n((?:\|.*\n)+)", text, re.MULTILINE)
    names = [re.findall(r"`(\w+)`", row) for row in table[1].splitlines()]
    return [(name, number) for number, row in enumerate(names) for name in row]


def imports_upwards(modules, package, rows):
    """Imports within a package of a module that stands in a row above the importing one."""
    found = []
    for module in modules.values():
        if room(module.name) == package and module.name.count(".") == 2:
            for name, _ in module.imports:
                there = target(name, modules)
                if there and room(there) == package and there.count(".") == 2:
                    here, other = module.name.split(".")[-1], there.split(".")[-1]
                    if rows[other] < rows[here]:
                        found.append(f"{here} imports {other}")
    return found


@pytest.mark.parametrize("package", ["grading", "workers"])
def test_what_contributing_says_of_the_rooms_is_true(modules, package):
    rows = rows_of(package)
    there = [name.split(".")[-1] for name in modules if room(name) == package and name.count(".") == 2]
    assert sorted(name for name, _ in rows) == sorted(there)  # each once
    assert imports_upwards(modules, package, dict(rows)) == []
    upside_down = {name: -number for name, number in rows}
    assert len(imports_upwards(modules, package, upside_down)) > 3


def test_nothing_private_is_imported_from_another_module(modules):
    assert borrowed_privately(modules) == []


def test_the_core_imports_numpy_alone_and_workers_little_more(modules):
    assert foreign_packages(modules) == []


def test_no_file_is_too_long_to_read():
    files = [path for kind in ("py", "js", "css") for path in (ROOT / "lecture_nn").rglob(f"*.{kind}")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert len(lengths) > 100
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_programs_in_the_page_import_what_is_shared_and_nothing_of_each_other():
    js = ROOT / "lecture_nn" / "interactive" / "js"
    order = ["core", "net", "draw", "plot", "controls", "panel"]  # as they are joined: each may know those before it
    for path in sorted(js.rglob("*.js")):
        imported = re.findall(r'from "(.*?)";$', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        shared = order[: order.index(path.stem)] if path.parent.name == "shared" else order
        up = "./" if path.parent.name == "shared" else "../shared/"
        of_a_web_page = {"./address.js"} if path.name == "page.js" else set()
        assert set(imported) <= {f"{up}{name}.js" for name in shared} | of_a_web_page, path.name


@pytest.mark.parametrize(
    ("files", "find", "finds"),
    [
        ({"losses": "from lecture_nn.figures import style", "figures/style": ""}, arrows_against,
         ["lecture_nn.losses imports lecture_nn.figures.style"]),
        ({"losses": "def draw():\n    import lecture_nn.figures.style", "figures/style": ""}, arrows_against,
         ["lecture_nn.losses imports lecture_nn.figures.style"]),
        ({"workers/a": "from lecture_nn.checks.model import X", "checks/model": "X = 1"}, arrows_against,
         ["lecture_nn.workers.a imports lecture_nn.checks.model"]),
        ({"figures/a": "from lecture_nn.losses import x", "losses": "x = 1"}, arrows_against, []),
        ({"a": "import lecture_nn.b", "b": "from lecture_nn import c", "c": "from lecture_nn.a import x"}, circle_of,
         ["lecture_nn.a", "lecture_nn.b", "lecture_nn.c"]),
        ({"a": "import lecture_nn.b", "b": "def f():\n    from lecture_nn.a import x"}, circle_of, []),
        ({"figures/a": "from lecture_nn.figures import name", "figures/__init__": "from lecture_nn.figures.a import x"},
         circle_of, ["lecture_nn.figures", "lecture_nn.figures.a"]),
        ({"a": "from lecture_nn.b import _x", "b": ""}, borrowed_privately, ["lecture_nn.a imports lecture_nn.b._x"]),
        ({"checks/_core": ""}, borrowed_privately, ["lecture_nn.checks._core is private"]),
        ({"losses": "import numpy, scipy.special"}, foreign_packages, ["lecture_nn.losses imports scipy"]),
        ({"losses": "def f():\n    import scipy", "figures/a": "import matplotlib"}, foreign_packages, []),
    ],
)  # fmt: skip
def test_what_is_built_wrong_is_found(files, find, finds, tmp_path):
    package = tmp_path / "lecture_nn"
    for name, text in {"__init__": "", **files}.items():
        path = package / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for folder in {path.parent for path in package.rglob("*.py")}:
        (folder / "__init__.py").touch()
    assert find(modules_of(package)) == finds
