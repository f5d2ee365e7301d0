"""The pages on which people decide: the township's opinion, the decision, and computing a decision again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.casework.access_decisions import (
    access_case_for_decision,
    access_case_for_opinion,
    access_decision_for_replay,
)
from doudi.casework.domain.amount_words import in_words
from doudi.casework.domain.authority import Authority
from doudi.casework.domain.procedures import Action
from doudi.casework.domain.proposals import Entry, differences, undetermined
from doudi.casework.forms.decisions import DecisionForm, OpinionForm, ResultsForm
from doudi.casework.guards.decisions import OUTCOMES
from doudi.casework.models import Case, Opinion
from doudi.casework.procedure_book import procedure_of
from doudi.casework.selectors.decisions import list_opinions
from doudi.casework.selectors.file_of_case import file_of
from doudi.casework.services.authority import authority_of
from doudi.casework.services.decisions import decide_case, give_opinion
from doudi.casework.services.proposals import Proposal, propose
from doudi.casework.services.replays import FAULTS, note_replay, replay_decision
from doudi.casework.services.transition import Possible, list_possible, take_step
from doudi.foundation.access import Viewer
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.rules.decide import ELIGIBLE
from doudi.rules.explain import VERDICTS, Reason, reason_list
from doudi.units.dates import parse_date
from doudi.units.money import format_yuan
from doudi.units.text import ProblemsError, Text

SEND_BACK = "send_back"


@dataclass(frozen=True, slots=True)
class Line:
    """One programme for one subject on the page, with the boxes in which a person finds otherwise."""

    entry: Entry
    programme: Text
    who: str
    verdict: Text
    words: str
    reasons: list[Reason]
    boxes: tuple[Any, Any]

    @property
    def is_first(self) -> bool:
        """What the law gives, or nobody knows yet, is seen at once; the rest on request."""
        return self.entry["verdict"] != "not_eligible"


def _lines(proposal: Proposal, form: ResultsForm) -> list[Line]:
    names = {m.person_id: m.person.name for m in proposal.known.memberships}
    book = proposal.decision.edition.rulebook
    return [
        Line(
            entry,
            book.programmes[entry["programme"]].label,
            names.get(entry["person"], ""),
            VERDICTS[entry["verdict"]],
            in_words(entry["amount_fen"]) if entry["amount_fen"] is not None else "",
            reason_list(proposal.decision, proposal.result_of(entry), language())
            if entry["verdict"] == ELIGIBLE
            else [],
            form.bound_of(place),
        )
        for place, entry in enumerate(proposal.results)
    ]


def _chosen_day(request: StaffRequest) -> date:
    """The day that the form says; the proposal is that day's. What is no date is the form's to refuse."""
    try:
        return parse_date(request.POST.get("on", ""), not_after=get_today())
    except ProblemsError:
        return get_today()


def _shared(viewer: Viewer, case: Case, proposal: Proposal, form: ResultsForm) -> dict[str, Any]:
    lines = _lines(proposal, form)
    return {
        "case": case,
        "form": form,
        "procedure": procedure_of(case),
        "first": [line for line in lines if line.is_first],
        "others": [line for line in lines if not line.is_first],
        "open": undetermined(proposal.results),
        "file": file_of(viewer, case),
    }


@require_http_methods(["GET", "POST"])
@staff_page("case.work")
def write_opinion(request: StaffRequest, case_id: int) -> HttpResponse:
    """The engine's proposal beside the person's view."""
    viewer = request.viewer
    case = access_case_for_opinion(viewer, case_id)
    proposal = propose(viewer, case, _chosen_day(request))
    initial = {"on": proposal.on, "version": case.version}
    form = OpinionForm(posted(request), proposal=proposal.results, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            give_opinion(
                actor=viewer,
                case=case,
                results=form.results(),
                on=form.cleaned_data["on"],
                differs_because=form.cleaned_data["differs_because"],
                text=form.cleaned_data["text"],
                version=form.cleaned_data["version"],
            )
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("初审意见已提出。"))
            return redirect("casework:case", case.pk)
    context = _shared(viewer, case, proposal, form)
    possible = [p for p in list_possible(viewer, case, proposal.on) if p.action.form == "opinion"]
    return render(
        request, "casework/decisions_opinion.html", {**context, "against": _against(possible)}
    )


def _against(possible: list[Possible]) -> list[Text]:
    """What else stands against the step, but for what this page itself writes."""
    written = {"还没有写初审意见", "还没有写决定"}
    return [text for p in possible for text in p.problems if text.zh not in written]


@require_http_methods(["GET", "POST"])
@staff_page("case.confirm")
def write_decision(request: StaffRequest, case_id: int) -> HttpResponse:
    """Amount, arithmetic, authority, file: then one choice and one button."""
    viewer = request.viewer
    case = access_case_for_decision(viewer, case_id)
    proposal = propose(viewer, case, _chosen_day(request))
    possible = [
        p for p in list_possible(viewer, case, proposal.on) if _decides(p.action) and p.is_own
    ]
    possible.sort(key=lambda p: p.action.name == SEND_BACK)  # to decide comes first
    form = DecisionForm(
        posted(request),
        proposal=proposal.results,
        actions=[p.action for p in possible],
        initial={"on": proposal.on, "version": case.version},
    )
    if form.is_bound and form.is_valid():
        try:
            _decide(viewer, case, form)
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已办理。"))
            return redirect("casework:case", case.pk)
    opinion = list_opinions(viewer, case).last()
    return render(
        request,
        "casework/decisions_decide.html",
        {
            **_shared(viewer, case, proposal, form),
            "against": [(p.action, found) for p in possible if (found := _against([p]))],
            "authority": _authority(case, proposal.on),
            "opinion": opinion,
            "changed": _changed(opinion, proposal),
        },
    )


def _changed(opinion: Opinion | None, proposal: Proposal) -> list[Text]:
    """What the person proposed and the engine now finds, where they differ: the decider sees both."""
    if opinion is None:
        return []
    book = proposal.decision.edition.rulebook
    found = []
    for one in differences(opinion.results, proposal.results):
        if one.field != "amount_fen" and ELIGIBLE not in (one.here, one.there):
            continue  # nothing is given either way
        known = book.programmes.get(one.programme)
        label = known.label if known else Text(one.programme, one.programme)
        here, there = (_shown(value) for value in (one.here, one.there))
        found.append(
            Text(
                f"{label.zh}：初审意见为{here.zh}，现在测算为{there.zh}",
                f"{label.en}: {here.en} in the opinion, {there.en} now",
            )
        )
    return found


def _shown(value: Any) -> Text:
    if value is None or value == "":
        return Text("没有", "nothing")
    if isinstance(value, int):
        return Text(format_yuan(value, "zh", unit=True), format_yuan(value, "en", unit=True))
    return VERDICTS.get(str(value), Text(str(value), str(value)))


def _decides(action: Action) -> bool:
    return action.form == "decision" or action.name == SEND_BACK


def _decide(viewer: Viewer, case: Case, form: DecisionForm) -> None:
    data = form.cleaned_data
    if data["action"] not in OUTCOMES:
        take_step(
            actor=viewer,
            case=case,
            action=data["action"],
            on=data["on"],
            version=data["version"],
            note=data["reason"],
        )
        return
    decide_case(
        actor=viewer,
        case=case,
        action=data["action"],
        results=form.results(),
        on=data["on"],
        differs_because=data["differs_because"],
        reason=data["reason"],
        version=data["version"],
    )


def _authority(case: Case, on: date) -> Authority | None:
    try:
        return authority_of(case, procedure_of(case), on)
    except ProblemsError:  # the guards of the actions say what the place has not entered
        return None


@require_POST
@staff_page("case.supervise")
def replay(request: StaffRequest, decision_id: int) -> HttpResponse:
    """重新计算: with the kept law and the recorded facts, byte for byte."""
    decision = access_decision_for_replay(request.viewer, decision_id)
    found = replay_decision(decision)
    note_replay(actor=request.viewer, decision=decision, found=found)
    return render(
        request,
        "casework/decisions_replay.html",
        {
            "decision": decision,
            "case": decision.case,
            "found": found,
            "faults": [FAULTS[f] for f in found.faults],
        },
    )
