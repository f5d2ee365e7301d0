"""Legal supporters who live elsewhere, and what they earn."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Array, Truths
from doudi.law.people.families import HEAD, OLDEST
from doudi.law.people.people import DAYS_IN_YEAR, FEN, People, fen


def draw_relatives(people: People) -> None:
    """Supporters of each household: for the old their children, for others parents or grandparents."""
    families, chance, figures = people.families, people.chance, people.figures
    payers = np.zeros(people.households, np.int8)
    for kind, weights in figures["relatives.outside"].items():
        rows = np.flatnonzero(families.is_kind(kind))
        payers[rows] = chance.one_of(len(rows), weights)
    payers = np.maximum(payers, _must_have_one(people)) + _live_apart(people)
    people.payers = payers
    _relations(people)
    _earnings(people)
    _persons(people)
    _payments(people)


def _must_have_one(people: People) -> Array:
    """A disabled person alone has a parent or a child, unless the figures make one with nobody."""
    alone = people.families.is_kind("adult_alone")
    return (alone & people.any_in_home(people.drawn["is_severe"])).astype(np.int8)


def _live_apart(people: People) -> Array:
    """A grown child who is in the family's register but lives and earns elsewhere owes support like one outside it."""
    apart = (
        people.is_child_of_head & ~people.facts["lives_with_family"] & ~people.facts["is_clergy"]
    )
    return people.any_in_home(apart).astype(np.int8)


def of_payers(people: People, column: Array) -> Array:
    """A column of the households, for each of their supporters."""
    return np.repeat(column, people.payers)


def _relations(people: People) -> None:
    n, put = int(people.payers.sum()), people.facts
    families, code = people.families, people.code
    kind = np.full(n, code("supporter_kind", "child"), np.int8)
    young = of_payers(people, families.is_kind("adult_alone", "one_parent"))
    kind[young] = code("supporter_kind", "parent")
    kind[of_payers(people, families.is_kind("unattended", "orphans"))] = code(
        "supporter_kind", "child"
    )
    put["supporter_kind"] = kind
    heavy = people.any_in_home(people.drawn["is_severe"])
    put["supported_person_is_minor"] = of_payers(people, families.is_kind("one_parent"))
    put["supported_person_is_dependent"] = put["supported_person_is_minor"] | of_payers(
        people, heavy
    )
    put["nearer_supporter_is_unable"] = np.zeros(n, bool)
    put["was_raised_by_supported"] = np.zeros(n, bool)
    extra = people.chance.any_of(people.households, [50, 35, 15])
    children = np.maximum(people.payers + extra, 1).astype(np.int8)
    put["children_of_parents"] = of_payers(people, children)


def _earnings(people: People) -> None:
    n, chance, figures, put = int(people.payers.sum()), people.chance, people.figures, people.facts
    grounds = figures["relatives.exemptions"]
    codes = np.array([people.code("payer_exemption", g) for g in grounds], np.int8)
    put["payer_exemption"] = codes[chance.one_of(n, list(grounds.values()))]
    size = chance.any_of(n, figures["relatives.payer_sizes"]) + 1
    put["payer_household_size"] = size.astype(np.int8)
    # Children of the poor are poorer: below and around the line their income follows their parents'.
    level = of_payers(people, np.minimum(people.drawn["level"], 1))
    middle = of_payers(
        people, people.place_figure("relatives.payer_income", people.families.is_rural)
    )
    per_head = middle * level * np.exp(figures["relatives.payer_spread"] * chance.bell(n))
    put["payer_income"] = fen(per_head * size)


def _persons(people: People) -> None:
    """Their own age, income and state, by which the law judges whether they are able at all."""
    n, chance, figures, put = int(people.payers.sum()), people.chance, people.figures, people.facts
    head = of_payers(people, people.families.age[:, HEAD]).astype(np.float32)
    parent = put["supporter_kind"] == people.code("supporter_kind", "parent")
    age = np.clip(np.where(parent, head + 25, head - 26) + chance.between(n, -4, 4), 18, OLDEST)
    put["supporter_birth_date"] = (
        people.today - age * DAYS_IN_YEAR - chance.between(n, 1, 364)
    ).astype(np.int32)
    share = chance.within(n, figures["relatives.own_share"])
    put["supporter_own_income"] = fen(put["payer_income"] / FEN * 12 * share, 100)

    def exempt(ground: str) -> Truths:
        return people.holds("payer_exemption", ground)

    disability = np.full(n, people.code("supporter_disability", "none"), np.int8)
    disability[exempt("severely_disabled")] = people.code("supporter_disability", "severe")
    put["supporter_disability"] = disability
    put["supporter_is_missing"], put["supporter_is_imprisoned"] = (
        exempt("missing"),
        exempt("imprisoned"),
    )
    put["supporter_lacks_capacity"] = exempt("severely_disabled") & chance.happens(
        n, figures["relatives.without_capacity"]
    )
    rich = chance.happens(n, figures["relatives.beyond_asset_rule"])
    put["supporter_meets_asset_rule"] = ~rich | (
        put["payer_exemption"] != people.code("payer_exemption", "none")
    )


def _payments(people: People) -> None:
    n, chance, figures, put = int(people.payers.sum()), people.chance, people.figures, people.facts
    for truth, amount, share in (
        ("has_court_order", "court_amount", figures["relatives.court_order"]),
        ("has_support_agreement", "agreed_amount", figures["relatives.agreement"]),
    ):
        put[truth] = chance.happens(n, share)
        put[amount] = fen(chance.within(n, figures["relatives.amount"], lean=2)) * put[truth]
    pays = chance.happens(n, figures["relatives.pays"])
    put["paid_amount"] = fen(chance.within(n, figures["relatives.amount"], lean=2)) * pays
