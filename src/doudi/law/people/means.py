"""Income, assets and homes. Each family has a rank among its like; income per head follows from it, and is then shared
out among its members by kind of income, so that what the rules count adds up to it again."""

from __future__ import annotations

import numpy as np

from doudi.law.people.chance import Reals, Truths, normal_at, pick
from doudi.law.people.condition import ADULT, OLD
from doudi.law.people.families import HEAD, WITH_NOBODY
from doudi.law.people.people import People, fen

MONTHS = 12


def draw_means(people: People) -> None:
    """Income of the last twelve months, assets, homes."""
    _levels(people)
    _income(people)
    _assets(people)
    _homes(people)


def _levels(people: People) -> None:
    """Own income per head, as a multiple of the anchor (the Dibao line by which the figures are spread)."""
    families, figures = people.families, people.figures
    below = np.where(
        families.is_rural,
        families.by_kind(figures["income.below"]["rural"]),
        families.by_kind(figures["income.below"]["urban"]),
    )
    heavy = people.any_in_home(people.drawn["is_severe"] & people.drawn["counts"])
    ill = people.any_in_home(people.facts["has_major_illness"] & people.drawn["counts"])
    below = below * np.where(heavy, figures["income.below_if_disabled"], 1)
    below = np.clip(below * np.where(ill, figures["income.below_if_ill"], 1), 1e-4, 0.9999)
    rank = _ranks(people)
    spread = people.place_figure("income.spread", families.is_rural)
    level = np.exp(spread * (normal_at(rank) - normal_at(below.astype(np.float32))))
    # Below the line families are much poorer than the tail of one smooth distribution would have it.
    level = np.where(level < 1, level ** np.float32(figures["income.depth"]), level)
    people.drawn["level"] = np.maximum(level, np.float32(figures["income.lowest"]))


def _ranks(people: People) -> Reals:
    """Places among the families of one kind, spread evenly over each kind."""
    rank = np.empty(people.households, np.float32)
    for kind in range(len(people.families.kinds)):
        for rural in (True, False):
            rows = np.flatnonzero(
                (people.families.kind == kind) & (people.families.is_rural == rural)
            )
            rank[rows] = people.chance.spread(len(rows))
    return rank


# -- income ----------------------------------------------------------------------------------------
def _income(people: People) -> None:
    counted = people.drawn["counts"]
    anchor = people.place_figure("income.anchor", people.families.is_rural)
    whole = people.drawn["level"] * anchor * people.count_in_home(counted)
    people.drawn["own_income"] = whole
    rest = whole - people.sum_in_home(_pensions(people) * counted)
    rest -= _shares(people, "property", rest, counted)
    rest -= _shares(people, "transfer", rest, counted)
    _earnings(people, np.maximum(rest, 0).astype(np.float32))
    _absent_earnings(people)
    _deductions(people)


def _pensions(people: People) -> Reals:
    """Pensions of everybody from 60; what the law counts of them a year, in yuan."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    old = people.age >= OLD
    rich = people.drawn["level"][people.home] > 1
    retired = old & rich & chance.happens(n, people.place_figure("income.retired", people.is_rural))
    basic = figures["income.basic_pension"] * MONTHS
    put["income_pension_basic"] = fen(basic * (old & ~retired), 1)
    small = chance.within(n, figures["income.pension_other"]) * (old & ~retired)
    # A family's income sets how large a pension can have been.
    room = people.drawn["own_income"][people.home] / (people.count_in_home(old)[people.home] + 1)
    large = np.minimum(chance.within(n, figures["income.retired_pension"], lean=1.5) * MONTHS, room)
    other = fen(np.minimum(small * MONTHS, room) + large * retired, 12)
    put["income_pension_other"] = other
    people.drawn["is_retired"] = retired
    return (other / 100).astype(np.float32)


def _shares(people: People, kind: str, rest: Reals, counted: Truths) -> Reals:
    """Property or transfer income of some families, a share of their income, with the head of the family."""
    chance, figures, homes = people.chance, people.figures, people.households
    has = chance.happens(homes, figures[f"income.{kind}_households"]) & (rest > 0)
    share = chance.within(homes, figures[f"income.{kind}_share"])
    amount = fen(np.maximum(rest, 0) * share * has)
    people.facts[f"income_{kind}"] = _with_head(people, amount)
    if kind == "property":
        cost = (amount * chance.even(homes) * 0.1 * chance.happens(homes, 0.2)).astype(np.int32)
        people.facts["property_cost"] = _with_head(people, cost)
        people.facts["income_property"] += people.facts["property_cost"]
    return (amount / 100).astype(np.float32)


def _with_head(people: People, amounts: Reals) -> Reals:
    """Amounts of the households on the row of the first member (who always counts, unless away by law)."""
    found = np.zeros(people.persons, np.int32)
    found[people.slot == HEAD] = amounts
    return found


def _earnings(people: People, rest: Reals) -> None:
    """Farm, trade and wages: what is left of the family's income, among those who work."""
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    able = put["is_able_to_work"] & ~people.drawn["studies"] & people.drawn["counts"]
    idle = able & chance.happens(n, figures["income.idle_workers"])
    # Where all are idle the family is poor: in others the first of them works after all.
    first = np.flatnonzero(able)[np.unique(people.home[able], return_index=True)[1]]
    alone = ~people.any_in_home(able & ~idle) & (people.drawn["level"] > 1)
    idle[first[alone[people.home[first]]]] = False
    works = able & ~idle
    put["is_unemployed"] = idle
    refusals = chance.any_of(n, figures["income.refusals"])
    put["work_refusals"] = np.where(idle, refusals, 0).astype(np.int8)
    workers = people.any_in_home(works)
    farms = chance.happens(
        people.households, people.place_figure("income.farm_households", people.families.is_rural)
    )
    share = chance.within(people.households, figures["income.farm_share"])
    farm = rest * np.where(workers, share * farms, 1)
    _farm(people, farm, workers)
    _wages(people, rest - farm, works)


def _farm(people: People, net: Reals, workers: Truths) -> None:
    """Where nobody can work, what comes in is a little farming and what relatives and the village give."""
    chance, figures, homes = people.chance, people.figures, people.households
    gift = np.where(workers, 0, net * chance.between(homes, 0.2, 0.9))
    amount = fen(net - gift)
    cost = (amount // 100 * chance.within(homes, figures["income.farm_cost"])).astype(
        np.int32
    ) * 100
    people.facts["income_business"] = _with_head(people, amount + cost)
    people.facts["business_cost"] = _with_head(people, cost)
    people.facts["income_transfer"] += _with_head(people, fen(gift))


def _wages(people: People, net: Reals, works: Truths) -> None:
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    weight = (chance.even(n) + np.float32(0.35)) * works
    per_weight = net / np.maximum(people.sum_in_home(weight), 1e-6)
    own = weight * per_weight[people.home]
    low, high = (
        np.where(people.is_rural, *(figures["income.month_wage"][c][i] for c in ("rural", "urban")))
        for i in (0, 1)
    )
    month = low + (high - low) * chance.even(n)
    months = np.clip(np.rint(own / month), 1, MONTHS) * (own >= 1)
    insured = works & (months == MONTHS)
    insured &= chance.happens(n, people.place_figure("income.insured_workers", people.is_rural))
    gross = own + figures["income.cost_per_month"] * months
    paid_in = np.where(insured, gross * figures["income.insured_share"], 0)
    put["months_worked"] = months.astype(np.int8)
    put["wage_deductions"] = fen(paid_in, 1)
    put["income_wage"] = fen(gross, 10) * (months > 0) + put["wage_deductions"]
    cost = chance.within(n, figures["income.actual_cost_per_month"]) * months
    put["employment_cost"] = fen(cost)


def _absent_earnings(people: People) -> None:
    """Grown children who live elsewhere earn for themselves."""
    n, chance, put = people.persons, people.chance, people.facts
    away = ~people.drawn["counts"] & put["is_able_to_work"] & ~people.drawn["studies"]
    away &= put["can_live_independently"] & ~put["is_imprisoned"] & ~put["is_clergy"]
    wage = fen(chance.within(n, people.figures["income.absent_wage"]))
    put["income_wage"] = np.where(away, wage, put["income_wage"])
    put["months_worked"] = np.where(away, 10, put["months_worked"]).astype(np.int8)


def _deductions(people: People) -> None:
    n, chance, figures, put = people.persons, people.chance, people.figures, people.facts
    pays = (
        (people.age >= ADULT)
        & (put["income_transfer"] > 0)
        & chance.happens(n, figures["income.pays_transfers"])
    )
    paid = fen(put["income_transfer"] / 100 * chance.even(n)) * pays
    put["transfer_deductions"] = np.minimum(paid, put["income_transfer"]).astype(np.int32)
    burdened = put["has_major_illness"] | people.drawn["is_severe"]
    put["special_cost"] = fen(chance.within(n, figures["income.special_cost"], lean=2) * burdened)


# -- assets ----------------------------------------------------------------------------------------
def _assets(people: People) -> None:
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    anchor = people.place_figure("income.anchor", people.families.is_rural)
    level = people.drawn["level"]
    ratio = figures["assets.deposits_ratio"] * np.exp(
        figures["assets.deposits_spread"] * chance.bell(homes)
    )
    has = ~chance.happens(homes, figures["assets.without_deposits"])
    whole = level * anchor * ratio * people.families.sizes * has
    grown = people.age >= ADULT
    each = whole / np.maximum(people.count_in_home(grown), 1)
    put["deposits"] = fen(each[people.home] * grown, 100)
    exempt = chance.happens(people.persons, figures["assets.exempt_deposits"])
    put["exempt_deposits"] = (put["deposits"] // 200 * 100 * exempt).astype(np.int32)
    other = chance.happens(homes, figures["assets.other_assets"]) & (level > 1.2)
    put["other_financial_assets"] = _with_head(people, fen(whole * other * chance.even(homes), 100))
    vehicles = chance.happens(homes, _by_level(people, "assets.vehicles"))
    vehicles &= ~people.families.is_kind(*WITH_NOBODY)
    put["motor_vehicles"] = _with_head(people, vehicles).astype(np.int8)
    exempt_one = vehicles & chance.happens(homes, figures["assets.exempt_vehicles"])
    put["exempt_motor_vehicles"] = _with_head(people, exempt_one).astype(np.int8)
    business = chance.happens(homes, _by_level(people, "assets.business"))
    put["has_active_business"] = _with_head(people, business).astype(bool)


def _by_level(people: People, name: str) -> Reals:
    """A share that grows with income, for each household."""
    table = people.figures[name]
    points, shares = ([float(x) for x in column] for column in (table, table.values()))
    return np.interp(people.drawn["level"], points, shares).astype(np.float32)


def _homes(people: People) -> None:
    homes, chance, figures, put = people.households, people.chance, people.figures, people.facts
    two = chance.happens(homes, _by_level(people, "assets.second_home"))
    none = chance.happens(homes, figures["assets.no_home"]) & ~two
    put["homes"] = (1 + two - none.astype(np.int8)).astype(np.int8)
    area = figures["assets.floor_area"]
    rural, urban = (chance.within(homes, area[c], lean=1.3) for c in ("rural", "urban"))
    floor = np.where(people.families.is_rural, rural, urban) * put["homes"]
    put["home_floor_area"] = (np.rint(floor) * 100).astype(np.int32)
    weights = figures["assets.house_grades"]
    codes = np.array([people.code("house_grade", grade) for grade in weights], np.int8)
    place = chance.even(homes)
    # The last stretch of chance are the dangerous houses: among the poor it is twice as long.
    place = np.where(people.drawn["level"] < 1, 1 - (1 - place) / 2, place)
    put["house_grade"] = codes[pick(place, list(weights.values()))]
    put["disposed_assets"] = chance.happens(homes, figures["assets.disposed"]) & (
        people.drawn["level"] > 0.5
    )
    put["disposed_on"] = people.dates(put["disposed_assets"], 10, 900)
