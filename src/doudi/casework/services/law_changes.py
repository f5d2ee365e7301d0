"""The place's own law from a draft to a signature. Who may write it down may not sign it, and nothing is signed that was not worked out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from doudi.casework.domain.law_figures import (
    LAST,
    Entry,
    canonical,
    check_period,
    digest_of,
    entries_of,
    keys_of,
    pack_content,
    put_together,
    read_written,
    refuse_overlaps,
)
from doudi.casework.models import LawChange, LawPack
from doudi.casework.selectors.law import list_law_areas, newest_digest, newest_pack
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now
from doudi.foundation.jobs import start_run
from doudi.foundation.models import Run
from doudi.foundation.rulebook import (
    current_pack_digest,
    forget_pack_of_transaction,
    get_rulebook,
    with_figures,
)
from doudi.registry.models import Document
from doudi.registry.services.documents import add_document
from doudi.rules.values import COMPARATORS
from doudi.units.text import Problem, ProblemsError, Text, refusal

CHECK = "casework.law.check"
LAW_LOCK = 0x6C6177  # held by a signature; shared by whoever decides and must not be overtaken
State = LawChange.State
OPEN = (State.draft, State.checking, State.checked)


def draft_law_change(
    *, actor: Viewer, area_code: str, title: str, source: str, file: tuple[str, bytes] | None = None
) -> LawChange:
    """Begin to write down a document of the place. Raises ProblemsError: no such place here, no source, a file that is none."""
    permit(actor, "law.propose")
    _check_heading(actor, area_code, title, source)
    change = LawChange.objects.create(
        area_code=area_code,
        title=title.strip()[:100],
        source=source.strip()[:200],
        document=_keep(actor, area_code, source, file),
        asked_by_id=actor.posting_id,
        asked_at=get_now(),
    )
    _record(actor, "casework.law.drafted", change)
    return change


def change_heading(
    *, actor: Viewer, change_id: int, title: str, source: str, file: tuple[str, bytes] | None = None
) -> LawChange:
    """Another title, source or scan. Raises ProblemsError."""
    permit(actor, "law.propose")
    change = _locked(actor, change_id, State.draft, State.checked)
    _check_heading(actor, change.area_code, title, source)
    change.title, change.source = title.strip()[:100], source.strip()[:200]
    change.document = _keep(actor, change.area_code, source, file) or change.document
    for entry in change.figures:
        entry["source"] = (
            entry["clause"] and f"{change.source} {entry['clause']}"
        ) or change.source
    return _drafted_again(actor, change)


def _check_heading(actor: Viewer, area_code: str, title: str, source: str) -> None:
    problems = []
    if area_code not in {area.code for area in list_law_areas(actor)}:
        text = Text("请选择您辖区内的县或乡镇", "choose a county or township of your area")
        problems.append(Problem(text, "area_code", area_code))
    for name, written, most in (("title", title, 100), ("source", source, 180)):
        if not written.strip():
            problems.append(Problem(Text("请填写这一项", "fill this in"), name))
        elif len(written.strip()) > most:
            text = Text(f"最多{most}个字", f"at most {most} characters")
            problems.append(Problem(text, name))
    if problems:
        raise ProblemsError(problems)


def _keep(
    actor: Viewer, area_code: str, title: str, file: tuple[str, bytes] | None
) -> Document | None:
    if file is None:
        return None
    try:
        return add_document(
            actor=actor, content=file[1], file_name=file[0], title=title, area_code=area_code
        )
    except ProblemsError as refused:
        raise ProblemsError([Problem(p.text, "file") for p in refused.problems]) from refused


def put_figure(
    *,
    actor: Viewer,
    change_id: int,
    value: str,
    written: dict[str, str],
    since: date,
    until: date | None = None,
    comparator: str = "",
    clause: str = "",
    number: int | None = None,
) -> LawChange:
    """Write one figure into a draft, or (`number`) anew over one that is there.

    Raises:
        ProblemsError: each fault with the box that it belongs to ("urban", "since" …).
    """
    permit(actor, "law.propose")
    change = _locked(actor, change_id, State.draft, State.checked)
    entry = _read(change, value, written, since, until, comparator, clause)
    others = [e for n, e in enumerate(change.figures) if n != number]
    labels = {n: d.label for n, d in get_rulebook().values.declarations.items()}
    pack = newest_pack()
    refuse_overlaps([*others, entry], entries_of(pack.content if pack else ""), labels)
    if number is None or number >= len(change.figures):
        change.figures.append(entry)
    else:
        change.figures[number] = entry
    return _drafted_again(actor, change)


def _read(
    change: LawChange,
    value: str,
    written: dict[str, str],
    since: date,
    until: date | None,
    comparator: str,
    clause: str,
) -> Entry:
    declaration = get_rulebook().values.declarations.get(value)
    if declaration is None:
        raise refusal("没有这个数值", "there is no such value", where="value", value=value)
    problems: list[Problem] = []
    entry: Entry = {"value": value, "area": change.area_code, "from": since.isoformat()}
    entry["until"] = until.isoformat() if until else None
    entry["clause"] = clause.strip()[:60]
    entry["source"] = f"{change.source} {entry['clause']}".strip()[:250]
    try:
        check_period(since, until)
    except ProblemsError as refused:
        problems += refused.problems
    for key in keys_of(declaration):
        try:
            entry[key] = read_written(declaration, written.get(key, ""), key)
        except ProblemsError as refused:
            problems += refused.problems
    if declaration.has_comparator:
        entry["comparator"] = comparator
        if comparator not in COMPARATORS:
            text = Text("请选择“低于”还是“不高于”等", "choose the comparison")
            problems.append(Problem(text, "comparator"))
    if problems:
        raise ProblemsError(problems)
    return entry


def remove_figure(*, actor: Viewer, change_id: int, number: int) -> LawChange:
    permit(actor, "law.propose")
    change = _locked(actor, change_id, State.draft, State.checked)
    if not 0 <= number < len(change.figures):
        raise refusal("这个数值已经不在草稿里", "this figure is no longer in the draft")
    change.figures.pop(number)
    return _drafted_again(actor, change)


def ask_law_check(*, actor: Viewer, change_id: int, on: date | None, today: date) -> Run:
    """Start the check: every case of the rulebook, then who is affected on a day (`on`; None: the first on which all figures hold).

    Raises:
        ProblemsError: no figures; not all of them hold on that day; the pack does not load.
    """
    from doudi.casework.services.law_checks import items_of_check

    permit(actor, "law.propose")
    change = _locked(actor, change_id, State.draft, State.checked, State.checking)
    if change.state == State.checking and not _has_ended(change.check_run):
        raise refusal("正在测算，请等它完成", "it is being worked out already; wait for it")
    if not change.figures:
        raise refusal("请先录入至少一个数值", "enter at least one figure first")
    day = on or default_day(change.figures, today)
    held = [
        e
        for e in change.figures
        if e["from"] <= day.isoformat() <= (e["until"] or LAST.isoformat())
    ]
    if not held:
        raise refusal(
            "这一天没有一个数值生效，请换一个日期",
            "none of the figures holds on this day; choose another",
            where="on",
            value=day.isoformat(),
        )
    with_figures(candidate_content(change))
    change.effects.all().delete()
    change.check_result = {"digest": figures_digest(change), "base": newest_digest()}
    change.checked_on, change.state = day, State.checking
    change.check_run = start_run(
        actor=actor,
        kind=CHECK,
        params={"change": change.pk, "version": change.version},
        items=items_of_check(change),
        area_code=change.area_code,
    )
    change.save()
    _record(actor, "casework.law.check_asked", change, {"on": day.isoformat()})
    return change.check_run


def default_day(figures: list[Entry], today: date) -> date:
    return max([today, *(date.fromisoformat(e["from"]) for e in figures)])


def sign_law_change(*, actor: Viewer, change_id: int, version: int) -> LawPack:
    """A second person puts the figures in force, everywhere at once.

    Raises:
        ProblemsError: the one who asked; not worked out, or for other figures or upon an older law; a case that must not change did.
    """
    permit(actor, "law.sign")
    _lock_law()
    change = _locked(actor, change_id, State.checked)
    _refuse_own(actor, change)
    if change.version != version:
        raise refusal(
            "内容刚刚有改动，请重新查看后再签",
            "it was changed just now: look again before you sign",
        )
    result = change.check_result
    if result.get("digest") != figures_digest(change) or result.get("base") != newest_digest():
        raise refusal(
            "测算之后数值或本地规定有变化，请重新测算",
            "the figures or the law have changed since they were worked out: work them out again",
        )
    if result.get("faults"):
        raise refusal("有案例没有通过，不能生效", "a worked case fails: it cannot come into force")
    content = candidate_content(change)
    with_figures(content)
    before = newest_pack()
    pack = LawPack.objects.create(
        number=before.number + 1 if before else 1,
        digest=digest_of(content),
        content=content,
        change=change,
        signed_at=get_now(),
    )
    _decide(actor, change, State.signed, "")
    forget_pack_of_transaction()
    _record(actor, "casework.law.signed", change, {"pack": pack.number, "digest": pack.digest})
    return pack


def refuse_law_change(*, actor: Viewer, change_id: int, reason: str) -> LawChange:
    """Raises ProblemsError: without a reason, or the one who asked."""
    permit(actor, "law.sign")
    change = _locked(actor, change_id, State.checked)
    _refuse_own(actor, change)
    if not reason.strip():
        raise refusal("请写明理由", "give a reason", where="reason")
    _decide(actor, change, State.refused, reason.strip()[:500])
    _record(actor, "casework.law.refused", change)
    return change


def withdraw_law_change(*, actor: Viewer, change_id: int) -> LawChange:
    permit(actor, "law.propose")
    change = _locked(actor, change_id, *OPEN)
    _decide(actor, change, State.withdrawn, "")
    _record(actor, "casework.law.withdrawn", change)
    return change


# -- shared ------------------------------------------------------------------------------------------------
def figures_digest(change: LawChange) -> str:
    return digest_of(canonical([change.area_code, change.figures]))


def candidate_content(change: LawChange) -> str:
    """All signed figures with those of a change on top, as a pack's text."""
    pack = newest_pack()
    entries = put_together(entries_of(pack.content if pack else ""), change.figures)
    return pack_content(entries, get_rulebook().values.declarations)


def freeze_pack_digest() -> str:
    """For whoever decides: the digest that this transaction works with, and no signature overtakes it before the decision is kept.

    Raises:
        ProblemsError: a change was signed since this transaction read the law.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LAW_LOCK])
    if newest_digest() != current_pack_digest():
        raise refusal(
            "本地规定刚刚有变化，请重新打开这一页",
            "the place's law has just changed: open this page again",
        )
    return current_pack_digest()


def _lock_law() -> None:
    """Signatures one after another: each sees the pack of the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAW_LOCK])


def _locked(actor: Viewer, change_id: int, *states: str) -> LawChange:
    change = LawChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None or not actor.sees(change.area_code):
        raise refusal("这份规定不在您的辖区", "this lies outside your area")
    if change.state not in states:
        raise refusal(
            f"这份规定现在是“{State(change.state).label}”，不能这样做",
            "it is at another stage: this cannot be done now",
        )
    return change


def _refuse_own(actor: Viewer, change: LawChange) -> None:
    if change.asked_by is not None and change.asked_by.account_id == actor.account_id:
        raise refusal("录入的人不能自己审核，请另一个人来签", "whoever entered it cannot sign it")


def _drafted_again(actor: Viewer, change: LawChange) -> LawChange:
    """A change of the figures throws the check away."""
    change.effects.all().delete()
    change.state, change.check_result, change.checked_on = State.draft, {}, None
    change.asked_by_id, change.version = actor.posting_id, change.version + 1
    change.save()
    _record(actor, "casework.law.drafted", change)
    return change


def _decide(actor: Viewer, change: LawChange, state: str, reason: str) -> None:
    change.state, change.decision_reason = state, reason
    change.decided_by_id, change.decided_at = actor.posting_id, get_now()
    change.save()
    if state != State.signed:
        change.effects.all().delete()


def _has_ended(run: Run | None) -> bool:
    return run is None or run.state in (Run.State.failed, Run.State.stopped)


def _record(
    actor: Viewer, action: str, change: LawChange, details: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor,
        action,
        object_type="law_change",
        object_id=change.pk,
        area_code=change.area_code,
        details={"figures": len(change.figures), "version": change.version, **(details or {})},
    )
