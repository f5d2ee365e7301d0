"""A person decides: the opinion of the township, and the decision that stands, frozen as it was known on the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from doudi.casework.domain.authority import Authority, decide_authority
from doudi.casework.domain.frozen_record import freeze
from doudi.casework.domain.proposals import (
    NOT_KNOWN,
    Entry,
    differences,
    faults_of,
    granted,
    undetermined,
)
from doudi.casework.guards.decisions import LEVEL_NAMES, OUTCOMES
from doudi.casework.models import Award, Case, Clock, Decision, Opinion
from doudi.casework.procedure_book import procedure_of
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.authority import amount_of, level_of
from doudi.casework.services.awards import end_award, give_awards, review_day
from doudi.casework.services.law_changes import freeze_pack_digest
from doudi.casework.services.laws import keep_law
from doudi.casework.services.proposals import Proposal, propose
from doudi.casework.services.recorded import record_what_was_decided
from doudi.casework.services.transition import giving_of, lock_case, take_step
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.clock import get_now
from doudi.rules.canonical import compress, digest_of
from doudi.rules.decide import award_flags
from doudi.units.text import Problem, ProblemsError, Text, refusal

GRANTING = frozenset({"granted", "changed", "kept"})
TAKING = frozenset({"refused", "stopped"})


@transaction.atomic
def give_opinion(
    *,
    actor: Viewer,
    case: Case,
    results: Sequence[Entry],
    on: date,
    differs_because: str = "",
    text: str = "",
    version: int | None = None,
) -> Opinion:
    """The preliminary opinion beside the engine's proposal, and the step to it. To grant: something in `results` is eligible.

    Raises ProblemsError: something is not known yet; a difference from the engine without a reason; what `take_step` refuses.
    """
    permit(actor, "case.work")
    locked = lock_case(actor, case)
    proposal = propose(actor, locked, on)
    _refuse_results(actor, proposal, results, differs_because)
    opinion = Opinion.objects.create(
        area_code=locked.area_code,
        case=locked,
        on=on,
        proposal=proposal.results,
        is_to_grant=bool(granted(results)),
        results=list(results),
        differs_because=differs_because.strip()[:1000],
        text=text.strip()[:1000],
        posting_id=actor.posting_id,
        name=actor.name,
        at=get_now(),
    )
    _record(actor, "casework.opinion.given", locked, opinion.differs_because, opinion=opinion.pk)
    take_step(actor=actor, case=locked, action="give_opinion", on=on, version=version)
    return opinion


@transaction.atomic
def decide_case(
    *,
    actor: Viewer,
    case: Case,
    action: str,
    results: Sequence[Entry],
    on: date,
    differs_because: str = "",
    reason: str = "",
    version: int | None = None,
) -> Decision:
    """The decision, its frozen record, its awards and what the register now knows; then the step. All or nothing.

    The proposal is computed again on the day. Two who decide at once: the second is refused.

    Raises ProblemsError: not this level's to decide; something is not known yet; a difference from the engine, or a refusal,
    without a reason; a machine alone; what `take_step` refuses.
    """
    permit(actor, "case.confirm")
    if actor.is_system:
        raise refusal("只有人可以作决定", "only a person decides")
    outcome = OUTCOMES.get(action)
    if outcome is None:
        raise refusal("这一步不是作决定", "this action decides nothing", value=action)
    locked = lock_case(actor, case)
    proposal = propose(actor, locked, on)
    _refuse_results(actor, proposal, results, differs_because)
    _refuse_outcome(outcome, results, proposal, reason)
    authority = _authority(actor, locked, results, on)
    decision = _write(
        actor,
        locked,
        proposal,
        list(results),
        action,
        outcome,
        on,
        authority,
        differs_because,
        reason,
    )
    if outcome in ("granted", "changed"):
        give_awards(actor=actor, decision=decision, on=on)
    elif outcome == "kept":
        _move_review(locked, results)
    elif outcome == "stopped" and locked.award is not None:
        ground = str(locked.about.get("ground", ""))
        end_award(actor=actor, award=locked.award, decision=decision, last_month=on, reason=ground)
    record_what_was_decided(actor=actor, decision=decision, on=on)
    _set_flags(locked, results, on)
    _record(
        actor, "casework.decision.made", locked, decision.reason or decision.differs_because,
        decision=decision.pk, outcome=outcome, digest=decision.digest,
    )  # fmt: skip
    take_step(actor=actor, case=locked, action=action, on=on, version=version, note=reason)
    return decision


# -- what stands against it --------------------------------------------------------------------------
def _refuse_results(
    actor: Viewer, proposal: Proposal, results: Sequence[Entry], differs_because: str
) -> None:
    faults = faults_of(results, proposal.results)
    if not results:
        faults = [Text("没有可以决定的项目", "there is nothing to decide")]
    if not granted(results) and undetermined(proposal.results):
        faults.append(NOT_KNOWN)
    if faults:
        raise ProblemsError([Problem(text) for text in dict.fromkeys(faults)])
    if differences(results, proposal.results):
        if actor.is_system:
            raise refusal(
                "只有经办人可以作出与系统测算不同的结果",
                "only a person may find otherwise than the engine",
            )
        if not differs_because.strip():
            raise refusal(
                "结果与系统测算不同，请写明原因",
                "The result differs from the engine's: say why",
                where="differs_because",
            )


def _refuse_outcome(
    outcome: str, results: Sequence[Entry], proposal: Proposal, reason: str
) -> None:
    if outcome in GRANTING and not granted(results):
        raise refusal(
            "没有一项是符合条件的，不能确认", "nothing is eligible: this cannot be confirmed"
        )
    if outcome == "refused" and granted(results):
        raise refusal(
            "有符合条件的项目，不能不予确认", "something is eligible: this cannot be refused"
        )
    if outcome in TAKING and not reason.strip():
        raise refusal("请写明理由", "Say why", where="reason")


def _authority(actor: Viewer, case: Case, results: Sequence[Entry], on: date) -> Authority:
    """Whose decision this is, by the amount that is decided, not only by the one that the opinion proposed."""
    giving = giving_of(case, on) or procedure_of(case)
    amount = amount_of(list(results))
    if case.award is not None and case.award.amount_fen is not None:
        amount = max(amount or 0, case.award.amount_fen)
    found = decide_authority(
        giving.authority, lambda name: figure_of(name, case.area_code, on), amount
    )
    if level_of(actor) != found.level:
        level = LEVEL_NAMES[found.level]
        raise refusal(f"这一件由{level.zh}审核确认", f"this one is decided by {level.en}")
    return found


# -- writing -----------------------------------------------------------------------------------------
def _write(
    actor: Viewer,
    case: Case,
    proposal: Proposal,
    results: list[Entry],
    action: str,
    outcome: str,
    on: date,
    authority: Authority,
    differs_because: str,
    reason: str,
) -> Decision:
    law = keep_law(proposal.decision.edition)
    told = {
        "level": authority.level,
        "value": authority.value,
        "figure": authority.figure,
        "source": authority.source,
        "amount_fen": amount_of(list(results)),
    }
    pack = freeze_pack_digest()
    decided: dict[str, Any] = {
        "case": case.number,
        "household": case.household_id,
        "procedure": [case.procedure, case.procedure_version],
        "action": action,
        "outcome": outcome,
        "on": on.isoformat(),
        "results": results,
        "differs_because": differs_because.strip()[:1000],
        "reason": reason.strip()[:1000],
        "authority": told,
        "pack": pack,
        "people": [*_opinions(case), _person("decision", actor.name, actor.posting_id, on)],
        "rests_on": _rests_on(proposal),
    }
    content = freeze(
        proposal.decision,
        programmes=case.programmes,
        persons=proposal.persons,
        person=case.person_id,
        law=law.digest,
        decided=decided,
    )
    return Decision.objects.create(
        area_code=case.area_code,
        case=case,
        outcome=outcome,
        on=on,
        at=get_now(),
        proposal=proposal.results,
        results=results,
        differs_because=decided["differs_because"],
        reason=decided["reason"],
        authority=told,
        posting_id=actor.posting_id,
        name=actor.name,
        law=law,
        pack_digest=pack,
        record=compress(content),
        digest=digest_of(content),
    )


def _opinions(case: Case) -> list[dict[str, Any]]:
    return [
        _person("opinion", o.name, o.posting_id, o.on)
        for o in Opinion.objects.filter(case=case).order_by("pk")
    ]


def _person(part: str, name: str, posting: int | None, on: date) -> dict[str, Any]:
    return {"part": part, "name": name, "posting": posting, "on": on.isoformat()}


def _rests_on(proposal: Proposal) -> list[list[Any]]:
    """Which rows of the register stand behind each fact: [subject, id, fact, [ids of statements] or the list that covers it]."""
    known = proposal.known
    subjects = [("household", known.household.pk, known.of_household)]
    subjects += [("person", pk, one) for pk, one in sorted(known.of_persons.items())]
    subjects += [("supporter", pk, one) for pk, one in sorted(known.of_supporters.items())]
    behind = set(
        proposal.decision.edition.rulebook.facts_behind(
            {r.programme.name for r in proposal.decision.results}
        )
    )
    lines: list[list[Any]] = []
    for kind, pk, one in subjects:
        for name, settled in sorted(one.settled.items()):
            if name in behind:
                lines.append([kind, pk, name, sorted(row.order for row in settled.rows)])
        lines += [
            [kind, pk, name, {"list": source}]
            for name, source in sorted(one.covered.items())
            if name in behind
        ]
    return lines


def _move_review(case: Case, results: Sequence[Entry]) -> None:
    """Kept as it is: the next review counts from this decision."""
    if case.award is None:
        return
    own = [e for e in granted(results) if e["programme"] == case.award.programme]
    if own and own[0]["review_month"]:
        case.award.review_due = review_day(own[0]["review_month"])
        case.award.save(update_fields=["review_due"])


def _set_flags(case: Case, results: Sequence[Entry], on: date) -> None:
    """For whoever opens the case later. Saved on the row here: `take_step` reads it again, locked by us already."""
    flags = [*case.flags]
    if any("tiny_award" in e["flags"] or _is_tiny(e) for e in granted(results)):
        flags.append("tiny_award")
    limits = Clock.objects.filter(case=case, ended_on__isnull=True, kind=Clock.Kind.limit)
    if limits.filter(due_on__lt=on).exists():
        flags.append("overdue_at_decision")
    if _looks_split(case, results, on):
        flags.append("looks_split")
    if flags != case.flags:
        case.flags = list(dict.fromkeys(flags))
        case.save(update_fields=["flags"])


def _is_tiny(entry: Entry) -> bool:
    return entry["amount_fen"] is not None and bool(award_flags(entry["amount_fen"]))


def _looks_split(case: Case, results: Sequence[Entry], on: date) -> bool:
    """With what the household had from the programme this year, the amount would have gone to the county."""
    rule = procedure_of(case).authority
    amount = amount_of(list(results))
    if not rule.township_limit or not amount:
        return False
    earlier = Award.objects.filter(
        household_id=case.household_id,
        programme__in=[e["programme"] for e in granted(results)],
        period=Award.Period.once,
        from_month__year=on.year,
    ).exclude(given_by__case=case)
    before = sum(a or 0 for a in earlier.values_list("amount_fen", flat=True))

    def level(fen: int) -> str:
        return decide_authority(rule, lambda name: figure_of(name, case.area_code, on), fen).level

    return before > 0 and level(amount) != level(before + amount)


def _record(actor: Viewer, action: str, case: Case, reason: str, **details: Any) -> None:
    audit.record(
        actor,
        action,
        object_type="case",
        object_id=case.pk,
        household_id=case.household_id,
        person_id=case.person_id,
        area_code=case.area_code,
        reason=reason[:500],
        details=details,
    )
