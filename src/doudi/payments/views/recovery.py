"""What was paid too much: the lists, a family's, one receivable with its whole story."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doudi.casework.award_tables import programme_label
from doudi.casework.selectors.award_file import heads_of
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.payments.access import access_household_for_payments
from doudi.payments.access_recovery import access_award_for_recovery, access_receivable
from doudi.payments.forms.recovery import ProposeForm
from doudi.payments.models import Receivable
from doudi.payments.pictures import bar
from doudi.payments.recovery_page import deeds_of, months_of, person_names
from doudi.payments.recovery_tables import ReceivableTable, whose
from doudi.payments.selectors.care import name_of_provider
from doudi.payments.selectors.receivables import (
    list_of_household,
    list_receivables,
    standings_of,
)
from doudi.payments.selectors.too_much import (
    list_after_death,
    list_shown_lines,
    too_much_of,
    too_much_of_award,
)
from doudi.payments.services.receivables import note_viewed, propose_receivable
from doudi.payments.services.repayments import list_movements
from doudi.registry.views.attempts import attempt


@require_GET
@staff_page("pay.view")
def show_receivables(request: StaffRequest) -> HttpResponse:
    """Without a filter, those that are open or wait."""
    rows = list_receivables(request.viewer)
    if "state" not in request.GET:
        rows = rows.filter(state__in=("proposed", "open"))
    context = {"table": ReceivableTable(request.viewer, rows, request)}
    return render(request, "payments/recovery_list.html", context)


@require_GET
@staff_page("pay.recover")
def show_too_much(request: StaffRequest) -> HttpResponse:
    """Nothing follows from this page by itself."""
    viewer = request.viewer
    context = {
        "lines": [(line, programme_label(line.programme)) for line in list_shown_lines(viewer)[:200]],
        "dead": [(row, programme_label(row["programme"])) for row in list_after_death(viewer)],
    }  # fmt: skip
    return render(request, "payments/recovery_look.html", context)


@require_GET
@staff_page("pay.recover")
def show_family(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_payments(request.viewer, household_id)
    groups = too_much_of(request.viewer, household, get_today())
    names = person_names(request.viewer, groups)
    context = {
        "household": household,
        "head": heads_of(request.viewer, [household.pk]).get(household.pk, household.number),
        "groups": [(g, programme_label(g.programme), names.get(g.person, "")) for g in groups],
        "receivables": list_of_household(request.viewer, household_id),
    }
    return render(request, "payments/recovery_family.html", context)


@require_http_methods(["GET", "POST"])
@staff_page("pay.recover")
def propose(request: StaffRequest, award_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    award = access_award_for_recovery(viewer, award_id)
    shown = too_much_of_award(viewer, award, today)
    context = {"award": award, "shown": shown, "programme": programme_label(award.programme)}
    if shown is None or (shown.proposed_fen and request.method == "GET"):
        return render(request, "payments/recovery_propose.html", context)
    form = ProposeForm(posted(request), shown=shown)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: propose_receivable(
                actor=viewer,
                award=award,
                amounts=form.amounts(),
                ground=asked["ground"],
                words=asked["words"],
                plan=form.plan(),
                on=today,
            ),
        )
        if made is not None:
            messages.success(request, _("已提出，等另一位有权的人审核。审核以前，什么都没有变动。"))
            return redirect("payments:receivable", made.pk)
    return render(request, "payments/recovery_propose.html", context | {"form": form})


@require_GET
@staff_page("pay.view")
def show_receivable(request: StaffRequest, receivable_id: int) -> HttpResponse:
    viewer = request.viewer
    receivable = access_receivable(viewer, receivable_id, "pay.view")
    note_viewed(actor=viewer, receivable=receivable)
    standing = standings_of(viewer, [receivable], get_today())[receivable.pk]
    back_fen = receivable.amount_fen - standing.left_fen
    context = {
        "done_fen": back_fen,
        "pieces": bar([("at-recovered", back_fen), ("at-receivable", standing.left_fen)]),
        "receivable": receivable,
        "whose": whose(receivable),
        "programme": programme_label(receivable.programme),
        "months": months_of(receivable),
        "standing": standing,
        "movements": list_movements(viewer, receivable),
        "deeds": deeds_of(viewer, receivable, standing),
        "is_to_tell": receivable.state == Receivable.State.open
        and receivable.letter_id
        and not receivable.told_on
        and viewer.may("case.view"),
        "is_office": receivable.ground == Receivable.Ground.office,
        "provider_name": name_of_provider(viewer, receivable.person_id, receivable.provider_id)
        if receivable.provider_id
        else "",
    }
    return render(request, "payments/recovery_one.html", context)
