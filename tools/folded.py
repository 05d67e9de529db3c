"""What the line says that a folded cell of code is opened with on the web site."""

import ast

import nbformat


def holds(cell: nbformat.NotebookNode) -> str:
    """Say in a few words what a folded cell of code has in it.

    Parameters
    ----------
    cell : NotebookNode
        A cell of code, with its outputs.

    Returns
    -------
    str
        What can follow "Show": "the imports", "the code of this figure", "the definition of lean"; with its lines.
    """
    body = ast.parse(cell.source).body
    defined = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if "check" in cell.metadata.get("tags", []):
        what = "the checks of this section"
    elif any(isinstance(node, ast.Import | ast.ImportFrom) for node in body):
        what = f"the imports and {listed(defined)}" if defined else "the imports"
    elif any({"image/png", "image/gif"} & set(output.get("data", {})) for output in cell.outputs):
        what = "the code of this figure"
    elif defined and all(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body):
        what = f"the definition of {listed(defined)}"
    elif cell.outputs:
        what = "the code behind this result"
    else:
        what = "this code"
    lines = len(cell.source.splitlines())
    return f"{what} ({lines} {'line' if lines == 1 else 'lines'})"


def listed(names: list[str]) -> str:
    """Names in a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
