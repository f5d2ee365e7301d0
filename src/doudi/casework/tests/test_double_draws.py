"""Who inspects whom: drawn by the county, nobody at home, recorded by somebody from elsewhere."""

import datetime as dt
from fractions import Fraction

import pytest
from django.urls import reverse

from doudi.casework.domain.draws import draw, pair
from doudi.casework.models import Case, Draw, SpotCheck
from doudi.casework.selectors.decisions import get_inspection
from doudi.casework.services.double_draws import INSPECTORS, draw_inspectors
from doudi.casework.services.draws import record_spot_check
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Posting
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.text import ProblemsError

START = dt.date(2022, 9, 22)
ON = dt.date(2022, 11, 1)
HALF = Fraction(1, 2)


@pytest.fixture
def county(db):
    county = make_county()
    for name in ("赵明远", "周德福"):
        bring_to(county, county.families[name], "granted", start=START)
    return county


def drawn(county, **other):
    asked = {"share": HALF, "since": START, "due_on": dt.date(2022, 12, 1), "on": ON} | other
    with acting(county.viewer(Role.county_officer)) as officer:
        return draw_inspectors(actor=officer, **asked)


def test_somebody_from_elsewhere_and_anybody_can_draw_again(county):
    made = drawn(county)
    with acting(county.viewer(Role.county_officer)):
        checks = list(SpotCheck.objects.filter(draw=made).select_related("inspector", "case"))
        towns = {}
        for case in Case.objects.filter(pk__in=made.population):
            towns.setdefault(case.area_code[:9] + "000", []).append(case.pk)
        posts = Posting.objects.filter(role__in=INSPECTORS)
        homes = {
            p.pk: "" if p.area_code == COUNTY else p.area_code
            for p in posts
            if p.area_code.startswith(COUNTY[:6])
        }
    again = pair(made.seed, homes, sorted(towns))
    assert made.pairs == [{"inspector": who, "target": town} for who, town in again]
    wanted = {(pk, who) for who, town in again for pk in draw(made.seed, towns[town], HALF)}
    assert {(c.case_id, c.inspector_id) for c in checks} == wanted
    for check in checks:
        assert check.inspector.area_code[:9] != check.area_code[:9]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"share": Fraction(0)}, "above 0"),
        ({"share": Fraction(3, 2)}, "above 0"),
        ({"due_on": dt.date(2022, 10, 31)}, "past"),
        ({"since": ON}, "no case was decided"),
    ],
)
def test_what_cannot_be_drawn(county, other, words):
    with pytest.raises(ProblemsError, match=words):
        drawn(county, **other)
    with acting(county.viewer(Role.county_officer)):
        assert not Draw.objects.filter(kind="double_random").exists()


def test_a_township_neither_draws_nor_records(county):
    made = drawn(county)
    with acting(county.viewer(Role.township_lead)) as lead:
        with pytest.raises(ProblemsError, match="the county draws"):
            draw_inspectors(actor=lead, share=HALF, since=START, due_on=ON, on=ON)
        own = SpotCheck.objects.filter(draw_id=made.pk).values_list("pk", flat=True)
        own = list(own)
        assert own
        assert [get_inspection(lead, pk) for pk in own] == [None] * len(own)
    with acting(county.viewer(Role.county_officer)) as officer:
        check = get_inspection(officer, own[0])
        inspector = check.inspector_id
        done = record_spot_check(actor=officer, check=check, on=ON, agrees=False, found="收入少报")
    assert (done.inspector_id, done.agrees) == (inspector, False)


def test_the_page_says_who_goes_where(county, client):
    drawn(county)
    client.force_login(county.account(Role.county_officer))
    page = client.get(reverse("casework:inspections")).content.decode()
    assert "双随机检查" in page
    assert "→" in page
    refused = client.post(
        reverse("casework:inspections"), {"share": "0", "since": "x", "due_on": ""}
    )
    assert refused.status_code == 200
    made = client.post(
        reverse("casework:inspections"),
        {"share": "100", "since": "2022-01-01", "due_on": f"{get_today()}"},
    )
    assert made.status_code == 302
    with acting(county.viewer(Role.county_officer)):
        assert Draw.objects.filter(kind="double_random").count() == 2
