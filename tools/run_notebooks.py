"""Run notebooks from top to bottom and save what they print and draw: all lessons and solutions, or those named.

    python tools/run_notebooks.py
    python tools/run_notebooks.py notebooks/03_activations.ipynb

What is saved is the same each time that the same things come out: no times, no version of Python, no identity of
a widget. Nothing is saved of a notebook that raises an error.
"""

import argparse
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def run(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # a busy machine sends one print in several pieces
        resources={"metadata": {"path": path.parent}},
    ).execute()
    clean(notebook)
    nbformat.write(notebook, path)


def clean(notebook: nbformat.NotebookNode) -> None:
    """Leave out what changes from run to run or from machine to machine."""
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            # A live slider needs the kernel that made it: in a file only its text stands for it.
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    named = parser.parse_args().notebooks
    for path in named or sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")]):
        print(f"running {path.name}", flush=True)
        run(path)


if __name__ == "__main__":
    main()
