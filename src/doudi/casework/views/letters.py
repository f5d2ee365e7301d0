"""Letters: the list, one letter with what can be done with it, its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doudi.casework.access import access_case_for_work
from doudi.casework.access_letters import access_letter_for_view, access_letter_for_work
from doudi.casework.forms.letters import (
    HOW_LABELS,
    DayForm,
    ReasonForm,
    ServeForm,
    WordsForm,
)
from doudi.casework.letters_table import LetterTable, state_of, title_of
from doudi.casework.models import Letter
from doudi.casework.papers import LETTER_KINDS
from doudi.casework.papers.codes import readable
from doudi.casework.papers.content import about_of
from doudi.casework.papers.layout import pdf_of
from doudi.casework.papers.word import docx_of
from doudi.casework.selectors.letters import UNSIGNED, list_letters, waiting_for
from doudi.casework.services import letters as services
from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.paper import CannotMakePdf, can_make_pdf
from doudi.foundation.templatetags.doudi import language
from doudi.foundation.word_paper import DOCX
from doudi.units.text import ProblemsError


@require_GET
@staff_page("case.check")
def show_letters(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    table = LetterTable(list_letters(viewer), request, waiting=partial(waiting_for, viewer))
    may = {
        "may_sign": viewer.may("case.confirm"),
        "may_scan": viewer.may("case.work"),
        "may_edit_office": viewer.may("law.propose"),
    }
    return render(request, "casework/letters.html", {"table": table, **may})


@require_GET
@staff_page("case.view")
def show_letter(request: StaffRequest, letter_id: int) -> HttpResponse:
    viewer, today = request.viewer, get_today()
    letter = access_letter_for_view(viewer, letter_id)
    return render(
        request,
        "casework/letter.html",
        {
            "letter": letter,
            "title": title_of(letter),
            "state": state_of(letter),
            "how": HOW_LABELS.get(letter.served_how, ""),
            "paper": services.content_of(viewer, letter, letter.signed_on or today),
            "code": readable(letter.code),
            "actions": _actions(request, letter),
            "has_pdf": can_make_pdf(),
        },
    )


def _actions(request: StaffRequest, letter: Letter) -> list[tuple[str, str]]:
    """What this viewer may do with it now: (name of the action, label)."""
    may, state = request.viewer.may, letter.state
    is_signed_kind = letter.kind not in UNSIGNED
    found = []
    if state == "draft" and is_signed_kind and may("case.check"):
        found.append(("check", _("核稿通过")))
    if state == "checked" and may("case.confirm"):
        found.append(("sign", _("签发")))
    goes_out = state == "signed" or (state == "draft" and not is_signed_kind)
    if goes_out and may("case.open"):
        found.append(("serve", _("登记送达")))
    if state == "draft" and may("case.check"):
        found.append(("words", _("补充说明")))
    if state in ("draft", "checked") and is_signed_kind and may("case.check"):
        found.append(("return", _("退回")))
    if state != "void" and may("case.confirm" if letter.signed_on else "case.check"):
        found.append(("void", _("作废")))
    return found


@require_GET
@staff_page("case.view")
def download_letter(request: StaffRequest, letter_id: int, form: str) -> HttpResponse:
    """As PDF or DOCX."""
    viewer = request.viewer
    letter = access_letter_for_view(viewer, letter_id)
    content = services.content_of(viewer, letter, letter.signed_on or get_today())
    try:
        made = pdf_of([content]) if form == "pdf" else docx_of(content)
    except CannotMakePdf:
        raise Http404 from None
    services.note_letter_printed(actor=viewer, letter=letter, form=form)
    response = HttpResponse(made, content_type="application/pdf" if form == "pdf" else DOCX)
    name = f"{LETTER_KINDS[letter.kind]['zh']}-{letter.number or letter.pk}.{form}"
    how = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


_FORMS: dict[str, type[Any]] = {
    "check": DayForm,
    "sign": DayForm,
    "serve": ServeForm,
    "words": WordsForm,
    "return": ReasonForm,
    "void": ReasonForm,
}
_SERVICES: dict[str, Callable[..., Letter]] = {
    "check": services.check_letter,
    "sign": services.sign_letter,
    "serve": services.serve_letter,
    "words": services.add_words,
    "return": services.return_letter,
    "void": services.void_letter,
}


@require_http_methods(["GET", "POST"])
@staff_page("case.view")
def do_with_letter(request: StaffRequest, letter_id: int, deed: str) -> HttpResponse:
    """One of the office's steps with a letter, on a page of its own."""
    letter = access_letter_for_work(request.viewer, letter_id, deed)
    words = about_of(letter).get("extra", "")
    form = _FORMS[deed](posted(request), initial={"on": get_today(), "words": words})
    label = dict(_actions(request, letter)).get(deed, "")
    if form.is_bound and form.is_valid():
        try:
            _SERVICES[deed](actor=request.viewer, letter=letter, **form.cleaned_data)
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("办好了。"))
            return redirect("casework:letter", letter.pk)
    return render(
        request,
        "casework/letter_action.html",
        {"letter": letter, "title": title_of(letter), "form": form, "label": label, "deed": deed},
    )  # fmt: skip


@require_POST
@staff_page("case.work")
def make_form(request: StaffRequest, case_id: int) -> HttpResponse:
    """A form to be printed: consent, pledge, visit."""
    case = access_case_for_work(request.viewer, case_id)
    try:
        letter = services.hand_out_form(
            actor=request.viewer, case=case, kind=request.POST.get("kind", ""), on=get_today()
        )
    except ProblemsError as refused:
        messages.error(request, refused.in_(language()))
        return redirect("casework:case", case.pk)
    return redirect("casework:letter", letter.pk)
