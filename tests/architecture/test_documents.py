"""What the documents name exists, and what must be documented is."""

import re

import pytest

from doudi.config.environment import list_declarations
from tests.architecture.source_files import ROOT, list_tracked_files

DOCUMENTS = [path for path in list_tracked_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
MAKE_TARGET = re.compile(r"`make ([a-z-]+)`")


def name_of(path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document):
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_make_targets_that_are_named_exist(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in MAKE_TARGET.findall(document.read_text(encoding="utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"


def test_the_map_shows_rooms_that_exist():
    rooms = re.findall(
        r"^\| `(src/doudi/[a-z/]+)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE
    )
    assert rooms
    assert not [room for room in rooms if not (ROOT / room).is_dir()]


def test_every_room_is_on_the_map():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src/doudi").glob("*/__init__.py")}
    assert not {room for room in rooms if f"`src/doudi/{room}/`" not in text}


def test_every_environment_value_is_explained_to_operators():
    text = (ROOT / "docs/en/operations.md").read_text(encoding="utf-8")
    assert not [name for name, _ in list_declarations() if f"`{name}`" not in text]


def test_operators_are_told_of_no_value_that_does_not_exist():
    text = (ROOT / "docs/en/operations.md").read_text(encoding="utf-8")
    known = {name for name, _ in list_declarations()}
    assert set(re.findall(r"DOUDI_[A-Z_]+", text)) <= known
