"""How the viewer's office is named on its letters."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doudi.casework.domain.offices import OfficeLines
from doudi.casework.forms.letters import OfficeForm
from doudi.casework.selectors.offices import get_office, lines_of_office
from doudi.casework.services.offices import set_office
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.staff import list_area_choices
from doudi.foundation.templatetags.doudi import language
from doudi.units.area import AreaLevel, level
from doudi.units.text import ProblemsError


@require_http_methods(["GET", "POST"])
@staff_page("law.propose")
def edit_office(request: StaffRequest) -> HttpResponse:
    """`?area=`: one of the county's offices; without it the viewer's own."""
    viewer = request.viewer
    offices = [(c, n) for c, n in list_area_choices(viewer, language()) if c and level(c) in (AreaLevel.county, AreaLevel.township)]  # fmt: skip
    asked = request.GET.get("area", "")
    area = asked if asked in dict(offices) else viewer.area_code
    known = get_office(area)
    initial = {**asdict(lines_of_office(area)), "version": known.version if known else None}
    form = OfficeForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        try:
            set_office(actor=viewer, area=area, lines=OfficeLines(**given), version=version)
        except ProblemsError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已保存。以后签发的文书按新的写；已经签发的不变。"))
            return redirect(request.get_full_path())
    return render(request, "casework/office.html", {"form": form, "offices": offices, "area": area})
