"""The procedures on the site, public like the rule cards: picture, steps, periods, who decides here, and dates to try."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doudi.casework.domain.procedures import Procedure
from doudi.casework.domain.simulate_clocks import Period
from doudi.casework.procedure_book import get_procedures
from doudi.casework.procedure_picture import draw_procedure
from doudi.casework.procedure_sheet import (
    Sheet,
    authority_words,
    find_procedure,
    list_periods,
    list_steps,
    read_given,
    try_days,
)
from doudi.foundation.clock import get_today
from doudi.foundation.rulebook import get_rulebook
from doudi.portal.card_pages import Chosen, get_default_area, list_areas, place_name, read_choice
from doudi.units.dates import format_date
from doudi.units.text import ProblemsError

PREFIX = "at-"  # of the boxes for dates: at-accept


def show_list(request: HttpRequest) -> HttpResponse:
    """Every procedure with its versions and the programmes that go by it."""
    lang = _lang()
    book, programmes = sorted(get_procedures(), key=lambda p: p.name), get_rulebook().programmes
    rows = []
    for name, group in groupby(book, key=lambda p: p.name):
        versions = sorted(group, key=lambda p: p.since, reverse=True)
        rows.append(
            {
                "name": name,
                "label": versions[0].label.in_(lang),
                "programmes": [programmes[p].label.in_(lang) for p in versions[0].programmes],
                "versions": [(v.version, _held(v, lang), place_name(v.area).in_(lang) if v.area else "") for v in versions],
            }
        )  # fmt: skip
    rows.sort(key=lambda r: (not r["programmes"], r["name"] != "dibao", r["name"]))
    return render(request, "portal/procedures.html", {"rows": rows, "query": request.GET.urlencode()})  # fmt: skip


def show_procedure(request: HttpRequest, name: str) -> HttpResponse:
    lang, asked = _lang(), request.GET
    problems: list[str] = []
    try:
        chosen = read_choice(asked.dict(), today=get_today())
    except ProblemsError as error:
        problems += [p.in_(lang) for p in error.problems]
        chosen = Chosen(get_today(), get_default_area(), False)
    try:
        procedure = find_procedure(name, asked.get("version", "").strip(), chosen.area, chosen.on)
    except ProblemsError as error:
        sentences = [p.in_(lang) for p in error.problems]
        return render(request, "portal/procedure_missing.html", {"problems": sentences}, status=404)
    sheet = Sheet(procedure, chosen.area, chosen.on, lang)
    written = [(k.removeprefix(PREFIX), asked[k]) for k in asked if k.startswith(PREFIX)]
    periods: list[Period] = []
    try:
        periods = try_days(sheet, read_given(procedure, written))
    except ProblemsError as error:
        problems += [p.in_(lang) for p in error.problems]
    context = _page(sheet, dict(written)) | {
        "problems": problems,
        "chosen": chosen,
        "periods": [_shown(sheet, p) for p in periods],
        "tried": bool(periods),
    }
    return render(request, "portal/procedure.html", context, status=400 if problems else 200)


def _page(sheet: Sheet, written: dict[str, str]) -> dict[str, Any]:
    procedure, lang = sheet.procedure, sheet.lang
    steps = list_steps(sheet)
    extending = {a for c in procedure.clocks.values() for a in c.extended_by}
    usual = [s for s in steps if s["limits"] or s["starts"] or s["name"] in extending]
    return {
        "procedure": procedure,
        "label": procedure.label.in_(lang),
        "held": _held(procedure, lang),
        "basis": [t.in_(lang) for t in procedure.basis],
        "picture": draw_procedure(procedure, lang, _("%(name)s的步骤图；下面的表说的是同样的内容") % {"name": procedure.label.in_(lang)}),
        "steps": steps,
        "clocks": list_periods(sheet),
        "authority": authority_words(sheet),
        "boxes": [(PREFIX + s["name"], s["number"], s["label"], written.get(s["name"], "")) for s in usual],
        "area_words": place_name(sheet.area).in_(lang),
        "areas": [(code, place_name(code).in_(lang)) for code in list_areas(sheet.area)],
        "versions": [
            (v.version, _held(v, lang))
            for v in get_procedures()
            if v.name == procedure.name and v.version != procedure.version
        ],
        "is_demonstration_area": sheet.area.startswith("9"),
    }  # fmt: skip


def _shown(sheet: Sheet, period: Period) -> dict[str, Any]:
    """One period of the simulator as a line."""
    lang, action = sheet.lang, sheet.procedure.actions[period.started_by]
    return {
        "label": period.label.in_(lang),
        "kind": period.kind,
        "since": _day(period.start, lang),
        "after": action.label.in_(lang),
        "days": period.days,
        "unit": period.unit,
        "due": _day(period.due, lang),
        "may_from": _day(period.may_from, lang),
        "ended": _day(period.ended, lang),
        "is_late": period.is_late,
        "is_provisional": period.provisional,
        "stops": [(_day(a, lang), _day(b, lang)) for a, b in period.stops],
        "free": [(f.name, _day(f.first, lang), _day(f.last, lang), f.is_work, f.first == f.last) for f in period.free],
    }  # fmt: skip


def _day(day: date | None, lang: str) -> str:
    return format_date(day, lang) if day else ""


def _held(procedure: Procedure, lang: str) -> str:
    since = format_date(procedure.since, lang)
    if procedure.until is None:
        return _("%(since)s起施行") % {"since": since}
    return _("%(since)s至%(until)s") % {"since": since, "until": format_date(procedure.until, lang)}


def _lang() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
