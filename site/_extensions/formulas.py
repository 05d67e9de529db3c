"""Formulas are set by KaTeX while the site is built, so that a page carries them ready made.

Nothing has to run in the reader's browser; MathML goes along for those who listen. A formula that KaTeX can't read is
a warning, and so ends the build.
"""

import json
import os
import re
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

# One process for all formulas: a line of JSON comes in, a line goes out.
SCRIPT = """
const katex = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, displayMode } = JSON.parse(line);
  let said;
  try {
    said = { html: katex.renderToString(tex, { displayMode, strict: (code, about) => { throw new Error(about); } }) };
  } catch (error) {
    said = { error: error.message };
  }
  console.log(JSON.stringify(said));
});
"""

SOURCE = re.compile(r"<annotation.*?</annotation>", flags=re.DOTALL)  # its TeX, which would be shown by the search


class Setter:
    """Sets formulas, each once."""

    def __init__(self, katex: Path) -> None:
        self._process = subprocess.Popen(
            ["node", "-e", SCRIPT, str(katex)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._done: dict[str, dict[str, str]] = {}

    def __call__(self, tex: str, display: bool) -> dict[str, str]:
        line = json.dumps({"tex": tex, "displayMode": display})
        if line not in self._done:
            print(line, file=self._process.stdin, flush=True)
            self._done[line] = json.loads(self._process.stdout.readline())
        return self._done[line]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def setup(app: Sphinx) -> dict[str, object]:
    setters: dict[int, Setter] = {}  # one for each process that Sphinx writes pages in

    def end(app: Sphinx, exception: Exception | None) -> None:
        if os.getpid() in setters:
            setters.pop(os.getpid()).close()

    def visit(self, node: nodes.Element, display: bool) -> None:
        if os.getpid() not in setters:
            setters[os.getpid()] = Setter(Path(self.builder.config.katex_path))
        said = setters[os.getpid()](node.astext(), display)
        if "error" in said:
            logging.getLogger(__name__).warning("%s: %s", node.astext(), said["error"], location=node)
        tag = "div" if display else "span"
        html = SOURCE.sub("", said.get("html", ""))
        self.body.append(f'<{tag} class="formula">{html}</{tag}>')
        raise nodes.SkipNode

    app.add_config_value("katex_path", "", "html")
    app.connect("build-finished", end)
    app.add_html_math_renderer(
        "katex",
        inline_renderers=(lambda self, node: visit(self, node, display=False), None),
        block_renderers=(lambda self, node: visit(self, node, display=True), None),
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
