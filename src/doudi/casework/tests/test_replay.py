"""A decision of last year comes to the same bytes after rules and figures changed; a record that somebody touched is told."""

import datetime as dt
import json
from pathlib import Path

import pytest

from doudi.casework.domain.frozen_record import replay
from doudi.casework.models import Decision
from doudi.casework.services.decisions import decide_case
from doudi.casework.services.proposals import propose
from doudi.casework.services.replays import replay_all, replay_decision
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.rulebook import get_rulebook
from doudi.law.cn.facts import household
from doudi.registry.tests.families import make_county
from doudi.rules.canonical import compress, decompress, digest_of
from doudi.rules.declare import rule
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.rules.values import Figure, Pack, ValueBook
from doudi.units.text import Text

DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def decided(county):
    """Policy case 1: a family of four, 380.67 yuan a month."""
    entry = worked_case("dibao", "政策案例1，")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        family = register_case(clerk, entry).family
        case = file_case(clerk, family, on=entry.case.on, programmes=DIBAO)
    with acting(county.viewer(Role.county_lead)) as lead:
        results = propose(lead, case, entry.case.on).results
        return decide_case(
            actor=lead, case=case, action="confirm", results=results, on=entry.case.on
        )


@rule(household, "yuan/month", zh="低保金", en="Dibao", law="DB 20?")
def dibao_amount(current_dibao_amount):
    """别的公式。"""
    return current_dibao_amount + current_dibao_amount


def another_law():
    """The same rulebook with another formula of the amount and a line of 900 yuan from long ago."""
    book = get_rulebook()
    pack = Pack("later", Text("后来", "later"), False, "")
    figures = []
    for name in ("dibao_line",):
        declared = book.values.declarations[name]
        by_key = dict.fromkeys(declared.keys or ("",), 90_000 * STEPS_PER_FEN)
        comparator = "lt" if declared.has_comparator else None
        figures.append(
            Figure(
                name,
                "900101000000",
                dt.date(2022, 6, 1),
                None,
                by_key,
                comparator,
                True,
                "后来",
                "assumed",
                False,
                pack,
                "",
            )
        )
    values = ValueBook(book.values.declarations.values(), ())
    for layer in [*book.values.layers, figures]:
        values.add_layer(layer)
    return book.overlaid(values, [dibao_amount])


def again(county, decision):
    with acting(county.viewer(Role.county_lead)) as lead:
        row = Decision.objects.select_related("case", "law").get(pk=decision.pk)
        return lead, row, replay_decision(row)


def test_the_same_bytes_after_rules_and_figures_changed(county, decided, monkeypatch):
    decision = decided
    later = another_law()
    monkeypatch.setattr("doudi.casework.services.proposals.get_rulebook", lambda: later)
    with acting(county.viewer(Role.county_lead)) as lead:
        today = propose(lead, decision.case, decision.on).results[0]
    assert today["amount_fen"] != 38067
    _, row, found = again(county, decision)
    assert found.is_same
    assert found.variables > 50
    assert found.digest == row.digest


def test_a_record_that_somebody_touched_is_told(county, decided):
    decision = decided
    _, row, found = again(county, decision)
    assert found.is_same
    record, law = decompress(bytes(row.record)), decompress(bytes(row.law.content))
    richer = record.replace(b'"amount_fen":38067', b'"amount_fen":98067')
    assert richer != record
    assert replay(richer, law, digest=row.digest).faults == ("digest",)
    # Whoever forges the digest as well is found by the computation.
    assert "proposal" in replay(richer, law, digest=digest_of(richer)).faults
    other = json.loads(law)
    other["variables"][0]["label"] = ["x", "x"]
    assert replay(record, json.dumps(other).encode(), digest=row.digest).faults == ("law",)
    row.results = [{**row.results[0], "amount_fen": 1}, *row.results[1:]]
    assert replay_decision(row).faults == ("columns",)
    row.record = b"rubbish"
    assert replay_decision(row).faults == ("format",)
    row.record = compress(b"[]")
    row.digest = digest_of(b"[]")
    assert replay_decision(row).faults == ("format",)


def test_every_decision_of_a_case_is_checked(county, decided):
    decision = decided
    with acting(county.viewer(Role.auditor)) as auditor:
        found = list(replay_all(auditor, decision.case.number))
        assert [r.is_same for _, r in found] == [True]
        assert list(replay_all(auditor, "no such number")) == []


def test_the_record_says_what_the_facts_rest_on_and_holds_no_float(county, decided):
    decision = decided
    _, row, _ = again(county, decision)
    record = json.loads(decompress(bytes(row.record)), parse_float=lambda text: pytest.fail(text))
    assert {p["part"] for p in record["decided"]["people"]} == {"opinion", "decision"}
    assert record["decided"]["authority"]["level"] == "county"
    assert any(line[2] == "income_wage" for line in record["decided"]["rests_on"])
    lines = {line["name"]: line for line in record["computed"]["trace"]}
    assert lines["dibao_amount"]["values"] == [[38067 * STEPS_PER_FEN] * 2]
    assert "dibao_line" in {line["name"] for line in record["computed"]["figures"]}


def test_a_record_of_long_ago_still_replays():
    """Kept when records began. If this fails, a change of the engine would break decisions that stand: keep the old meaning."""
    record = decompress((GOLDEN / "decision.record").read_bytes())
    law = decompress((GOLDEN / "decision.law").read_bytes())
    digest = (GOLDEN / "decision.digest").read_text(encoding="ascii").strip()
    assert replay(record, law, digest=digest).faults == ()
