"""The question whether somebody of the family is a near relative of a civil-affairs worker or a village cadre (近亲属备案).

It must be asked, whatever the answer; yes makes the decider visit. DB 20?.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from doudi.casework.models import Application, Case, RelativeFlag
from doudi.casework.services.transition import lock_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.units.text import Problem, ProblemsError, Text


def declare_relatives(
    *,
    actor: Viewer,
    application: Application,
    is_relative: bool | None,
    on: date,
    official_name: str = "",
    office: str = "",
    relation: str = "",
    person_id: int | None = None,
    source: str = "",
) -> None:
    """The answer, kept with a draft, or written on every open case of an application that was handed in.

    Raises ProblemsError: not answered; a yes without the official's name, office and relation.
    """
    permit(actor, "case.open")
    answer = {
        "is_relative": is_relative,
        "official_name": official_name.strip()[:100],
        "office": office.strip()[:100],
        "relation": relation.strip()[:40],
        "person": person_id,
        "source": source.strip()[:100],
        "asked_on": on.isoformat(),
    }
    problems = []
    if is_relative is None:
        text = Text("请先问清楚：是还是否", "Ask first: yes or no")
        problems.append(Problem(text, "is_relative", None))
    if is_relative:
        for field, zh, en in (
            ("official_name", "请填写工作人员或村干部的姓名", "Name the worker or cadre"),
            ("office", "请填写单位和职务", "Name the office and post"),
            ("relation", "请填写是什么关系", "Say how they are related"),
        ):
            if not answer[field]:
                problems.append(Problem(Text(zh, en), field, None))
    if problems:
        raise ProblemsError(problems)
    rows = in_scope(actor, Application.objects.select_for_update(of=("self",)))
    locked = rows.get(pk=application.pk)
    done = locked.draft.get("done", [])
    locked.draft = {
        **locked.draft,
        "relatives": answer,
        "done": list(dict.fromkeys([*done, "relatives"])),
    }
    locked.version += 1
    locked.save()
    for case in in_scope(actor, Case.objects.filter(application=locked, is_open=True)):
        flag_case(actor=actor, case=case, answer=answer)
    audit.record(
        actor,
        "casework.relatives.declared",
        object_type="application",
        object_id=locked.pk,
        household_id=locked.household_id,
        area_code=locked.area_code,
        details={"is_relative": is_relative, "on": on.isoformat()},
    )


def flag_case(*, actor: Viewer, case: Case, answer: Mapping[str, Any]) -> Case:
    """The answer on one case: the day it was asked, and, where it is yes, the row and the flag."""
    permit(actor, "case.open")
    locked = lock_case(actor, case)
    locked.about = {**locked.about, "relatives_asked_on": answer["asked_on"]}
    if answer["is_relative"]:
        RelativeFlag.objects.create(
            area_code=locked.area_code,
            case=locked,
            person_id=answer["person"],
            official_name=answer["official_name"],
            office=answer["office"],
            relation=answer["relation"],
            declared_on=date.fromisoformat(answer["asked_on"]),
            source=answer["source"],
            recorded_by_id=actor.posting_id,
        )
        locked.flags = sorted({*locked.flags, "relative"})
    locked.version += 1
    locked.save()
    audit.record(
        actor,
        "casework.case.changed",
        object_type="case",
        object_id=locked.pk,
        household_id=locked.household_id,
        area_code=locked.area_code,
        details={"relatives_asked_on": answer["asked_on"]},
    )
    return locked
