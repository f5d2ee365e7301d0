"""What else a plan must know of the families of a place: holds, deaths, members, what opens what, accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from doudi.casework.domain.award_months import are_apart
from doudi.casework.models import Award, Hold
from doudi.foundation.access import Viewer, in_scope
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain import reasons
from doudi.payments.domain.plan import Key, OpenMonth, Payee, Returned, Stay, Surroundings, Whose
from doudi.payments.models import Cover, Due, Line, PayeeAccount, PaymentRun
from doudi.payments.payees import list_given
from doudi.payments.selectors.accounts import find_shared
from doudi.payments.selectors.open_months import files_merged
from doudi.registry.models import Household, Membership, Person
from doudi.rules.rulebook import Edition
from doudi.rules.stacking import PREREQUISITE
from doudi.units.area import scope
from doudi.units.dates import Month

FOR_EVER = 12 * 10_000


def read_surroundings(
    viewer: Viewer,
    run: PaymentRun,
    area_code: str,
    months: Collection[OpenMonth],
    quarterly: Sequence[tuple[str, str, str]] = (),
) -> Surroundings:
    lo, hi = scope(area_code)
    here = Q(area_code__gte=lo, area_code__lt=hi)
    edition = get_rulebook().at(run.on, area_code)
    openers = openers_of(edition)
    unpaid = {Month.from_index(m.month).first_day for m in months if m.target_fen > m.posted_fen}
    stays = _stays(viewer, here)
    deaths = _deaths(viewer, here, {m.key.person for m in months})
    residents = Q(person__area_code__gte=lo, person__area_code__lt=hi)
    households, persons = _payees(viewer, here | residents, deaths)
    return Surroundings(
        holds=_holds(viewer, run, files_merged(viewer)),
        deaths=deaths,
        stays=stays,
        covered=_covered(viewer, unpaid),
        openers=openers,
        standing=_standing(viewer, here, frozenset().union(*openers.values())),
        apart=programmes_apart(edition),
        quarterly=quarterly,
        given_to=_given_to(viewer, area_code, deaths),
        household_payees=households,
        person_payees=persons,
    )


def programmes_apart(edition: Edition) -> frozenset[frozenset[str]]:
    """Pairs that one person never has together, as the place's switches stand."""
    return frozenset(
        frozenset((p.first, p.second))
        for p in edition.rulebook.stacking
        if are_apart(edition, p.first, p.second)
    )


def _holds(
    viewer: Viewer, run: PaymentRun, merged: Mapping[int, int]
) -> dict[Whose, list[tuple[int, int]]]:
    """By whose award it is: a hold outlives a change of the amount."""
    lo, hi = scope(run.area_code)
    found: dict[Whose, list[tuple[int, int]]] = defaultdict(list)
    rows = in_scope(
        viewer, Hold.objects.filter(lifted_on__isnull=True, area_code__gte=lo, area_code__lt=hi)
    )
    for award, household, person, programme, period, first, last in rows.values_list(
        "award_id",
        "award__household_id",
        "award__person_id",
        "award__programme",
        "award__period",
        "from_month",
        "until_month",
    ):
        occasion = award if period == Award.Period.once else 0
        whose = (
            (0, merged.get(person, person), programme, occasion)
            if person
            else (household, 0, programme, occasion)
        )
        found[whose].append((Month.from_date(first).index, Month.from_date(last).index))
    return dict(found)


def read_deaths(viewer: Viewer, household: Household) -> dict[int, int | None]:
    """The present members of one household, and whoever has dues of their own: person → month of death, None who lives."""
    own = Due.objects.filter(household=household, person__isnull=False).values("person_id")
    here = Membership.objects.filter(household=household, valid_to__isnull=True).values("person_id")
    rows = in_scope(viewer, Person.objects.filter(Q(pk__in=here) | Q(pk__in=own)))
    return {
        person: Month.from_date(died).index if died else None
        for person, died in rows.values_list("pk", "died_on")
    }


def _stays(viewer: Viewer, here: Q) -> dict[int, list[Stay]]:
    """Who was in which household at the end of which months, of all times."""
    found: dict[int, list[Stay]] = defaultdict(list)
    rows = in_scope(viewer, Membership.objects.filter(here)).order_by("household_id", "pk")
    for household, person, since, until in rows.values_list(
        "household_id", "person_id", "valid_from", "valid_to"
    ).iterator(chunk_size=10_000):
        found[household].append(
            Stay(
                person,
                Month.from_date(since).index if since else 0,
                Month.from_date(until).index if until else FOR_EVER,
                since.toordinal() if since else 0,
            )
        )
    return dict(found)


def _deaths(viewer: Viewer, here: Q, persons: Collection[int]) -> dict[int, int]:
    """Person → month of death; whose day nobody recorded was dead in every month."""
    dead = Person.objects.filter(Q(died_on__isnull=False) | Q(is_deceased=True))
    found: dict[int, int] = {}
    of_households = Q(memberships__in=Membership.objects.filter(here))
    for rows in (dead.filter(here), dead.filter(of_households), dead.filter(pk__in=persons)):
        for person, died in in_scope(viewer, rows).values_list("pk", "died_on"):
            found[person] = Month.from_date(died).index if died else -1
    return found


def _covered(viewer: Viewer, months: Collection[date]) -> dict[tuple[int, int], int]:
    rows = in_scope(viewer, Cover.objects.filter(month__in=months, is_released=False))
    return {
        (person, Month.from_date(month).index): household
        for person, month, household in rows.values_list("person_id", "month", "due__household_id")
    }


def openers_of(edition: Edition) -> dict[str, frozenset[str]]:
    """Programmes that are paid only beside another: the living subsidy beside Dibao. What only a status opens was looked at when it was given."""
    book = edition.rulebook
    found: dict[str, set[str]] = defaultdict(set)
    for pairing in book.stacking:
        if edition.relation(pairing) == PREREQUISITE:
            found[pairing.second].add(pairing.first)
    return {
        programme: frozenset(openers)
        for programme, openers in found.items()
        if any("amount" in book.programmes[o].entry for o in openers)
    }


def _standing(
    viewer: Viewer, here: Q, programmes: frozenset[str]
) -> dict[int, list[tuple[str, int, int | None]]]:
    """The months in which each person has a programme, alone or with the household."""
    found: dict[int, list[tuple[str, int, int | None]]] = defaultdict(list)
    awards = in_scope(viewer, Award.objects.filter(here, programme__in=programmes))
    shared: dict[int, list[tuple[str, int, int | None]]] = defaultdict(list)
    for household, person, programme, first, last in awards.values_list(
        "household_id", "person_id", "programme", "from_month", "until_month"
    ):
        span = (
            programme,
            Month.from_date(first).index,
            Month.from_date(last).index if last else None,
        )
        if person is None:
            shared[household].append(span)
        else:
            found[person].append(span)
    rows = in_scope(viewer, Membership.objects.filter(household_id__in=list(shared)))
    for household, person, since, until in rows.values_list(
        "household_id", "person_id", "valid_from", "valid_to"
    ):
        for programme, first, last in shared[household]:
            begin = max(first, Month.from_date(since).index) if since else first
            left = Month.from_date(until).index if until else None
            ends = [e for e in (last, left) if e is not None]
            found[person].append((programme, begin, min(ends) if ends else None))
    return dict(found)


def _payees(
    viewer: Viewer, here: Q, deaths: Mapping[int, int]
) -> tuple[dict[int, Payee], dict[int, Payee]]:
    households: dict[int, Payee] = {}
    persons: dict[int, Payee] = {}
    rows = in_scope(viewer, PayeeAccount.objects.filter(here, valid_to__isnull=True))
    rows = rows.filter(provider__isnull=True)
    accounts = list(rows.values_list(*_ACCOUNT, "household_id", "person_id"))
    shared = find_shared(viewer, PayeeAccount.objects.filter(pk__in=[a[0] for a in accounts]))
    for account in accounts:
        household, person = account[-2:]
        payee = _payee(account, deaths)
        if account[0] in shared:
            payee = Payee(payee.account, payee.name, payee.fault or reasons.SHARED)
        if person is None:
            households[household] = payee
        else:
            persons[person] = payee
    return households, persons


_ACCOUNT = (
    "pk",
    "holder_id",
    "holder_name",
    Coalesce("holder__name", "provider__name"),
    "is_confirmed",
)


def _payee(account: tuple[Any, ...], deaths: Mapping[int, int]) -> Payee:
    pk, holder, name, registered, confirmed = account[:5]
    fault = ""
    if holder in deaths:
        fault = reasons.HOLDER_DEAD
    elif registered is not None and registered != name:
        fault = reasons.NAME_MISMATCH
    elif confirmed is False:
        fault = reasons.ACCOUNT_REFUSED
    return Payee(pk, name, fault)


def _given_to(
    viewer: Viewer, area_code: str, deaths: Mapping[int, int]
) -> dict[tuple[int, str], list[tuple[int, int | None, Payee]]]:
    """What other rooms say of whose hands a part of an award goes to; an account that has ended is no account."""
    told = list_given(viewer, area_code)
    rows = in_scope(viewer, PayeeAccount.objects.filter(pk__in={g.account for g in told}))
    accounts = {row[0]: row for row in rows.filter(valid_to__isnull=True).values_list(*_ACCOUNT)}
    dead = dict(deaths) | dict.fromkeys(
        in_scope(viewer, Person.objects.filter(pk__in={row[1] for row in accounts.values()}))
        .filter(Q(died_on__isnull=False) | Q(is_deceased=True))
        .values_list("pk", flat=True),
        0,
    )
    found: dict[tuple[int, str], list[tuple[int, int | None, Payee]]] = defaultdict(list)
    for g in told:
        row = accounts.get(g.account)
        payee = _payee(row, dead) if row else Payee(g.account, "", reasons.NO_ACCOUNT)
        if g.agreement is None:
            payee = Payee(payee.account, payee.name, reasons.NO_AGREEMENT)
        last = g.last.index if g.last else None
        found[g.award, g.component].append((g.first.index, last, payee))
    return dict(found)


def read_returned(viewer: Viewer, run: PaymentRun, area_code: str) -> list[Returned]:
    """Payments that the bank gave back and no later run has taken up, in order."""
    lo, hi = scope(area_code)
    rows = in_scope(
        viewer,
        Line.objects.filter(state=Line.State.failed, area_code__gte=lo, area_code__lt=hi),
    ).exclude(retries__state__in=("approved", "sent", "paid", "failed"))
    rows = rows.exclude(transfers__source="returned")  # given up
    if run.programmes:
        rows = rows.filter(programme__in=run.programmes)
    return [
        Returned(
            line.pk,
            Key(line.area_code, line.household_id, line.person_id or 0, line.programme, line.component, line.occasion),
            line.amount_fen,
            line.account_id or 0,
            line.dues,
        )
        for line in rows.order_by("pk")
    ]  # fmt: skip
