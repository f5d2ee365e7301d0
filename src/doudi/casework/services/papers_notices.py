"""Everything that is missing, told once and wholly (一次性告知), and what came in answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from doudi.casework.domain.papers_to_bring import to_bring
from doudi.casework.guards import GUARDS, Situation
from doudi.casework.models import Application, Case, PapersNotice
from doudi.casework.procedure_book import procedure_of
from doudi.casework.procedure_values import days_of
from doudi.casework.selectors.fitting import fit_household, questions_of
from doudi.casework.services.transition import list_possible, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.rulebook import get_rulebook
from doudi.units.calendar import WorkCalendar
from doudi.units.text import Problem, ProblemsError, Text, refusal

#: Guards of the acceptance that a family can answer.
ANSWERABLE = {"consents_complete": "consent", "pledged": "consent", "relatives_asked": "fact"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is missing. `kind`: paper, fact or consent; `name` tells it apart."""

    kind: str
    name: str
    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


def list_missing(viewer: Viewer, application: Application, on: date) -> list[Item]:
    """What stands against accepting its cases, the facts that nobody was asked, and papers that only the family has."""
    cases = list(in_scope(viewer, Case.objects.filter(application=application, is_open=True)))
    found: dict[tuple[str, str], Item] = {}

    def add(kind: str, name: str, text: Text) -> None:
        found.setdefault((kind, name), Item(kind, name, text.zh, text.en))

    for case in cases:
        procedure = procedure_of(case)
        for action in procedure.actions.values():
            for guard in action.needs:
                if guard in ANSWERABLE:
                    case.application = application
                    for text in GUARDS[guard](Situation(viewer, case, procedure, action, on)):
                        add(ANSWERABLE[guard], guard, text)
    keys = application.draft.get("choices", [])
    fit = fit_household(viewer, application.household_id, on)
    for asked in questions_of(fit, keys).asked:
        names = [f.label for f in asked.facts]
        who = Text(asked.name or "全家", asked.name or "the family")
        add(
            "fact",
            asked.slug,
            Text(
                f"{who.zh}的情况：{'、'.join(n.zh for n in names)}",
                f"about {who.en}: {', '.join(n.en for n in names)}",
            ),
        )
    programmes = get_rulebook().programmes
    names_chosen = [c.programme for c in fit.chosen(keys)]
    lines = (line for name in names_chosen for line in programmes[name].bring)
    for place, line in enumerate(to_bring(lines)):
        add("paper", f"paper{place}", line)
    return list(found.values())


def tell_missing(
    *,
    actor: Viewer,
    case: Case,
    items: Iterable[Item],
    on: date,
    version: int | None = None,
) -> PapersNotice:
    """Tell it, and take the step `ask_papers` in every case of the application that waits for its acceptance.

    Raises ProblemsError: nothing is missing; it was told already; as `take_step` does.
    """
    permit(actor, "case.open")
    application = case.application
    if application is None:
        raise refusal("这件没有申请，不用补材料", "This case has no application")
    listed = [asdict(item) for item in items]
    if not listed:
        raise refusal(
            "没有缺少的材料，可以直接受理", "Nothing is missing: accept it", where="items"
        )
    if PapersNotice.objects.filter(application=application).exists():
        raise refusal(
            "已经告知过一次，不能再要求补材料",
            "What is missing was told once already",
            where="items",
        )
    days, _source = days_of("papers_answer_days", application.area_code, on)
    notice = PapersNotice.objects.create(
        area_code=application.area_code,
        application=application,
        items=listed,
        told_on=on,
        answer_by=WorkCalendar.shipped().add_working_days(on, days).date,
        told_by_id=actor.posting_id,
    )
    _record(actor, "casework.papers.told", notice, {"items": len(listed), "on": on.isoformat()})
    _step_all(actor, case, "ask_papers", on, version)
    return notice


def record_answer(
    *,
    actor: Viewer,
    case: Case,
    came: Iterable[str],
    on: date,
    version: int | None = None,
) -> PapersNotice:
    """What came in: `came` are the names of the items. Everything told has to be answered, if only by "there is none".

    Raises ProblemsError: nothing was told; something is still open; before it was told; as `take_step` does.
    """
    permit(actor, "case.open")
    notice = (
        in_scope(actor, PapersNotice.objects.select_for_update(of=("self",)))
        .filter(application_id=case.application_id)
        .first()
    )
    if notice is None:
        raise refusal("没有告知过缺少的材料", "Nothing was told as missing")
    names = set(came)
    still = [item for item in notice.items if item["name"] not in names]
    if still:
        raise ProblemsError(
            [
                Problem(
                    Text(f"还没有补齐：{item['zh']}", f"still missing: {item['en']}"), "came", None
                )
                for item in still
            ]
        )
    if on < notice.told_on:
        raise refusal(
            "补齐日期早于告知日期", "It cannot be answered before it was told", where="on"
        )
    notice.answered_on = on
    notice.save()
    _record(actor, "casework.papers.answered", notice, {"on": on.isoformat()})
    _step_all(actor, case, "papers_in", on, version)
    return notice


def _step_all(actor: Viewer, case: Case, action: str, on: date, version: int | None) -> None:
    """First the case that the actor saw, then its siblings where the step is theirs to take too."""
    take_step(actor=actor, case=case, action=action, on=on, version=version)
    siblings = Case.objects.filter(application_id=case.application_id, is_open=True)
    for other in in_scope(actor, siblings.exclude(pk=case.pk)).select_related("household"):
        possible = [p for p in list_possible(actor, other, on) if p.action.name == action]
        if possible and possible[0].is_ready:
            take_step(actor=actor, case=other, action=action, on=on)


def _record(actor: Viewer, action: str, notice: PapersNotice, details: dict[str, object]) -> None:
    audit.record(
        actor,
        action,
        object_type="papers_notice",
        object_id=notice.pk,
        household_id=notice.application.household_id,
        area_code=notice.area_code,
        details=details,
    )
