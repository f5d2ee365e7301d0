"""Papers of a household or a person."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.access import (
    access_document_for_view,
    access_household_for_recording,
    access_person_for_recording,
)
from doudi.registry.forms.documents import DocumentForm
from doudi.registry.models import Household, Person
from doudi.registry.services.documents import add_document, read_document
from doudi.registry.views.attempts import attempt

#: Shown in the browser; anything else is only ever saved.
SHOWN_INLINE = ("application/pdf", "image/jpeg", "image/png")


@staff_page("document.view")
def show_document(request: StaffRequest, document_id: int) -> HttpResponse:
    document = access_document_for_view(request.viewer, document_id)
    content = read_document(actor=request.viewer, document=document)
    response = HttpResponse(content, content_type=document.media_type)
    how = "inline" if document.media_type in SHOWN_INLINE else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(document.file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@staff_page("register.record")
@require_http_methods(["GET", "POST"])
def add_household_document(request: StaffRequest, household_id: int) -> HttpResponse:
    household = access_household_for_recording(request.viewer, household_id)
    return _add(request, household, "registry:household")


@staff_page("register.record")
@require_http_methods(["GET", "POST"])
def add_person_document(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_recording(request.viewer, person_id)
    return _add(request, person, "registry:person")


def _add(request: StaffRequest, owner: Household | Person, back: str) -> HttpResponse:
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        paper = form.cleaned_data["paper"]
        made = attempt(
            form,
            lambda: add_document(
                actor=request.viewer,
                content=paper.read(),
                file_name=paper.name,
                title=form.cleaned_data["title"],
                household=owner if isinstance(owner, Household) else None,
                person=owner if isinstance(owner, Person) else None,
            ),
        )
        if made is not None:
            messages.success(request, _("材料已上传。"))
            return redirect(back, owner.pk)
    return render(
        request, "registry/document_add.html", {"form": form, "owner": owner, "back": back}
    )
