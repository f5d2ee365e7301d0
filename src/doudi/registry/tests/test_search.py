"""Finding people by what a clerk has at hand, never outside the area."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.selectors.search import search_register
from doudi.registry.selectors.timeline import list_timeline
from doudi.registry.tests.families import (
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    QINGGANG,
    SHIBAN,
    identity_number,
    make_county,
)


@pytest.fixture(scope="module")
def county(module_database):
    return make_county()


@pytest.fixture
def clerk(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        yield viewer


@pytest.fixture
def officer(county):
    with acting(county.viewer(Role.county_officer)) as viewer:
        yield viewer


def names(result):
    return [hit.name for hit in result.hits]


ZHAO = identity_number(dt.date(1977, 3, 5), (sum(map(ord, "赵明远")) % 499) * 2 + 1)


@pytest.mark.parametrize(
    ("text", "found", "by"),
    [
        ("赵明远", ["赵明远"], ("name",)),
        ("赵", ["赵小川", "赵明远"], ("name",)),
        ("zmy", ["赵明远"], ("initials",)),
        ("ZMY", ["赵明远"], ("initials",)),
        ("吴㛃", ["吴㛃"], ("name",)),
        (ZHAO, ["赵明远"], ("identity",)),
        (f" {ZHAO[:6]}{ZHAO[8:17]} ", ["赵明远"], ("identity",)),
        (ZHAO[-4:], ["赵明远"], ("last_four",)),
        ("13800138001", ["赵明远"], ("phone",)),
        ("138 0013 8001", ["赵明远"], ("phone",)),
        ("SB-0002", ["周德福"], ("household",)),
        ("滨河路5号", ["吴㛃"], ("address",)),
        ("河口社区 吴", ["吴㛃", "吴雨桐"], ("name",)),
        ("上寨村 吴", [], ()),
    ],
)
def test_somebody_is_found_by_what_is_at_hand(clerk, text, found, by):
    result = search_register(clerk, text)
    assert (sorted(names(result)), result.matched) == (sorted(found), by)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "%",
        "_",
        "'",
        "\\",
        "\x00",
        "0" * 18,
        "9" * 500,
        "=1",
        "赵%",
        "张三李四王五",
        "💥",
        "a" * 61,
    ],
)
def test_rubbish_finds_nobody_and_breaks_nothing(clerk, text):
    assert search_register(clerk, text).hits == []


def test_nobody_finds_anybody_outside_their_area(county):
    for role, area in ((Role.township_clerk, QINGGANG), (Role.township_clerk, OTHER_TOWNSHIP)):
        with acting(county.viewer(role, area)) as stranger:
            for text in ("赵明远", ZHAO, "zmy", "13800138001", "SB-0001", "上寨村三组"):
                assert search_register(stranger, text).hits == []
                assert search_register(stranger, text, area=SHIBAN).hits == []


def test_a_search_may_be_narrowed_to_a_place(officer):
    assert names(search_register(officer, "吴", area=NEXT_VILLAGE)) == ["吴㛃", "吴雨桐"]
    assert names(search_register(officer, "吴", area=QINGGANG)) == []


def test_a_page_is_asked_for_by_number(officer):
    first = search_register(officer, "赵", page=-3)
    assert (first.page, first.more) == (1, False)
    assert search_register(officer, "赵", page=10**9).hits == []


def test_a_search_takes_few_queries(officer):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert search_register(officer, "吴").hits
    assert len(asked) <= 4


def test_a_prefix_uses_the_index_under_row_security(county, officer):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        for condition, index in (
            ("name >= '赵' AND name < '赵z' ORDER BY name, area_code", "person_by_name"),
            (
                "name_initials >= 'z' AND name_initials < 'z~' ORDER BY name_initials",
                "person_by_initials",
            ),
            ("identity_end = '0071'", "person_by_last_four"),
            ("identity_index = '\\x00'", "identity_once"),
        ):
            words = (
                f"EXPLAIN SELECT id FROM registry_person WHERE state <> 'merged' AND {condition}"
            )
            cursor.execute(words)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            column = condition.split()[0]
            assert f"Index Scan using {index}" in plan, plan
            assert re.search(rf"Index Cond: \(+{column}", plan), plan


def test_a_household_tells_what_happened_to_it_the_latest_first(county, clerk):
    entries = list_timeline(clerk, household_id=county.families["赵明远"].household.pk)
    kinds = [e.kind for e in entries]
    assert kinds.count("member") == 4
    assert kinds[0] == "facts"
    assert entries[-1].what.zh in ("立户", "成为家庭成员")
    assert {e.source for e in entries if e.kind == "facts"} == {"入户申报表"}
    assert list_timeline(clerk, household_id=county.families["冯国强"].household.pk) == []


def test_a_person_has_a_timeline_of_their_own(county, clerk):
    entries = list_timeline(clerk, person_id=county.families["赵明远"].head.pk)
    assert [e.kind for e in entries] == ["facts", "member"]
    assert "工资性收入" in [d.zh for d in entries[0].details]
    with pytest.raises(ValueError, match="household or a person"):
        list_timeline(clerk)
