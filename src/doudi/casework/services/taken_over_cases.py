"""Open cases of the old system begun anew, one by one by a person: the dates are the office's, the steps are taken with evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from doudi.casework.domain.taking_over import CASES
from doudi.casework.models import Case, Takeover, TakeoverRow
from doudi.casework.procedure_book import get_procedures
from doudi.casework.services.relative_flags import flag_case
from doudi.casework.services.transition import open_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.rulebook import get_rulebook
from doudi.units.text import Text, refusal

OPENED = "opened"


def open_taken_over_case(
    *, actor: Viewer, row_id: int, relatives: Mapping[str, Any], on: date
) -> Case:
    """At its procedure's first state, since the day on which the family applied: what was waited already counts.

    `relatives`: is_relative (yes or no), official_name, office, relation.

    Raises ProblemsError: opened already; the family is not in the register; no procedure; a case is open; not asked.
    """
    permit(actor, "award.manage")
    rows = in_scope(actor, TakeoverRow.objects.select_for_update(of=("self",)))
    row = rows.select_related("takeover", "household", "person").get(pk=row_id)
    if row.takeover.kind != CASES or row.state != TakeoverRow.State.open:
        raise refusal("这一行已经处理", "this row is settled already")
    if row.household is None or row.person is None:
        raise refusal(
            "登记里没有这个人，请先登记", "not in the register: register the family first"
        )
    if relatives.get("is_relative") is None:
        raise refusal("请先问清楚：是还是否", "Ask first: yes or no", where="is_relative")
    parts = {
        n: str(relatives.get(n) or "").strip() for n in ("official_name", "office", "relation")
    }
    if relatives["is_relative"] and not all(parts.values()):
        raise refusal(
            "请写明工作人员或村干部的姓名、单位和关系",
            "Name the worker or cadre, the office and the relation",
            where="official_name",
        )
    applied_on = date.fromisoformat(row.old["applied_on"])
    procedure = get_procedures().for_programme(row.programme, row.area_code, applied_on)
    if procedure is None:
        raise refusal("这个项目没有在这里办理的程序", "no procedure here decides this programme")
    is_of_person = get_rulebook().programmes[row.programme].subject == "member"
    person = row.person if is_of_person else None
    there = in_scope(actor, Case.objects.filter(household=row.household, is_open=True))
    there = there.filter(procedure=procedure.name, person=person).order_by("pk")
    if standing := there.first():
        raise refusal(
            f"已有在办案件 {standing.number}，不用再立案", f"case {standing.number} is open already"
        )
    words = f"原系统环节：{row.old['state_words']}；申请日期：{applied_on.isoformat()}"
    case = open_case(
        actor=actor,
        procedure=procedure.name,
        household=row.household,
        person=person,
        programmes=[row.programme] if is_of_person else procedure.programmes,
        on=applied_on,
        about={"taken_over": row.pk},
        note=words,
    )
    case = flag_case(
        actor=actor,
        case=case,
        answer={
            **{name: text[:100] for name, text in parts.items()},
            "is_relative": relatives["is_relative"],
            "person": row.person_id,
            "source": "接续名单",
            "asked_on": on.isoformat(),
        },
    )
    row.state, row.settled_as, row.note = TakeoverRow.State.settled, OPENED, case.number
    row.settled_by_id, row.settled_on = actor.posting_id, on
    row.save()
    _record(actor, "casework.takeover.settled", row.takeover, {"line": row.line, "as": OPENED})
    return case


def note_takeover_viewed(*, actor: Viewer, takeover: Takeover, what: str = "list") -> None:
    """Looked at; or the faulty rows, as they were uploaded, left Doudi again."""
    _record(actor, "casework.takeover.viewed", takeover, {"what": what})


def what_was_done(row: TakeoverRow) -> Text | None:
    return {
        "keep": Text("保留到复核", "kept until the review"),
        "review": Text("已启动复核", "a review was opened"),
        OPENED: Text("已重新立案", "opened anew"),
    }.get(row.settled_as)


def _record(actor: Viewer, action: str, takeover: Takeover, details: dict[str, Any]) -> None:
    audit.record(
        actor,
        action,
        object_type="takeover",
        object_id=takeover.pk,
        area_code=takeover.area_code,
        details=details,
    )
