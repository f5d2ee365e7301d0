"""What must hold for every family whatever its facts: random families of the fictional county, figures GZ22."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.law.cn import load_rulebook
from doudi.rules.case import Case, Row
from doudi.rules.decide import Decision, decide, monthly_total
from doudi.rules.declare import Fact, day_number
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.nodes import CATEGORY, DATE, TRUTH, Node
from doudi.rules.values import Pack, Resolved

BOOK = load_rulebook()
ON = date(2022, 7, 15)
PACK = Pack("test", BOOK.packs[0].label, True, "test")
INCOME = (
    "income_wage",
    "income_business",
    "income_property",
    "income_pension_other",
    "income_transfer",
)
MOST_FEN = {"payer_income": 1_000_000, "deposits": 2_000_000, "current_dibao_amount": 200_000}

STATUSES = ("dibao", "gradual_exit", "dibao_edge", "rigid_expenditure")
JUMPS = {"gradual_exit", "single_person_case"}  # docs: the known cliffs of the law

few = settings(max_examples=60, deadline=None)


def steps(fact: Fact) -> st.SearchStrategy[int]:
    """Plausible figures of a fact, round ones and zero often enough to meet the thresholds."""
    if fact.kind in (TRUTH, CATEGORY):
        return st.integers(fact.low, fact.high)
    if fact.kind == DATE:
        oldest = day_number(ON - timedelta(days=365 * 90))
        return st.integers(oldest, day_number(ON))
    if fact.unit.is_money:
        most = MOST_FEN.get(fact.name, 500_000 if str(fact.unit) == "yuan" else 40_000)
        fen = st.one_of(st.just(0), st.just(0), st.integers(0, most), st.just(most))
        return fen.map(lambda f: f * STEPS_PER_FEN)
    return st.integers(fact.low, min(fact.high, fact.low + 12 * int(fact.unit.steps)))


def rarely(fact: Fact) -> bool:
    """Facts that would make nearly every family fail, if they were as likely as not."""
    if fact.name == "is_dibao_recipient":
        return False
    return fact.kind == TRUTH or fact.name in ("motor_vehicles", "homes", "work_refusals")


@st.composite
def facts_of(draw: st.DrawFn, entity: str) -> dict[str, int]:
    found = {}
    for fact in BOOK.facts.values():
        if fact.entity.name == entity:
            usual = draw(st.integers(0, 7)) > 0 if rarely(fact) else False
            found[fact.name] = _usual(fact) if usual else draw(steps(fact))
    return found


def _usual(fact: Fact) -> int:
    return int(fact.name in ("has_local_hukou", "lives_with_family", "has_duty_relation", "homes"))


@st.composite
def families(draw: st.DrawFn, *, gradual_exit: bool = True, elections: bool = True) -> Case:
    facts = draw(facts_of("household"))
    if not gradual_exit:
        facts["is_dibao_recipient"] = 0
    members = [Row(f"成员{i}", draw(facts_of("member"))) for i in range(draw(st.integers(1, 5)))]
    relation = BOOK.facts["relation"]
    for place, row in enumerate(members):
        if place == 0 or row.facts["relation"] == relation.options.index("head"):
            row.facts["relation"] = 0 if place == 0 else relation.options.index("child")
    if (
        not elections
    ):  # who chose Tekun and earns too much for it comes back into the family's Dibao
        for row in members:
            row.facts |= dict.fromkeys((n for n in row.facts if n.startswith("elects_")), 0)
    supporters = [
        Row(f"义务人{i}", draw(facts_of("supporter"))) for i in range(draw(st.integers(0, 2)))
    ]
    case = Case("随机的一家", ON, "900101000000", facts)
    case.rows = {"member": members, "supporter": supporters}
    case.complete = {"member": True, "supporter": True}
    case.stated = draw(switches())
    return case


@st.composite
def switches(draw: st.DrawFn) -> dict[tuple[str, str], Resolved]:
    """Other choices that a place may have made; the rest is GZ22's."""
    options = {
        "support_formula": 3,
        "topup_combination": 2,
        "dibao_rounding_scope": 2,
        "special_cost_is_deducted": 2,
        "conscripts_count": 2,
        "orphans_count": 2,
    }
    found = {}
    for name, positions in options.items():
        figure = draw(st.integers(0, positions - 1))
        found[name, ""] = Resolved(figure, None, "test", "assumed", "", ON, None, False, PACK, "")
    return found


def outcome(decision: Decision) -> dict[tuple[str, str], tuple]:
    return {
        (r.programme.name, r.subject): (r.verdict, r.amount_fen, r.from_month, r.earliest_date)
        for r in decision.results
    }


def award(decision: Decision) -> int:
    """What the family gets as Dibao, in fen; nothing if it does not qualify."""
    dibao = next(r for r in decision.results if r.programme.name == "dibao")
    return (dibao.amount_fen or 0) if dibao.verdict == "eligible" else 0


def number(decision: Decision, name: str) -> int:
    low, high = decision.evaluation.variable(name)[0]
    assert low == high
    return low


@few
@given(families(), st.randoms())
def test_the_order_of_members_never_matters(case: Case, random) -> None:
    members = list(case.rows["member"])
    random.shuffle(members)
    other = replace(case, rows={**case.rows, "member": members})
    assert outcome(decide(BOOK, case)) == outcome(decide(BOOK, other))


@few
@given(
    families(gradual_exit=False, elections=False),
    st.sampled_from(INCOME),
    st.integers(0, 4),
    st.integers(1, 1_000_000),
)
def test_more_income_never_gives_more_dibao(case: Case, name: str, place: int, more: int) -> None:
    before = award(decide(BOOK, case))
    row = case.rows["member"][place % len(case.rows["member"])]
    row.facts[name] += more * STEPS_PER_FEN
    assert award(decide(BOOK, case)) <= before


@few
@given(
    families(elections=False),
    st.sampled_from(INCOME),
    st.integers(0, 4),
    st.integers(1, 1_000_000),
)
def test_more_income_raises_a_total_only_at_a_known_cliff(
    case: Case, name: str, place: int, more: int
) -> None:
    """All that is paid monthly, for the whole family: it rises only where gradual exit or single-person entry begins."""
    poorer = decide(BOOK, case)
    row = case.rows["member"][place % len(case.rows["member"])]
    row.facts[name] += more * STEPS_PER_FEN
    richer = decide(BOOK, case)
    before, after = monthly_total(poorer.results), monthly_total(richer.results)
    if before is not None and after is not None and after > before:
        assert (granted(richer) - granted(poorer)) & JUMPS, (before, after)


def granted(decision: Decision) -> set[str]:
    return {r.programme.name for r in decision.results if r.verdict == "eligible"}


@few
@given(families(gradual_exit=False, elections=False), st.integers(1, 500_000))
def test_more_support_never_gives_more_dibao(case: Case, more: int) -> None:
    before = award(decide(BOOK, case))
    for row in case.rows["supporter"]:
        row.facts["paid_amount"] += more * STEPS_PER_FEN
        row.facts["payer_income"] += more * STEPS_PER_FEN
    assert award(decide(BOOK, case)) <= before


@few
@given(families())
def test_dibao_lies_between_nothing_and_the_full_line(case: Case) -> None:
    decision = decide(BOOK, case)
    line = decision.edition.value("dibao_line", ("urban", "rural")[case.facts["residence_class"]])
    assert line is not None
    most = line.figure * number(decision, "household_size") + number(decision, "category_topup")
    amount = award(decision)
    assert amount >= 0
    assert number(decision, "dibao_amount") >= 0
    assert amount * STEPS_PER_FEN <= most + STEPS_PER_FEN * number(decision, "household_size")


@few
@given(families())
def test_a_family_has_one_status(case: Case) -> None:
    """Dibao, gradual exit and edge exclude one another; nobody counted in Dibao enters alone as well."""
    decision = decide(BOOK, case)
    eligible = {(r.programme.name, r.subject) for r in decision.results if r.verdict == "eligible"}
    of_family = [name for name in STATUSES if (name, "household") in eligible]
    assert len(of_family) <= 1
    if of_family in (["dibao"], ["gradual_exit"]):
        counted = decision.evaluation.variable("is_household_member")
        inside = {r.name for r, c in zip(case.rows["member"], counted, strict=True) if c == (1, 1)}
        alone = {subject for name, subject in eligible if name == "single_person_case"}
        assert inside & alone == set()


@few
@given(families(), st.data())
def test_what_is_decided_with_gaps_stays_decided(case: Case, data: st.DataObject) -> None:
    """A verdict given while facts are missing is the verdict once they are known."""
    known = outcome(decide(BOOK, case))
    gaps = replace(
        case,
        facts=_without(case.facts, data),
        rows={
            e: [Row(r.name, _without(r.facts, data)) for r in rows] for e, rows in case.rows.items()
        },
    )
    for result in decide(BOOK, gaps).results:
        if result.verdict != "undetermined":
            verdict, amount, *_ = known[result.programme.name, result.subject]
            assert {result.verdict, verdict} <= {
                "not_eligible",
                "not_yet",
            } or result.verdict == verdict
            if result.amount_fen is not None:
                assert result.amount_fen == amount


def presumed(node: Node) -> set[str]:
    """Facts that an expression presumes where they are not known."""
    own = {node.args[0].data} if node.op == "presume" else set()
    return own.union(*(presumed(arg) for arg in node.args))


PRESUMED = {n for v in BOOK.variables.values() for x in v.versions for n in presumed(x.node)}


def _without(facts: dict[str, int], data: st.DataObject) -> dict[str, int]:
    """The facts without some of them; what the law presumes is kept, since a presumption may be rebutted."""
    gone = data.draw(st.sets(st.sampled_from(sorted(facts)), max_size=4))
    return {name: f for name, f in facts.items() if name not in gone or name in PRESUMED}
