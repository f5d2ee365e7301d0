"""Cross-checks of a case. What a report says is for those who work on whole files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from doudi.casework.domain.cross_checks import WAYS
from doudi.casework.models import Case, CrossCheck
from doudi.foundation.access import Viewer, in_scope
from doudi.registry.domain.fact_values import show_value
from doudi.registry.domain.statements import dictionary
from doudi.registry.models import Person
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class FindingTold:
    person: str
    source: str
    what: Text


@dataclass(frozen=True, slots=True)
class CheckTold:
    """A cross-check in words. `findings` None: the viewer may not read them."""

    check: CrossCheck
    how: Text | None
    findings: list[FindingTold] | None


def list_checks(viewer: Viewer, case: Case) -> QuerySet[CrossCheck]:
    """The latest first."""
    rows = in_scope(viewer, CrossCheck.objects.filter(case=case))
    return rows.select_related("case", "asked_by__account").order_by("-pk")


def tell_check(viewer: Viewer, check: CrossCheck) -> CheckTold:
    how = WAYS.get(check.told_how)
    if not viewer.may("register.sensitive"):
        return CheckTold(check, how, None)
    ids = {f["person"] for f in check.findings}
    people = in_scope(viewer, Person.objects.filter(pk__in=ids)) if ids else []
    names = {person.pk: person.name for person in people}
    return CheckTold(check, how, [_told(f, names) for f in check.findings])


def _told(finding: dict[str, Any], names: dict[int, str]) -> FindingTold:
    fact = dictionary().get(finding.get("fact") or "")
    text = str(finding.get("text") or "")
    if fact is None:
        what = Text(text, text)
    else:
        shown = {
            lang: show_value(fact, finding["value"], finding["option"], lang)
            for lang in ("zh", "en")
        }
        note = Text(f"（{text}）", f" ({text})") if text else Text("", "")
        what = Text(
            f"{fact.label.zh}：{shown['zh']}{note.zh}", f"{fact.label.en}: {shown['en']}{note.en}"
        )
    return FindingTold(names.get(finding["person"], ""), str(finding["source"]), what)
