"""Build the course as a web site: static pages in _site/html, made from the committed notebooks.

    python tools/build_site.py             everything
    python tools/build_site.py --no-run    without the part that runs in the reader's browser
    python tools/build_site.py --to DIR    in DIR/html

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
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import findable
import glossary
import home
import nbformat
import site_map
import site_weight
from filelock import FileLock
from shown import answered, shown

import lecture_nn
from lecture_nn.course.browser import version_of
from lecture_nn.interactive.panel import JS
from lecture_nn.interactive.prediction import JS as QUESTIONS_JS

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_site"
NPM = SITE / "npm"
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
WHEEL = f"lecture_nn-{lecture_nn.__version__}-py3-none-any.whl"
REPOSITORY = (
    "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}".format_map(os.environ) if "GITHUB_REPOSITORY" in os.environ else ""
)
GROUPS = {
    "What a net is": range(8),
    "How it learns": range(8, 16),
    "How it is kept from learning too much": range(16, 19),
    "What the slides get wrong": range(19, 20),
    "Beyond the lecture": range(20, 21),
}
FONTS = ["latin-400-normal", "latin-400-italic", "latin-600-normal", "greek-400-normal"]

# What the notebooks import in the reader's browser (NumPy comes with matplotlib), and the wheels for it that are in no
# list of Pyodide's or of the kernel's, so that the site carries them.
FETCHED = ["anywidget", "filelock", "ipywidgets", "matplotlib", "platformdirs", "tqdm"]
CARRIED = ["anywidget", "comm", "filelock", "ipywidgets", "jupyterlab_widgets", "platformdirs", "psygnal"]
FIRST_WORDS = """\
*This notebook runs in your own browser, and what you write stays there, as do the points that you reach. Run the cell
below first: it fetches what the course needs, which takes a while the first time. Two things differ from a Python of
your own: everything is slower, and a loop that doesn't end is not stopped by the check, only by Kernel, Restart.*"""
FIRST_CELL = f"""\
import os
import warnings

import piplite

os.environ["LECTURE_NN_PROGRESS"] = "/drive/progress.json"  # the browser keeps what is in /drive
warnings.filterwarnings("ignore", message="only soft file lock")  # locks matter where notebooks run side by side
await piplite.install({json.dumps(FETCHED)})
await piplite.install("lecture_nn", deps=False)"""


def first_cell(path: str, version: str) -> str:
    """The first code cell of a notebook: it fetches what is needed, and says whether the site has a newer notebook."""
    telling = f"tell_if_newer({json.dumps(path)}, {json.dumps(version)})"
    return f"{FIRST_CELL}\nfrom lecture_nn.course.browser import tell_if_newer\n\n{telling}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-run", action="store_true", help="leave out the part that runs in the reader's browser")
    parser.add_argument("--to", type=Path, default=SITE, help="the folder that everything is made in")
    parser.add_argument("--address", default="", help="where the site will be: for canonical addresses and a site map")
    parser.add_argument("--repository", default=REPOSITORY, help="where mistakes are reported and the source is had")
    arguments = parser.parse_args()
    to = arguments.to.resolve()
    npm()
    lay_out(to / "source", arguments.repository.rstrip("/"))
    shutil.rmtree(to / "html", ignore_errors=True)
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--fresh-env", "--quiet", "--jobs", "auto"]
    sphinx += ["--define", f"katex_path={NPM / 'node_modules' / 'katex' / 'dist' / 'katex.js'}"]
    subprocess.run([*sphinx, "--doctree-dir", to / "doctrees", to / "source", to / "html"], check=True)
    site_weight.pictures(to / "html")
    site_weight.unused(to / "html")
    findable.describe(to / "html", arguments.address.rstrip("/"), arguments.repository.rstrip("/"))
    site_weight.lighten(to / "html", NPM)
    root = findable.not_found(to / "html", arguments.address.rstrip("/"))
    findable.search(to / "html", NPM, site_map.anchor)
    if not arguments.no_run:
        run(to / "lite", to / "html" / "run")
        subprocess.run(
            [*PIP, "wheel", "--quiet", "--no-deps", "--wheel-dir", to / "html" / "download", ROOT], check=True
        )
    if dead := dead_links(to / "html", leave_out=["run", "download"] if arguments.no_run else [], root=root):
        sys.exit("Links that lead nowhere:\n" + "\n".join(dead))
    print(f"The site is in {os.path.relpath(to / 'html')}")


def npm() -> None:
    """Install what site/package.json names, unless it is there; one at a time."""
    SITE.mkdir(exist_ok=True)
    with FileLock(SITE / "npm.lock"):
        _npm()


def _npm() -> None:
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


def lay_out(source: Path, repository: str = "") -> None:
    """Put together what Sphinx reads: the pages of site/, the notebooks, and pages made from the README and the map."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT / "site", source, ignore=shutil.ignore_patterns("__pycache__", "package.json"))
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/*.ipynb")]:
        (source / path.parent.name).mkdir(exist_ok=True)
        nbformat.write(shown(path), source / path.parent.name / path.name)
    katex = NPM / "node_modules" / "katex" / "dist"
    (source / "_static" / "katex" / "fonts").mkdir(parents=True)
    for font in katex.glob("fonts/*.woff2"):
        shutil.copy(font, source / "_static" / "katex" / "fonts")
    style = (katex / "katex.min.css").read_text(encoding="utf-8")
    style = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", style)  # woff2 is read everywhere
    (source / "_static" / "katex" / "katex.min.css").write_text(style, encoding="utf-8")
    font = NPM / "node_modules" / "@fontsource" / "source-sans-3"
    (source / "_static" / "fonts").mkdir()
    for name in FONTS:
        shutil.copy(font / "files" / f"source-sans-3-{name}.woff2", source / "_static" / "fonts")
    shutil.copy(font / "LICENSE", source / "_static" / "fonts" / "LICENSE.txt")
    shutil.copytree(JS, source / "_static" / "panels")
    shutil.copytree(QUESTIONS_JS, source / "_static" / "questions")
    sys.path.insert(0, str(ROOT / "site"))
    importlib.import_module("first_picture").save(source / "_static" / "first.webp")
    first = home.page((source / "index.md").read_text(encoding="utf-8"), paragraphs("notebooks")[2], GROUPS)
    (source / "index.md").write_text(first, encoding="utf-8")
    (source / "glossary.md").write_text(glossary.page(site_map.anchor), encoding="utf-8")
    (source / "lessons.md").write_text(lessons(), encoding="utf-8")
    (source / "exercises.md").write_text(exercises(), encoding="utf-8")
    (source / "map.md").write_text(site_map.page(), encoding="utf-8")
    (source / "notation.md").write_text(notation(), encoding="utf-8")
    (source / "install.md").write_text(install(repository), encoding="utf-8")
    manual = (
        (source / "grading.md")
        .read_text(encoding="utf-8")
        .replace("](../README.md", "](install.md")
        .replace("](../notebooks/", "](notebooks/")
    )
    (source / "grading.md").write_text(manual, encoding="utf-8")


def readme(title: str) -> str:
    """The section of the README with this title, without the title."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(rf"^## {title}\n(.*?)(?=^## )", text, flags=re.MULTILINE | re.DOTALL)[1].strip()


def paragraphs(folder: str) -> list[str]:
    """The paragraphs of the README of a folder of notebooks, with addresses as the site has them."""
    text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    text = re.sub(r"\]\((?!\.\./|https?:)", f"]({folder}/", text).replace("](../site/", "](").replace("](../", "](")
    return text.split("\n\n")


def toctree(folder: str, names: list[str], caption: str = "") -> str:
    entries = "\n".join(f"{folder}/{name}" for name in names)
    options = f":hidden:\n:caption: {caption}\n" if caption else ":hidden:\n"
    return f"```{{toctree}}\n{options}\n{entries}\n```\n"


def lessons() -> str:
    table = paragraphs("notebooks")[2]
    names = sorted(path.stem for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
    trees = [toctree("notebooks", ["before_and_after"], "What do you know?")]
    trees += [toctree("notebooks", [names[i] for i in numbers], caption) for caption, numbers in GROUPS.items()]
    return (
        f"# The lessons\n\n{paragraphs('notebooks')[1]} Your answers are remembered in this browser and "
        'sent nowhere.\n\n<p id="lnn-progress" class="lnnq-progress" hidden></p>\n\n'
        + table
        + "\n\n"
        + answered(names)
        + "\n\n"
        + "\n".join(trees)
    )


def exercises() -> str:
    _, table, *after = paragraphs("exercises")
    names = re.findall(r"exercises/(\w+)\.ipynb", table)
    return "\n\n".join(["# The exercises", table, *after, toctree("exercises", names)])


def notation() -> str:
    """The table of symbols, from the lesson that introduces them."""
    cells = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4).cells
    (text,) = [cell.source for cell in cells if "| symbol |" in cell.source]
    table = re.search(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)[0]
    return (
        "# The symbols\n\nThe lecture's letters, and what stands for them in code; introduced in "
        "[lesson\u00a000](notebooks/00_start_here.ipynb).\n\n" + table + "\n"
        "Read an index from right to left: $v_{ji}$ goes *to* $j$ *from* $i$.\n"
    )


def install(repository: str = "") -> str:
    """How to have the course on one's own machine: from the wheel that the site carries, or from its source."""
    source = f"Clone it with `git clone {repository}`, or download it from <{repository}>. " if repository else ""
    return f"""# On your own machine

You need Python 3.11 or newer. <a href="download/{WHEEL}">Download the course</a>, one file with the lessons and
exercises in it, and give these two commands in the folder where the file is:

```
python -m pip install {WHEEL}
lecture-nn open
```

The second puts lessons and exercises into a folder `lecture_nn_course` and opens them, at the first lesson or where you
stopped. `lecture-nn update` does the same after you have installed a newer file, and keeps your answers.

## From its source

{source}{readme("Start")}

## Not tried yet

{readme("Not tried yet")}
"""


def run(lite: Path, out: Path) -> None:
    """The part that runs in the reader's browser: JupyterLite with the lessons, the exercises and lecture_nn."""
    shutil.rmtree(lite, ignore_errors=True)
    versions = {}
    for folder in ("notebooks", "exercises"):
        (lite / "files" / folder).mkdir(parents=True)
        for path in sorted((ROOT / folder).glob("*.ipynb")):
            name = f"{folder}/{path.name}"
            versions[name] = version_of(path.read_bytes())
            notebook = nbformat.read(path, as_version=4)
            notebook.cells.insert(0, nbformat.v4.new_markdown_cell(FIRST_WORDS, id="in-the-browser"))
            notebook.cells.insert(1, nbformat.v4.new_code_cell(first_cell(name, versions[name]), id="fetch"))
            nbformat.write(notebook, lite / "files" / folder / path.name)
    served = lite / "served.json"
    served.write_text(json.dumps(versions), encoding="utf-8")
    with_versions = os.environ | {"LECTURE_NN_SERVED": str(served)}  # read by hatch_build.py
    wheel = [*PIP, "wheel", "--quiet", "--no-deps", "--wheel-dir", lite / "wheels", ROOT]
    subprocess.run(wheel, check=True, env=with_versions)
    pure = ["--quiet", "--no-deps", "--only-binary", ":all:", "--platform", "any", "--dest", lite / "wheels"]
    subprocess.run([*PIP, "download", *pure, "--constraint", ROOT / "constraints.txt", *CARRIED], check=True)
    settings = {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}}
    about = {"appName": "Foundations of neural networks", "litePluginSettings": settings}
    described = {"jupyter-lite-schema-version": 0, "jupyter-config-data": about}
    (lite / "jupyter-lite.json").write_text(json.dumps(described), encoding="utf-8")
    build = [sys.executable, "-m", "jupyter", "lite", "build", "--lite-dir", lite, "--contents", lite / "files"]
    build += ["--piplite-wheels", lite / "wheels", "--apps", "lab", "--apps", "notebooks", "--no-sourcemaps"]
    build += ["--output-dir", out, "--no-unused-shared-packages", "--log-level", "ERROR"]
    quiet = os.environ | {"PYTHONWARNINGS": "ignore"}
    subprocess.run(build, check=True, cwd=lite, stdout=subprocess.DEVNULL, env=quiet)


class Links(HTMLParser):
    """What a page links to and loads, and the places in it that a link can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.places = {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.to += [value for name, value in attrs if name in ("href", "src", "data-still") and value]
        self.places |= {value for name, value in attrs if name == "id" and value}


def dead_links(html: Path, leave_out: Sequence[str] = (), root: str = "/") -> list[str]:
    """Links between the pages of a site that lead nowhere, or to a place that the page doesn't have; one line each.

    Links that begin with a slash begin at `root`. Links into the folders of `leave_out` are not looked at.
    JupyterLite's own pages have none: its script makes them.
    """
    html = html.resolve()
    skipped = {html / name for name in leave_out}
    pages = [path for path in sorted(html.rglob("*.html")) if html / "run" not in path.parents]
    found = {page: Links(page.read_text(encoding="utf-8")) for page in pages}
    dead = []
    for page, links in found.items():
        for link in links.to:
            parts = urlsplit(link)
            folder = html if parts.path.startswith(root) else page.parent
            target = (folder / unquote(parts.path).removeprefix(root)).resolve() if parts.path else page
            if parts.scheme or skipped & {target, *target.parents}:
                continue
            needed = [target, *(html / "run" / "files" / path for path in parse_qs(parts.query).get("path", []))]
            leads_to_a_place = target not in found or unquote(parts.fragment) in found[target].places
            if not (all(path.is_file() for path in needed) and leads_to_a_place):
                dead.append(f"{page.relative_to(html)}: {link}")
    return dead


if __name__ == "__main__":
    main()
