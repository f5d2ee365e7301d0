"""The page of a case: what is next first, the road, the clocks with their source, the family; and the household's own page."""

import datetime as dt

import pytest
from django.urls import reverse

from doudi.casework.domain.roads import next_actions, road_from, stops_of
from doudi.casework.procedure_book import get_procedures
from doudi.casework.tests.cases import bring_to
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county


@pytest.fixture(scope="module")
def county(module_database):
    return make_county()


@pytest.fixture(scope="module")
def case(county):
    return bring_to(county, county.families["赵明远"], "noticed")


@pytest.fixture
def look(county, case, client, time_machine):
    time_machine.move_to(dt.datetime(2022, 10, 17, 9, tzinfo=dt.UTC), tick=False)

    def at(role=Role.township_clerk, path=None):
        client.force_login(county.account(role))
        answer = client.get(path or reverse("casework:case", args=[case.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    return at


def test_the_first_thing_is_what_comes_next_and_what_stands_against_it(look):
    page = look()
    assert page.index("接下来") < page.index("办理进度") < page.index("办理经过")
    assert "公示到 2022-10-19 才满" in page
    assert "等待期到 2022年10月19日满" in page


def test_the_road_shows_what_is_done_and_what_is_to_come(look):
    page = look()
    steps = page.partition('class="ck-steps"')[2].partition("</ol>")[0]
    assert (
        steps.index("待受理")
        < steps.index("公示中")
        < steps.index("待审核确认")
        < steps.index("已确认")
    )
    assert steps.count('aria-current="step"') == 1


def test_steps_are_told_in_words_and_the_days_with_their_source(look):
    page = look()
    assert "启动调查核对" in page
    assert "start_investigation" not in page.partition('class="ck-timeline"')[2]
    assert "自受理之日起30个工作日" in page


def test_numbers_are_masked_and_whoever_may_not_see_the_law_does_not(look, case):
    assert "按现行规定" in look()
    page = look(Role.village_cadre)
    assert "按现行规定" not in page
    assert "乡镇经办人：报送审核确认" in page


def test_the_households_page_names_its_cases(look, case):
    link = reverse("casework:household_cases", args=[case.household_id])
    assert link in look(path=reverse("registry:household", args=[case.household_id]))
    page = look(path=link)
    assert reverse("casework:case", args=[case.pk]) in page
    assert "公示中" in page


def test_every_open_state_of_every_procedure_has_a_road_to_an_end_and_something_next():
    for procedure in get_procedures():
        for state in procedure.states.values():
            road = road_from(procedure, state.name)
            assert road[0] == state.name
            if not state.is_end:
                assert procedure.states[road[-1]].is_end, f"{procedure.name}: {state.name}"
                assert next_actions(procedure, state.name), f"{procedure.name}: {state.name}"


def test_a_case_that_went_back_shows_where_it_has_been():
    dibao = get_procedures().version("dibao", "2021")
    found = stops_of(dibao, ["applied", "incomplete"], "applied")
    assert [(s.state, s.place) for s in found][:3] == [("incomplete", "done"), ("applied", "now"), ("accepted", "to_come")]  # fmt: skip


def test_the_page_of_a_plain_step_is_sent_to_itself(look, case):
    page = look(path=reverse("casework:take_step", args=[case.pk, "file"]))
    assert '<form class="dd-form" method="post" novalidate>' in page


def test_what_is_missing_leads_to_where_it_is_mended(county, look):
    """And what the form of an action writes itself is no reason to close it."""
    accepted = bring_to(county, county.families["周德福"], "investigating")
    page = look(path=reverse("casework:case", args=[accepted.pk]))
    visit, check = (reverse(f"casework:{n}", args=[accepted.pk]) for n in ("visit_family", "cross_check"))  # fmt: skip
    assert f'<li><a href="{visit}">还没有两人以上的入户调查记录</a></li>' in page
    assert f'<li><a href="{check}">核对报告还没有出</a></li>' in page
    assert "还没有写初审意见" not in page.partition("办理进度")[0]
