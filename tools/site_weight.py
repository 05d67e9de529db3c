"""What makes the finished pages of the site light: small pictures, the styles that they use, icons as drawings.

The theme brings 380 KB of styles and 115 KB of icons, of which the pages use a sixth. What is left stands in each page:
a reader on a slow line sees its beginning at once, without a second request.
"""

import json
import os
import re
import subprocess
from pathlib import Path

from PIL import Image

# PurgeCSS leaves out the rules for names that no page and no script has. Only comments with licences stay.
PURGE = """
const { PurgeCSS } = require("purgecss");
const postcss = require("postcss");
const small = (root) => root.walk((node) => {
  if (node.type === "comment" && !node.text.startsWith("!")) return node.remove();
  Object.assign(node.raws, { before: "", between: node.type === "decl" ? ":" : "", after: "", semicolon: false });
});
const icons = /--_?fa\\b|Font Awesome|--pst-icon|--pst-breadcrumb/;
const { names, kept, sheets } = JSON.parse(require("fs").readFileSync(0, "utf8"));
new PurgeCSS().purge({
  content: [{ raw: names.join(" "), extension: "html" }],
  css: [{ raw: sheets.join("\\n") }],
  defaultExtractor: (text) => text.split(" "),
  keyframes: true,
  variables: true,
  safelist: { variables: kept.map((name) => new RegExp(name)) },
}).then((purged) => {
  const root = postcss.parse(purged[0].css);
  root.walk((node) => {
    const text = node.type === "decl" ? node.prop + node.value : String(node.text ?? "");
    const font = node.type === "atrule" && node.name === "font-face";
    const only = node.type === "rule" && node.selectors.every((each) => /^\\.fa[brs]?\\b/.test(each));
    if (only || icons.test(font ? String(node) : text)) node.remove();
  });
  root.walkRules((rule) => rule.nodes.length || rule.remove());
  small(root);
  process.stdout.write(root.toString());
});
"""

# What is only there at times: themes, and what the theme's scripts make of a page.
SOMETIMES = """
auto dark light active empty pst-squeeze d-none dropdown-menu-dark show fade collapsing dialog open aria-current
tooltip tooltip-inner tooltip-arrow bs-tooltip-auto bs-tooltip-bottom bs-tooltip-top data-popper-placement
highlighted search-summary context search body html *
""".split()  # noqa: SIM905, a list would have twenty lines

# Drawn on a square of 24 with a line of 2; a filled part has fill="currentColor" of its own.
ICONS = {
    "angle-left": '<path d="M15 5l-7 7 7 7"/>',
    "angle-right": '<path d="M9 5l7 7-7 7"/>',
    "arrow-up": '<path d="M12 20V5M5 11l7-7 7 7"/>',
    "bars": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "circle-half-stroke": '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
    "house": '<path d="M3 11l9-8 9 8M6 9v11h12V9"/>',
    "list": '<path d="M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01"/>',
    "magnifying-glass": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "moon": '<path d="M20 14A8.5 8.5 0 1 1 10 4a7 7 0 0 0 10 10z" fill="currentColor"/>',
    "outdent": '<path d="M14 6l-6 6 6 6M20 6v12"/>',
    "sun": '<circle cx="12" cy="12" r="4" fill="currentColor"/>'
    '<path d="M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M5 19l1.4-1.4M17.6 6.4L19 5"/>',
    "xmark": '<path d="M6 6l12 12M18 6L6 18"/>',
}

ROOT = Path(__file__).resolve().parent.parent
FONTS = ["400-normal", "600-normal"]
"""What every page begins with; lessons and exercises begin with a line in italics, too."""

LEAST = {
    False: 0.8,
    True: 1,
}  # how far still and moving figures shrink on a narrow page: to letters of 11 pixels

# The system's theme is known before the page is drawn, not when the theme's script runs: in the dark no light page
# is seen first.
THEME = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
EARLY = """\
{
      const { dataset } = document.documentElement;
      const dark = dataset.mode === "dark"
        || (dataset.mode === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
      dataset.theme = dark ? "dark" : "light";
    }"""

SHEET = re.compile(r'\s*<link [^>]*\brel="stylesheet"[^>]*/?>')


def pictures(html: Path) -> None:
    """Make figures lighter (lossless WebP), say their size, and put a still of each moving one beside it.

    The still is the last frame, for those who stop the film; course.js puts a button to it.
    """
    instead = {}
    for path in sorted(html.glob("_images/*.png")):
        with Image.open(path) as picture:
            least = round(LEAST[picture.is_animated] * picture.width)
            size = f'width="{picture.width}" height="{picture.height}" style="--least: {least}px"'
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

    for page in html.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'src="([^"]*_images/)([^"/]*\.png)"', other, text), encoding="utf-8")


def unused(html: Path) -> None:
    """Leave out what the theme brings along and a page doesn't use.

    Its icons, which are drawn in the pages, source maps, the search's list of all words on every page but the search's
    own; and the name of the buttons of folded cells, which isn't what is written on them.
    """
    for path in [*html.rglob("*.map"), *html.glob("_static/webpack-macros.html"), *html.rglob("fontawesome.js")]:
        path.unlink()
    for page in html.rglob("*.html"):
        scripts = "fontawesome" if page.name == "search.html" else "fontawesome|searchtools|language_data|searchindex"
        text = page.read_text(encoding="utf-8")
        text = re.sub(rf'<script (?:defer )?src="[^"]*\b(?:{scripts})\.js[^"]*"></script>', "", text)
        text = re.sub(r"<nav>(?=\s*<ul class=\"bd-navbar-elements)", '<nav aria-label="Parts of the site">', text)
        page.write_text(text.replace(' aria-label="Toggle hidden content"', ""), encoding="utf-8")


def lighten(html: Path, npm: Path) -> None:
    """Give the pages in a folder their styles, icons as drawings, and scripts that don't hold up the page."""
    pages = {path: icons(path.read_text(encoding="utf-8")) for path in sorted(html.rglob("*.html"))}
    style = styles(html, pages, npm)
    for path, text in pages.items():
        folders = len(path.relative_to(html).parts) - 1
        first = head(style, "../" * folders + "_static", [*FONTS, *(["400-italic"] if folders else [])])
        text = SHEET.sub("\0", text).replace("\0", f"\n{first}", 1).replace("\0", "")
        text = text.replace(' data-theme="auto"', ' data-theme="light"', 1)  # what it stays without JavaScript
        path.write_text(scripts(text, html), encoding="utf-8")


def head(style: str, static: str, fonts: list[str]) -> str:
    """What stands in a page's head: its styles, and the fonts of its first lines, fetched along with the page.

    Fonts that come later break some lines anew, and the text moves under a reader's eyes.
    """
    link = '<link rel="preload" href="{}/fonts/source-sans-3-latin-{}.woff2" as="font" type="font/woff2" crossorigin>'
    fetched = "\n".join(link.format(static, name) for name in fonts)
    return f"{fetched}\n<style>{style.replace('@/', f'{static}/')}</style>"


def icons(text: str) -> str:
    """A page with the icons that it uses drawn in place, instead of taken from a font of two thousand."""

    def drawn(match: re.Match) -> str:
        classes = match[1].split()
        (name,) = [each.removeprefix("fa-") for each in classes if each.removeprefix("fa-") in ICONS]
        kept = " ".join(["icon", *(each for each in classes if not each.startswith("fa-"))])
        return (
            f'<svg class="{kept}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"{match[2]}>{ICONS[name]}</svg>'
        )

    return re.sub(r'<(?:i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></(?:i|span)>', drawn, text)


def styles(html: Path, pages: dict[Path, str], npm: Path) -> str:
    """All style sheets that the pages name, in one, without the rules that no page uses."""
    paths = list(dict.fromkeys(path for page, text in pages.items() for path in sheets(page, text)))
    names = sorted(set().union(*map(named, pages.values()), *map(quoted, programs(html)), SOMETIMES))
    texts = [rebased(path, html / "_static") for path in paths]
    asked = {"names": names, "kept": ["^--lnn"], "sheets": texts}
    made = subprocess.run(
        ["node", "-e", PURGE], input=json.dumps(asked), capture_output=True, encoding="utf-8", cwd=npm, check=True
    ).stdout
    for path in paths:
        path.unlink()
    return made


def sheets(page: Path, text: str) -> list[Path]:
    """The style sheets that a page names, in order."""
    found = [re.search(r'href="([^"?]*)', link)[1] for link in SHEET.findall(text)]
    return [(page.parent / href).resolve() for href in found]


def rebased(path: Path, to: Path) -> str:
    """A style sheet with what it imports, and its addresses as seen from another folder, which is called @."""
    text = path.read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
    text = re.sub(r'@import "([^"]*)";', lambda match: (path.parent / match[1]).read_text(encoding="utf-8"), text)
    folder = Path(os.path.relpath(path.parent, to)).as_posix()
    return re.sub(r"url\(([\"']?)(?!data:|#|[\"'])", rf"url(\1@/{folder}/", text).replace("@/./", "@/")


def programs(html: Path) -> list[Path]:
    """The course's own scripts, whose words can be names of classes."""
    own = {path.name for path in (ROOT / "site" / "_static").glob("*.js")}
    everywhere = (html / "_static").rglob("*.js")
    return [path for path in everywhere if path.name in own or path.parent.name not in ("_static", "scripts")]


def quoted(path: Path) -> set[str]:
    """The words that stand in quotes in a script."""
    texts = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", path.read_text(encoding="utf-8"))
    return {word for groups in texts for word in re.findall(r"[\w-]+", " ".join(groups))}


def scripts(text: str, html: Path) -> str:
    """A page whose scripts run when it has been read: what they need of its settings stands in the page."""
    settings = (html / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    text = text.replace(THEME, EARLY)
    text = re.sub(r'<script src="[^"]*/documentation_options\.js[^"]*"></script>', f"<script>{settings}</script>", text)
    return re.sub(r'<script src="', '<script defer src="', text)


def named(text: str) -> set[str]:
    """The names that a style sheet can call parts of a page by: elements, classes, places, attributes."""
    found = set(re.findall(r"<([a-z][\w-]*)", text))
    for name, value in re.findall(r'\s([a-z][\w-]*)="([^"<>]*)"', text):
        found.add(name)
        if name in ("class", "id") or len(value) < 30:
            found.update(value.split())
    return found
