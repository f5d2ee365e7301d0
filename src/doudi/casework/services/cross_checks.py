"""The cross-check: asked with everybody's consent, reported by hand, told to the applicant, open to objection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from doudi.casework.domain.cross_checks import WAYS, Finding
from doudi.casework.domain.procedures import Action
from doudi.casework.findings_file import Member
from doudi.casework.guards import GUARDS, Situation
from doudi.casework.models import Case, CrossCheck
from doudi.casework.procedure_book import procedure_of
from doudi.casework.services.transition import lock_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_today
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Document, Membership, Person
from doudi.registry.services.documents import add_document, check_file, keep_document
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.units.text import ProblemsError, Text, refusal

CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it was handed in."""

    content: bytes
    file_name: str


def list_without_consent(actor: Viewer, case: Case, on: date) -> list[Text]:
    """Whose consent is missing, as the guard says it; [] nobody's."""
    procedure = procedure_of(case)
    opening = procedure.actions[procedure.opens]
    return GUARDS["consents_complete"](Situation(actor, case, procedure, opening, on))


def starting_action(actor: Viewer, case: Case) -> Action | None:
    """The step that the request makes, where this role may take it from where the case stands."""
    for action in procedure_of(case).actions_from(case.state):
        is_own = actor.role is not None and actor.role.value in action.actors
        if action.form == "cross_check" and is_own:
            return action
    return None


def ask_cross_check(
    *, actor: Viewer, case: Case, on: date, version: int | None = None
) -> CrossCheck:
    """The request goes out; where the procedure waits for it, the investigation begins with it.

    Raises ProblemsError: an adult has not consented; one is already under way; the day; the step's own refusals.
    """
    permit(actor, "case.work")
    locked = _lock(actor, case, on)
    missing = list_without_consent(actor, locked, on)
    if missing:
        raise refusal(missing[0].zh, missing[0].en)
    last = locked.cross_checks.order_by("-pk").first()
    if last is not None and last.state in (CrossCheck.State.asked, CrossCheck.State.objected):
        raise refusal("上一次核对还没有完", "the last cross-check is not finished")
    check = CrossCheck.objects.create(
        area_code=locked.area_code, case=locked, asked_on=on, asked_by_id=actor.posting_id
    )
    _note(actor, check, "casework.check.asked", on)
    action = starting_action(actor, locked)
    if action is not None:
        take_step(actor=actor, case=locked, action=action.name, on=on, version=version)
    return check


def record_report(
    *,
    actor: Viewer,
    check: CrossCheck,
    on: date,
    findings: Sequence[Finding],
    report: Paper | None = None,
    nothing_found: bool = False,
) -> CrossCheck:
    """What the departments hold. Findings that the register has a fact for become facts, with the report as evidence.

    Raises ProblemsError: neither findings nor "nothing found"; a finding on somebody else; the day; the file.
    """
    permit(actor, "case.work")
    case = _lock(actor, check.case, on)
    _refuse_state(check, CrossCheck.State.asked)
    _refuse_before(on, check.asked_on, Text("发起核对", "the request"))
    if bool(findings) == nothing_found:
        raise refusal(
            "请填写核对到的情况，或者勾选“各部门都没有发现”，不能都选",
            "Either state what was found, or that nothing was, not both",
        )
    people = {m.person: m for m in list_members_of(actor, case)}
    if any(f.person not in people for f in findings):
        raise refusal("有不是这家的人", "somebody is not of this household", where="report")
    check.report = _paper(actor, case, report, f"核对报告 {on}")
    evidence = record_evidence(
        actor=actor,
        kind="department",
        on=on,
        source="信息核对报告",
        area_code=case.area_code,
        document=check.report,
    )
    _record_facts(actor, case, findings, evidence, on)
    check.findings = [asdict(f) for f in findings]
    check.evidence, check.reported_on, check.state = evidence, on, CrossCheck.State.reported
    check.save()
    _note(actor, check, "casework.check.reported", on)
    return check


def tell_result(*, actor: Viewer, check: CrossCheck, on: date, how: str) -> CrossCheck:
    """Raises ProblemsError: no report yet, told before, the day, no such way."""
    permit(actor, "case.work")
    _lock(actor, check.case, on)
    _refuse_state(check, CrossCheck.State.reported)
    if check.told_on is not None:
        raise refusal("已经告知过", "the applicant was told already")
    if how not in WAYS:
        raise refusal("请选择怎么告知的", "How was the applicant told?", where="how", value=how)
    assert check.reported_on is not None
    _refuse_before(on, check.reported_on, Text("报告", "the report"))
    check.told_on, check.told_how = on, how
    check.save()
    _note(actor, check, "casework.check.told", on)
    return check


def object_to_check(
    *, actor: Viewer, check: CrossCheck, on: date, objection: str, paper: Paper | None = None
) -> CrossCheck:
    """The applicant says that the report is wrong. Raises ProblemsError: not told yet, no words, the day."""
    permit(actor, "case.work")
    case = _lock(actor, check.case, on)
    _refuse_state(check, CrossCheck.State.reported)
    if check.told_on is None:
        raise refusal("结果还没有告知申请人", "the applicant was not told the result yet")
    if not objection.strip():
        raise refusal("请写明申请人的异议", "What does the applicant object to?", where="objection")
    _refuse_before(on, check.told_on, Text("告知", "the telling"))
    check.objection, check.objected_on = objection.strip()[:1000], on
    check.objection_document = _paper(actor, case, paper, f"核对异议材料 {on}")
    check.state = CrossCheck.State.objected
    check.save()
    _note(actor, check, "casework.check.objected", on)
    return check


def recheck(
    *,
    actor: Viewer,
    check: CrossCheck,
    on: date,
    result: str,
    findings: Sequence[Finding] = (),
    paper: Paper | None = None,
) -> CrossCheck:
    """The answer to the objection. `findings`: what is right instead; they are learnt later, so they count. The report stays."""
    permit(actor, "case.work")
    case = _lock(actor, check.case, on)
    _refuse_state(check, CrossCheck.State.objected)
    if not result.strip():
        raise refusal("请写明复核结果", "What did the recheck find?", where="result")
    assert check.objected_on is not None
    _refuse_before(on, check.objected_on, Text("提出异议", "the objection"))
    people = {m.person for m in list_members_of(actor, case)}
    if any(f.person not in people for f in findings):
        raise refusal("有不是这家的人", "somebody is not of this household", where="report")
    check.recheck_document = _paper(actor, case, paper, f"复核材料 {on}")
    if any(f.fact for f in findings):
        evidence = record_evidence(
            actor=actor,
            kind="department",
            on=on,
            source="信息核对复核",
            area_code=case.area_code,
            document=check.recheck_document,
        )
        _record_facts(actor, case, findings, evidence, on)
    check.recheck, check.rechecked_on = result.strip()[:1000], on
    check.state = CrossCheck.State.rechecked
    check.save()
    _note(actor, check, "casework.check.rechecked", on)
    return check


def list_members_of(actor: Viewer, case: Case) -> list[Member]:
    """Whom a report may speak of: the household's present members, and the person of the case."""
    rows = Membership.objects.filter(household_id=case.household_id, valid_to__isnull=True)
    found = [
        Member(m.person_id, m.person.name)
        for m in in_scope(actor, rows).select_related("person").order_by("position", "pk")
    ]
    if case.person is not None and case.person_id not in {m.person for m in found}:
        found.append(Member(case.person.pk, case.person.name))
    return found


def _record_facts(
    actor: Viewer, case: Case, findings: Sequence[Finding], evidence: object, on: date
) -> None:
    by_person: dict[int, list[Statement]] = {}
    for f in findings:
        if f.fact:
            stated = Statement(f.fact, f.value, f.option, item=f.source)
            by_person.setdefault(f.person, []).append(stated)
    people = Person.objects.in_bulk(list(by_person))
    for person_id, facts in by_person.items():
        record_facts(
            actor=actor,
            subject=people[person_id],
            facts=facts,
            evidence=evidence,  # type: ignore[arg-type]
            on=on,
            area_code=case.area_code,
        )


def _lock(actor: Viewer, case: Case, on: date) -> Case:
    locked = lock_case(actor, case)
    if not locked.is_open:
        raise refusal("这件已经办结", "the case is closed")
    if on > get_today():
        raise refusal("日期不能在将来", "the day lies in the future", where="on", value=on)
    _refuse_before(on, locked.opened_on, Text("立案", "the case began"))
    return locked


def _refuse_before(on: date, first: date, what: Text) -> None:
    if on < first:
        raise refusal(
            f"日期不能早于{what.zh}（{first}）",
            f"the day is before {what.en} ({first})",
            where="on",
        )


def _refuse_state(check: CrossCheck, wanted: str) -> None:
    check.refresh_from_db()
    if check.state != wanted:
        raise refusal(
            f"核对现在是“{check.get_state_display()}”，不能办这一步",
            f"the cross-check is at “{check.state}”: this cannot be done now",
        )


def _paper(actor: Viewer, case: Case, paper: Paper | None, title: str) -> Document | None:
    """CSV is what many check centres send: kept beside the kinds that everybody may hand in."""
    if paper is None:
        return None
    given = {"actor": actor, "content": paper.content, "file_name": paper.file_name}
    about = {"title": title, "household": case.household}
    if paper.file_name.lower().endswith(".csv"):
        if not paper.content.strip() or b"\0" in paper.content:
            raise ProblemsError(
                refusal(
                    "文件是空的或者已损坏", "the file is empty or damaged", where="report"
                ).problems
            )
        return keep_document(**given, **about, media_type=CSV)  # type: ignore[arg-type]
    check_file(paper.content, paper.file_name)
    return add_document(**given, **about)  # type: ignore[arg-type]


def _note(actor: Viewer, check: CrossCheck, key: str, on: date) -> None:
    audit.record(
        actor,
        key,
        object_type="case",
        object_id=check.case_id,
        household_id=check.case.household_id,
        person_id=check.case.person_id,
        area_code=check.area_code,
        details={"check": check.pk, "on": on.isoformat()},
    )
