"""The findings of a simulation as plain data: what `summary.json` holds, and what tables and page are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi.rules.declare import day_date
from doudi.rules.dimensions import Unit
from doudi.rules.explain import cite, show_number
from doudi.rules.formula_words import unit_words
from doudi.rules.nodes import CATEGORY, COUNT, DATE, RATE, TRUTH
from doudi.rules.population_file import PopulationFile
from doudi.rules.simulate.batch import CLASSES
from doudi.rules.simulate.folder import MARK
from doudi.rules.simulate.plan import BINS, FigureChange, Law, Plan, is_paid_monthly
from doudi.rules.simulate.run import Outcome
from doudi.rules.values import Declaration, Resolved
from doudi.units.dates import format_date
from doudi.units.rate import format_rate
from doudi.units.text import Text

FORMAT = 1
COUNTY = 6  # digits of an area code
AreaName = Callable[[str], Text]


def summarise(
    file: PopulationFile, plan: Plan, outcome: Outcome, area_name: AreaName
) -> dict[str, Any]:
    """Everything in whole numbers (fen, households, persons) and in words of both languages."""
    cells = outcome.tally.cells
    everything = _rolled(cells, [])[0]
    return {
        "made_by": MARK,
        "format": FORMAT,
        "on": plan.request.on.isoformat(),
        "population": _population(file, everything),
        "elections": plan.request.elections,
        "near_fen": plan.request.near_fen,
        "bin_fen": plan.bin_fen,
        "classes": list(CLASSES),
        "kinds": [
            {"name": k.name, **_text(k.label), "help": _text(k.help)} for k in plan.lens.kinds
        ],
        "programmes": [_programme(p, plan) for p in plan.now.programmes],
        "laws": [_law(law, plan, outcome.changes, area_name) for law in plan.laws],
        "all": everything,
        "by_kind": [
            {"kind": plan.lens.kinds[row.pop("kind")].name, **row}
            for row in _rolled(cells, ["kind"])
        ],
        "by_county": list(_places(_shortened(cells, COUNTY), area_name)),
        "by_township": list(_places(cells, area_name)),
        "line": _line(outcome.tally.line),
        "sample": None
        if outcome.sample is None
        else {"households": outcome.sample.households, "fen": outcome.sample.fen},
    }


def _population(file: PopulationFile, everything: dict[str, int]) -> dict[str, Any]:
    about = file.about
    return {
        "file": file.path.name,
        "on": about.on.isoformat() if about.on else None,
        "synthetic": about.synthetic,
        "seed": about.seed,
        "source": _text(about.source) if about.source else None,
        "background": list(about.background),
        "households": everything["households"],
        "persons": everything["persons"],
    }


def _programme(programme: Any, plan: Plan) -> dict[str, Any]:
    return {
        "name": programme.name,
        **_text(programme.label),
        "subject": programme.subject,
        "period": programme.period,
        "outcome": programme.outcome,
        "has_amount": "amount" in programme.entry,
        "monthly": is_paid_monthly(programme),
        "changed_by": [law.name for law in plan.reforms if programme in law.programmes],
    }


# -- what a reform changes --------------------------------------------------------------------------
def _law(law: Law, plan: Plan, changes: list[FigureChange], area_name: AreaName) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": law.name,
        **_text(law.label),
        "programmes": [p.name for p in law.programmes],
        "moves_line": law.moves_line,
    }
    if law.reform is not None:
        found["file"] = law.reform.path.name
        found["source"] = law.reform.source
        found["figures"] = [_figure(c, plan, area_name) for c in changes if c.law == law.name]
        found["rules"] = list(_rules(law, plan))
    return found


def _figure(change: FigureChange, plan: Plan, area_name: AreaName) -> dict[str, Any]:
    declared = plan.book.values.declarations[change.value]
    counties = list(dict.fromkeys(area[:COUNTY].ljust(12, "0") for area in change.areas))
    key = Text("", "")
    if change.key and declared.by:
        fact = plan.book.facts[declared.by]
        key = fact.option_labels[fact.options.index(change.key)]
    unit = declared.unit if declared.kind == COUNT else Unit()
    return {
        "value": change.value,
        **_text(declared.label),
        "key": change.key,
        "key_label": _text(key),
        "unit": {lang: unit_words(unit, lang) for lang in ("zh", "en")},
        "before": figure_text(declared, change.before),
        "after": figure_text(declared, change.after),
        "before_source": change.before.source if change.before else "",
        "before_tag": change.before.tag if change.before else "",
        "demonstration": bool(change.before and change.before.pack.demonstration),
        "source": change.after.source if change.after else "",
        "law": {lang: cite(declared.law, plan.book.documents, lang) for lang in ("zh", "en")},
        "areas": [{"code": code, **_text(area_name(code))} for code in counties],
    }


def figure_text(declared: Declaration, resolved: Resolved | None) -> dict[str, str]:
    """A figure as a person reads it, without its unit, in both languages."""
    if resolved is None:
        return _text(Text("没有数值", "no figure"))
    figure = resolved.figure
    if declared.kind == RATE:
        return _text(Text(format_rate(figure), format_rate(figure)))
    if declared.kind == "rounding":
        quantum, way = figure
        return _text(
            Text("{way}到{to}", "{way} to the {to}").format(way=way.label, to=quantum.label)
        )
    if declared.kind == CATEGORY:
        return _text(declared.option_labels[figure])
    if declared.kind == TRUTH:
        return _text(Text("是", "yes") if figure else Text("否", "no"))
    if declared.kind == DATE:
        day = day_date(figure)
        return _text(Text(format_date(day, "zh"), format_date(day, "en")))
    shown = show_number(figure, declared.unit)
    return _text(Text(shown, shown))


def _rules(law: Law, plan: Plan) -> Iterator[dict[str, Any]]:
    """The rules that a reform replaces: the sentence before and after."""
    for name, variable in law.book.variables.items():
        before = plan.book.variables[name]
        if variable is not before:
            old = before.on(plan.request.on)
            yield {
                "name": name,
                **_text(before.rule.label),
                "before": old.rule.sentence if old else "",
                "after": variable.rule.sentence,
                "law": {
                    lang: cite(before.rule.law, plan.book.documents, lang) for lang in ("zh", "en")
                },
                "source": variable.rule.law,
            }


# -- sums ----------------------------------------------------------------------------------------------
def _rolled(cells: Any, keys: list[str]) -> list[dict[str, Any]]:
    """Sums of the cells by these keys; without any, one row for all."""
    names = [n for n in cells.schema.names if n not in ("town", "kind")]
    found = cells.group_by(keys).aggregate([(n, "sum") for n in names])
    found = found.select([*keys, *(f"{n}_sum" for n in names)]).rename_columns([*keys, *names])
    if keys:
        found = found.sort_by([(key, "ascending") for key in keys])
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def _shortened(cells: Any, digits: int) -> Any:
    place = cells.schema.get_field_index("town")
    return cells.set_column(place, "town", pc.utf8_slice_codeunits(cells.column("town"), 0, digits))


def _places(cells: Any, area_name: AreaName) -> Iterator[dict[str, Any]]:
    for row in _rolled(cells, ["town"]):
        code = row.pop("town").ljust(12, "0")
        yield {"area": code, **_text(area_name(code)), **row}


def _line(line: pa.Table) -> list[dict[str, int]]:
    """Steps along the distance from the line; the first and the last hold all that lies further off."""
    rows = {row["bin"]: row for row in line.to_pylist()}
    names = [n for n in line.schema.names if n != "bin"]
    return [rows.get(b, {"bin": b, **dict.fromkeys(names, 0)}) for b in range(-BINS, BINS + 1)]


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
