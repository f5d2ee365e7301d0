"""One payment followed both ways: from its line in the bank's file to the decisions behind its months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.models import Award
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain.formats import reference_of
from doudi.payments.models import BankFile, LedgerEntry, Line, PaymentRun, Transfer
from doudi.payments.selectors.runs import look_at_runs
from doudi.units.dates import Month


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """A month of the payment, and the award that gives it."""

    month: Month
    fen: int
    award: Award | None


@dataclass(frozen=True, slots=True)
class Trail:
    """`card`: the rule that says how much the programme gives. File and days are the county's: a township may not see them."""

    line: Line
    months: list[PaidMonth]
    transfers: list[tuple[date | None, Transfer]]
    run: PaymentRun | None
    bank_file: BankFile | None
    reference: str
    retries: list[Line]
    card: str


def get_line(viewer: Viewer, line_id: int) -> Line | None:
    rows = in_scope(viewer, Line.objects.all())
    return rows.filter(pk=line_id).select_related(
        "person", "household", "account", "fund", "retry_of"
    ).first()  # fmt: skip


def trail_of(viewer: Viewer, line: Line) -> Trail:
    awards = in_scope(viewer, Award.objects.filter(pk__in={d["award"] for d in line.dues}))
    by_id = {a.pk: a for a in awards.select_related("given_by", "taken_over")}
    transfers = list(in_scope(viewer, Transfer.objects.filter(line=line)).order_by("pk"))
    entries = in_scope(viewer, LedgerEntry.objects.filter(pk__in={t.entry_id for t in transfers}))
    days = dict(entries.values_list("pk", "on"))
    run = look_at_runs(viewer).filter(pk=line.run_id).first()
    file = _file_of(viewer, line) if run else None
    return Trail(
        line,
        [_month(due, by_id) for due in line.dues],
        [(days.get(t.entry_id), t) for t in transfers],
        run,
        file,
        reference_of(run.label, line.number) if run and file and line.number else "",
        list(in_scope(viewer, Line.objects.filter(retry_of=line)).order_by("pk")),
        amount_card(line.programme),
    )


def _month(due: dict[str, Any], awards: dict[int, Award]) -> PaidMonth:
    return PaidMonth(Month.parse(due["month"]), due["fen"], awards.get(due["award"]))


def _file_of(viewer: Viewer, line: Line) -> BankFile | None:
    files = in_scope(viewer, BankFile.objects.filter(run=line.run_id, road=line.road))
    return files.filter(fund=line.fund_id).order_by("number").first() if line.number else None


def amount_card(programme: str) -> str:
    """The name of the rule of its amount; "" where the rulebook no longer has the programme."""
    found = get_rulebook().programmes.get(programme)
    return str(found.entry.get("amount", "")) if found else ""
