"""What the offices have on record today: who receives what."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Reals
from doudi.law.people.families import WITH_NOBODY
from doudi.law.people.people import FEN, People, fen
from doudi.law.people.relatives import of_payers


def draw_statuses(people: People) -> None:
    """Recorded Dibao with its amount and stage, Tekun, orphans, unattended children."""
    _dibao(people)
    _persons(people)
    _household(people)


def _dibao(people: People) -> None:
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    level = _as_found(people)
    below = (level < 1) & chance.happens(homes, figures["status.dibao_recorded"])
    above = (level >= 1) & (level < figures["status.just_above"])
    above &= chance.happens(homes, figures["status.dibao_above"])
    receives = (below | above) & ~people.families.is_kind(*WITH_NOBODY, "orphan_home")
    put["is_dibao_recipient"] = receives
    anchor = people.place_figure("income.anchor", people.families.is_rural)
    gap = np.maximum(1 - level, 0.06) * anchor / 12 * people.count_in_home(people.drawn["counts"])
    put["current_dibao_amount"] = fen(gap * receives, 1)
    put["dibao_class"] = np.digitize(level, [0.4, 0.7]).astype(np.int8)
    put["income_rose_by_employment"] = (
        above & receives & chance.happens(homes, figures["status.rose_by_work"])
    )
    put["gradual_exit_began"] = (
        above & receives & chance.happens(homes, figures["status.exit_began"])
    )
    put["gradual_exit_began_on"] = people.dates(put["gradual_exit_began"], 20, 320)


def _as_found(people: People) -> Reals:
    """Income per head with what relatives owe, as a multiple of the anchor: about what the last review found."""
    figures, put = people.figures, people.facts
    line = people.place_figure("income.anchor", people.families.is_rural) / 12
    free = of_payers(people, line) * figures["relatives.counted_from"] * put["payer_household_size"]
    owed = np.maximum(put["payer_income"] / FEN - free, 0) * figures["relatives.counted_share"]
    owed[put["payer_exemption"] != people.code("payer_exemption", "none")] = 0
    owed = np.maximum(owed, put["paid_amount"] / FEN)
    payers_home = np.repeat(np.arange(people.households), people.payers)
    support = np.bincount(payers_home, weights=owed, minlength=people.households)
    heads = np.maximum(people.count_in_home(people.drawn["counts"]), 1)
    found: Reals = (people.drawn["level"] + support / heads / line).astype(np.float32)
    people.drawn["found_level"] = found
    return found


def _persons(people: People) -> None:
    chance, figures, put = people.chance, people.figures, people.facts
    alone = people.families.is_kind(*WITH_NOBODY)[people.home]
    put["is_tekun"] = chance.of(alone, figures["status.tekun_recorded"])


def _household(people: People) -> None:
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    rural = people.families.is_rural
    put["residence_class"] = np.where(
        rural, people.code("residence_class", "rural"), people.code("residence_class", "urban")
    ).astype(np.int8)
    local = chance.happens(homes, figures["life.has_local_hukou"])
    put["has_local_hukou"] = local | people.families.is_kind(*WITH_NOBODY)
    put["income_is_unstable"] = chance.happens(homes, figures["income.unstable"])
    put["drew_by_fraud"] = chance.happens(homes, figures["status.fraud"])
    put["application_date"] = (people.today - chance.between(homes, 5, 40)).astype(np.int32)
