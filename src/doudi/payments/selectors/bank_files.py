"""The files of a run, with how far each is answered. No line is loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.formats import ONE_CARD
from doudi.payments.format_book import get_formats
from doudi.payments.models import BankFile, Line, PaymentRun, ReturnFile
from doudi.units.text import Text

WAITING = ("approved", "sent")


@dataclass(slots=True)
class FileSight:
    """A file with the lines of it that were paid, refused, or wait for an answer, and what came back for it."""

    file: BankFile
    label: Text
    states: Counter[str] = field(default_factory=Counter)
    fen: Counter[str] = field(default_factory=Counter)
    returns: list[ReturnFile] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return sum(self.states[state] for state in WAITING)

    @property
    def waiting_fen(self) -> int:
        return sum(self.fen[state] for state in WAITING)


def list_bank_files(viewer: Viewer, run: PaymentRun) -> list[FileSight]:
    formats = get_formats()
    files = in_scope(viewer, run.bank_files.select_related("fund").order_by("number"))
    found = {}
    for file in files:
        form = formats.get(file.road)
        found[file.pk] = FileSight(file, form.label if form else Text(file.road, file.road))
    places = {(s.file.road, s.file.fund_id, s.file.programme): s for s in found.values()}
    rows = in_scope(viewer, Line.objects.filter(run=run, number__isnull=False)).values_list(
        "road", "fund_id", "programme", "state"
    )
    for road, fund, programme, state, n, fen in rows.annotate(Count("pk"), Sum("amount_fen")):
        form = formats.get(road)
        alone = programme if form and form.kind == ONE_CARD else ""
        sight = places.get((road, fund, alone))
        if sight is not None:
            sight.states[state] += n
            sight.fen[state] += fen
    returns = in_scope(viewer, ReturnFile.objects.filter(bank_file__in=list(found)))
    for came in returns.defer("problems").select_related("received_by__account").order_by("pk"):
        found[came.bank_file_id].returns.append(came)
    return list(found.values())
