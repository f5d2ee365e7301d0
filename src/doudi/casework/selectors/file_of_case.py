"""What lies in a case's file, in one look: whoever decides sees what was done and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.casework.models import (
    Case,
    CrossCheck,
    Notice,
    Objection,
    Opinion,
    SpotCheck,
    Visit,
)
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.templatetags.doudi import day
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class InFile:
    """One side of the file. `is_there` False: it is missing, and shown as missing."""

    label: Text
    text: Text
    is_there: bool = True


NONE = Text("没有", "none")


def file_of(viewer: Viewer, case: Case) -> list[InFile]:
    """Visits, cross-check, notice, objections, spot check, opinions: six queries."""
    visits = list(in_scope(viewer, Visit.objects.filter(case=case)).order_by("on"))
    check = in_scope(viewer, CrossCheck.objects.filter(case=case)).order_by("-pk").first()
    notice = (
        in_scope(viewer, Notice.objects.filter(case=case, kind=Notice.Kind.preliminary))
        .exclude(state=Notice.State.void)
        .order_by("-pk")
        .first()
    )
    objections = list(in_scope(viewer, Objection.objects.filter(case=case)))
    spot = in_scope(viewer, SpotCheck.objects.filter(case=case)).order_by("-pk").first()
    opinion = in_scope(viewer, Opinion.objects.filter(case=case)).order_by("-pk").first()
    found = [
        InFile(Text("入户调查", "home visits"), _visits(visits), bool(visits)),
        InFile(Text("信息核对", "cross-check"), _check(check), check is not None),
        InFile(Text("异议", "objections"), _objections(objections)),
    ]
    if opinion is not None or case.state == "filed":  # before an opinion neither can be there
        found += [
            InFile(Text("初审意见", "preliminary opinion"), _opinion(opinion), opinion is not None),
            InFile(Text("公示", "public notice"), _notice(notice), notice is not None),
        ]
    if spot is not None:
        found.append(InFile(Text("抽查", "spot check"), _spot(spot), spot.done_on is not None))
    return found


def _opinion(opinion: Opinion | None) -> Text:
    if opinion is None:
        return NONE
    said = Text("同意", "to grant") if opinion.is_to_grant else Text("不同意", "not to grant")
    return Text(
        f"{opinion.name}，{day(opinion.on)}，{said.zh}",
        f"{opinion.name}, {day(opinion.on)}, {said.en}",
    )


def _visits(visits: list[Visit]) -> Text:
    if not visits:
        return NONE
    last = visits[-1]
    names = "、".join(str(v.get("name", "")) for v in last.visitors)
    return Text(
        f"{len(visits)} 次，最近 {day(last.on)}（{names}）",
        f"{len(visits)}, last on {day(last.on)} ({names})",
    )


def _check(check: CrossCheck | None) -> Text:
    if check is None:
        return NONE
    label = str(check.get_state_display())
    return Text(
        f"{label}，发现 {len(check.findings)} 项", f"{label}, {len(check.findings)} findings"
    )


def _notice(notice: Notice | None) -> Text:
    if notice is None:
        return NONE
    return Text(
        f"{day(notice.posted_on)}张贴，{day(notice.last_day)}期满",
        f"posted {day(notice.posted_on)}, until {day(notice.last_day)}",
    )


def _objections(objections: list[Objection]) -> Text:
    waiting = sum(o.answered_on is None for o in objections)
    if not objections:
        return NONE
    return Text(
        f"{len(objections)} 件，未答复 {waiting} 件", f"{len(objections)}, {waiting} not answered"
    )


def _spot(spot: SpotCheck) -> Text:
    if spot.done_on is None:
        return Text("抽中，还没有入户", "drawn, not visited yet")
    agrees = Text("一致", "agrees") if spot.agrees else Text("不一致", "does not agree")
    return Text(
        f"{day(spot.done_on)}，{agrees.zh}{'：' + spot.found if spot.found else ''}",
        f"{day(spot.done_on)}, {agrees.en}{': ' + spot.found if spot.found else ''}",
    )
