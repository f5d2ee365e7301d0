"""What was paid to a family or a person, for which month, and why: across all programmes, from dues and what became of their payments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.reasons import REASONS
from doudi.payments.models import Due, Line
from doudi.payments.selectors.care import COMPONENT
from doudi.registry.models import Household, Person
from doudi.units.text import Text

POSTED = ("approved", "sent", "paid", "failed")
PAID, WAITING, RETURNED, CORRECTED = "paid", "waiting", "returned", "corrected"
WORDS = {
    PAID: Text("已到账", "paid"),
    WAITING: Text("在办，等银行回盘", "on its way"),
    RETURNED: Text("银行退回，改好账户后重发", "sent back by the bank; paid again once the account is right"),
    CORRECTED: Text("更正", "corrected"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One due: a month of one programme. `line`: the payment in which it went last. `case_id`: of the decision that gave it."""

    due: Due
    state: str
    line: Line | None
    on: date | None

    @property
    def word(self) -> Text:
        return WORDS[self.state]

    @property
    def account(self) -> str:
        """The last figures."""
        if self.line is None or self.line.account is None:
            return ""
        return self.line.account.number_shown[-4:]

    @property
    def payee(self) -> str:
        """Of what goes to other hands than the person's: whose."""
        if self.line is None or self.due.component != COMPONENT:
            return ""
        return self.line.payee_name

    @property
    def bank_reason(self) -> str:
        return self.line.bank_reason if self.line is not None and self.state == RETURNED else ""


@dataclass(slots=True)
class Statement:
    """`held`: what the last run kept back, each with its reason."""

    entries: list[Entry]
    held: list[tuple[Line, Text]] = field(default_factory=list)

    @property
    def paid_fen(self) -> int:
        return sum(e.due.amount_fen for e in self.entries if e.state == PAID)

    @property
    def waiting_fen(self) -> int:
        return sum(e.due.amount_fen for e in self.entries if e.state == WAITING)

    @property
    def returned_fen(self) -> int:
        """Sent back and not on its way again."""
        return sum(e.due.amount_fen for e in self.entries if e.state == RETURNED)


def statement_of(viewer: Viewer, about: Household | Person) -> Statement:
    """Newest month first. Of a person: their own, and what their household got that counts them."""
    dues = in_scope(viewer, Due.objects.all())
    if isinstance(about, Household):
        return _statement(viewer, dues.filter(household=about), Q(household=about))
    counted = Q(person=about) | Q(covers__person=about)
    return _statement(viewer, dues.filter(counted).distinct(), Q(person=about))


def statement_for_applicant(
    viewer: Viewer, household: Household, persons: Iterable[int]
) -> Statement:
    """What whoever applied may read: the household's money, and that of those they applied for; nobody else's."""
    own = Q(household=household) & (Q(person=None) | Q(person__in=list(persons)))
    return _statement(viewer, in_scope(viewer, Due.objects.filter(own)), own)


def _statement(viewer: Viewer, dues: QuerySet[Due], whose: Q) -> Statement:
    rows = dues.select_related("award__given_by", "line__account", "person")
    found = list(rows.order_by("-month", "programme", "component", "-seq"))
    latest = _latest_tries(viewer, {d.household_id for d in found})
    entries = [_entry(due, latest) for due in found]
    held = in_scope(viewer, Line.objects.filter(whose)).order_by("-run_id").select_related("person")
    newest = held.values_list("run_id", flat=True).first()
    kept = held.filter(run_id=newest, state=Line.State.held) if newest else ()
    return Statement(
        entries, [(line, REASONS.get(line.reason, Text(line.reason, line.reason))) for line in kept]
    )


def _latest_tries(viewer: Viewer, households: set[int]) -> dict[int, Line]:
    """Payment → the payment that took it up again."""
    tries = in_scope(
        viewer,
        Line.objects.filter(household__in=households, retry_of__isnull=False, state__in=POSTED),
    )
    return {line.retry_of_id: line for line in tries.select_related("account") if line.retry_of_id}


def _entry(due: Due, latest: dict[int, Line]) -> Entry:
    line = due.line
    if line is None:
        return Entry(due, CORRECTED, None, None)
    while line.pk in latest:
        line = latest[line.pk]
    state = {"paid": PAID, "failed": RETURNED}.get(line.state, WAITING)
    return Entry(due, state, line, line.settled_on)
