"""Self-care assessed by two, told, objected to; what it moves goes through a review of the award, never past it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

from doudi.care.domain.assessments import (
    MOST_WORDS,
    OCCASIONS,
    due_after,
    due_after_report,
    find_assessment_problems,
    is_moved,
)
from doudi.care.domain.groups import TEKUN
from doudi.care.models import Assessment, AssessmentPaper, CareFile, ConditionReport
from doudi.care.selectors.files import list_open_reports
from doudi.care.selectors.levels import (
    level_in_register,
    level_of_answers,
    months_between_assessments,
)
from doudi.care.services.files import lock_file
from doudi.care.services.trail import record_of_file
from doudi.care.services.visit_plan import plan_visits
from doudi.casework.domain.cross_checks import WAYS
from doudi.casework.domain.indicators import SelfCare
from doudi.casework.domain.visit_form import get_indicators
from doudi.casework.domain.visits import Findings, Position, Visitor
from doudi.casework.models import Award, Case
from doudi.casework.procedure_values import days_of
from doudi.casework.services.pictures import clean_photo, clean_signature
from doudi.casework.services.reviews import REVIEW, open_review
from doudi.casework.services.visits import record_visit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import CHINA, get_now
from doudi.registry.domain.statements import Statement
from doudi.registry.services.documents import keep_document
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.units.text import Problem, ProblemsError, Text, refusal

SELF_CARE = "self_care"  # the ground of a review
MOST_PAPERS = 12
#: Where in the day a visit is put that only a date is known of.
AT_NOON = time(12)
TITLES = {"photo": "自理能力评估照片", "signed": "自理能力评估签名"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture as it came from the phone."""

    kind: str  # AssessmentPaper.Kind
    content: bytes
    file_name: str


def report_condition(*, actor: Viewer, file: CareFile, words: str, on: date) -> ConditionReport:
    """A change of condition; an assessment is due within the working days of the place.

    Raises ProblemsError: nothing is said; the place has not entered its days; the file is closed.
    """
    permit(actor, "care.report")
    if not words.strip():
        raise refusal("请写明有什么变化", "Say what has changed", where="words")
    locked = lock_file(actor, file)
    days, _ = days_of("condition_assessment_days", locked.area_code, on)
    report = ConditionReport.objects.create(
        area_code=locked.area_code,
        file=locked,
        on=on,
        words=words.strip()[:MOST_WORDS],
        due_on=due_after_report(on, days),
        reported_by_id=actor.posting_id,
    )
    _set_due(locked, report.due_on, "change")
    record_of_file(actor, "care.condition.reported", locked, {"due": report.due_on.isoformat()})
    return report


def record_assessment(
    *,
    actor: Viewer,
    file: CareFile,
    client_id: UUID,
    occasion: str,
    on: date,
    assessors: Sequence[tuple[str, str]],
    indicators: Mapping[str, str],
    place: str = "",
    remarks: str = "",
    papers: Sequence[Paper] = (),
) -> Assessment:
    """Keep what two people saw. The same `client_id` again changes nothing and answers the same.

    What they saw becomes facts of the register with this as evidence. Where another level is certain now, the award is reviewed:
    the assessment is put into that review as its visit, and a person decides. Open reports of a change are answered by it.

    `assessors`: (name, office). Raises ProblemsError: everything that is wrong with it; the file is closed.
    """
    permit(actor, "care.work")
    locked = lock_file(actor, file)
    known = in_scope(actor, Assessment.objects.filter(client_id=client_id)).first()
    if known is not None:
        return known
    answers = dict(indicators)
    _check(locked, occasion, on, assessors, answers, papers)
    cleaned = [
        (p, clean_signature(p.content, p.file_name) if p.kind == "signed" else clean_photo(p.content, p.file_name))
        for p in papers
    ]  # fmt: skip
    before = level_in_register(actor, locked.household, locked.person_id, on)
    after = level_of_answers(answers, locked.area_code, on)
    made = Assessment.objects.create(
        area_code=locked.area_code,
        file=locked,
        client_id=client_id,
        occasion=occasion,
        on=on,
        place=place.strip()[:200],
        assessors=[{"name": n.strip()[:50], "office": o.strip()[:50]} for n, o in assessors if n.strip()],
        indicators=answers,
        remarks=remarks.strip()[:MOST_WORDS],
        least=after.least,
        most=after.most,
        level=after.level or "",
        before=before.level or "" if before else "",
        recorded_by_id=actor.posting_id,
        recorded_at=get_now(),
    )  # fmt: skip
    for paper, content in cleaned:
        _keep(actor, locked, made, paper, content)
    _state_facts(actor, locked, made)
    list_open_reports(actor, locked).filter(on__lte=on).update(answered_by=made)
    _ask_for_review(actor, locked, made, before, after)
    _plan_next(actor, locked, made)
    plan_visits(actor, [locked], on)
    details = {"assessment": made.pk, "occasion": occasion, "on": on.isoformat()}
    record_of_file(actor, "care.assessment.recorded", locked, details)
    return made


def tell_result(*, actor: Viewer, assessment: Assessment, how: str, on: date) -> Assessment:
    """The person, or whoever speaks for them, was told.

    Raises ProblemsError: no such way; told already; before the assessment.
    """
    permit(actor, "care.work")
    locked = _lock(actor, assessment)
    if how not in WAYS:
        raise refusal("请选择怎么告知的", "Choose how it was told", where="how", value=how)
    if locked.told_on is not None:
        raise refusal("已经告知过了", "It was told already")
    if on < locked.on:
        raise refusal(
            "告知不能早于评估", "Nobody is told before the assessment", where="on", value=str(on)
        )
    locked.told_on, locked.told_how = on, how
    locked.save(update_fields=["told_on", "told_how"])
    record_of_file(actor, "care.assessment.told", locked.file, {"assessment": locked.pk})
    return locked


def object_to_assessment(
    *, actor: Viewer, assessment: Assessment, words: str, on: date
) -> Assessment:
    """The person does not agree: others assess again, within the working days of the place.

    Raises ProblemsError: nothing is said; not told yet; objected already; a later assessment is there; the file is closed.
    """
    permit(actor, "care.report")
    file = lock_file(actor, assessment.file)
    locked = _lock(actor, assessment)
    if not words.strip():
        raise refusal("请写明为什么不同意", "Say why they do not agree", where="words")
    if locked.told_on is None:
        raise refusal("还没有告知结果", "The result was not told yet")
    if locked.objected_on is not None:
        raise refusal("已经登记过异议", "The objection is recorded already")
    if Assessment.objects.filter(file=file, on__gt=locked.on).exists():
        raise refusal(
            "已经有新的评估，请对新的评估提出异议",
            "There is a later assessment: object to that one",
        )
    locked.objected_on, locked.objection = on, words.strip()[:MOST_WORDS]
    locked.save(update_fields=["objected_on", "objection"])
    days, _ = days_of("condition_assessment_days", file.area_code, on)
    _set_due(file, due_after_report(on, days), "objection")
    record_of_file(actor, "care.assessment.objected", file, {"assessment": locked.pk})
    return locked


def _check(
    file: CareFile,
    occasion: str,
    on: date,
    assessors: Sequence[tuple[str, str]],
    indicators: dict[str, str],
    papers: Sequence[Paper],
) -> None:
    problems = find_assessment_problems(
        indicators=indicators,
        names=[i.name for i in get_indicators()],
        assessors=[name for name, _ in assessors],
        on=on,
        today=get_now().date(),
    )
    if occasion not in OCCASIONS:
        problems.append(
            Problem(Text("没有这种评估", "There is no such assessment"), "occasion", occasion)
        )
    if on < file.opened_on:
        text = Text(
            f"评估早于建档（{file.opened_on}）", f"before the file was opened ({file.opened_on})"
        )
        problems.append(Problem(text, "on", on.isoformat()))
    problems += _of_the_same_people(file, occasion, assessors)
    if not any(p.kind == AssessmentPaper.Kind.signed for p in papers):
        text = Text(
            "请本人或照护人签名、按手印，拍照上传",
            "Ask the person or caregiver to sign, and add a picture of it",
        )
        problems.append(Problem(text, "signed"))
    if len(papers) > MOST_PAPERS:
        text = Text(f"图片最多 {MOST_PAPERS} 张", f"at most {MOST_PAPERS} pictures")
        problems.append(Problem(text, "photos", str(len(papers))))
    if problems:
        raise ProblemsError(problems)


def _of_the_same_people(
    file: CareFile, occasion: str, assessors: Sequence[tuple[str, str]]
) -> list[Problem]:
    """Whoever assessed is not asked again when the person does not agree with them."""
    last = file.assessments.filter(objected_on__isnull=False).order_by("-on", "-pk").first()
    if occasion != "objection" or last is None:
        return []
    former = {entry["name"] for entry in last.assessors}
    again = sorted(former & {name.strip() for name, _ in assessors})
    if not again:
        return []
    text = Text(
        f"重新评估要换人：{'、'.join(again)}评估过上一次",
        f"Others assess again: {', '.join(again)} did the last one",
    )
    return [Problem(text, "assessor_1")]


def _keep(actor: Viewer, file: CareFile, made: Assessment, paper: Paper, content: bytes) -> None:
    title = TITLES[paper.kind]
    document = keep_document(
        actor=actor,
        content=content,
        file_name=f"{title}.jpg",
        media_type="image/jpeg",
        title=f"{title} {made.on}",
        person=file.person,
    )
    AssessmentPaper.objects.create(
        area_code=file.area_code, assessment=made, kind=paper.kind, document=document
    )


def _state_facts(actor: Viewer, file: CareFile, made: Assessment) -> None:
    """What was seen holds from that day; what was not clear says nothing."""
    facts = [
        Statement(i.fact, int(made.indicators[i.name] == "can"), valid_from=made.on)
        for i in get_indicators()
        if made.indicators[i.name] in ("can", "cannot")
    ]
    if not facts:
        return
    names = "、".join(entry["name"] for entry in made.assessors)
    evidence = record_evidence(
        actor=actor, kind="visit", on=made.on, source=names, area_code=file.area_code, permission="care.work"
    )  # fmt: skip
    record_facts(
        actor=actor, subject=file.person, facts=facts, evidence=evidence, on=made.on, permission="care.work"
    )  # fmt: skip
    made.evidence = evidence
    made.save(update_fields=["evidence"])


def _ask_for_review(
    actor: Viewer, file: CareFile, made: Assessment, before: SelfCare | None, after: SelfCare
) -> None:
    """The support that rests on the level is decided again by people, from this assessment."""
    award = (
        Award.objects.filter(person=file.person_id, programme=TEKUN).exclude(state="ended").first()
    )
    if award is None or not is_moved(before, after):
        return
    case = Case.objects.filter(award=award, procedure=REVIEW, is_open=True).first()
    if case is None:
        case = open_review(actor=actor, award=award, ground=SELF_CARE, on=made.on)
    record_visit(
        actor=actor,
        case=case,
        client_id=uuid5(made.client_id, SELF_CARE),
        kind="review",
        at=min(datetime.combine(made.on, AT_NOON, CHINA), get_now()),
        visitors=[Visitor(entry["name"], entry["office"]) for entry in made.assessors],
        position=Position(place=made.place or file.household.address or "—"),
        findings=Findings(
            met_person=file.person_id,
            answers={"no_signature": f"签名见自理能力评估（{made.on}）"},
            indicators=made.indicators,
            remarks=made.remarks,
        ),
    )
    made.review = case
    made.save(update_fields=["review"])


def _plan_next(actor: Viewer, file: CareFile, made: Assessment) -> None:
    """An open report that came later than the assessment stays due."""
    report = list_open_reports(actor, file).first()
    if report is not None:
        file.due_on, file.due_for = report.due_on, "change"
    else:
        months = months_between_assessments(file.area_code, made.on)
        due = due_after(made.on, is_clear=bool(made.level), since=made.on, months=months)
        file.due_on, file.due_for = (due.by, due.occasion) if due else (None, "")
    file.save(update_fields=["due_on", "due_for"])


def _set_due(file: CareFile, by: date, occasion: str) -> None:
    """What is due sooner stays due."""
    if file.due_on is None or by < file.due_on:
        file.due_on, file.due_for = by, occasion
        file.save(update_fields=["due_on", "due_for"])


def _lock(actor: Viewer, assessment: Assessment) -> Assessment:
    rows = in_scope(actor, Assessment.objects.select_for_update(of=("self",)))
    return rows.select_related("file").get(pk=assessment.pk)
