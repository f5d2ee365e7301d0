"""Numbers that offices give: of applications, cases, letters. None twice and, within a transaction that stands, none left out."""

from __future__ import annotations

import secrets

from django.db import connection

from doudi.units.area import AreaLevel, at_level

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as another
CODE_LENGTH = 12  # 31^12: nobody guesses one


def take_number(area: str, kind: str, year: int) -> int:
    """The next of the office's numbers of this kind in the year. The row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_numberseries (area_code, kind, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (area_code, kind, year) DO UPDATE SET last = casework_numberseries.last + 1 RETURNING last",
            [area, kind, year],
        )
        return int(cursor.fetchone()[0])


def case_number(area: str, year: int) -> str:
    """Township, year, running number: 102-2022-00017."""
    office = at_level(area, AreaLevel.township) or area
    return f"{office[6:9]}-{year}-{take_number(office, 'case', year):05d}"


def application_number(area: str, year: int) -> str:
    office = at_level(area, AreaLevel.township) or area
    return f"S{office[6:9]}-{year}-{take_number(office, 'application', year):05d}"


def new_code() -> str:
    """An unguessable code, easy to read aloud: a receipt, a public page, a printed paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
