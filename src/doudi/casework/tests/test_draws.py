"""Random draws that anybody can draw again."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from doudi.casework.domain.draws import draw, how_many, lot, pair
from doudi.casework.models import Case, Draw, SpotCheck
from doudi.casework.selectors.decisions import get_checking_visit, get_open_spot_check
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.casework.services.transition import list_possible
from doudi.casework.tests.cases import bring_to
from doudi.casework.tests.visits import visit_home
from doudi.foundation.access import acting
from doudi.foundation.clock import CHINA
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import COUNTY, make_county
from doudi.units.text import ProblemsError

THIRTY = Fraction(3, 10)
FILED = dt.date(2022, 10, 20)


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (3, 1), (4, 2), (10, 3), (11, 4)])
def test_at_least_the_share_rounded_up(count, drawn):
    assert how_many(count, THIRTY) == drawn
    assert len(draw("seed", range(count), THIRTY)) == drawn


def test_the_lots_are_plain_hashes_and_order_makes_no_difference():
    assert lot("seed", 17) == hashlib.sha256(b"seed:17").hexdigest()
    people = list(range(100, 140))
    assert draw("seed", people, THIRTY) == draw("seed", people[::-1], THIRTY)
    assert draw("seed", people, THIRTY) != draw("other", people, THIRTY)


def test_everybody_is_drawn_about_as_often():
    times = dict.fromkeys(range(20), 0)
    for seed in range(2000):
        for each in draw(str(seed), list(times), THIRTY):
            times[each] += 1
    assert all(500 <= n <= 700 for n in times.values())  # 600 expected, five standard deviations


def test_nobody_inspects_their_own_township_and_work_is_shared():
    inspectors = {1: "甲", 2: "乙", 3: "丙", 4: ""}
    targets = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]
    for seed in range(200):
        found = pair(str(seed), inspectors, targets)
        assert sorted(t for _, t in found) == sorted(targets)
        assert all(inspectors[who] != target for who, target in found)
        loads = [sum(who == i for who, _ in found) for i in inspectors]
        assert max(loads) - min(loads) <= 2
    assert pair("7", inspectors, targets) == pair("7", inspectors, targets[::-1])
    with pytest.raises(ProblemsError, match="nobody from elsewhere"):
        pair("7", {1: "甲"}, ["甲"])


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def filed(county):
    return [bring_to(county, county.families[name], "filed") for name in ("赵明远", "周德福")]


def test_a_drawn_case_waits_for_its_visit(county, filed):
    with acting(county.viewer(Role.county_officer)) as officer:
        [made] = draw_spot_checks(actor=officer, area=COUNTY, on=FILED)
        assert made.population == sorted(c.pk for c in filed)
        assert made.drawn == draw(made.seed, made.population, THIRTY)
        assert made.share == "30%"
        check = SpotCheck.objects.get(draw=made)
        assert check.due_on == dt.date(2022, 11, 3)
        with pytest.raises(ProblemsError, match="no case waits"):
            draw_spot_checks(actor=officer, area=COUNTY, on=FILED)
    confirms = against(county, check.case_id)
    assert "抽中入户核查，还没有做" in confirms
    with acting(county.viewer(Role.county_officer)) as officer:
        for faults in (
            {"on": dt.date(2022, 10, 19), "agrees": True},
            {"on": dt.date(2999, 1, 1), "agrees": True},
            {"on": FILED, "agrees": False},
        ):
            with pytest.raises(ProblemsError):
                record_spot_check(actor=officer, check=check, **faults)
        record_spot_check(actor=officer, check=check, on=FILED, agrees=True)
        with pytest.raises(ProblemsError, match="recorded before"):
            record_spot_check(actor=officer, check=check, on=FILED, agrees=True)
        assert "spot_check" in Case.objects.get(pk=check.case_id).flags
    assert "抽中入户核查，还没有做" not in against(county, check.case_id)


def against(county, case_id):
    with acting(county.viewer(Role.county_lead)) as lead:
        case = Case.objects.get(pk=case_id)
        [confirm] = [p for p in list_possible(lead, case, FILED) if p.action.name == "confirm"]
        return [text.zh for text in confirm.problems]


def test_the_township_draws_nothing_that_the_county_decides(county, filed):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="no case waits"):
            draw_spot_checks(actor=clerk, area=clerk.area_code, on=FILED)
        assert not Draw.objects.exists()


def test_the_visit_of_a_drawn_case_leads_to_its_result(county, filed):
    with acting(county.viewer(Role.county_officer)) as officer:
        [made] = draw_spot_checks(actor=officer, area=COUNTY, on=FILED)
        check = SpotCheck.objects.get(draw=made)
        case = check.case
        assert get_open_spot_check(officer, case) == check
        assert get_checking_visit(officer, check) is None
        at = dt.datetime.combine(FILED, dt.time(15), CHINA)
        visit = visit_home(officer, case, kind="spot_check", at=at).visit
        assert get_checking_visit(officer, check) == visit
        done = record_spot_check(actor=officer, check=check, on=FILED, agrees=True, visit=visit)
        assert (done.visit, done.done_on) == (visit, FILED)
        assert get_open_spot_check(officer, case) is None
