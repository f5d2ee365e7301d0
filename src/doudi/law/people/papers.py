"""Papers and registers of persons: hukou, disability certificate, retirement, old-age allowance, Dibao status."""

from __future__ import annotations

import numpy as np

from doudi.law.people.people import FEN, People

MONTHS = 12


def draw_papers(people: People) -> None:
    """What the police, the federation and social security have on record of a person."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    local = put["has_local_hukou"][people.home]
    put["hukou_is_here"] = local & ~chance.happens(n, figures["papers.own_hukou_elsewhere"])
    _certificates(people)
    weights = figures["papers.retired_from"]
    codes = np.array([people.code("retired_from", option) for option in weights], np.int8)
    none = people.code("retired_from", "none")
    retired = people.drawn["is_retired"]
    put["retired_from"] = np.where(
        retired, codes[chance.any_of(n, list(weights.values()))], none
    ).astype(np.int8)
    old = (people.age >= figures["papers.old_age_from"]) & ~retired & put["hukou_is_here"]
    allowance = figures["papers.old_age_allowance"] * MONTHS * FEN
    put["income_old_age_allowance"] = (old * allowance).astype(np.int32)
    held = put["is_dibao_recipient"][people.home] & people.drawn["counts"]
    put["held_status_before"] = held
    put["status_held_since"] = people.dates(held, 60, 2500)


def _certificates(people: People) -> None:
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    disabled = put["disability_type"] != people.code("disability_type", "none")
    expired = disabled & chance.happens(n, figures["papers.certificate_expired"])
    put["certificate_is_cancelled"] = disabled & chance.happens(
        n, figures["papers.certificate_cancelled"]
    )
    days = np.where(expired, -chance.between(n, 1, 400), chance.between(n, 30, 3600))
    put["certificate_valid_until"] = (people.today + np.where(disabled, days, 0)).astype(np.int32)
