"""The file of a person, and whole numbers with a reason."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.registry.access import access_person_for_reveal, access_person_for_view
from doudi.registry.domain.change_kinds import PERSON_KINDS, ChangeKind
from doudi.registry.forms.reveal import RevealForm
from doudi.registry.models import Person
from doudi.registry.selectors.person_file import PersonFile, get_person_file
from doudi.registry.selectors.timeline import list_timeline
from doudi.registry.services.persons import note_person_viewed, reveal_number
from doudi.registry.views.attempts import attempt


@staff_page("register.view")
def show_person(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_view(request.viewer, person_id)
    note_person_viewed(actor=request.viewer, person=person)
    found = get_person_file(request.viewer, person, get_today())
    return render(
        request,
        "registry/person.html",
        {"file": found, "person": person, "kinds": [k for k in PERSON_KINDS if _fits(k, found)]},
    )


def _fits(kind: ChangeKind, found: PersonFile) -> bool:
    """Whether a kind of change makes sense for this person today. A merge is undone from its own page."""
    if found.person.state != Person.State.active or kind.name == "undo_merge":
        return False
    if kind.name == "death":
        return not found.person.is_deceased
    return kind.name != "move" or found.present is not None


@staff_page("register.view")
def show_person_timeline(request: StaffRequest, person_id: int) -> HttpResponse:
    person = access_person_for_view(request.viewer, person_id)
    if not request.htmx:
        note_person_viewed(actor=request.viewer, person=person)
    entries = list_timeline(request.viewer, person_id=person.pk)
    return render(
        request,
        "registry/timeline.html",
        {"person": person, "entries": entries, "is_part": bool(request.htmx)},
    )


@staff_page("register.reveal")
@require_http_methods(["GET", "POST"])
def reveal(request: StaffRequest, person_id: int, what: str) -> HttpResponse:
    """First the reason, then the number: on the page that answers the form, and nowhere else."""
    person = access_person_for_reveal(request.viewer, person_id)
    form = RevealForm(request.POST or None)
    number = None
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        number = attempt(
            form,
            lambda: reveal_number(actor=request.viewer, person=person, what=what, reason=reason),
        )
    return render(
        request,
        "registry/person_reveal.html",
        {"person": person, "what": what, "form": form, "number": number},
    )
