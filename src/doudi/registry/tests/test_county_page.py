"""The county at a glance: every village once on the map, numbers only of the viewer's own area."""

import datetime as dt
import re

import pytest

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.domain.county_map import draw_map, lay_out, shades
from doudi.registry.domain.statements import Statement
from doudi.registry.selectors.county import count_villages, list_villages
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.registry.tests.families import (
    COUNTY,
    FAR_VILLAGE,
    ON,
    SHIBAN,
    VILLAGE,
    make_county,
)

WHOLE = [f"900101{t}{n:03d}" for t in ("001", "100", "101", "102") for n in range(1, 9)]


def test_every_village_has_a_cell_of_its_own():
    cells = lay_out(WHOLE)
    assert set(cells) == set(WHOLE)
    assert len(set(cells.values())) == len(WHOLE)
    assert cells == lay_out([*reversed(WHOLE)])
    assert max(max(abs(q), abs(r)) for q, r in cells.values()) <= 3


def test_a_map_of_nothing_and_of_one_village():
    assert draw_map([]).regions == ()
    (region,) = draw_map([VILLAGE]).regions
    assert region.border.count("M") == 6


@pytest.mark.parametrize("count", [7, 19, 32])
def test_the_borders_of_all_regions_close_around_their_tiles(count):
    """Each corner on a border is met an even number of times."""
    for region in draw_map(WHOLE[:count]).regions:
        ends = re.findall(r"-?\d+ -?\d+", region.border)
        assert all(ends.count(end) % 2 == 0 for end in set(ends))


def test_shades_go_by_quarters_and_nobody_is_lightest():
    assert shades({}) == {}
    assert shades({"a": 0, "b": 5, "c": 6, "d": 7, "e": 80}) == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}  # fmt: skip
    assert set(shades(dict.fromkeys("abc", 9)).values()) == {1}


def state(actor, household, value, learnt_on):
    evidence = record_evidence(actor=actor, kind="department", source="民政", on=learnt_on)
    record_facts(
        actor=actor,
        subject=household,
        facts=[Statement("is_dibao_recipient", value)],
        evidence=evidence,
        on=learnt_on,
    )


def test_recipients_are_counted_by_what_was_last_stated(db):
    county = make_county()
    with acting(county.actor) as actor:
        households = [
            f.household for f in county.families.values() if f.household.area_code == VILLAGE
        ]
        before = count_villages(actor, COUNTY, ON)[VILLAGE]
        state(actor, households[0], 1, dt.date(2022, 5, 1))
        state(actor, households[0], 0, dt.date(2022, 6, 1))
        state(actor, households[1], 1, dt.date(2022, 6, 1))
        after = count_villages(actor, COUNTY, ON)[VILLAGE]
    assert before.households == after.households == len(households)
    assert after.dibao == before.dibao + 1


def test_a_clerk_sees_the_shape_of_the_county_and_the_numbers_of_the_township(client, db):
    county = make_county()
    client.force_login(county.account(Role.township_clerk))
    page = client.get("/desk/county/").content.decode()
    with acting(county.viewer(Role.township_clerk)) as clerk:
        assert FAR_VILLAGE in list_villages(COUNTY, ON)
        counts = count_villages(clerk, COUNTY, ON)
    assert VILLAGE in counts
    assert FAR_VILLAGE not in counts
    assert page.count("<polygon") == 3
    assert page.count("dd-map-tile dd-map-none") == 1
    rows = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL).group(1)
    assert "石板镇" in rows
    assert "青岗镇" not in rows
    villages = client.get(f"/desk/county/?township={SHIBAN}&show=dibao").content.decode()
    assert "上寨村" in villages
    assert client.get("/desk/county/?county=900102000000").status_code == 404
    for rubbish in ("?show=rubbish", "?township=x%00", "?county=x"):
        assert client.get(f"/desk/county/{rubbish}").status_code in (200, 404)
