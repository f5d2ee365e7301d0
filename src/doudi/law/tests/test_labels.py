"""Every variable, fact, value, programme, document and pack says what it is in both languages, in which unit, and by whose word.

The faults are gathered by plain functions, so that the second half of this file can show that each of them is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date

import pytest

from doudi.law import cn
from doudi.rules.dimensions import NUMBER
from doudi.rules.nodes import COUNT
from doudi.rules.rulebook import Rulebook
from doudi.units.text import Text

CHINESE = re.compile("[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")
TAGS = {"found", "recalled", "assumed"}
SENSITIVITIES = {"public", "personal", "sensitive"}
# Numbers without a unit of measure: a factor, a share, a rank, indicators of self-care that failed.
PURE_NUMBERS = re.compile(r"factor|share|rate|grade|band|level|indicators|(partial|none|full)_from")


def text_faults(name: str, text: Text | None) -> Iterator[str]:
    """A text has Chinese in full-width punctuation, and English without Chinese."""
    if text is None or not text.zh.strip() or not text.en.strip():
        yield f"{name}: a text is missing in one language"
        return
    if not CHINESE.search(text.zh):
        yield f"{name}: no Chinese in {text.zh!r}"
    if CHINESE.search(text.en):
        yield f"{name}: Chinese in {text.en!r}"
    if HALF_WIDTH.search(text.zh):
        yield f"{name}: half-width punctuation in {text.zh!r}"


def option_faults(name: str, labels: tuple[Text, ...]) -> Iterator[str]:
    """Options may be named by letters or figures, such as 60%."""
    for label in labels:
        if not label.zh.strip() or not label.en.strip() or CHINESE.search(label.en):
            yield f"{name}: an option lacks a label"
        if HALF_WIDTH.search(label.zh):
            yield f"{name}: half-width punctuation in {label.zh!r}"


def variable_faults(book: Rulebook) -> Iterator[str]:
    for name, variable in book.variables.items():
        for version in variable.versions:
            rule = version.rule
            yield from text_faults(name, rule.label)
            if not rule.law.strip():
                yield f"{name}: no source in law"
            if not rule.sentence.endswith("。") or HALF_WIDTH.search(rule.sentence):
                yield f"{name}: the sentence of the rule is missing or badly written"
            if rule.kind == COUNT and rule.unit == NUMBER and not PURE_NUMBERS.search(name):
                yield f"{name}: a number without a unit"


def fact_faults(book: Rulebook) -> Iterator[str]:
    for name, fact in book.facts.items():
        yield from text_faults(name, fact.label)
        yield from text_faults(f"{name} (source)", fact.source)
        yield from option_faults(name, fact.option_labels)
        if fact.help is not None:
            yield from text_faults(f"{name} (help)", fact.help)
        if fact.sensitivity not in SENSITIVITIES:
            yield f"{name}: unknown sensitivity"
        if fact.kind == COUNT and fact.unit == NUMBER and not PURE_NUMBERS.search(name):
            yield f"{name}: a number without a unit"


def value_faults(book: Rulebook) -> Iterator[str]:
    for name, value in book.values.declarations.items():
        yield from text_faults(name, value.label)
        yield from option_faults(name, value.option_labels)
        if value.enter is not None:
            yield from text_faults(f"{name} (how to enter)", value.enter)
        if not value.law.strip():
            yield f"{name}: no source in law"
        if value.kind == COUNT and value.unit == NUMBER and not PURE_NUMBERS.search(name):
            yield f"{name}: a number without a unit"
        for figure in book.values.figures(name):
            if not figure.source.strip():
                yield f"{figure.where}: no source"
            if figure.tag not in TAGS:
                yield f"{figure.where}: found, recalled or assumed?"
            if figure.tag == "assumed" and not figure.pack.demonstration:
                yield f"{figure.where}: assumed outside a demonstration pack"
            if figure.since < date(1949, 10, 1) or (figure.until or figure.since) < figure.since:
                yield f"{figure.where}: dates that cannot be"


def programme_faults(book: Rulebook) -> Iterator[str]:
    for name, programme in book.programmes.items():
        texts = [programme.label, programme.agency, programme.benefit, programme.go_to]
        for text in (*texts, *programme.legal_basis, *programme.bring, *programme.steps):
            yield from text_faults(name, text)
        if not programme.legal_basis:
            yield f"{name}: no legal basis"


def other_faults(book: Rulebook) -> Iterator[str]:
    for key, document in book.documents.items():
        yield from text_faults(key, document.title)
        if document.since is None:
            yield f"{key}: since when?"
        if document.status not in ("found", "recalled"):
            yield f"{key}: was its text read?"
    for pack in book.packs:
        yield from text_faults(pack.name, pack.label)
        if not pack.source.strip():
            yield f"{pack.name}: no source"
    for pairing in book.stacking:
        yield from text_faults(pairing.where, pairing.text)


def same_label_faults(book: Rulebook) -> Iterator[str]:
    """One label, one thing, in either language: a reader tells them by nothing else."""
    labels = [v.rule.label for v in book.variables.values()]
    labels += [d.label for d in book.values.declarations.values()]
    for language in ("zh", "en"):
        counted = Counter(label.in_(language) for label in labels)
        yield from (f"{label!r} names two things" for label, times in counted.items() if times > 1)


GATHERERS = [
    variable_faults,
    fact_faults,
    value_faults,
    programme_faults,
    other_faults,
    same_label_faults,
]


@pytest.mark.parametrize("gather", GATHERERS, ids=lambda gather: gather.__name__)
def test_nothing_is_left_without_its_name_unit_and_source(book: Rulebook, gather) -> None:
    assert list(gather(book)) == []


def test_every_programme_has_its_place_on_the_index(book: Rulebook) -> None:
    assert [p.name for p in book.programmes.values() if p.group == "other"] == []
    shared = {v.programme for v in book.variables.values()} - set(book.programmes)
    assert shared <= set(cn.SHARED_LABELS)


# -- each fault is found -----------------------------------------------------------------------------
@pytest.fixture
def own(book: Rulebook) -> Rulebook:
    """A copy whose dictionaries may be spoilt."""
    own = copy(book)
    own.facts = dict(book.facts)
    own.programmes = dict(book.programmes)
    own.documents = dict(book.documents)
    own.values = copy(book.values)
    own.values.declarations = dict(book.values.declarations)
    own.variables = {
        name: replace(variable, versions=[replace(v) for v in variable.versions])
        for name, variable in book.variables.items()
    }
    return own


@pytest.mark.parametrize(
    "change",
    [
        {"label": Text("补差", "")},
        {"label": Text("补差(按户)", "gap")},
        {"label": Text("补差", "补差")},
        {"law": ""},
        {"sentence": "没有句号"},
        {"unit": NUMBER},
    ],
)
def test_a_variable_without_label_source_sentence_or_unit_is_found(
    own: Rulebook, change: dict[str, object]
) -> None:
    version = own.variables["dibao_amount"].versions[-1]
    version.rule = replace(version.rule, **change)
    assert [fault for fault in variable_faults(own) if fault.startswith("dibao_amount")]


@pytest.mark.parametrize(
    "change",
    [
        {"label": Text("", "deposits")},
        {"source": Text("银行", "")},
        {"help": Text("说明", "")},
        {"sensitivity": "secret"},
        {"unit": NUMBER},
        {"option_labels": (Text("甲", ""),)},
    ],
)
def test_a_fact_without_label_source_or_unit_is_found(
    own: Rulebook, change: dict[str, object]
) -> None:
    own.facts["deposits"] = replace(own.facts["deposits"], **change)
    assert [fault for fault in fact_faults(own) if fault.startswith("deposits")]


@pytest.mark.parametrize(
    "change", [{"label": Text("标准", "")}, {"law": " "}, {"unit": NUMBER}, {"enter": Text("", "")}]
)
def test_a_value_without_label_source_or_unit_is_found(
    own: Rulebook, change: dict[str, object]
) -> None:
    declarations = own.values.declarations
    declarations["dibao_line"] = replace(declarations["dibao_line"], **change)
    assert [fault for fault in value_faults(own) if fault.startswith("dibao_line")]


@pytest.mark.parametrize(
    "change",
    [
        {"source": " "},
        {"tag": ""},
        {"tag": "assumed"},
        {"since": date(1900, 1, 1)},
        {"until": date(1949, 10, 1)},
    ],
)
def test_a_figure_without_source_tag_or_dates_is_found(
    own: Rulebook, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    real = next(f for f in own.values.figures("dibao_line") if not f.pack.demonstration)
    spoilt = replace(real, **change)
    monkeypatch.setattr(type(own.values), "figures", lambda self, name: [spoilt])
    assert [fault for fault in value_faults(own) if fault.startswith(real.where)]


def test_a_programme_a_document_and_a_double_label_are_found(own: Rulebook) -> None:
    own.programmes["dibao"] = replace(own.programmes["dibao"], go_to=Text("", ""), legal_basis=())
    assert len(list(programme_faults(own))) == 2
    own.documents["SA"] = replace(own.documents["SA"], since=None, status="")
    assert len(list(other_faults(own))) == 2
    line = own.values.declarations["dibao_line"]
    own.values.declarations["edge_factor"] = replace(
        own.values.declarations["edge_factor"], label=line.label
    )
    assert len(list(same_label_faults(own))) == 2  # in Chinese and in English
