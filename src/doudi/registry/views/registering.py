"""Entering a household or a person into the register."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.pages import StaffRequest, staff_page
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.registering import HouseholdForm, LonePersonForm
from doudi.registry.models import Person
from doudi.registry.selectors.places import list_villages
from doudi.registry.services.persons import register_person
from doudi.registry.services.registration import register_family
from doudi.registry.views.attempts import attempt


@staff_page("register.record")
@require_http_methods(["GET", "POST"])
def register_household(request: StaffRequest) -> HttpResponse:
    """A household together with its head; the other members are added on its page."""
    today, lang = get_today(), language()
    places = list_villages(request.viewer, today, lang)
    form = HouseholdForm(request.POST or None, places=places, on=today, lang=lang)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: register_family(
                actor=request.viewer,
                household={
                    name: given[name]
                    for name in ("area_code", "address", "residence_class", "number")
                }
                | {"valid_from": today},
                head=form.person(),
                head_has_hukou_here=given["has_hukou_here"],
                on=today,
            ),
        )
        if made is not None:
            messages.success(request, _("家庭已登记。接着可以增加成员、登记情况。"))
            return redirect("registry:household", made.pk)
    return render(request, "registry/household_register.html", {"form": form})


def _after_registering(household: str, person: Person) -> str:
    """Back to the household that wanted this member, else to the new file."""
    if not (household.isascii() and household.isdigit() and len(household) < 19):
        return reverse("registry:person", args=[person.pk])
    asked = urlencode({"who": person.name, "person_id": person.pk})
    return f"{reverse('registry:household_add_member', args=[household])}?{asked}"


@staff_page("register.record")
@require_http_methods(["GET", "POST"])
def register_lone_person(request: StaffRequest) -> HttpResponse:
    """A person who belongs to no household yet."""
    today, lang = get_today(), language()
    places = list_villages(request.viewer, today, lang)
    form = LonePersonForm(request.POST or None, places=places, on=today, lang=lang)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: register_person(
                actor=request.viewer,
                area_code=given["area_code"],
                hukou_area=given["area_code"] if given["has_hukou_here"] else "",
                on=today,
                **form.person(),
            ),
        )
        if made is not None:
            messages.success(request, _("居民已登记。"))
            return redirect(_after_registering(request.GET.get("household", ""), made))
    return render(request, "registry/person_register.html", {"form": form})
