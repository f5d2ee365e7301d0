"""Objections: from anybody, sealed, answered in days; the decision waits."""

import datetime as dt

import pytest

from doudi.casework.models import Case, Notice
from doudi.casework.services.notices import post_notice, void_notice
from doudi.casework.services.objections import (
    answer_objection,
    receive_objection,
    reveal_objector,
    withdraw_objection,
)
from doudi.casework.services.transition import take_step
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

POSTED = dt.date(2022, 10, 12)
TEXT = "他家去年新买了货车"


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def notice(county):
    case = bring_to(county, county.families["赵明远"], "opined")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return post_notice(actor=clerk, case=case, on=POSTED, phone="0854-1234567", places="村口")


def receive(county, notice, *, on=dt.date(2022, 10, 14), role=Role.township_clerk, **changes):
    given = {"about": "notice", "channel": "window", "text": TEXT, "notice": notice} | changes
    with acting(county.viewer(role)) as actor:
        case = Case.objects.get(pk=notice.case_id)
        return receive_objection(actor=actor, case=case, on=on, **given)


def test_an_objection_holds_the_decision_until_it_is_answered(county, notice):
    objection = receive(county, notice, who="钱三 13900001111")
    assert objection.holds
    assert objection.answer_by == dt.date(2022, 10, 21)  # five working days
    assert b"13900001111" not in bytes(objection.who_cipher)
    after = dt.date(2022, 10, 20)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="1 objections are not answered"):
            take_step(actor=clerk, case=notice.case, action="file", on=after)
        answer_objection(
            actor=clerk, objection=objection, outcome="rejected", answer="货车是他弟弟的", on=after
        )
        case = take_step(actor=clerk, case=notice.case, action="file", on=after)
    assert case.state == "filed"


def test_what_was_found_true_sends_the_case_back(county, notice):
    objection = receive(county, notice)
    on = dt.date(2022, 10, 20)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        answer_objection(actor=clerk, objection=objection, outcome="upheld", answer="属实", on=on)
        with pytest.raises(ProblemsError, match="found true"):
            take_step(actor=clerk, case=notice.case, action="file", on=on)
        hanging = Notice.objects.get(pk=notice.pk)
        void_notice(actor=clerk, notice=hanging, on=on, reason="异议属实")
        case = take_step(actor=clerk, case=notice.case, action="investigate_again", on=on, note="异议属实")  # fmt: skip
    assert case.state == "investigating"


def test_an_objection_may_call_an_appraisal(county, notice):
    with (
        acting(county.viewer(Role.township_clerk)) as clerk,
        pytest.raises(ProblemsError, match="nobody objected"),
    ):
        take_step(actor=clerk, case=notice.case, action="call_appraisal", on=POSTED)
    receive(county, notice)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = take_step(actor=clerk, case=notice.case, action="call_appraisal", on=dt.date(2022, 10, 14))  # fmt: skip
    assert case.state == "appraising"


def test_after_the_last_day_it_is_heard_but_does_not_hold(county, notice):
    assert receive(county, notice, on=dt.date(2022, 10, 19)).holds
    assert not receive(county, notice, on=dt.date(2022, 10, 20)).holds
    assert not receive(county, notice, about="decision").holds


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "what is wrong"),
        ({"text": "长" * 1001}, "too long"),
        ({"who": "长" * 201}, "too long"),
        ({"channel": "pigeon"}, "no such"),
        ({"about": "weather"}, "no such"),
        ({"notice": None}, "no notice"),
        ({"on": dt.date(2022, 10, 11)}, "began on"),
    ],
)
def test_what_is_refused(county, notice, given, said):
    wanted = {"notice": notice} | given
    with acting(county.viewer(Role.township_clerk)) as clerk, pytest.raises(ProblemsError, match=said):  # fmt: skip
        receive_objection(
            actor=clerk,
            case=notice.case,
            **({"about": "notice", "channel": "window", "text": TEXT, "on": POSTED} | wanted),
        )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"outcome": "withdrawn"}, "Choose"),
        ({"outcome": ""}, "Choose"),
        ({"answer": ""}, "Write"),
        ({"on": dt.date(2022, 10, 13)}, "not before"),
    ],
)
def test_answers_that_are_refused(county, notice, given, said):
    objection = receive(county, notice)
    wanted = {"outcome": "rejected", "answer": "不属实", "on": dt.date(2022, 10, 15)} | given
    with (
        acting(county.viewer(Role.township_clerk)) as clerk,
        pytest.raises(ProblemsError, match=said),
    ):
        answer_objection(actor=clerk, objection=objection, **wanted)


def test_withdrawn_by_whoever_objected(county, notice):
    objection = receive(county, notice)
    with acting(system("portal.objection")) as portal:
        taken = withdraw_objection(actor=portal, objection=objection, on=dt.date(2022, 10, 15))
        with pytest.raises(ProblemsError, match="already"):
            withdraw_objection(actor=portal, objection=objection, on=dt.date(2022, 10, 15))
    assert taken.outcome == "withdrawn"


def test_who_objected_is_shown_with_a_reason_and_leaves_a_trace(county, notice):
    objection = receive(county, notice, who="钱三 13900001111")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        with pytest.raises(ProblemsError, match="Say why"):
            reveal_objector(actor=clerk, objection=objection, reason="")
        assert reveal_objector(actor=clerk, objection=objection, reason="回访").endswith("1111")
        event = AuditEvent.objects.get(action="casework.objection.revealed")
        nameless = receive_objection(
            actor=clerk, case=notice.case, about="notice", channel="letter", text=TEXT, on=POSTED, notice=notice
        )  # fmt: skip
        with pytest.raises(ProblemsError, match="left no name"):
            reveal_objector(actor=clerk, objection=nameless, reason="回访")
    assert event.reason == "回访"
    with acting(county.viewer(Role.village_cadre)) as cadre, pytest.raises(NotPermitted):
        reveal_objector(actor=cadre, objection=objection, reason="看看是谁")
