"""A change of the place's law: written down, worked out, signed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access_law import (
    access_law_change_for_entry,
    access_law_change_for_signature,
    access_law_change_for_view,
)
from doudi.casework.domain.law_effects import KINDS
from doudi.casework.forms.law import (
    CheckForm,
    FigureForm,
    HeadingForm,
    RefuseForm,
    SignForm,
    initial_of,
)
from doudi.casework.law_cards import cards_of, describe_entries
from doudi.casework.models import LawChange
from doudi.casework.selectors.law import awarded_fen, list_effects, list_law_areas
from doudi.casework.services import law_changes as service
from doudi.casework.services.law_views import note_affected_viewed
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.templatetags.doudi import language
from doudi.registry.views.attempts import attempt
from doudi.units.text import ProblemsError, Text

BOTH = require_http_methods(["GET", "POST"])
PER_PAGE = 50


@BOTH
@staff_page("law.propose")
def draft(request: StaffRequest) -> HttpResponse:
    form = HeadingForm(posted(request), request.FILES or None, areas=list_law_areas(request.viewer))
    if form.is_bound and form.is_valid():
        made = attempt(
            form,
            lambda: service.draft_law_change(
                actor=request.viewer,
                area_code=form.cleaned_data["area_code"],
                title=form.cleaned_data["title"],
                source=form.cleaned_data["source"],
                file=form.file_given(),
            ),
        )
        if made is not None:
            return redirect("casework:law_change", made.pk)
    return render(request, "casework/law_heading.html", {"form": form})


@BOTH
@staff_page("law.propose")
def edit_heading(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_entry(request.viewer, law_change_id)
    initial = {"area_code": change.area_code, "title": change.title, "source": change.source}
    areas = [a for a in list_law_areas(request.viewer) if a.code == change.area_code]
    form = HeadingForm(posted(request), request.FILES or None, areas=areas, initial=initial)
    if form.is_bound and form.is_valid():
        made = attempt(
            form,
            lambda: service.change_heading(
                actor=request.viewer,
                change_id=change.pk,
                title=form.cleaned_data["title"],
                source=form.cleaned_data["source"],
                file=form.file_given(),
            ),
        )
        if made is not None:
            return redirect("casework:law_change", change.pk)
    return render(request, "casework/law_heading.html", {"form": form, "change": change})


@BOTH
@staff_page("law.propose")
def edit_figure(request: StaffRequest, law_change_id: int, value: str) -> HttpResponse:
    """`?n=`: the figure of the draft that is written anew; without it a new one."""
    change = access_law_change_for_entry(request.viewer, law_change_id)
    book, number = get_rulebook(), _number(request, change, value)
    declaration = book.values.declarations.get(value)
    if declaration is None:
        raise Http404
    initial = initial_of(declaration, change.figures[number]) if number is not None else {}
    form = FigureForm(posted(request), declaration=declaration, book=book, initial=initial)
    if form.is_bound and form.is_valid():
        made = attempt(
            form,
            lambda: service.put_figure(
                actor=request.viewer,
                change_id=change.pk,
                value=value,
                written=form.written(),
                since=form.cleaned_data["since"],
                until=form.cleaned_data["until"],
                comparator=form.cleaned_data.get("comparator", ""),
                clause=form.cleaned_data["clause"],
                number=number,
            ),
        )
        if made is not None:
            messages.success(request, _("已写入草稿，审核以后才生效。"))
            return redirect("casework:law_change", change.pk)
    now = cards_of(change.area_code, get_today(), language(), book).value_use(value)
    context = {"form": form, "change": change, "declaration": declaration, "now": now}
    return render(request, "casework/law_figure.html", context)


def _number(request: StaffRequest, change: LawChange, value: str) -> int | None:
    written = request.GET.get("n", "")
    if not written.isascii() or not written.isdigit() or len(written) > 4:
        return None
    number = int(written)
    fits = number < len(change.figures) and change.figures[number]["value"] == value
    return number if fits else None


@require_GET
@staff_page("law.view")
def show_change(request: StaffRequest, law_change_id: int) -> HttpResponse:
    return _page(request, access_law_change_for_view(request.viewer, law_change_id))


@require_POST
@staff_page("law.propose")
def remove(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_entry(request.viewer, law_change_id)
    written = request.POST.get("n", "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 5 else -1
    return _plainly(
        request,
        change,
        lambda: service.remove_figure(actor=request.viewer, change_id=change.pk, number=number),
        _("已从草稿里去掉。"),
    )


@require_POST
@staff_page("law.propose")
def check(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_entry(request.viewer, law_change_id)
    form = CheckForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: service.ask_law_check(
                actor=request.viewer,
                change_id=change.pk,
                on=form.cleaned_data["on"],
                today=get_today(),
            ),
        )
        if made is not None:
            return redirect("casework:law_change", change.pk)
    return _page(request, change, check_form=form)


@require_POST
@staff_page("law.sign")
def sign(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_signature(request.viewer, law_change_id)
    form = SignForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return _plainly(
        request,
        change,
        lambda: service.sign_law_change(actor=request.viewer, change_id=change.pk, version=version),
        _("已签发，从现在起按新的规定办理。"),
    )


@require_POST
@staff_page("law.sign")
def refuse(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_signature(request.viewer, law_change_id)
    form = RefuseForm(request.POST)
    if form.is_valid():
        made = attempt(
            form,
            lambda: service.refuse_law_change(
                actor=request.viewer, change_id=change.pk, reason=form.cleaned_data["reason"]
            ),
        )
        if made is not None:
            return redirect("casework:law_change", change.pk)
    return _page(request, change, refuse_form=form)


@require_POST
@staff_page("law.propose")
def withdraw(request: StaffRequest, law_change_id: int) -> HttpResponse:
    change = access_law_change_for_entry(request.viewer, law_change_id)
    return _plainly(
        request,
        change,
        lambda: service.withdraw_law_change(actor=request.viewer, change_id=change.pk),
        _("已撤回，没有任何数值生效。"),
    )


@require_GET
@staff_page("law.view")
def show_affected(request: StaffRequest, law_change_id: int) -> HttpResponse:
    """The households behind the sums. `?programme=`, `?kind=`."""
    viewer = request.viewer
    change = access_law_change_for_view(viewer, law_change_id)
    note_affected_viewed(actor=viewer, change=change)
    rows = list_effects(viewer, change)
    programme, kind = request.GET.get("programme", ""), request.GET.get("kind", "")
    if programme:
        rows = rows.filter(programme=programme[:40])
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    effects = list(page.object_list)
    paid = awarded_fen(viewer, effects)
    programmes = get_rulebook().programmes
    lines = [
        {
            "effect": e,
            "programme": programmes[e.programme].label,
            "kind": KINDS[e.kind],
            "paid": paid.get((e.household_id, e.person_id, e.programme)),
        }
        for e in effects
    ]
    listed = [p["name"] for p in change.check_result.get("programmes", ())]
    context = {
        "change": change,
        "page": page,
        "lines": lines,
        "programmes": [(name, programmes[name].label) for name in listed if name in programmes],
        "kinds": KINDS,
        "programme": programme,
        "kind": kind,
    }
    return render(request, "casework/law_affected.html", context)


def _plainly(
    request: StaffRequest, change: LawChange, call: Callable[[], Any], said: str
) -> HttpResponse:
    """A button: what it says when it is done, or why not."""
    try:
        call()
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
    else:
        messages.success(request, said)
    return redirect("casework:law_change", change.pk)


def _page(
    request: StaffRequest,
    change: LawChange,
    *,
    check_form: CheckForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    viewer, lang = request.viewer, language()
    is_open = change.state in service.OPEN
    is_here = viewer.sees(change.area_code)
    context = {
        "change": change,
        "entries": describe_entries(change.figures, lang),
        "result": _result(change),
        "is_checking": change.state == LawChange.State.checking,
        "run": change.check_run,
        "may_enter": viewer.may("law.propose") and is_here and is_open,
        "may_sign": viewer.may("law.sign") and is_here and change.state == LawChange.State.checked,
        "is_own": change.asked_by is not None and change.asked_by.account_id == viewer.account_id,
        "check_form": check_form or CheckForm(),
        "sign_form": SignForm(initial={"version": change.version}),
        "refuse_form": refuse_form or RefuseForm(),
        "pack": change.packs.first(),
    }
    return render(request, "casework/law_change.html", context)


def _result(change: LawChange) -> dict[str, Any]:
    """The check's findings with labels; empty before there are any."""
    if "programmes" not in change.check_result:
        return {}
    programmes = get_rulebook().programmes
    return change.check_result | {
        "programmes": [
            {
                **row,
                "label": programmes[row["name"]].label
                if row["name"] in programmes
                else Text(row["name"], row["name"]),
                "is_money": row["name"] in programmes
                and programmes[row["name"]].outcome == "money",
                "period": programmes[row["name"]].period if row["name"] in programmes else "",
            }
            for row in change.check_result["programmes"]
        ]
    }
