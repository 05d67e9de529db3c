"""What a file is that was handed in as a notebook and is none: said so that its owner knows what to do."""

from __future__ import annotations

import re

_BEGINNINGS = {
    b"%PDF": "a PDF: hand in the .ipynb file itself",
    b"PK\x03\x04": "a zip archive: unpack it and hand in the .ipynb file",
    b"\x1f\x8b": "an archive (gzip): unpack it and hand in the .ipynb file",
    b"7z\xbc\xaf\x27\x1c": "an archive (7z): unpack it and hand in the .ipynb file",
    b"Rar!": "an archive (rar): unpack it and hand in the .ipynb file",
    b"\xd0\xcf\x11\xe0": "a document of an office program",
    b"{\\rtf": "a document of a word processor (RTF)",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"BM": "a picture (BMP)",
    b"II*\0": "a picture (TIFF)",
    b"MM\0*": "a picture (TIFF)",
    b"version https://git-lfs": "a pointer of Git LFS: the notebook itself wasn't uploaded (git lfs push --all origin)",
    b"[InternetShortcut]": "a link: download the notebook and hand in the .ipynb file",
}
_INSIDE_ZIPS = {b"word/": "a document of a word processor", b"xl/": "a spreadsheet", b"ppt/": "a presentation"}
_COMMENTS = re.compile(r"(?:[ \t]*(?:#.*)?\n)*(?:[ \t]*#.*\Z)?")
"""What a program may begin with, and a heading of Markdown looks like."""
_PYTHON = re.compile(
    r"\s*(?:import\s|from\s+\w+\s+import\s|def\s|class\s|try:|(?:for|while|if|with)\s.*:\s|"
    r"@|print\(|\"\"\"|'''|%|\w+\s*=[^=])"
)


def kind(data: bytes, encoding: str = "utf-8") -> str:
    """Return what the bytes are, which can't be read as JSON."""
    start = data[:2000]
    if not data.strip():
        return "an empty file"
    if not data.strip(b"\0"):
        return "a file of zeros: saving or copying it failed"
    if data[4:8] == b"ftyp":
        return "a picture or film of a camera"
    if start[:4] == b"RIFF":
        return "a picture or sound (RIFF)"
    for beginning, what in _BEGINNINGS.items():
        if start.startswith(beginning):
            inside = [name for part, name in _INSIDE_ZIPS.items() if part in data[:5000] or part in data[-5000:]]
            return inside[0] if beginning == b"PK\x03\x04" and inside else what
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return "a file that is no text"
    return _kind_of_text(text.lstrip("\ufeff").strip())


def _kind_of_text(text: str) -> str:
    lower = text[:2000].lower()
    if re.search(r"^<{7} ", text, re.MULTILINE) and re.search(r"^={7}\r?$", text, re.MULTILINE):
        return "a notebook with the marks of a merge conflict (<<<<<<<): resolve it and save the notebook again"
    if (lower.startswith("<") and "<html" in lower) or lower.startswith("<!doctype html"):
        return "a saved web page (HTML): download the notebook itself"
    if lower.startswith("<"):
        return "an XML file"
    if re.fullmatch(r"https?://\S+", text):
        return "a link: download the notebook and hand in the .ipynb file"
    if text.startswith("{") and not text.endswith("}"):
        return "a notebook that is cut off before its end: saving or uploading it was interrupted"
    if text.startswith("{"):
        return "a notebook whose JSON is damaged: open it in Jupyter and save it again"
    if "\0" in text:
        return "a file that is no text"
    begins = _COMMENTS.match(text).end()
    if _PYTHON.match(text, begins) or re.match(r"#!.*python|#[ -]*(?:coding|%%|In\[)", text):
        return "a Python program: hand in the notebook (.ipynb)"
    return "a text"
