"""Nothing in the law is left loose: every rule is named, cited, used and held by a case; every figure has its source."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from doudi.law import cn
from doudi.law.tests.thresholds import NO_THRESHOLD, THRESHOLDS
from doudi.rules.case_file import CaseEntry
from doudi.rules.decide import decide
from doudi.rules.evaluate import Evaluation
from doudi.rules.nodes import CATEGORY, COUNT, TRUTH
from doudi.rules.rulebook import STATUS_STRATUM, Rulebook, used_names
from doudi.rules.values import Declaration

CITATION = re.compile(r"(\w+)(?: \d+)?\??")
TAGS = {"found", "recalled", "assumed"}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")


def rules(book: Rulebook) -> list:
    return [v.rule for variable in book.variables.values() for v in variable.versions]


def test_every_rule_and_value_cites_a_known_document(book: Rulebook) -> None:
    for name, law in [(r.name, r.law) for r in rules(book)] + [
        (d.name, d.law) for d in book.values.declarations.values()
    ]:
        for part in law.split("; "):
            match = CITATION.fullmatch(part)
            assert match, f"{name}: {part!r} is no citation"
            assert match[1] in book.documents, f"{name} cites {match[1]!r}, which is no document"


def test_every_document_is_cited(book: Rulebook) -> None:
    values = [d.law for d in book.values.declarations.values() if d.programme == "procedure"]
    cited = " ".join([r.law for r in rules(book)] + values)
    assert set(book.documents) <= set(re.findall(r"[A-Z]{2,3}", cited))


def test_labels_and_sentences_are_there_and_in_full_width(book: Rulebook) -> None:
    texts = [(r.name, r.label) for r in rules(book)]
    texts += [(f.name, f.label) for f in book.facts.values()]
    texts += [(d.name, d.label) for d in book.values.declarations.values()]
    for name, label in texts:
        assert re.search("[\u4e00-\u9fff]", label.zh), name
        assert not re.search("[\u4e00-\u9fff]", label.en), name
    for name, text in [(n, t.zh) for n, t in texts] + [(r.name, r.sentence) for r in rules(book)]:
        assert text, name
        assert not HALF_WIDTH.search(text), f"{name}: {text}"
    for rule in rules(book):
        assert rule.sentence.endswith("。"), rule.name


def test_no_two_labels_are_the_same(book: Rulebook) -> None:
    """A failed test is shown by its label: two tests of one name would be one to the reader."""
    labels = Counter(v.rule.label.zh for v in book.variables.values())
    assert [label for label, times in labels.items() if times > 1] == []


def test_every_fact_and_every_value_is_used(book: Rulebook) -> None:
    used: set[str] = set()
    for variable in book.variables.values():
        for version in variable.versions:
            used |= {*used_names(version.node, "fact"), *used_names(version.node, "value")}
    for programme in book.programmes.values():
        used |= {programme.referral_days or "", programme.papers.days if programme.papers else ""}
    assert set(book.facts) - used == set()
    assert {d.name for d in _of_rules(book)} - used == set()


def _of_rules(book: Rulebook) -> list[Declaration]:
    """Values of procedures are used by casework, whose own tests hold that each is."""
    return [d for d in book.values.declarations.values() if d.programme != "procedure"]


def test_every_variable_leads_to_a_verdict(book: Rulebook) -> None:
    reached: set[str] = set()
    waiting = [name for p in book.programmes.values() for _, name in p.roles]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            for version in book.variables[name].versions:
                waiting += used_names(version.node, "var")
    assert set(book.variables) - reached == set()


def test_every_figure_has_its_source_tag_and_dates(book: Rulebook) -> None:
    for name in book.values.declarations:
        for figure in book.values.figures(name):
            assert figure.source.strip(), figure.where
            assert figure.tag in TAGS, figure.where
            assert figure.since >= date(1987, 1, 1), figure.where
            assert figure.tag != "assumed" or figure.pack.demonstration, figure.where


def test_demonstration_figures_are_for_the_fictional_province_only(book: Rulebook) -> None:
    for name in book.values.declarations:
        for figure in book.values.figures(name):
            assert figure.pack.demonstration == figure.area.startswith("90"), figure.where


def test_every_programme_has_decisions_and_cases(book: Rulebook) -> None:
    for folder in (f for f in cn.programme_folders() if (f / "rules").is_dir()):
        assert list((folder / "cases").glob("*.yaml")), folder
        decisions = (folder / "decisions.md").read_text(encoding="utf-8")
        assert "## English" in decisions, folder


def test_strata_follow_the_order_of_the_law(book: Rulebook) -> None:
    """What a person is comes before who is counted, Dibao before what depends on it."""
    strata = {name: p.stratum for name, p in book.programmes.items()}
    order = [
        "tekun",
        "dibao",
        "gradual_exit",
        "dibao_edge",
        "rigid_expenditure",
        "single_person_case",
    ]
    known = [name for name in order if name in strata]
    assert [strata[name] for name in known] == sorted(strata[name] for name in known)
    for programme in book.programmes.values():
        assert not programme.statuses or programme.stratum > STATUS_STRATUM, programme.name


# -- cases ---------------------------------------------------------------------------------------------
def test_case_names_are_sentences_and_unique(entries: list[CaseEntry]) -> None:
    assert len(entries) >= 130
    names = Counter(e.case.name for e in entries)
    assert [name for name, times in names.items() if times > 1] == []
    for entry in entries:
        assert entry.expect, entry.where
        assert entry.source, entry.where
        assert not HALF_WIDTH.search(entry.case.name), entry.where


@pytest.mark.slow
def test_every_variable_matters_in_some_case(book: Rulebook, entries: list[CaseEntry]) -> None:
    """Each test is met in one case and not in another; each amount is above nothing somewhere."""
    seen: dict[str, set] = {name: set() for name in book.variables}
    texts: set[tuple[str, date | None]] = set()
    for entry in entries:
        evaluation = decide(book, entry.case).evaluation
        assert isinstance(evaluation, Evaluation)
        for name, variable in book.variables.items():
            version = variable.on(entry.case.on)
            if version is not None:
                texts.add((name, version.rule.since))
                seen[name] |= set(evaluation.variable(name))
    for name, variable in book.variables.items():
        if variable.rule.kind == TRUTH:
            assert {(0, 0), (1, 1)} <= seen[name], f"{name} is never both true and false"
        elif variable.rule.kind == COUNT:
            known = {low for low, high in seen[name] if low == high}
            assert len(known) > 1, f"{name} is always the same"
        for version in variable.versions:
            assert (name, version.rule.since) in texts, f"no case is decided by {version.rule.file}"


def test_every_rule_file_holds_rules(book: Rulebook) -> None:
    with_rules = {Path(r.file) for r in rules(book)}
    for folder in cn.programme_folders():
        assert set((folder / "rules").glob("[!_]*.py")) <= with_rules


# -- thresholds ------------------------------------------------------------------------------------------
def test_every_threshold_is_held_by_three_cases(book: Rulebook, entries: list[CaseEntry]) -> None:
    names = {e.case.name for e in entries}
    for value, triples in THRESHOLDS.items():
        assert value in book.values.declarations, value
        for triple in triples:
            assert len(set(triple)) == 3, triple
            for name in triple:
                assert name in names, f"{value}: there is no case {name!r}"


def test_the_table_of_thresholds_is_complete(book: Rulebook) -> None:
    for declaration in _of_rules(book):
        if declaration.has_comparator or declaration.kind == COUNT:
            assert (declaration.name in THRESHOLDS) != (declaration.name in NO_THRESHOLD), (
                f"{declaration.name} needs its three cases in thresholds.py"
            )


@pytest.mark.parametrize("value", sorted(THRESHOLDS))
def test_the_three_cases_differ_in_what_they_give(
    book: Rulebook, entries: list[CaseEntry], value: str
) -> None:
    """Of below, at and above, not all come out alike; else the table names cases that hold nothing."""
    by_name = {e.case.name: e.case for e in entries}
    for triple in THRESHOLDS[value]:
        outcomes = []
        for name in triple:
            results = decide(book, by_name[name]).results
            outcomes.append(
                [(r.programme.name, r.verdict, r.amount_fen, r.until_month) for r in results]
            )
        assert any(o != outcomes[0] for o in outcomes[1:]), triple


def test_every_switch_is_tried_in_each_position(book: Rulebook, entries: list[CaseEntry]) -> None:
    """Each option of a place's choice, and yes and no, decide some case."""
    tried: dict[str, set[int]] = {}
    for entry in entries:
        edition = book.at(entry.case.on, entry.case.area, entry.case.stated)
        for name, declaration in book.values.declarations.items():
            for key in declaration.keys or ("",):
                resolved = edition.value(name, key)
                if resolved is not None:
                    tried.setdefault(name, set()).add(resolved.figure)
    for declaration in _of_rules(book):
        if declaration.kind in (CATEGORY, TRUTH):
            positions = set(range(len(declaration.options) or 2))
            assert tried[declaration.name] == positions, declaration.name


def test_every_option_of_every_fact_is_met(book: Rulebook, entries: list[CaseEntry]) -> None:
    met: dict[str, set[int]] = {name: set() for name in book.facts}
    for entry in entries:
        rows = [entry.case.facts] + [r.facts for rows in entry.case.rows.values() for r in rows]
        for facts in rows:
            for name, steps in facts.items():
                met[name].add(steps)
    for fact in book.facts.values():
        if fact.kind in (CATEGORY, TRUTH):
            missing = [
                o for i, o in enumerate(fact.options or ("no", "yes")) if i not in met[fact.name]
            ]
            assert missing == [], fact.name
