"""The files of an approved run: one for each road and fund."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.areas import name_of_area
from doudi.foundation.clock import get_today
from doudi.foundation.files import open_file, store_file
from doudi.foundation.keys import keyring
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain.formats import ONE_CARD, Batch, Format, Payment, file_name_of
from doudi.payments.format_book import format_of, get_banks
from doudi.payments.models import BankFile, Line, PaymentRun
from doudi.payments.services.accounts import PURPOSE
from doudi.payments.shapes import write_file
from doudi.registry.models import Membership
from doudi.registry.services.persons import IDENTITY
from doudi.units.area import AreaLevel, at_level

SENT_STATES = ("approved", "sent", "paid", "failed")


def make_bank_files(*, actor: Viewer, run: PaymentRun) -> list[BankFile]:
    """All lines of the run, in their order. The same lines give the same bytes; what was made before is left as it is."""
    made = list(in_scope(actor, run.bank_files.order_by("number")))
    if made:
        return made
    return [
        _make(actor, run, number, part) for number, part in enumerate(_parts(actor, run), start=1)
    ]


def _parts(actor: Viewer, run: PaymentRun) -> list[dict[str, Any]]:
    """What goes into one file: a road and a fund; in the one-card system each programme alone."""
    rows = in_scope(actor, Line.objects.filter(run=run, state__in=SENT_STATES))
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    sums = rows.values("road", "fund_id", "programme").annotate(
        lines=Count("pk"), total=Sum("amount_fen")
    )
    for row in sums.order_by("road", "fund_id", "programme"):
        programme = row["programme"] if format_of(row["road"]).kind == ONE_CARD else ""
        part = found.setdefault(
            (row["road"], row["fund_id"], programme),
            row | {"programme": programme, "lines": 0, "total": 0},
        )
        part["lines"] += row["lines"]
        part["total"] += row["total"]
    return list(found.values())


def _make(actor: Viewer, run: PaymentRun, number: int, part: Any) -> BankFile:
    form = format_of(part["road"])
    batch = batch_of(run, number, part["lines"], part["total"])
    bank_file = BankFile(
        area_code=run.area_code,
        run=run,
        number=number,
        road=form.name,
        fund_id=part["fund_id"],
        programme=part["programme"],
        file_name=file_name_of(form, batch),
        lines=batch.lines,
        amount_fen=batch.total_fen,
    )
    stored = store_file(write_file(form, batch, read_payments(actor, form, lines_of(bank_file))))
    bank_file.path, bank_file.sha256, bank_file.size = stored
    bank_file.save()
    return bank_file


def download_bank_file(*, actor: Viewer, bank_file: BankFile) -> BinaryIO:
    """The file as it goes to the bank, with whole numbers: who took it is kept."""
    permit(actor, "pay.bank")
    audit.record(
        actor,
        "payments.file.downloaded",
        object_type="bank_file",
        object_id=bank_file.pk,
        area_code=bank_file.area_code,
        details={"file": bank_file.file_name, "sha256": bank_file.sha256},
        item_count=bank_file.lines,
    )
    return open_file(bank_file.path)


def lines_of(bank_file: BankFile) -> QuerySet[Line]:
    lines = Line.objects.filter(
        run_id=bank_file.run_id,
        road=bank_file.road,
        fund_id=bank_file.fund_id,
        state__in=SENT_STATES,
    )
    return lines.filter(programme=bank_file.programme) if bank_file.programme else lines


def batch_of(run: PaymentRun, number: int, lines: int, total_fen: int) -> Batch:
    """Dated by the second signature."""
    day = run.approved_on or get_today()
    return Batch(run.label, number, run.month, day, lines, total_fen)


def read_payments(actor: Viewer, form: Format, lines: QuerySet[Line]) -> Iterator[Payment]:
    """Lines in their order, the numbers of their accounts opened one by one."""
    keys, banks = keyring(), get_banks()
    ordered = in_scope(actor, lines).order_by("number")
    columns = ["number", "amount_fen", "payee_name", "account__number_cipher", "account__bank"]
    whose = form.needs("identity") or form.needs("beneficiary")
    if whose:
        ordered = _with_heads(ordered)
        columns += ["area_code", "programme", "whose", "whose_number"]
    for row in ordered.values_list(*columns).iterator(chunk_size=5_000):
        number, fen, name, cipher, bank, *more = row
        known = banks.get(bank) or banks["other"]
        yield Payment(
            number=number,
            account=keys.decrypt(cipher, PURPOSE),
            name=name,
            amount_fen=fen,
            bank=known.label.zh,
            bank_code=known.code,
            **(_about(*more) if whose else {}),
        )


def _with_heads(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Whose money it is: the person's, or the household's, named by its head."""
    heads = Membership.objects.filter(
        household=OuterRef("household"), relation="head", valid_to__isnull=True
    )
    return lines.annotate(
        whose=Coalesce("person__name", Subquery(heads.values("person__name")[:1])),
        whose_number=Coalesce(
            "person__identity_cipher", Subquery(heads.values("person__identity_cipher")[:1])
        ),
    )


def _about(area: str, programme: str, whose: str | None, cipher: bytes | None) -> dict[str, str]:
    known = get_rulebook().programmes.get(programme)
    return {
        "beneficiary": whose or "",
        "identity": keyring().decrypt(cipher, IDENTITY) if cipher else "",
        "programme": known.label.zh if known else programme,
        "township": name_of_area(at_level(area, AreaLevel.township), "zh"),
        "village": name_of_area(area, "zh"),
    }
