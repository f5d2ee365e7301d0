"""Legal supporters who live elsewhere, and what they earn."""

from __future__ import annotations

import numpy as np

from doudi.law.people.people import People, fen

GROUNDS = ("none", "dibao", "tekun", "edge", "severely_disabled", "minor", "imprisoned", "student", "missing")


def draw_relatives(people: People) -> None:
    """Supporters of each household: for the old their children, for others parents or grandparents."""
    families, chance, figures = people.families, people.chance, people.figures
    payers = np.zeros(people.households, np.int8)
    for kind, weights in figures["relatives.outside"].items():
        rows = np.flatnonzero(families.is_kind(kind))
        payers[rows] = chance.one_of(len(rows), weights)
    payers = np.maximum(payers, _must_have_one(people))
    people.payers = payers
    _relations(people)
    _earnings(people)
    _payments(people)


def _must_have_one(people: People) -> np.ndarray:
    """A disabled person alone has a parent or a child, unless the figures make one with nobody."""
    alone = people.families.is_kind("adult_alone")
    return (alone & people.any_in_home(people.drawn["is_severe"])).astype(np.int8)


def of_payers(people: People, column: np.ndarray) -> np.ndarray:
    """A column of the households, for each of their supporters."""
    return np.repeat(column, people.payers)


def _relations(people: People) -> None:
    n, put = int(people.payers.sum()), people.facts
    families, code = people.families, people.code
    kind = np.full(n, code("supporter_kind", "child"), np.int8)
    young = of_payers(people, families.is_kind("adult_alone", "one_parent"))
    kind[young] = code("supporter_kind", "parent")
    kind[of_payers(people, families.is_kind("unattended", "orphans"))] = code("supporter_kind", "child")
    put["supporter_kind"] = kind
    heavy = people.any_in_home(people.drawn["is_severe"])
    put["supported_person_is_minor"] = of_payers(people, families.is_kind("one_parent"))
    put["supported_person_is_dependent"] = put["supported_person_is_minor"] | of_payers(people, heavy)
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
    middle = of_payers(people, people.place_figure("relatives.payer_income", people.families.is_rural))
    per_head = middle * level * np.exp(figures["relatives.payer_spread"] * chance.bell(n))
    put["payer_income"] = fen(per_head * size)


def _payments(people: People) -> None:
    n, chance, figures, put = int(people.payers.sum()), people.chance, people.figures, people.facts
    for truth, amount, share in (
        ("has_court_order", "court_amount", figures["relatives.court_order"]),
        ("has_support_agreement", "agreed_amount", figures["relatives.agreement"]),
    ):
        put[truth] = chance.happens(n, share)
        put[amount] = fen(chance.between(n, *figures["relatives.amount"], 2)) * put[truth]
    pays = chance.happens(n, figures["relatives.pays"])
    put["paid_amount"] = fen(chance.between(n, *figures["relatives.amount"], 2)) * pays
