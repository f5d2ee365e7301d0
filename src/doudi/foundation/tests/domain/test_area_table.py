"""The table of places as a file: what is read, what is refused and where, what would change."""

import pytest

from doudi.foundation.domain.area_table import Place, plan_areas, read_places
from doudi.units.text import ProblemsError

COUNTY = Place("900101000000", "安和县")
TOWN = Place("900101102000", "石板镇")
VILLAGE = Place("900101102201", "上寨村", is_urban=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "text",
    [
        "900101000000,安和县\n900101102000,石板镇\n",
        "code,name\r\n900101000000,安和县\r\n\r\n900101102000,石板镇",
        "名称,区划代码\n安和县,900101000000\n 石板镇 ,９００１０１１０２０００\n",
        'name,is_urban,code\n"安和县",,900101000000\n石板镇,,900101102000\n',
    ],
)
def test_the_national_form_is_read_with_any_heading(text, encoding):
    assert read_places(text.encode(encoding), "areas.csv") == [COUNTY, TOWN]


def test_what_else_a_line_may_say():
    line = "code,name,name_en,is_urban,successors\n900101102202,河口社区,Hekou,是,900101102201 900101102203\n"
    (place,) = read_places(line.encode(), "areas.csv")
    assert place.is_urban is True
    assert place.name_en == "Hekou"
    assert place.successors == ("900101102201", "900101102203")


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        (b"", "areas.csv", "is empty"),
        (b"  \n\n", "areas.csv", "is empty"),
        (b"\xff\xfe\x00rubbish", "areas.csv:1", "UTF-8"),
        ("代码,名称\n".encode(), "", ""),
        ("name\n安和县\n".encode(), "areas.csv:1", "Missing columns: code"),
        (b"code,code,name\n", "areas.csv:1", "twice"),
        ("code,name\n900101,安和县\n".encode(), "areas.csv:2", "12 digits"),
        ("code,name\n,安和县\n".encode(), "areas.csv:2", "12 digits"),
        ("code,name\n9.00101E+11,安和县\n".encode(), "areas.csv:2", "12 digits"),
        ("code,name\n900101000201,安和县\n".encode(), "areas.csv:2", "township"),
        ("code,name\n990101000000,安和县\n".encode(), "areas.csv:2", "province"),
        (b"code,name\n900101000000\n", "areas.csv:2", "name is needed"),
        (f"code,name\n900101000000,{'长' * 101}\n".encode(), "areas.csv:2", "100"),
        ("code,name\n900101000000,安\u202e和\n".encode(), "areas.csv:2", "invisible"),
        ("code,name,is_urban\n900101000000,安和县,也许\n".encode(), "areas.csv:2", "yes or no"),
        (
            "code,name\n900101000000,安和县\n900101000000,又来\n".encode(),
            "areas.csv:3",
            "earlier line",
        ),
        ('code,name\n900101000000,"安和'.encode(), "areas.csv", "Not a CSV"),
    ],
)
def test_rubbish_is_refused_with_its_place(content, where, says):
    if not where:
        assert read_places(content, "areas.csv") == []
        return
    with pytest.raises(ProblemsError) as refused:
        read_places(content, "areas.csv")
    assert refused.value.problems[0].where == where
    assert says in refused.value.problems[0].in_("en")


def test_every_fault_of_a_file_is_named_at_once_but_not_a_million():
    lines = "".join(f"{number},x\n" for number in range(1000))
    with pytest.raises(ProblemsError) as refused:
        read_places(f"code,name\n{lines}".encode(), "areas.csv")
    assert len(refused.value.problems) == 50


def plan(now, file, *, is_whole=False):
    return plan_areas({p.code: p for p in now}, file, is_whole=is_whole, name="areas.csv")


def test_a_plan_says_what_is_new_renamed_and_unchanged():
    renamed = Place(TOWN.code, "石板街道")
    found = plan([COUNTY, TOWN], [COUNTY, renamed, VILLAGE])
    assert found.added == [VILLAGE]
    assert found.changed == [(TOWN, renamed)]
    assert found.unchanged == 1
    assert not found.ended


def test_a_file_that_does_not_say_leaves_what_is_known():
    known = Place(VILLAGE.code, "上寨村", "Shangzhai", False)
    assert plan([COUNTY, TOWN, known], [Place(VILLAGE.code, "上寨村")]).is_empty


def test_only_a_whole_table_ends_places():
    now = [COUNTY, TOWN, VILLAGE]
    assert plan(now, [COUNTY, TOWN]).is_empty
    assert plan(now, [COUNTY, TOWN], is_whole=True).ended == [VILLAGE]
    assert plan(now, [TOWN], is_whole=True).ended == [VILLAGE]
    with pytest.raises(ProblemsError, match="contain all the others"):
        plan(now, [VILLAGE, Place("900101103000", "青岗镇")], is_whole=True)


def test_a_place_without_the_one_above_it_is_refused():
    with pytest.raises(ProblemsError, match="above it"):
        plan([COUNTY], [VILLAGE])
    with pytest.raises(ProblemsError, match="successor"):
        plan([COUNTY], [Place(TOWN.code, "石板镇", successors=("900101103000",))])


def test_an_empty_table_begins_anywhere():
    assert plan([], [COUNTY, TOWN, VILLAGE]).added == [COUNTY, TOWN, VILLAGE]
