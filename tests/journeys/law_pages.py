"""A county's own law entered, worked out and signed on its pages, by the two people that it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.urls import reverse

from doudi.casework.models import LawChange
from doudi.foundation.access import acting
from doudi.foundation.jobs import perform_run
from doudi.registry.tests.families import COUNTY
from tests.journeys.desk_pages import COUNTY_LEAD, OFFICER, Walk

SOURCE = "安和县民政局、安和县财政局关于调整残疾人两项补贴标准的通知（安民发〔2022〕3号）"


def enact(desk: Walk, day: str, title: str, figures: Mapping[str, str], *, since: str) -> str:
    """Single figures by the names of their values. Needs a database that commits. The page's text after the signature."""
    url = desk.send(day, OFFICER, reverse("casework:law_new"), box="title", area_code=COUNTY, title=title, source=SOURCE)  # fmt: skip
    change = int(re.findall(r"\d+", url)[-1])
    for name, figure in figures.items():
        page = reverse("casework:law_figure", args=[change, name])
        desk.send(day, OFFICER, page, box="since", figure=figure, since=since)
    shown = reverse("casework:law_change", args=[change])
    with desk.at(day, OFFICER):
        answer = desk.client.post(reverse("casework:law_check", args=[change]), {"on": day})
        assert answer.status_code == 302, answer.content.decode()
        with acting(desk.county.viewer(OFFICER)):
            run = LawChange.objects.get(pk=change).check_run_id
        perform_run(run)
    with desk.at(day, COUNTY_LEAD):
        page = desk.client.get(shown).content.decode()
        version = re.search(r'name="version" value="(\d+)"', page).group(1)
        desk.client.post(reverse("casework:law_sign", args=[change]), {"version": version})
    return desk.get(day, COUNTY_LEAD, shown).text
