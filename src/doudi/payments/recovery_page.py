"""What the page of a receivable shows: its months, and what this viewer may do now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.models import Receivable
from doudi.payments.selectors.receivables import Standing
from doudi.payments.selectors.too_much import TooMuch
from doudi.registry.models import Person
from doudi.units.dates import Month
from doudi.units.text import Text

State = Receivable.State
DEEDS = (
    ("sign_receivable", "award.sign", (State.proposed,), Text("审核同意", "Sign")),
    ("repay_receivable", "pay.recover", (State.open,), Text("登记归还", "Record a repayment")),
    ("plan_receivable", "pay.recover", (State.proposed, State.open), Text("归还计划", "Repayment plan")),
    ("waive_receivable", "award.sign", (State.open,), Text("免除", "Waive")),
    ("fine_receivable", "pay.recover", (State.open, State.settled, State.waived), Text("登记罚款决定", "Record a fine")),
    ("refund_receivable", "fund.manage", (State.open, State.settled, State.waived), Text("归还资金", "Give to the fund")),
    ("drop_receivable", "pay.recover", (State.proposed,), Text("不予追回", "Drop")),
    ("drop_receivable", "award.sign", (State.proposed,), Text("不予追回", "Drop")),
)  # fmt: skip

#: What usually comes next; the others are for whoever has a reason.
NEXT = ("sign_receivable", "repay_receivable", "refund_receivable")


def deeds_of(
    viewer: Viewer, receivable: Receivable, standing: Standing
) -> list[tuple[str, Text, bool]]:
    """(address, words, whether it is what usually comes next) of each."""
    by = receivable.proposed_by
    is_own = by is not None and by.account_id == viewer.account_id
    found: dict[str, tuple[str, Text, bool]] = {}
    for name, permission, states, label in DEEDS:
        if receivable.state not in states or not viewer.may(permission):
            continue
        if is_own and name in ("sign_receivable", "waive_receivable"):
            continue
        if name == "refund_receivable" and not standing.waiting_fen:
            continue
        if name == "fine_receivable" and receivable.ground != Receivable.Ground.concealed:
            continue
        address = reverse(f"payments:{name}", args=[receivable.pk])
        found.setdefault(name, (address, label, name in NEXT))
    return list(found.values())


def months_of(receivable: Receivable) -> list[dict[str, Any]]:
    return [
        {"month": Month.parse(m["month"]), "fen": m["fen"], "line": m["line"]}
        for m in receivable.months
    ]


def person_names(viewer: Viewer, groups: Iterable[TooMuch]) -> dict[int, str]:
    wanted = {g.person for g in groups if g.person}
    rows = in_scope(viewer, Person.objects.filter(pk__in=wanted))
    return dict(rows.values_list("pk", "name")) if wanted else {}
