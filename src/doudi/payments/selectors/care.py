"""Bought care as pages and the plan read it: providers, agreements, and of each month what the award gives, what hours cost, what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from doudi.casework.models import Award
from doudi.foundation.access import Viewer, acting, in_scope, system
from doudi.payments.models import CareAgreement, CareMonth, CareProvider, Due, PayeeAccount
from doudi.payments.payees import GivenTo
from doudi.payments.selectors.open_months import files_merged
from doudi.units.area import AreaLevel, at_level, scope
from doudi.units.dates import Month

COMPONENT = "care"


@dataclass(frozen=True, slots=True)
class CareSight:
    """A month of an agreement. `part_fen`: what the award gives for care; `posted_fen`: what was posted to be paid for it."""

    agreement: CareAgreement
    month: Month
    part_fen: int
    posted_fen: int
    care: CareMonth | None

    @property
    def is_confirmed(self) -> bool:
        return self.care is not None and self.care.confirmed_hours is not None

    @property
    def cost_fen(self) -> int | None:
        """None: not confirmed yet."""
        if self.care is None or self.care.confirmed_hours is None:
            return None
        return min(self.part_fen, self.care.cost_fen)

    @property
    def left_fen(self) -> int | None:
        """Of the care part, what bought nothing: it stays with the fund."""
        return None if self.cost_fen is None else self.part_fen - self.cost_fen


@dataclass(slots=True)
class CareSums:
    """`part` = `cost` + `left` + `waiting`; `posted` comes up to `cost` with the next run."""

    part: int = 0
    cost: int = 0
    left: int = 0
    waiting: int = 0
    posted: int = 0
    to_confirm: int = 0  # months with hours that nobody confirmed


def add_up(sights: Iterable[CareSight]) -> CareSums:
    sums = CareSums()
    for sight in sights:
        sums.part += sight.part_fen
        sums.posted += sight.posted_fen
        if sight.cost_fen is None:
            sums.waiting += sight.part_fen
            sums.to_confirm += sight.care is not None
        else:
            sums.cost += sight.cost_fen
            sums.left += sight.part_fen - sight.cost_fen
    return sums


# -- lists ---------------------------------------------------------------------------------------------
def list_providers(viewer: Viewer) -> QuerySet[CareProvider]:
    return in_scope(viewer, CareProvider.objects.order_by("area_code", "name"))


def list_providers_to_buy_from(viewer: Viewer) -> list[CareProvider]:
    """The viewer's own, and those of the county: a county's pool buys for its townships."""
    county = at_level(viewer.area_code, AreaLevel.county)
    with acting(system("payments.care")):
        shared = list(CareProvider.objects.filter(area_code=county))
    found = {p.pk: p for p in (*list_providers(viewer), *shared)}
    return sorted(found.values(), key=lambda p: (p.name, p.pk))


def list_providers_with_people(viewer: Viewer, on: date) -> QuerySet[CareProvider]:
    """`people`: how many it cares for now; `shown`: its account, or null."""
    day = Month.from_date(on).first_day
    running = Q(agreements__last_month__isnull=True) | Q(agreements__last_month__gte=day)
    accounts = PayeeAccount.objects.filter(provider=OuterRef("pk"), valid_to__isnull=True)
    return list_providers(viewer).annotate(
        people=Count("agreements", filter=running & Q(agreements__first_month__lte=day)),
        shown=Subquery(accounts.values("number_shown")[:1]),
    )


def get_account_of(viewer: Viewer, provider: CareProvider) -> PayeeAccount | None:
    rows = PayeeAccount.objects.filter(provider=provider, valid_to__isnull=True)
    return in_scope(viewer, rows).first()


def list_agreements(viewer: Viewer) -> QuerySet[CareAgreement]:
    rows = CareAgreement.objects.select_related("person", "household")
    return in_scope(viewer, rows)


def agreements_of_month(rows: QuerySet[CareAgreement], month: Month) -> QuerySet[CareAgreement]:
    day = month.first_day
    running = Q(last_month__isnull=True) | Q(last_month__gte=day)
    return rows.filter(running, first_month__lte=day)


def list_care_money(viewer: Viewer, on: date) -> QuerySet[Award]:
    """Awards with money for care that buys nothing yet."""
    month = Month.from_date(on).first_day
    standing = CareAgreement.objects.filter(
        Q(last_month__isnull=True) | Q(last_month__gt=month),
        person=OuterRef("person"),
        programme=OuterRef("programme"),
    )
    rows = Award.objects.filter(
        Q(until_month__isnull=True) | Q(until_month__gte=month),
        outcome="money",
        period="month",
        person__isnull=False,
        parts__has_key=COMPONENT,
    ).exclude(state="ended")
    rows = rows.filter(~Exists(standing)).select_related("person", "household")
    return in_scope(viewer, rows)


def list_to_confirm(viewer: Viewer) -> QuerySet[CareMonth]:
    """Hours that a provider says it gave and nobody has confirmed."""
    return in_scope(viewer, CareMonth.objects.filter(confirmed_hours__isnull=True))


def count_to_confirm(viewer: Viewer) -> list[tuple[date, int]]:
    """Month → for how many people; the oldest first."""
    rows = list_to_confirm(viewer).values_list("month").annotate(n=Count("pk"))
    return list(rows.order_by("month"))


# -- months --------------------------------------------------------------------------------------------
def read_care_months(
    viewer: Viewer, agreements: Collection[CareAgreement], first: Month, last: Month
) -> list[CareSight]:
    """Of these agreements each month that they run, newest first. Four statements."""
    files = _files_of(viewer, {a.person_id for a in agreements})
    persons = {p for those in files.values() for p in those}
    rows = in_scope(viewer, CareMonth.objects.filter(agreement__in=[a.pk for a in agreements]))
    rows = rows.filter(month__gte=first.first_day, month__lte=last.first_day)
    cares = {(c.agreement_id, Month.from_date(c.month)): c for c in rows}
    awards = _awards_of(viewer, persons)
    posted = _posted_for(viewer, persons)
    found = []
    for agreement in agreements:
        for month in months_of(agreement, first, last):
            whose = files[agreement.person_id]
            parts = [a for p in whose for a in awards.get((p, agreement.programme), ())]
            key = (agreement.programme, agreement.component, month)
            found.append(
                CareSight(
                    agreement,
                    month,
                    part_of(parts, agreement.component, month),
                    sum(posted.get((p, *key), 0) for p in whose),
                    cares.get((agreement.pk, month)),
                )
            )
    return sorted(found, key=lambda s: s.month, reverse=True)


def months_of(agreement: CareAgreement, first: Month, last: Month) -> list[Month]:
    """Those of a span in which the agreement runs."""
    begin = max(first, Month.from_date(agreement.first_month))
    end = min(last, Month.from_date(agreement.last_month)) if agreement.last_month else last
    return [Month.from_index(m) for m in range(begin.index, end.index + 1)]


def runs_in(agreement: CareAgreement, month: Month) -> bool:
    return bool(months_of(agreement, month, month))


def name_of_provider(viewer: Viewer, person: int | None, provider: int | None) -> str:
    """As the person's agreement has it; "" where there is none."""
    rows = CareAgreement.objects.filter(person=person, provider=provider)
    name = in_scope(viewer, rows).values_list("provider_name", flat=True).first()
    return name or ""


def part_of(awards: Iterable[Award], component: str, month: Month) -> int:
    """What the award given last gives for the month."""
    day = month.first_day
    there = [
        a
        for a in awards
        if a.from_month <= day
        and (a.until_month is None or a.until_month >= day)
        and (a.paid_through is None or a.paid_through < day)
    ]
    newest = max(there, key=lambda a: a.pk, default=None)
    return int(newest.parts.get(component, 0)) if newest else 0


def care_awards_of(viewer: Viewer, person: int, programme: str) -> list[Award]:
    (files,) = _files_of(viewer, {person}).values()
    found = _awards_of(viewer, files)
    return [a for p in files for a in found.get((p, programme), ())]


def paid_months(viewer: Viewer, agreement: CareAgreement) -> dict[Month, int]:
    """Months of the same money with something posted, to whomever it went."""
    (files,) = _files_of(viewer, {agreement.person_id}).values()
    found: dict[Month, int] = defaultdict(int)
    for (_p, programme, component, month), fen in _posted_for(viewer, files).items():
        if (programme, component) == (agreement.programme, agreement.component):
            found[month] += fen
    return {month: fen for month, fen in found.items() if fen}


def _files_of(viewer: Viewer, persons: Collection[int]) -> dict[int, set[int]]:
    """Each person with every file that was merged with theirs."""
    merged = files_merged(viewer)
    same: dict[int, set[int]] = defaultdict(set)
    for file, kept in merged.items():
        same[kept] |= {file, kept}
    return {p: same.get(merged.get(p, p), {p}) | {p} for p in persons}


def _awards_of(viewer: Viewer, persons: Collection[int]) -> dict[tuple[int, str], list[Award]]:
    found: dict[tuple[int, str], list[Award]] = defaultdict(list)
    rows = Award.objects.filter(person__in=persons, outcome="money", period="month")
    for award in in_scope(viewer, rows):
        found[award.person_id or 0, award.programme].append(award)
    return found


def _posted_for(viewer: Viewer, persons: Collection[int]) -> dict[tuple[int, str, str, Month], int]:
    rows = in_scope(viewer, Due.objects.filter(person__in=persons, component=COMPONENT))
    sums = rows.values_list("person", "programme", "component", "month")
    return {
        (person, programme, component, Month.from_date(month)): fen
        for person, programme, component, month, fen in sums.annotate(Sum("amount_fen"))
    }


# -- for the plan --------------------------------------------------------------------------------------
def list_given_to_providers(viewer: Viewer, area_code: str) -> list[GivenTo]:
    """A source of payees: in the months of an agreement its component goes to the provider, if it has an account."""
    lo, hi = scope(area_code)
    here = Award.objects.filter(area_code__gte=lo, area_code__lt=hi).values("person")
    rows = CareAgreement.objects.filter(Q(area_code__gte=lo, area_code__lt=hi) | Q(person__in=here))
    agreements = list(in_scope(viewer, rows).order_by("pk"))
    if not agreements:
        return []
    accounts = PayeeAccount.objects.filter(provider__isnull=False, valid_to__isnull=True)
    account_of = dict(in_scope(viewer, accounts).values_list("provider", "pk"))
    files = _files_of(viewer, {a.person_id for a in agreements})
    awards = _awards_of(viewer, {p for those in files.values() for p in those})
    return [
        GivenTo(
            award.pk,
            agreement.component,
            account_of.get(agreement.provider_id, 0),
            Month.from_date(agreement.first_month),
            Month.from_date(agreement.last_month) if agreement.last_month else None,
            agreement.document_id,
        )
        for agreement in agreements
        for person in sorted(files[agreement.person_id])
        for award in awards.get((person, agreement.programme), ())
    ]
