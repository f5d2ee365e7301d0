"""Registered poor households, families who moved to town under the relocation plan, and homes that a disaster damaged."""

from __future__ import annotations

import numpy as np

from doudi.law.people.people import People


def draw_moves(people: People) -> None:
    """After what is on record (Dibao) and before what is left open."""
    _registered_poor(people)
    _relocation(people)
    _disasters(people)


def _registered_poor(people: People) -> None:
    figures, rural, put = people.figures, people.families.is_rural, people.facts
    on_dibao = put["is_dibao_recipient"]
    # Who lives alone and is poor is on Dibao or in Tekun support: the other registered poor are families.
    others = (
        rural
        & ~on_dibao
        & (people.families.sizes > 1)
        & (people.drawn["level"] < figures["moves.poor_up_to"])
    )
    wanted = (
        figures["moves.registered_poor"] * rural.sum()
        - figures["moves.poor_on_dibao"] * (rural & on_dibao).sum()
    )
    share = min(max(wanted / max(others.sum(), 1), 0), 1)
    put["is_registered_poor"] = people.chance.of(
        rural & on_dibao, figures["moves.poor_on_dibao"]
    ) | (people.chance.of(others, share))


def _relocation(people: People) -> None:
    figures, put = people.figures, people.facts
    poor, on_dibao = put["is_registered_poor"], put["is_dibao_recipient"]
    # Who lives alone does not move to town with the plan, a couple more rarely than a family.
    sizes = people.families.sizes
    families = (sizes > 2) | people.chance.of(sizes == 2, figures["moves.couples"])
    moved = people.chance.alike(poor & on_dibao & families, figures["moves.moved_on_dibao"], sizes)
    moved |= people.chance.alike(poor & ~on_dibao, figures["moves.moved_others"], sizes)
    put["moved_to_town"] = moved
    put["moved_in_on"] = people.dates(moved, 20, 500)
    put["relocation_grant_paid"] = moved & people.chance.happens(
        people.households, figures["moves.grant_paid"]
    )
    put["has_moved_in"] = moved[people.home] & put["lives_with_family"]
    kind = people.codes("current_dibao_kind", "rural", "urban", people.families.is_rural)
    put["current_dibao_kind"] = kind


def _disasters(people: People) -> None:
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    hit = chance.happens(homes, figures["disaster.hit"]) & people.families.is_rural
    weights = figures["disaster.damage"]
    codes = np.array([people.code("home_damage", option) for option in weights], np.int8)
    damage = codes[chance.any_of(homes, list(weights.values()))]
    # Exactly so many lost their only home, cannot rebuild it alone and have not been aided yet; the others have been.
    listed = put["is_registered_poor"] | put["is_dibao_recipient"]
    rebuild = chance.of(listed & (put["homes"] <= 1), figures["disaster.rebuilds"])
    hit |= rebuild
    damage[rebuild] = people.code("home_damage", "collapsed")
    damage[~hit] = people.code("home_damage", "none")
    put["home_damage"] = damage
    put["damaged_by_disaster"] = ~people.holds("home_damage", "none")
    put["is_only_home"] = put["homes"] <= 1
    poor = people.drawn["level"] < figures["disaster.unaided_up_to"]
    put["cannot_rebuild_unaided"] = rebuild | (put["damaged_by_disaster"] & poor)
    put["rebuilding_aid_paid"] = put["damaged_by_disaster"] & ~rebuild
    put["hit_by_disaster"] = hit
    needy = hit & poor
    for lack in ("lacks_food", "lacks_clothing", "lacks_heating"):
        put[lack] = needy & chance.happens(homes, figures["disaster.lacks"])
    put["cannot_cope_unaided"] = needy
    put["winter_spring_paid"] = hit & chance.happens(homes, 0.4)
