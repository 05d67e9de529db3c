"""Build the course as a web site: static pages in _site/html, made from the committed notebooks.

    python tools/build_site.py             everything
    python tools/build_site.py --no-run    without the part that runs in the reader's browser

Needs the extra "site" of pyproject.toml and, for the formulas, node with npm. No notebook is run. The pages request
nothing from another address; only the part that runs does: it loads Python for the browser.
"""

import argparse
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import lecture_map
import nbformat
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_site"
SOURCE, HTML, NPM = SITE / "source", SITE / "html", SITE / "npm"
GROUPS = {
    "What a net is": range(8),
    "How it learns": range(8, 16),
    "How it is kept from learning too much": range(16, 19),
}

# What the lessons import and the browser's Python doesn't bring along; the wheels go into the site.
CARRIED = ["comm", "filelock", "ipywidgets", "jupyterlab_widgets", "platformdirs"]
FIRST_CELL = """\
# Only here, in the browser: fetch what the course needs. The first time takes a while.
import piplite

await piplite.install(["matplotlib", "ipywidgets", "filelock", "platformdirs", "tqdm"])
await piplite.install("lecture_nn", deps=False)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-run", action="store_true", help="leave out the part that runs in the reader's browser")
    without = parser.parse_args().no_run
    npm()
    lay_out()
    shutil.rmtree(HTML, ignore_errors=True)
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--fresh-env", "--quiet"]
    subprocess.run([*sphinx, "--doctree-dir", SITE / "doctrees", SOURCE, HTML], check=True)
    pictures()
    unused()
    if not without:
        run()
    print(f"The site is in {HTML.relative_to(ROOT)}/")


def npm() -> None:
    """Install what site/package.json names, unless it is there."""
    wanted = (ROOT / "site" / "package.json").read_text(encoding="utf-8")
    kept = NPM / "package.json"
    if kept.exists() and kept.read_text(encoding="utf-8") == wanted and (NPM / "node_modules").exists():
        return
    if not (command := shutil.which("npm")) or not shutil.which("node"):
        sys.exit("The site needs npm and node (they come together, see nodejs.org): KaTeX sets its formulas.")
    shutil.rmtree(NPM, ignore_errors=True)
    NPM.mkdir(parents=True)
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
    (NPM / "wanted.json").write_text(wanted, encoding="utf-8")
    shutil.copy(NPM / "wanted.json", kept)
    subprocess.run([command, "install", *quiet], cwd=NPM, check=True)


def lay_out() -> None:
    """Put together what Sphinx reads: the pages of site/, the notebooks, and pages made from the README and the map."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(ROOT / "site", SOURCE, ignore=shutil.ignore_patterns("__pycache__", "package.json"))
    for folder in ("notebooks", "exercises"):
        (SOURCE / folder).mkdir()
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            text = path.read_text(encoding="utf-8").replace(
                "[README](../README.md)", "[page of exercises](../exercises.md)"
            )
            (SOURCE / folder / path.name).write_text(text, encoding="utf-8")
    katex = NPM / "node_modules" / "katex" / "dist"
    (SOURCE / "_static" / "katex" / "fonts").mkdir(parents=True)
    for font in katex.glob("fonts/*.woff2"):
        shutil.copy(font, SOURCE / "_static" / "katex" / "fonts")
    style = (katex / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", style)  # woff2 is read everywhere
    (SOURCE / "_static" / "katex" / "katex.min.css").write_text(style, encoding="utf-8")
    sys.path.insert(0, str(ROOT / "site"))
    importlib.import_module("first_picture").save(SOURCE / "_static" / "first.png")
    (SOURCE / "lessons.md").write_text(lessons(), encoding="utf-8")
    (SOURCE / "exercises.md").write_text(exercises(), encoding="utf-8")
    (SOURCE / "map.md").write_text(rows(), encoding="utf-8")
    (SOURCE / "notation.md").write_text(notation(), encoding="utf-8")
    (SOURCE / "install.md").write_text(install(), encoding="utf-8")


def readme(title: str) -> str:
    """The section of the README with this title, without the title."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(rf"^## {title}\n(.*?)(?=^## )", text, flags=re.MULTILINE | re.DOTALL)[1].strip()


def toctree(folder: str, names: list[str], caption: str = "") -> str:
    entries = "\n".join(f"{folder}/{name}" for name in names)
    options = f":hidden:\n:caption: {caption}\n" if caption else ":hidden:\n"
    return f"```{{toctree}}\n{options}\n{entries}\n```\n"


def title(path: Path) -> str:
    """The title of a notebook."""
    return nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")


def lessons() -> str:
    table = readme("The lessons").split("\n\n")[0]
    names = sorted(path.stem for path in ROOT.glob("notebooks/*.ipynb"))
    trees = [toctree("notebooks", [names[i] for i in numbers], caption) for caption, numbers in GROUPS.items()]
    trees.append(toctree("notebooks", names[19:], "What the slides get wrong"))
    return (
        "# The lessons\n\nIn order: each builds on those before it. Fifteen to forty minutes each.\n\n"
        + table
        + "\n\n"
        + "\n".join(trees)
    )


def exercises() -> str:
    table, after, *_ = readme("The exercises").split("\n\n")
    names = re.findall(r"exercises/(\w+)\.ipynb", table)
    return f"# The exercises\n\n{table}\n\n{after}\n\n{toctree('exercises', names)}"


def anchor(heading: str) -> str:
    """The address of a heading within its page, as myst-parser makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", "")).replace(" ", "-")


def rows() -> str:
    lines = ["| row | what | where |", "|---|---|---|"]
    for row, places in lecture_map.taught().items():
        where = [
            f"[{title(ROOT / f'{p.notebook}.ipynb')}: {p.title}]({p.notebook}.ipynb#{anchor(p.title)})" for p in places
        ]
        lines.append(f"| {row} | {lecture_map.ROWS[row]} | {'<br>'.join(where)} |")
    return (
        "# The map of the lecture\n\nWhere each row of the lecture is taught. L rows are what it teaches, E rows its "
        "errata.\n\n" + "\n".join(lines) + "\n"
    )


def notation() -> str:
    """The table of symbols, from the lesson that introduces them."""
    cells = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4).cells
    (text,) = [cell.source for cell in cells if "| symbol |" in cell.source]
    table = re.search(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)[0]
    return (
        "# The symbols\n\nThe lecture's letters, and what stands for them in code; introduced in "
        "[lesson 00](notebooks/00_start_here.ipynb).\n\n" + table + "\n"
        "Read an index from right to left: $v_{ji}$ goes *to* $j$ *from* $i$.\n"
    )


def install() -> str:
    return f"# On your own machine\n\n{readme('Start')}\n"


def pictures() -> None:
    """Make figures lighter (lossless WebP), say their size, and put a still of each moving one beside it.

    The still is the last frame, for those who stop the film; course.js puts a button to it.
    """
    instead = {}
    for path in sorted(HTML.glob("_images/*.png")):
        with Image.open(path) as picture:
            size = f'width="{picture.width}" height="{picture.height}"'
            if picture.is_animated:
                picture.seek(picture.n_frames - 1)
                picture.convert("RGB").save(path.with_suffix(".still.png"))
                instead[path.name] = f'{path.name}" data-still="{{folder}}{path.stem}.still.png" {size}'
            else:
                picture.convert("RGB").save(path.with_suffix(".webp"), lossless=True)
                instead[path.name] = f'{path.stem}.webp" {size}'
                path.unlink()

    def other(match: re.Match) -> str:
        folder, name = match.groups()
        return f'src="{folder}{instead[name].format(folder=folder)}'

    for page in HTML.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'src="([^"]*_images/)([^"/]*\.png)"', other, text), encoding="utf-8")


def unused() -> None:
    """Leave out what the theme brings along and no page uses: its script for icons of brands, source maps."""
    for path in [*HTML.rglob("*.map"), *HTML.glob("_static/webpack-macros.html"), *HTML.rglob("fontawesome.js")]:
        path.unlink()
    for page in HTML.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'<script defer src="[^"]*/fontawesome\.js[^"]*"></script>', "", text), encoding="utf-8")


def run() -> None:
    """The part that runs in the reader's browser: JupyterLite with the lessons, the exercises and lecture_nn."""
    lite = SITE / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    for folder in ("notebooks", "exercises"):
        (lite / "files" / folder).mkdir(parents=True)
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_code_cell(FIRST_CELL, id="in-the-browser"))
            nbformat.write(notebook, lite / "files" / folder / path.name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    wheels = ["--quiet", "--no-deps", "--wheel-dir", lite / "wheels"]
    subprocess.run([*pip, "wheel", *wheels, ROOT], check=True)
    subprocess.run([*pip, "wheel", *wheels, "--constraint", ROOT / "constraints.txt", *CARRIED], check=True)
    settings = {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}}
    about = {"appName": "Foundations of neural networks", "litePluginSettings": settings}
    described = {"jupyter-lite-schema-version": 0, "jupyter-config-data": about}
    (lite / "jupyter-lite.json").write_text(json.dumps(described), encoding="utf-8")
    build = [sys.executable, "-m", "jupyter", "lite", "build", "--lite-dir", lite, "--contents", lite / "files"]
    build += ["--piplite-wheels", lite / "wheels", "--apps", "lab", "--apps", "notebooks", "--no-sourcemaps"]
    build += ["--output-dir", HTML / "run", "--no-unused-shared-packages", "--log-level", "ERROR"]
    quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
    subprocess.run(build, check=True, cwd=lite, stdout=subprocess.DEVNULL, env=quiet)


if __name__ == "__main__":
    main()
