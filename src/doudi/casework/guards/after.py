"""Before an award is changed or stopped: the family was seen, heard where it loses, and whoever gave it decides."""

from __future__ import annotations

from datetime import date

from doudi.casework.domain.authority import decide_authority
from doudi.casework.domain.clocks import CALENDAR, due_on
from doudi.casework.guards.base import Situation, guard
from doudi.casework.guards.decisions import LEVEL_NAMES
from doudi.casework.guards.investigation import BY_TWO
from doudi.casework.models import Clock, Decision, Opinion, Visit
from doudi.casework.procedure_values import days_of, figure_of
from doudi.casework.services.authority import level_of
from doudi.units.calendar import WorkCalendar
from doudi.units.text import ProblemsError, Text

#: Grounds that papers prove; nobody has to knock at a mourning family's door.
PROVED_BY_PAPERS = frozenset({"died", "voluntary", "raised"})


@guard("seen_for_review")
def seen_for_review(s: Situation) -> list[Text]:
    """Two people at the home since the review was opened, unless a paper proves the ground."""
    if s.case.about.get("ground") in PROVED_BY_PAPERS:
        return []
    visits = Visit.objects.filter(
        case=s.case,
        kind__in=[Visit.Kind.home, Visit.Kind.review],
        nobody_home=False,
        on__gte=s.case.opened_on,
        on__lte=s.on,
    )
    if any(len({v["name"] for v in visit.visitors}) >= BY_TWO for visit in visits):
        return []
    return [Text("还没有两人以上的入户核查记录", "no visit by at least two people is recorded")]


def is_adverse(s: Situation) -> bool:
    """Whether the last opinion leaves the family less than it has."""
    opinion = Opinion.objects.filter(case=s.case).order_by("-pk").first()
    award = s.case.award
    if opinion is None or award is None:
        return False
    if not opinion.is_to_grant:
        return True
    amounts = [
        r.get("amount_fen")
        for r in opinion.results
        if r.get("programme") == award.programme and r.get("verdict") == "eligible"
    ]
    if not amounts:
        return True
    before, after = award.amount_fen, amounts[0]
    return before is not None and (after is None or after < before)


@guard("opinion_is_adverse")
def opinion_is_adverse(s: Situation) -> list[Text]:
    return (
        []
        if is_adverse(s)
        else [Text("核查意见不是减发或停发", "the opinion is not to reduce or stop")]
    )


@guard("opinion_is_not_adverse")
def opinion_is_not_adverse(s: Situation) -> list[Text]:
    if not is_adverse(s):
        return []
    return [
        Text(
            "拟减发或停发的，要先告知本人并听取意见",
            "before money is reduced or stopped the person is told and heard",
        )
    ]


@guard("heard")
def heard(s: Situation) -> list[Text]:
    """What the person said is written down, or the days for saying it are over."""
    told = s.last_step("tell_intention")
    said = s.last_step("record_hearing")
    if told is None:
        return [Text("还没有告知本人", "the person was not told yet")]
    if said is not None and said.seq > told.seq:
        return []
    clock = Clock.objects.filter(case=s.case, name="hearing").order_by("-pk").first()
    last = clock.due_on if clock else told.on
    if s.on > last:
        return []
    return [
        Text(
            f"本人还没有说明意见，等到 {last} 之后再报送",
            f"the person has not spoken yet: wait until after {last}",
        )
    ]


@guard("heard_if_adverse")
def heard_if_adverse(s: Situation) -> list[Text]:
    if not is_adverse(s) or s.last_step("tell_intention"):
        return []
    return [
        Text(
            "没有听取本人意见，不能减发或停发",
            "nothing is reduced or stopped without hearing the person",
        )
    ]


@guard("has_authority_of_award")
def has_authority_of_award(s: Situation) -> list[Text]:
    """Whoever would decide the award today also changes or stops it."""
    award, giving = s.case.award, s.giving
    if giving is None:
        return [
            Text("不知道这项待遇按哪个程序审核确认", "no procedure says who decides this award")
        ]
    try:
        authority = decide_authority(
            giving.authority,
            lambda name: figure_of(name, s.case.area_code, s.on),
            award.amount_fen if award else None,
        )
    except ProblemsError as error:
        return [Text(p.in_("zh"), p.in_("en")) for p in error.problems]
    if level_of(s.viewer) == authority.level:
        return []
    level = LEVEL_NAMES[authority.level]
    return [Text(f"这一件由{level.zh}决定", f"this one is decided by {level.en}")]


@guard("asked_in_time")
def asked_in_time(s: Situation) -> list[Text]:
    """Within the days of the law after the decision was known; the last day rolls over a holiday (Civil Code art. 203)."""
    known = s.case.about.get("known_on")
    decision = Decision.objects.filter(pk=s.case.about.get("decision")).first()
    if not known or decision is None:
        return [
            Text(
                "请写明对哪个决定、哪天知道的",
                "say which decision, and on which day it became known",
            )
        ]
    try:
        days, _source = days_of("reconsideration_filing_days", s.case.area_code, s.on)
    except ProblemsError as error:
        return [Text(p.in_("zh"), p.in_("en")) for p in error.problems]
    calendar = WorkCalendar.shipped()
    last = calendar.roll(due_on(date.fromisoformat(str(known)), days, CALENDAR, calendar).date).date
    if s.on <= last:
        return []
    return [Text(f"申请期限到 {last} 为止，已经过期", f"the period for asking ended on {last}")]
