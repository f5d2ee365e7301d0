"""Families with awards and accounts, written straight into the tables: what the benchmark of payments stands on.

Every family has two members and one award; every fourth member also has a care subsidy of their own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

AT_ONCE = 20_000
CARE_EVERY = 4


def make_payees(count: int, first: date) -> None:
    """`count` awards from month `first` on, spread over all villages of the demonstration county."""
    from doudi.foundation import audit
    from doudi.foundation.access import acting, system
    from doudi.foundation.models import Area
    from doudi.foundation.services.demo import COUNTY
    from doudi.units.area import AreaLevel, level, scope

    lo, hi = scope(COUNTY)
    with acting(system("bench")):
        codes = Area.objects.filter(code__gte=lo, code__lt=hi).values_list("code", flat=True)
        villages = sorted(code for code in codes if level(code) is AreaLevel.village)
    families = count * CARE_EVERY // (CARE_EVERY + 1)
    care = count - families
    for begin in range(0, families, AT_ONCE):
        lot = range(begin, min(begin + AT_ONCE, families))
        with acting(system("bench")) as actor:
            _make_lot(lot, villages, first, care)
            audit.record(actor, "casework.case.changed", details={"bench": len(lot)})


def _make_lot(lot: range, villages: list[str], first: date, care: int) -> None:
    from doudi.casework.models import Award
    from doudi.registry.models import Household, Membership, Person

    homes = Household.objects.bulk_create(
        Household(area_code=villages[n % len(villages)], number=f"B{n:07}", valid_from=first)
        for n in lot
    )
    people = Person.objects.bulk_create(
        Person(
            area_code=home.area_code,
            name=f"{'赵钱孙李周吴郑王'[n % 8]}{'一二三四五六七八九'[n % 9]}{place}",
            identity_kind="resident",
            identity_state="missing",
            identity_reason="测速",
            hukou_area=home.area_code,
        )
        for n, home in zip(lot, homes, strict=True)
        for place in range(2)
    )
    pairs = list(zip(people[::2], people[1::2], strict=True))
    Membership.objects.bulk_create(
        Membership(
            area_code=home.area_code,
            household=home,
            person=person,
            relation=("head", "spouse")[place],
            position=place,
            valid_from=first,
        )
        for home, pair in zip(homes, pairs, strict=True)
        for place, person in enumerate(pair)
    )
    rows = [_award(home, None, "dibao", 38_067 + n % 100, first) for n, home in zip(lot, homes, strict=True)]  # fmt: skip
    rows += [
        _award(home, pair[1], "disability_care_subsidy", 7_000, first)
        for n, home, pair in zip(lot, homes, pairs, strict=True)
        if n % CARE_EVERY == 0 and n // CARE_EVERY < care
    ]
    Award.objects.bulk_create(rows)
    _make_accounts(lot, homes, pairs, first)


def _award(home: Any, person: Any, programme: str, fen: int, first: date) -> Any:
    from doudi.casework.models import Award

    return Award(
        area_code=home.area_code,
        household=home,
        person=person,
        programme=programme,
        outcome="money",
        amount_fen=fen,
        members=2 if person is None else 1,
        from_month=first,
    )


def _make_accounts(lot: range, homes: list[Any], pairs: list[Any], first: date) -> None:
    from doudi.foundation.keys import keyring
    from doudi.payments.models import PayeeAccount
    from doudi.payments.services.accounts import PURPOSE

    numbers = [f"62170000{n:07}" for n in lot]
    ciphers = keyring().encrypt_many(numbers, PURPOSE)
    indexes = keyring().blind_indexes(numbers, PURPOSE)
    PayeeAccount.objects.bulk_create(
        PayeeAccount(
            area_code=home.area_code,
            household=home,
            holder=pair[0],
            holder_name=pair[0].name,
            bank="rural_credit",
            number_cipher=cipher,
            number_index=index,
            number_shown=f"{number[:4]} **** {number[-4:]}",
            valid_from=first,
        )
        for home, pair, number, cipher, index in zip(
            homes, pairs, numbers, ciphers, indexes, strict=True
        )
    )
