"""A course folder that somebody else has made: whatever it says or holds, nothing outside of it is read or changed."""

import hashlib
import json
import os
import stat

import pytest
from test_update import ANSWER, E_PATH, EXERCISE, NEW, OLD, notebook

from lecture_nn.course import CourseFolderError, last_worked_at, lay_out, update
from lecture_nn.course.manifest import HIDDEN, LARGEST, Manifest, read
from lecture_nn.course.notebooks import source
from lecture_nn.course.places import is_place

PRECIOUS = b"precious"
SHA = hashlib.sha256(PRECIOUS).hexdigest()


@pytest.fixture
def folder(tmp_path):
    """A copy of the old course, in which an exercise is answered; beside it, what belongs to somebody."""
    folder = tmp_path / "given" / "course"
    lay_out(folder, OLD)
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    (folder / "diary.txt").write_bytes(PRECIOUS)
    (tmp_path / "home" / "docs").mkdir(parents=True)
    (tmp_path / "home" / "letter.txt").write_bytes(PRECIOUS)
    return folder


@pytest.fixture(autouse=True)
def _nothing_else_changes(tmp_path, folder):
    def state():
        found = {path: path.read_bytes() if path.is_file() else None for path in (tmp_path / "home").rglob("*")}
        return found, sorted(os.listdir(tmp_path)), sorted(os.listdir(folder.parent))

    before = state()
    yield
    assert state() == before
    assert (folder / "diary.txt").read_bytes() == PRECIOUS


def say(folder, files=(), **changed):
    """Let the notes say something else."""
    place = folder / HIDDEN / "manifest.json"
    notes = json.loads(place.read_text()) | changed
    notes["files"] |= dict(files)
    place.write_text(json.dumps(notes))


OUTSIDE = ["../../home/letter.txt", "{home}/letter.txt", "exercises/../../../home/letter.txt", "diary.txt"]
OUTSIDE += ["exercises\\..\\diary.txt", "", ".", "notebooks", "exercises/\0.ipynb", "exercises/\ud800.ipynb"]
OUTSIDE += ["exercises/" + "x" * 5000 + ".ipynb", "exercises/deeper/a.ipynb", "exercises/a.ipynb:stream"]


@pytest.mark.parametrize("place", OUTSIDE)
def test_notes_about_what_is_no_notebook_of_the_course_count_for_nothing(folder, tmp_path, place):
    place = place.format(home=tmp_path / "home")
    say(folder, {place: [SHA, None]}, last=place)
    assert last_worked_at(folder) == ""
    report = update(folder, NEW)
    assert report.merged[E_PATH].moved == ["neuron"]
    assert report.removed == report.kept == []


@pytest.mark.parametrize(
    "version", ["0.9/../../../../../home/docs", "..", "", "0." + "1." * 3000, "9" * 5000, "1\0", ["1"], None]
)
def test_what_is_no_version_is_no_folder_either(folder, version):
    say(folder, version=version)
    assert update(folder, NEW).merged[E_PATH].moved == ["neuron"]


@pytest.mark.parametrize("cells", [[["one", "code", "x", [{}]]], [["one"]], 7, "code"])
def test_cells_that_are_none_lose_no_answer(folder, cells):
    say(folder, {E_PATH: ["x", cells]})
    update(folder, NEW)
    found = [source(each) for path in folder.rglob("*.ipynb") for each in json.loads(path.read_bytes())["cells"]]
    assert ANSWER in found


def test_notes_without_end_count_as_damaged(folder):
    with (folder / HIDDEN / "manifest.json").open("ab") as file:
        file.write(b" " * LARGEST)
    assert read(folder) is None
    assert update(folder, NEW).merged[E_PATH].moved == ["neuron"]


STEP = {"path": E_PATH, "was": "", "keep": "", "removes": False}


def stage(folder, steps, noted=False):
    """A change that somebody else claims to have begun."""
    staged = folder / HIDDEN / "staged"
    staged.mkdir()
    for number in range(len(steps)):
        (staged / f"{number}.new").write_bytes(b"evil")
        (staged / f"{number}.old").write_bytes(b"evil")
    journal = {"steps": steps, "noted": [noted] * len(steps), "after": Manifest("1.0").as_json()}
    (staged / "journal.json").write_text(json.dumps(journal))


@pytest.mark.parametrize("act", [update, lay_out])
@pytest.mark.parametrize("place", OUTSIDE)
@pytest.mark.parametrize("changed", [{}, {"was": SHA}, {"was": SHA, "removes": True}, "keep"])
def test_a_journal_that_leads_elsewhere_is_none(folder, tmp_path, act, place, changed):
    place = place.format(home=tmp_path / "home")
    if changed == "keep":
        was = hashlib.sha256((folder / E_PATH).read_bytes()).hexdigest()
        step = STEP | {"was": was, "keep": place or "../../home/x"}
    else:
        step = STEP | changed | {"path": place}
    stage(folder, [step])
    act(folder, NEW)
    assert not (folder / HIDDEN / "staged").exists()
    assert b"evil" not in (folder / E_PATH).read_bytes()


@pytest.mark.parametrize(
    "journal",
    [
        *("[]", "7", "null", "{}", "[" * 200_000, "\ud800", '{"steps": [7], "noted": [false], "after": "{}"}'),
        *([STEP | {"path": 3}], [STEP | {"more": 1}], ["step"], [STEP | {"removes": "no"}], [{}]),
        "noted, but nothing to note",
    ],
)
def test_a_damaged_journal_is_none(folder, journal):
    stage(folder, journal if isinstance(journal, list) else [STEP], noted=journal == "noted, but nothing to note")
    if isinstance(journal, str) and not journal.startswith("noted"):
        (folder / HIDDEN / "staged" / "journal.json").write_text(journal, errors="surrogatepass")
    assert update(folder, NEW).merged[E_PATH].moved == ["neuron"]
    assert not (folder / HIDDEN / "staged").exists()


def linked(path, to):
    """A link in place of what is there, which goes to where the link leads."""
    if path.exists():
        path.rename(to / "moved")
        to = to / "moved"
    try:
        path.symlink_to(to, target_is_directory=to.is_dir())
    except OSError:
        pytest.skip("links need a right here")


@pytest.mark.parametrize("act", [update, lay_out])
@pytest.mark.parametrize(
    "name",
    [
        *("exercises", HIDDEN, f"{HIDDEN}/before", f"{HIDDEN}/staged", f"{HIDDEN}/workspaces"),
        *(f"{HIDDEN}/manifest.json", f"{HIDDEN}/lock", E_PATH, "notebooks/04_new.ipynb"),
    ],
)
def test_links_that_lead_out_are_named_and_not_followed(folder, tmp_path_factory, act, name):
    outside = tmp_path_factory.mktemp("outside")
    linked(folder / name, outside)
    before = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    with pytest.raises(CourseFolderError, match="is a link that leads out of the course's folder"):
        act(folder, NEW)
    assert {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()} == before


def test_the_folder_of_a_version_that_leads_out_is_not_followed(folder, tmp_path):
    (folder / HIDDEN / "before").mkdir()
    linked(folder / HIDDEN / "before" / OLD.version, tmp_path / "home" / "docs")
    with pytest.raises(CourseFolderError, match="link"):
        update(folder, NEW)
    (folder / HIDDEN / "before" / OLD.version).unlink()
    update(folder, NEW)
    assert ANSWER in map(source, json.loads((folder / E_PATH).read_bytes())["cells"])


def test_a_link_within_the_folder_and_to_the_folder_is_followed(folder, tmp_path):
    (folder / "exercises").rename(folder / "mine")
    (folder / "exercises").symlink_to(folder / "mine", target_is_directory=True)
    (folder / "course").symlink_to(folder, target_is_directory=True)
    assert update(folder / "course", NEW).merged[E_PATH].moved == ["neuron"]


@pytest.mark.parametrize("act", [update, lay_out])
@pytest.mark.parametrize("name", [E_PATH, f"{HIDDEN}/manifest.json", f"{HIDDEN}/staged/journal.json"])
@pytest.mark.parametrize("kind", ["folder", "socket"])
def test_what_is_no_file_is_named_and_not_waited_for(folder, act, name, kind):
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    if kind == "folder":
        place.mkdir()
    else:
        try:
            os.mknod(place, stat.S_IFSOCK)
        except (AttributeError, OSError):
            pytest.skip("no sockets with a name here")
    with pytest.raises(CourseFolderError, match=r"expected a file, got something else called .*another name"):
        act(folder, NEW)


def test_where_the_reader_stopped_is_a_file(folder):
    (folder / "notebooks" / "a.ipynb").mkdir()
    (folder / "notebooks" / "b.ipynb").symlink_to("nowhere")
    assert last_worked_at(folder) == E_PATH


@pytest.mark.parametrize("name", ["00_start_here", "softmax (1)", "Übung 1 (neu)", "softmax-LAPTOP_7", "it's & co"])
def test_notebooks_may_be_called_as_people_call_them(name):
    assert is_place(f"exercises/{name}.ipynb")
