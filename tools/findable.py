"""What makes the finished site findable: a search, descriptions of its pages, a page for addresses that lead nowhere.

The search is Pagefind's, which is kept well, needs no server, and loads only the parts of its index that a word needs.
What the glossary says about a word stands first: the lesson that introduces it.
"""

import html
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import glossary

from lecture_nn.checks.order import path as reading_order

TITLE = "Neural networks"
PAGES = "{notebooks/*,exercises/*,index,glossary,notation,api,install,grading}.html"
UNREAD = [  # formulas that are there twice, code and what it prints, what moves or asks, and the ways to other pages
    *(".katex-mathml", ".headerlink", "a.report", "div.cell", "pre", ".lnn-panel", ".lnn-questions"),
    *(".prev-next-area", ".around", ".run", ".code-switch"),
]
UNUSED = ["*-ui.css", "*-ui.js", "pagefind-highlight.js", "wasm.unknown.pagefind"]
LONGEST = 160
"""Characters of a description that a search engine shows."""


def search(site: Path, npm: Path, anchor: object) -> None:
    """Index the pages, and note where each word of the glossary is introduced."""
    command = [npm / "node_modules" / ".bin" / "pagefind", "--glob", PAGES, "--quiet"]
    command += ["--root-selector", "article.bd-article", "--exclude-selectors", ", ".join(UNREAD)]
    with tempfile.TemporaryDirectory() as copy:
        for page in pages(site):
            place = Path(copy) / page.relative_to(site)
            place.parent.mkdir(exist_ok=True)
            place.write_text(with_named_headings(page.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run([*command, "--site", copy, "--output-path", site / "pagefind"], check=True)
    for pattern in UNUSED:
        for path in (site / "pagefind").glob(pattern):
            path.unlink()
    for path in [
        *site.glob("searchindex.js"),
        *site.glob("_static/searchtools.js"),
        *site.glob("_static/language_data.js"),
    ]:
        path.unlink()
    words = [
        {
            "names": [entry["term"], *entry.get("also", []), *filter(None, [entry.get("lecture")])],
            "text": plain(entry["text"]),
            "to": f"notebooks/{entry['lesson']}.html#{anchor(entry['section'])}",
            "lesson": entry["lesson"][:2],
            "section": entry["section"],
        }
        for entry in glossary.terms()
    ]
    (site / "_static" / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def with_named_headings(text: str) -> str:
    """A page as Pagefind leads into it: by the names of its headings. Sphinx gives a section's name to the section."""
    return re.sub(
        r'<section id="([^"]*)">(\s*(?:<span id="[^"]*"></span>)*)<h([23])>', r'<section>\2<h\3 id="\1">', text
    )


def plain(text: str) -> str:
    """Markdown's text without its signs."""
    text = re.sub(r"\{[\w-]+\}`([^`<]*?)(?: <[^>]*>)?`", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[*`$]", "", text)


def describe(site: Path, address: str, repository: str) -> None:
    """Say in the head of each page what it is about and, if the site's address is known, where it stands."""
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(site).as_posix()
        about = html.escape(description(text))
        title = html.escape(
            html.unescape(re.search(r"<title>(.*?)</title>", text, flags=re.DOTALL)[1].split(" — ")[0]).strip()
        )
        card = f"{address}/_static/card.png" if address else f"{'../' * name.count('/')}_static/card.png"
        head = [
            f'<meta name="description" content="{about}">',
            f'<meta property="og:title" content="{title}">',
            f'<meta property="og:description" content="{about}">',
            '<meta property="og:type" content="article">',
            f'<meta property="og:site_name" content="{TITLE}">',
            f'<meta property="og:image" content="{card}">',
            '<meta property="og:image:alt" content="A network learns to enclose points; another reads digits">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
        if address:
            place = f"{address}/{name.removesuffix('index.html')}"
            head += [f'<link rel="canonical" href="{place}">', f'<meta property="og:url" content="{place}">']
        text = re.sub(r'<meta content="[^"]*" name="description" />\n?', "", text)
        text = text.replace("</title>", "</title>\n    " + "\n    ".join(head), 1)
        if repository and name.startswith(("notebooks/", "exercises/")):
            text = re.sub(r'(<h2>)(.*?)(<a class="headerlink" href="(#[^"]*)")', with_report(repository, name), text)
        page.write_text(text, encoding="utf-8")
    if address:
        listed = [page.relative_to(site).as_posix() for page in pages(site)]
        places = "".join(f"<url><loc>{address}/{name.removesuffix('index.html')}</loc></url>" for name in listed)
        (site / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n',
            encoding="utf-8",
        )
    where = f"Sitemap: {address}/sitemap.xml\n" if address else ""
    (site / "robots.txt").write_text(f"User-agent: *\nDisallow: /run/\n{where}", encoding="utf-8")


def pages(site: Path) -> Iterator[Path]:
    """The pages that people look for, in order: not the program that runs notebooks, nor lists made by Sphinx."""
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if not name.startswith(("run/", "_", "pagefind/")) and name not in (
            "search.html",
            "genindex.html",
            "py-modindex.html",
            "404.html",
        ):
            yield path


def description(text: str) -> str:
    """What a page is about: its first paragraph of some length, cut where a sentence or a word ends."""
    article = text[text.find("<article") :]
    article = re.sub(
        r'<span class="katex-html".*?</span></span></span>|<(script|style|details)\b.*?</\1>',
        "",
        article,
        flags=re.DOTALL,
    )
    for paragraph in re.findall(r"<p>(.*?)</p>", article, flags=re.DOTALL):
        if paragraph.startswith("<em>About") or re.match(r"<em>\d+ points", paragraph):  # what it takes, not what it is
            continue
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", paragraph)).split())
        if len(words) > 60:
            break
    else:
        words = "Neural networks from a single unit to early stopping: lessons, figures, exercises that check code"
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST]
    end = max(cut.rfind(". "), cut.rfind("? "), cut.rfind(": "))
    return cut[: end + 1] if end > 80 else cut.rsplit(" ", 1)[0] + " …"


def with_report(repository: str, name: str) -> object:
    """A function that puts a link beside a heading, by which a reader reports a mistake in its section."""

    def replaced(match: re.Match) -> str:
        start, heading, link, place = match.groups()
        words = html.unescape(re.sub(r"<[^>]+>", "", heading)).strip()
        asked = f"title={quote(f'{Path(name).stem}: {words}')}&amp;body={quote(f'In {name}{place}: ')}"
        label = html.escape(f"Report a mistake in “{words}”")
        report = f'<a class="report" href="{repository}/issues/new?{asked}" aria-label="{label}" title="{label}">!</a>'
        return f"{start}{heading}{report}{link}"

    return replaced


def not_found(site: Path, address: str) -> str:
    """Make a page for addresses that lead nowhere; return the root of the site, where its links begin.

    It may be shown at any depth.
    """
    root = re.sub(r"^https?://[^/]+", "", address).rstrip("/") + "/"
    lessons = sorted(path.stem for path in site.glob("notebooks/[0-9]*.html"))
    listed = "".join(
        f'<li><a href="{root}{folder}/{name}.html">{KIND[folder]}{title_of(site / folder / f"{name}.html")}</a></li>'
        for name in reading_order(lessons)
        for folder in ["notebooks" if name in lessons else "exercises"]
        if (site / folder / f"{name}.html").exists()
    )
    text = NOT_FOUND.format(title=TITLE, root=root, listed=listed)
    (site / "404.html").write_text(text, encoding="utf-8")
    return root


KIND = {"notebooks": "", "exercises": "Exercise: "}
"""Lessons have a number; exercises are called as lessons are, or nearly."""


def title_of(page: Path) -> str:
    found = re.search(r"<h1>(.*?)<a class=\"headerlink\"", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip()


NOT_FOUND = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Page not found - {title}</title>
<link rel="icon" href="{root}_static/icon.svg">
<style>
:root {{ color-scheme: light dark; background: #fff; color: #222; }}
@media (prefers-color-scheme: dark) {{ :root {{ background: #14181e; color: #ddd; }} }}
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1.25rem; }}
input {{ font: inherit; padding: 0.4rem 0.6rem; width: 100%; max-width: 24rem; box-sizing: border-box; }}
button {{ font: inherit; padding: 0.4rem 0.9rem; margin-top: 0.5rem; }}
li {{ margin: 0.2rem 0; }}
</style>
</head>
<body>
<main>
<h1>There is no page at this address</h1>
<p>It may have been renamed, or the address is cut off. What are you looking for?</p>
<form action="{root}search.html" role="search">
<label for="q">Search the course</label><br>
<input id="q" type="search" name="q"> <button>Search</button>
</form>
<script>
const name = decodeURIComponent(location.pathname).split("/").pop();
document.getElementById("q").value = name.replace(/\\.html$|^\\d+/g, "").replace(/[-_]+/g, " ").trim();
</script>
<p>Or go to the <a href="{root}index.html">first page</a>, or to one of the lessons and exercises:</p>
<ul>{listed}</ul>
</main>
</body>
</html>
"""
