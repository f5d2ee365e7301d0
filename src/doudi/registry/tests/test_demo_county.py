"""The fictional county as files: right in form, the same for the same seed, and nobody real."""

import csv
import datetime as dt
import json

import pytest
from python_calamine import CalamineWorkbook

from doudi.foundation.domain.area_table import read_places
from doudi.foundation.rulebook import get_rulebook
from doudi.law.people.figures import read_figures
from doudi.registry.demo.county import AREAS, MANIFEST, Size, draw, write_county
from doudi.registry.demo.naming import words
from doudi.registry.demo.places import list_places
from doudi.registry.domain.fact_values import read_value
from doudi.registry.domain.names import clean_name
from doudi.units.area import parent, parse_area
from doudi.units.identity import parse_identity

ON = dt.date(2022, 7, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("county")
    write_county(found, get_rulebook(), Size.township, 1, ON, persons=400)
    return found


@pytest.fixture(scope="module")
def manifest(folder):
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def rows_of(path):
    if path.suffix == ".xlsx":
        table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    return list(csv.DictReader(content.decode(encoding).splitlines()))


def test_the_same_seed_and_day_give_the_same_files(folder, tmp_path):
    write_county(tmp_path, get_rulebook(), Size.township, 1, ON, persons=400)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    for name in names:
        if not name.endswith(".xlsx"):  # a workbook holds the time at which it was written
            assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_every_person_has_papers_that_hold(folder, manifest):
    people = rows_of(folder / manifest[0]["file"])
    assert len(people) == 400
    numbers = [row["身份证号"] for row in people if row["身份证号"]]
    assert len(numbers) == len(set(numbers)) > 390
    for row in people:
        assert clean_name(row["姓名"]) == row["姓名"]
        assert bool(row["身份证号"]) != bool(row["无证件号码的原因"])
        if row["身份证号"]:
            found = parse_identity(row["身份证号"], not_after=ON)
            assert found.birth_date.isoformat() == row["出生日期"]
            assert found.sex.label.zh == row["性别"]
            assert row["身份证号"].startswith("90010")


def test_every_household_has_one_head_and_one_village(folder, manifest):
    people = rows_of(folder / manifest[0]["file"])
    heads = [row["户编号"] for row in people if row["与户主关系"] == "户主"]
    assert len(heads) == len(set(heads)) == len({row["户编号"] for row in people})
    assert len({(row["户编号"], row["村（社区）代码"], row["住址"]) for row in people}) == len(
        heads
    )
    assert {row["村（社区）代码"][:9] for row in people} == {"900101102"}


def test_every_value_is_one_that_the_fact_can_have(folder, manifest):
    book, read = get_rulebook(), 0
    for entry in manifest:
        facts = {c: t.removeprefix("fact:") for c, t in entry["mapping"].items() if ":" in t}
        for row in rows_of(folder / entry["file"]):
            for column, name in facts.items():
                if row[column]:
                    read_value(book.facts[name], row[column], column)
                    read += 1
        for name, written in entry["options"].get("coverage", {}).items():
            assert read_value(book.facts[name], written) != (None, None)
    assert read > 2_000


def test_every_drawn_fact_is_said_once(manifest):
    said = [t for entry in manifest for t in entry["mapping"].values() if t.startswith("fact:")]
    assert len(said) == len(set(said))
    drawn = draw(get_rulebook(), Size.township, 1, ON, 400).people.facts
    of_columns = {"birth_date", "sex", "relation", "residence_class", "hukou_is_here"}
    assert {name.removeprefix("fact:") for name in said} == {*drawn} & {
        *get_rulebook().facts
    } - of_columns


def test_lists_come_in_the_forms_that_offices_send(folder, manifest):
    assert {entry["file"].rpartition(".")[2] for entry in manifest} == {"csv", "xlsx"}
    heads = {(folder / entry["file"]).read_bytes()[:3] for entry in manifest}
    assert b"\xef\xbb\xbf" in heads
    assert any(head not in (b"\xef\xbb\xbf", b"PK\x03") for head in heads)  # GB18030


def test_the_places_are_a_tree_of_the_fictional_province(folder):
    found = read_places((folder / AREAS).read_bytes(), AREAS)
    codes = {place.code for place in found}
    assert all(place.name_en.isascii() and place.name_en for place in found)
    assert all(parse_area(code).startswith("90") for code in codes)
    assert all(parent(code) in codes for code in codes - {"900000000000"})
    places = list_places(read_figures("wengan"))
    assert len([p for p in places if p.is_urban is not None]) == 99
    assert len({p.name for p in places}) == len(places)


def test_rare_characters_are_among_the_names():
    rare = words()["rare"]
    beyond = [c for c in rare if ord(c) > 0xFFFF]
    assert beyond
    for character in rare:
        with pytest.raises(UnicodeEncodeError):
            character.encode("gbk")
        assert character.encode("gb18030").decode("gb18030") == character
        assert clean_name("王" + character) == "王" + character


def test_the_whole_county_has_every_village(tmp_path):
    drawn = draw(get_rulebook(), Size.full, 1, ON, 3_000)
    assert len(set(drawn.areas.tolist())) == 99
