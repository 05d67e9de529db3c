"""Note the right answers that wrong ones are compared with: of the solutions, and of the lessons' turns.

    python tools/references.py           write lecture_nn/checks/diagnosis/references.json
    python tools/references.py --check   write nothing; fail if it is not what it would write

A function's source is kept in each way that it is written in here: in the solution (for a turn, in the first of
tests/turn_answers), and in tests/right_answers. Numbers, texts and lists of them are kept as values.
"""

import argparse
import ast
import json
import re
import sys
from importlib import import_module
from pathlib import Path

import make_exercises
import nbformat

from lecture_nn.checks.diagnosis import solved

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "lecture_nn" / "checks" / "diagnosis" / "references.json"
ALL = frozenset(range(1000))
NOT_NEEDED = re.compile(r"matplotlib|lecture_nn\.(figures|checks|label_noise|threads|datasets)")


def defined_by(node: ast.stmt) -> set[str]:
    """The names that a statement of a module defines, if it is one that a reference may need."""
    is_import = isinstance(node, ast.Import | ast.ImportFrom)
    return set() if is_import and NOT_NEEDED.search(ast.unparse(node)) else solved.defined_by(node)


def needed(statements: list[ast.stmt], wanted: list[ast.AST]) -> str:
    """The source of all statements that these need, in their order."""
    return solved.needed(statements, wanted, defined_by)


class Renamed(ast.NodeTransformer):
    """Calls a function by its plain name: NAME__WAY is a way to write NAME."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.name = self.new if node.name == self.old else node.name
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.new if node.id == self.old else node.id
        return node


def ways_in(path: Path) -> tuple[list[ast.stmt], dict[str, list[ast.FunctionDef]], dict[str, ast.expr]]:
    """The statements of a file of answers, its functions NAME__WAY by NAME, and its first values of each name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions: dict[str, list[ast.FunctionDef]] = {}
    values: dict[str, ast.expr] = {}
    for node in tree.body:
        for name in defined_by(node):
            plain = name.split("__")[0]
            if plain == name or not plain:
                continue
            if isinstance(node, ast.FunctionDef):
                functions.setdefault(plain, []).append(node)
            elif isinstance(node, ast.Assign):
                values.setdefault(plain, node.value)
    return tree.body, functions, values


def source_of(node: ast.FunctionDef, name: str) -> str:
    return ast.unparse(Renamed(node.name, name).visit(ast.parse(ast.unparse(node))))


def plain(value: object) -> object:
    """A value as JSON has it; None if it has no such form."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, bool | int | float | str) else None


def of_exercise(path: Path) -> dict:
    """The references of a solved exercise."""
    statements: list[ast.stmt] = []
    answers: dict[str, ast.FunctionDef] = {}
    values: list[str] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(make_exercises.starting_lines(cell.source, keep=ALL))
        except SyntaxError:
            continue
        marked = make_exercises.BEGIN in cell.source
        statements += [each for each in tree.body if marked or not isinstance(each, ast.Assign)]
        for node in tree.body if marked else ():
            if isinstance(node, ast.FunctionDef):
                answers[node.name] = node
            elif isinstance(node, ast.Assign):
                values += sorted(defined_by(node))
    file = ROOT / "tests" / "right_answers" / f"{path.stem}.py"
    others, ways, _ = ways_in(file) if file.exists() else ([], {}, {})
    helpers = [node for node in others if not any("__" in name for name in defined_by(node))]
    functions = {name: [ast.unparse(node)] for name, node in answers.items()}
    for name, nodes in ways.items():
        if name in functions:
            functions[name] += [source_of(node, name) for node in nodes]
    written = [ast.parse(source) for sources in functions.values() for source in sources]
    every = [*helpers, *(node for node in others if node not in helpers), *statements]
    module = needed(every, [*written, *answers.values()])
    module += "\n" + "\n".join(sources[0] for sources in functions.values())
    space: dict[str, object] = {}
    right = "\n".join(ast.unparse(each) for each in statements if defined_by(each))
    exec(right, space)
    known = {name: plain(space[name]) for name in values}
    return {"module": module, "functions": functions, "values": {k: v for k, v in known.items() if v is not None}}


def docstrings(lesson: str) -> dict[str, ast.Expr]:
    """The docstrings of the functions that a lesson's cells ask for, by name: they tell the shapes."""
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    found: dict[str, ast.Expr] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError:  # a line for the notebook's shell
            continue
        functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
        found |= {node.name: node.body[0] for node in functions if ast.get_docstring(node)}
    return found


def of_turns(path: Path) -> dict[str, dict]:
    """The references of the turns of a lesson, by the turn's name."""
    statements, functions, values = ways_in(path)
    found: dict[str, dict] = {}
    said = docstrings(path.stem.removeprefix("lesson_"))
    for name, nodes in functions.items():
        if name in said and not ast.get_docstring(nodes[0]):
            nodes[0].body.insert(0, said[name])
        module = needed(statements, [*nodes])
        sources = [source_of(node, name) for node in nodes]
        found[name] = {"module": f"{module}\n{sources[0]}", "functions": {name: sources}, "values": {}}
    for name, value in values.items():
        space: dict[str, object] = {}
        exec(needed(statements, [value]), space)
        right = plain(eval(ast.unparse(value), space))
        if right is not None:
            found[name] = {"module": "", "functions": {}, "values": {name: right}}
    return found


def references() -> str:
    known: dict[str, dict] = {}
    for path in sorted(ROOT.glob("tests/turn_answers/lesson_*.py")):
        known |= of_turns(path)
    sys.path.insert(0, str(ROOT))
    exercises = import_module("lecture_nn.checks.exercises").exercise_names()
    known |= {name: of_exercise(ROOT / "solutions" / f"{name}.ipynb") for name in exercises}
    return json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    if parser.parse_args().check:
        if PLACE.read_text(encoding="utf-8") != references():
            sys.exit(f"{PLACE.name} is out of step with the solutions and the right answers: run make exercises")
    else:
        PLACE.write_text(references(), encoding="utf-8")
    print(f"{PLACE.name} is in step with the solutions and the right answers")


if __name__ == "__main__":
    main()
