"""The public notice: posted, over, nobody's objection open."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Notice, Objection
from doudi.casework.procedure_values import figure_of
from doudi.foundation.rulebook import get_rulebook
from doudi.units.text import Text


def _standing(s: Situation) -> Notice | None:
    """What hangs: neither a draft nor taken back."""
    notices = Notice.objects.filter(case=s.case, kind=Notice.Kind.preliminary)
    hanging = notices.filter(state__in=Notice.HANGS).order_by("-pk")
    return s.once("standing notice", hanging.first)


@guard("notice_posted")
def notice_posted(s: Situation) -> list[Text]:
    notice = _standing(s)
    if notice is not None and notice.posted_on == s.on:
        return []
    return [Text("还没有登记张贴公示", "it is not recorded that the notice was posted")]


@guard("notice_over")
def notice_over(s: Situation) -> list[Text]:
    """The posting day is day 0; nothing is decided before the day after the last. Without a notice only a refusal goes on."""
    notice = _standing(s)
    if notice is None:
        opinion = s.last_opinion()
        if opinion is not None and not opinion.is_to_grant and s.action.name != "confirm":
            return []
        return [Text("还没有公示", "there was no public notice")]
    if notice.last_day is None or s.on <= notice.last_day:
        return [
            Text(
                f"公示到 {notice.last_day} 才满，次日起可以办",
                f"the notice runs until {notice.last_day}; go on from the day after",
            )
        ]
    return []


@guard("notice_where_due")
def notice_where_due(s: Situation) -> list[Text]:
    """Where the place asks for a notice (the procedure's `notice_if`) it is over; elsewhere one that hangs all the same is."""
    if _standing(s) is not None:
        return notice_over(s)
    found = figure_of(s.procedure.notice_if, s.case.area_code, s.on)
    if found is None:
        label = get_rulebook().values.declarations[s.procedure.notice_if].label
        return [
            Text(
                f"本地还没有录入“{label.zh}”，请先在本地规定里补上",
                f"the place has not entered “{label.en}”: enter it in the local law first",
            )
        ]
    return notice_over(s) if found.figure else []


@guard("no_open_objection")
def no_open_objection(s: Situation) -> list[Text]:
    """Every objection that holds is answered; and what was found true is not on a notice that still hangs."""
    rows = Objection.objects.filter(case=s.case, holds=True)
    holding = s.once("objections that hold", lambda: list(rows))
    waiting = sum(o.answered_on is None for o in holding)
    if waiting:
        return [Text(f"有 {waiting} 件异议没有答复", f"{waiting} objections are not answered")]
    notice = _standing(s)
    if notice is not None and any(
        o.notice_id == notice.pk and o.outcome == "upheld" for o in holding
    ):
        return [
            Text(
                "异议属实，请撤下公示，重新调查或者组织评议",
                "an objection was found true: take the notice down and investigate again",
            )
        ]
    return []


@guard("notices_void")
def notices_void(s: Situation) -> list[Text]:
    """Whoever goes back takes the notice down: it said what is now looked at again."""
    if _standing(s) is None:
        return []
    return [Text("请先撤下公示", "take the notice down first")]
