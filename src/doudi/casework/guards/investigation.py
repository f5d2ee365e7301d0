"""Before an opinion is given: the visit by two, the cross-check and the right to object to it, the appraisal where one is due."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Appraisal, CrossCheck, Objection, Visit
from doudi.units.text import Text

BY_TWO = 2


def _last_check(s: Situation) -> CrossCheck | None:
    rows = CrossCheck.objects.filter(case=s.case).order_by("-pk")
    return s.once("cross-check", rows.first)


@guard("cross_check_asked")
def cross_check_asked(s: Situation) -> list[Text]:
    if _last_check(s) is not None:
        return []
    return [Text("还没有发起信息核对", "no cross-check was asked for yet")]


@guard("cross_checked")
def cross_checked(s: Situation) -> list[Text]:
    """The report is there, the applicant was told, and an objection to it was rechecked."""
    check = _last_check(s)
    if check is None or check.reported_on is None:
        return [Text("核对报告还没有出", "there is no report of the cross-check yet")]
    if check.told_on is None:
        return [
            Text(
                "核对结果还没有告知申请人",
                "the applicant was not told the result of the cross-check",
            )
        ]
    if check.state == CrossCheck.State.objected:
        return [
            Text(
                "申请人对核对结果有异议，还没有复核",
                "the applicant's objection to the cross-check is open",
            )
        ]
    return []


@guard("visited")
def visited(s: Situation) -> list[Text]:
    """At least two people were in the home since the case was last opened for investigation."""
    since = s.case.accepted_on or s.case.opened_on
    rows = Visit.objects.filter(
        case=s.case, kind=Visit.Kind.home, nobody_home=False, on__gte=since, on__lte=s.on
    )
    visits = s.once("home visits", lambda: list(rows))
    if any(len({v["name"] for v in visit.visitors}) >= BY_TWO for visit in visits):
        return []
    return [
        Text("还没有两人以上的入户调查记录", "no home visit by at least two people is recorded")
    ]


@guard("objected")
def objected(s: Situation) -> list[Text]:
    """Since July 2021 an appraisal is held only where somebody objects."""
    if Objection.objects.filter(case=s.case, received_on__lte=s.on).exists():
        return []
    return [Text("没有异议，不需要民主评议", "nobody objected: no appraisal is needed")]


@guard("appraised")
def appraised(s: Situation) -> list[Text]:
    entered = s.entered("appraising")
    found = Appraisal.objects.filter(case=s.case, on__lte=s.on)
    if entered is not None:
        found = found.filter(on__gte=entered.on)
    return (
        [] if found.exists() else [Text("还没有评议记录", "there are no minutes of the appraisal")]
    )


@guard("appraisal_held")
def appraisal_held(s: Situation) -> list[Text]:
    """Under the measures in force until June 2021 every case was appraised."""
    since = s.case.accepted_on or s.case.opened_on
    if Appraisal.objects.filter(case=s.case, on__gte=since, on__lte=s.on).exists():
        return []
    return [Text("还没有民主评议", "there was no democratic appraisal yet")]
