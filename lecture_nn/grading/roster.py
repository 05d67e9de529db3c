"""A list of the course's students, as any platform exports it, and who on it has handed in what."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from lecture_nn.grading.damaged import kind as kind_of
from lecture_nn.grading.layouts import Owner

HEADERS = {
    "canvas": ("id",),  # in a list that also has an SIS ID, as Canvas exports it
    "id": (
        "id", "student id", "studentid", "student number", "student no", "sis user id", "sis id", "sid", "id number",
        "idnumber", "orgdefinedid", "org defined id", "number", "nr", "no", "matrikelnummer", "matrikelnr", "matrikel",
        "matr nr", "matrnr", "matr", "matriculation number", "registration number", "uni id", "external id",
        "numero etudiant", "student reference",
    ),
    "login": (
        "login", "username", "user name", "user", "user id", "userid", "account", "sis login id", "login id", "loginid",
        "benutzername", "anmeldename", "kennung", "nutzerkennung", "github username", "github", "uid", "netid",
        "identifiant",
    ),
    "email": (
        "e mail", "email", "mail", "email address", "e mail address", "emailaddress", "e mail adresse", "emailadresse",
        "mailadresse", "courriel",
    ),
    "participant": ("identifier", "participant", "teilnehmer", "id des teilnehmers"),
    "section": ("section", "sections", "group", "gruppe", "tutorial"),
    "first": (
        "first name", "firstname", "given name", "givenname", "vorname", "prenom", "forename", "first",
    ),
    "last": (
        "last name", "lastname", "surname", "family name", "familyname", "nachname", "nom", "name familienname",
        "familienname", "last",
    ),
    "name": (
        "name", "full name", "fullname", "student", "student name", "studentname", "vollstandiger name", "display name",
        "nom complet", "learner",
    ),
}  # fmt: skip
"""What each column may be called, without accents and signs."""


@dataclass(frozen=True)
class Person:
    """Somebody on the roster: what is known, by the kind of column ("id", "login", "email", "name", ...)."""

    known: dict[str, str] = field(hash=False)
    label: str = ""

    @property
    def keys(self) -> set[str]:
        """What identifies the person, beside the name."""
        keys = {self.known[kind] for kind in ("id", "canvas", "login", "email") if self.known.get(kind)}
        if self.known.get("participant"):
            keys.add(re.sub(r"^\D+", "", self.known["participant"]))
        return {key.casefold() for key in keys if key}

    @property
    def spellings(self) -> set[str]:
        """The person's name in the orders and spellings in which it may stand in a file's name."""
        first, last = self.known.get("first", ""), self.known.get("last", "")
        names = {self.known.get("name", ""), f"{first} {last}", f"{last} {first}"}
        if "," in self.known.get("name", ""):
            names.add(" ".join(reversed(self.known["name"].split(",", 1))))
        elif words := self.known.get("name", "").split():
            names.add(" ".join([words[-1], *words[:-1]]))  # "doeanna", as Canvas writes Anna Doe
        local = self.known.get("email", "").partition("@")[0]
        return {spelt for name in (*names, local, self.known.get("login", "")) for spelt in plain(name) if spelt}


@dataclass
class Roster:
    """The students of a course."""

    people: list[Person]

    def __post_init__(self) -> None:
        self._by_key: dict[str, list[Person]] = {}
        self._by_name: dict[str, list[Person]] = {}
        for person in self.people:
            for key in person.keys:
                self._by_key.setdefault(key, []).append(person)
            for name in person.spellings | {word for key in person.keys for word in plain(key)}:
                self._by_name.setdefault(name, []).append(person)

    def match(self, owner: Owner) -> Person | None:
        """Return who the owner of a file is; None if nobody fits, or several do."""
        return self.by_key(owner) or self.by_name(owner)

    def by_key(self, owner: Owner) -> Person | None:
        """Return whose number, login or address the owner of a file has."""
        for key in owner.ids:
            found = self._by_key.get(key.casefold(), [])
            if len(found) == 1:
                return found[0]
        return None

    def by_name(self, owner: Owner) -> Person | None:
        """Return who is called like the owner of a file, in any order and spelling."""
        for name in plain(owner.name):
            found = self._by_name.get(name, [])
            if len(found) == 1:
                return found[0]
        return None

    def has(self, name: str) -> bool:
        """Whether exactly one person is called so, or has this login, number or address."""
        return self.match(Owner(name, ids=(name,))) is not None


def plain(name: str) -> list[str]:
    """A name without accents, signs and order: "Müller, Anna" as "anna muller" and, for German, "anna mueller"."""
    german = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
    )
    made = []
    for text in (name, german):
        bare = unicodedata.normalize("NFKD", text).casefold()
        words = re.findall(r"[^\W_]+", "".join(c for c in bare if not unicodedata.combining(c)))
        made += [" ".join(sorted(words)), "".join(words)]
    return list(dict.fromkeys(each for each in made if each))


_IDENTIFYING = ("id", "canvas", "login", "email", "name", "first", "last")


def read_roster(path: Path) -> Roster:
    """Read a roster: a table with a header, separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Latin-1.

    Lines above the header, such as a course's title, are passed over. Who stands there twice, in two groups for
    example, is one person.

    Raises
    ------
    ValueError
        If it is no text, no column says who the students are, or there is none.
    """
    data = path.read_bytes()
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"):
        raise ValueError(
            f"--roster: expected a table as a text, got {kind_of(data).partition(':')[0]}: save the table as CSV"
        )
    columns, rows = _table(_decoded(data))
    people = {}
    for row in rows:
        known = {kind: row[n] for kind, n in columns.items() if n < len(row) and row[n]}
        points = "Points Possible" in known.get("name", "")  # a line of Canvas' about the columns
        if not points and ({*_IDENTIFYING} - {"first"}) & set(known):
            people.setdefault(tuple(known.get(kind, "") for kind in _IDENTIFYING), known)
    if not people:
        raise ValueError("--roster: expected a line for each student below the names of the columns, got none")
    return Roster(_labelled(list(people.values())))


def _table(text: str) -> tuple[dict[str, int], list[list[str]]]:
    """Which column holds what, and the rows below the header."""
    lines = text.splitlines(keepends=True)
    for above in range(min(10, len(lines))):
        rest = "".join(lines[above:])
        rows = [
            [_plain_cell(cell) for cell in row] for row in csv.reader(io.StringIO(rest), delimiter=_separator(rest))
        ]
        columns = _columns(rows[0]) if rows else {}
        enough = ({*_IDENTIFYING} - {"first"}) & set(columns)
        if enough and (above == 0 or len(columns) > 1):
            return columns, [row for row in rows[1:] if any(row)]
    got = ", ".join(_plain_cell(cell) for cell in next(csv.reader(lines), [])[:8]) or "nothing"
    raise ValueError(
        "--roster: expected a first line that names the columns, among them some of id, name, e-mail and login, "
        f"got {got}"
    )


def _plain_cell(cell: str) -> str:
    return re.sub(r"[\x00-\x20\x7f]+", " ", cell).strip()


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(header: list[str]) -> dict[str, int]:
    """Which column holds what."""
    names = [re.sub(r"[\W_]+", " ", (plain_header(cell))).strip() for cell in header]
    found = {}
    for kind, spellings in HEADERS.items():
        for spelling in spellings:
            if kind not in found and spelling in names:
                found[kind] = names.index(spelling)
    if "canvas" in found and found.get("id") == found["canvas"]:
        rest = [names.index(each) for each in HEADERS["id"][1:] if each in names]
        if rest:
            found["id"] = rest[0]
        else:
            del found["canvas"]
    if "last" not in found and "first" in found and "name" in found:  # German lists: "Name" and "Vorname"
        found["last"] = found.pop("name")
    return found


def plain_header(cell: str) -> str:
    """The title of a column without accents, in lower case."""
    bare = unicodedata.normalize("NFKD", cell).casefold()
    return "".join(c for c in bare if not unicodedata.combining(c))


def _labelled(people: list[dict[str, str]]) -> list[Person]:
    def label(known: dict[str, str]) -> str:
        both = " ".join(filter(None, (known.get("first"), known.get("last"))))
        return both or known.get("name") or known.get("login") or known.get("email") or known["id"]

    often = Counter(map(label, people))
    made = []
    for known in people:
        name = label(known)
        more = next((known[kind] for kind in ("login", "id", "email", "canvas") if known.get(kind)), "")
        made.append(Person(known, f"{name} ({more})" if often[name] > 1 and more else name))
    return made
