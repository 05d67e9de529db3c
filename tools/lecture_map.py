"""Write the map, the table of lecture rows in notebooks/README.md: which section teaches each row of the lecture.

    python tools/lecture_map.py           write the table
    python tools/lecture_map.py --check   write nothing; fail if the table is not what it would write

A text cell that begins a section says which rows it teaches in its own metadata: "lecture_rows": ["L05"]. The code
cell of that section whose assertions hold what is taught says so in its own: "lecture_checks": ["L05"].
"""

import argparse
import ast
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- map: written by make map -->\n", "<!-- end of map -->"

# The lessons of the course, in their order, with the rows that each is to teach. (19 teaches all errata; 20 goes beyond
# the lecture.)
LESSONS = {
    "00_start_here": ["L10", "L29"],
    "01_beyond_lines": ["L01", "L02"],
    "02_neuron": ["L03", "L04", "L06"],
    "03_activations": ["L05"],
    "04_networks": ["L07", "L08"],
    "05_representational_power": ["L09"],
    "06_forward_pass": ["L11", "L12", "L13"],
    "07_four_or_not_four": ["L14"],
    "08_loss_and_descent": ["L15", "L31"],
    "09_single_layer_backprop": ["L16", "L18", "L19"],
    "10_multi_layer_backprop": ["L17", "L20"],
    "11_choosing_a_loss": ["L21"],
    "12_softmax_and_cross_entropy": ["L22", "L23"],
    "13_networks_as_modules": ["L30", "L32", "L33"],
    "14_optimizers": ["L24", "L25", "L26"],
    "15_monitoring": ["L27", "L28"],
    "16_overfitting": ["L34", "L35"],
    "17_weight_decay": ["L36", "L37", "L38"],
    "18_early_stopping": ["L39", "L40"],
    "19_errata": [f"E{n:02}" for n in range(1, 20)],
    "20_automatic_differentiation": [],
}

ROWS = {
    "L01": "what no straight line can separate",
    "L02": "fixed basis functions, and learned (adaptive) features",
    "L03": "the nerve cell, and how many there are",
    "L04": "the unit: weighted sum and activation",
    "L05": "activation functions and their derivatives",
    "L06": "a unit as a Python class",
    "L07": "networks of units, drawn in two ways",
    "L08": "how layers are counted and named",
    "L09": "what a network can represent",
    "L10": "two algorithms: forward and backward pass",
    "L11": "the forward pass: loop, vectors, batch",
    "L12": "a forward pass in Python, and its shapes",
    "L13": "no hidden layer: logistic regression",
    "L14": "an application: four or not four",
    "L15": "training as descent on a loss",
    "L16": "back-propagation, and what it costs",
    "L17": "why back-propagation works",
    "L18": "the chain rule in a single layer",
    "L19": "squared error with logistic units",
    "L20": "back-propagation through hidden layers",
    "L21": "choosing activation and loss",
    "L22": "softmax and cross-entropy",
    "L23": "an application: ten digits, how many hidden units?",
    "L24": "how often to update",
    "L25": "how much to update: rates and momentum",
    "L26": "optimizers compared",
    "L27": "watching the loss",
    "L28": "watching accuracy: the gap",
    "L29": "kinds of task",
    "L30": "networks as compositions of functions",
    "L31": "the set-up of learning: risk, targets, hyper-parameters",
    "L32": "the backward pass, module by module",
    "L33": "a toy trainer with bugs",
    "L34": "overfitting and its causes",
    "L35": "three ways to prevent it",
    "L36": "weight decay",
    "L37": "what weight decay does",
    "L38": "how much of it: validation and test",
    "L39": "early stopping",
    "L40": "why early stopping works",
    "E01": "erratum: the class's `forward`",
    "E02": "erratum: the sign in binary cross-entropy",
    "E03": "erratum: a parenthesis in the logistic function",
    "E04": "erratum: the derivative of softmax with cross-entropy",
    "E05": "erratum: transposes in the backward pass",
    "E06": "erratum: an index in the chain rule",
    "E07": "erratum: what the sum without a hidden layer runs over",
    "E08": "erratum: what a universal approximator approximates",
    "E09": "erratum: sum or mean of the loss",
    "E10": "erratum: the order of the momentum update",
    "E11": "erratum: the toy trainer's indices",
    "E12": "erratum: sigmoid outputs for regression",
    "E13": "erratum: linear or affine",
    "E14": "erratum: which decay shares a weight",
    "E15": "erratum: continuous isn't enough for a gradient",
    "E16": "erratum: half the squared error",
    "E17": "erratum: how the toy trainer counts layers",
    "E18": "erratum: small weights and linear units",
    "E19": "erratum: what the backward pass performs",
}


@dataclass
class Section:
    """A section of a notebook, and in which of its cells each row that it teaches is checked."""

    notebook: str
    title: str
    rows: list[str]
    checks: dict[str, list[int]] = field(default_factory=dict)


def sections(path: Path) -> list[Section]:
    """The sections of a notebook that teach rows; one ends where the next, or "Check yourself", begins."""
    found, now, asserting = [], None, set()
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        heading = re.match(r"#+ (.+)", cell.source) if cell.cell_type == "markdown" else None
        rows = cell.metadata.get("lecture_rows", [])
        if rows and (heading is None or not set(rows) <= set(ROWS)):
            raise ValueError(f"{path.name}: expected known rows on a cell that begins with a heading, got {rows}")
        if rows:
            now = Section(f"{path.parent.name}/{path.stem}", heading[1], rows)
            found.append(now)
        elif heading and heading[1] == "Check yourself":
            now = None
        if cell.cell_type == "code":
            functions = [node for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef)]
            asserting |= {function.name for function in functions if asserts_within(function)}
        for row in cell.metadata.get("lecture_checks", []):
            if now is None or row not in now.rows:
                raise ValueError(f"{path.name}: cell {number} checks {row} outside a section that teaches it")
            if not asserts(cell.source, asserting):
                raise ValueError(f"{path.name}: cell {number} is to check {row}, but runs no assert")
            now.checks.setdefault(row, []).append(number)
    return found


def asserts(source: str, asserting: Collection[str] = ()) -> bool:
    """Whether running this code runs an assert, its own or that of a function named in `asserting`.

    One that stands only inside a function or class is not run.
    """
    todo = list(ast.parse(source).body)
    while todo:
        node = todo.pop()
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in asserting
        if called or isinstance(node, ast.Assert):
            return True
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return False


def asserts_within(function: ast.FunctionDef) -> bool:
    """Whether a function has an assert of its own."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(function))


def taught() -> dict[str, list[Section]]:
    """For each row, in the lecture's order, the sections of lessons and exercises that teach it."""
    paths = [*sorted(ROOT.glob("notebooks/*.ipynb")), *sorted(ROOT.glob("exercises/*.ipynb"))]
    every = [section for path in paths for section in sections(path)]
    return {row: [section for section in every if row in section.rows] for row in ROWS}


def table() -> str:
    """The table, in Markdown."""
    lines = ["| row | what | where | checked in |", "|---|---|---|---|"]
    for row, places in taught().items():
        where = "<br>".join(f"[{Path(s.notebook).name}]({_address(s.notebook)}): {s.title}" for s in places)
        checked = "<br>".join(_where_checked(s, row) for s in places)
        lines.append(f"| {row} | {ROWS[row]} | {where} | {checked} |")
    return "\n".join(lines) + "\n"


def _address(notebook: str) -> str:
    """The address of a notebook, seen from notebooks/."""
    return (
        f"{notebook.removeprefix('notebooks/')}.ipynb" if notebook.startswith("notebooks/") else f"../{notebook}.ipynb"
    )


def _where_checked(section: Section, row: str) -> str:
    if section.notebook.startswith("exercises"):
        return "your answers"
    cells = section.checks.get(row, [])
    return f"cell{'s' if len(cells) > 1 else ''} {', '.join(map(str, cells))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    check = parser.parse_args().check
    readme = ROOT / "notebooks" / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    wanted = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if wanted != text and check:
        sys.exit("notebooks/README.md: the table of lecture rows is out of step with the notebooks; run make map")
    if wanted != text:
        readme.write_text(wanted, encoding="utf-8")
    print(f"notebooks/README.md: the table of lecture rows is in step with the notebooks ({len(ROWS)} rows)")


if __name__ == "__main__":
    main()
