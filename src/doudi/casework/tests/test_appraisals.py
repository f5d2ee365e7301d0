"""An appraisal asks whether something is true, and nothing else."""

import datetime as dt

import pytest

from doudi.casework.domain.appraisals import (
    USUAL_QUESTIONS,
    FactAsked,
    Panelist,
    asks_for_a_verdict,
)
from doudi.casework.models import Appraisal, Case
from doudi.casework.services.appraisals import record_appraisal
from doudi.casework.services.transition import take_step
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 9, 27)
PANEL = [Panelist("周德福", "村民代表"), Panelist("王秀英", "村干部"), Panelist("陈平", "党员")]
ASKED = FactAsked("申报的收入来源是否属实", 2, 0, 1)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def case(county):
    return bring_to(county, county.families["赵明远"], "investigating")


@pytest.mark.parametrize(
    "text",
    ["是否同意给赵家低保", "赵明远该不该吃低保", "是否符合低保条件", "同意", "够不够条件", "通过吗", "列为特困对象",
     "应该享受吗", "取消 低保", "谁最困难", "is he eligible?", "Do you agree"],
)  # fmt: skip
def test_a_question_for_a_verdict_is_seen(text):
    assert asks_for_a_verdict(text)


@pytest.mark.parametrize(
    "text",
    [*(t.zh for t in USUAL_QUESTIONS), *(t.en for t in USUAL_QUESTIONS), "他儿子常年在外打工是否属实", "房子是不是漏雨",
     "is the house leaking", "领过丧葬补助是否属实"],
)  # fmt: skip
def test_a_question_for_a_fact_is_let_through(text):
    assert not asks_for_a_verdict(text)


def record(actor, case, **changes):
    given = {
        "on": ON, "place": "上寨村委会", "chair": "王秀英", "panel": PANEL, "called": 5, "attended": 3, "questions": [ASKED], "minutes": "如实",
    }  # fmt: skip
    return record_appraisal(actor=actor, case=case, **(given | changes))


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        ("whether something is true", {"questions": [FactAsked("同意给低保吗", 3, 0, 0)]}),
        ("add up to 4", {"questions": [FactAsked("收入是否属实", 3, 1, 0)]}),
        ("at least one fact", {"questions": []}),
        ("3 people are named, 2 came", {"attended": 2}),
        ("no more than were called", {"called": 2}),
        ("a name stands twice", {"panel": [PANEL[0], PANEL[0], PANEL[1]]}),
        ("in the future", {"on": dt.date(2099, 1, 1)}),
        ("in the future", {"on": dt.date(2021, 1, 1)}),
        ("fits their name|whose content", {"paper": (b"MZ", "photo.jpg")}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(county, case, wanted, changes):
    clerk = county.viewer(Role.township_clerk)
    with acting(clerk):
        with pytest.raises(ProblemsError, match=wanted):
            record(clerk, case, **changes)
        assert not Appraisal.objects.exists()


def test_the_minutes_close_the_step(county, case, client):
    clerk = county.viewer(Role.township_clerk)
    with acting(clerk):
        Case.objects.filter(pk=case.pk).update(state="appraising")
        case = Case.objects.get(pk=case.pk)
        audit.record(clerk, "casework.case.changed", object_type="case", object_id=case.pk)
    client.force_login(county.account(Role.township_clerk))
    sent = {
        "version": case.version, "on": "2022-09-27", "place": "村委会", "chair": "王秀英", "called": 5, "attended": 3,
        "panel": "周德福，村民代表\n王秀英, 村干部\n\n陈平", "minutes": "都说属实",
        "text_1": "是否同意给低保", "true_1": 3,
    }  # fmt: skip
    refused = client.post(f"/cases/{case.pk}/appraisal/", sent).content.decode()
    assert "评议只问情况是否属实" in refused
    sent["text_1"] = "收入是否属实"
    assert client.post(f"/cases/{case.pk}/appraisal/", sent).status_code == 302
    assert "村民代表" not in client.get(f"/cases/{case.pk}/").content.decode()
    with acting(clerk):
        case.refresh_from_db()
        assert case.state == "investigating"
        made = Appraisal.objects.get()
    assert made.panel[1] == {"name": "王秀英", "as": "村干部"}
    assert made.questions == [{"text": "收入是否属实", "true": 3, "not_true": 0, "unsure": 0}]


def test_since_2021_nobody_calls_an_appraisal_without_an_objection(county, case):
    clerk = county.viewer(Role.township_clerk)
    with acting(clerk), pytest.raises(ProblemsError, match="nobody objected"):
        take_step(actor=clerk, case=case, action="call_appraisal", on=ON)
