"""A place's own figures as officers write them: read at the box, kept as entries, put together to a pack.

An entry is one dated figure of one value, as `LawChange.figures` keeps it: {"value", "from", "until", "comparator", "source"} with
"figure", or one figure for each key of the category by which the value differs. Everything stays as it was written ("5292/12",
"30%"); the one reader of packs (rules/values.py) says what it means.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from doudi.rules.dimensions import Unit
from doudi.rules.nodes import CATEGORY, COUNT, DATE, RATE, TRUTH
from doudi.rules.values import Declaration, steps_of
from doudi.rules.written import write_steps
from doudi.units.dates import parse_date
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

Entry = dict[str, Any]
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)
SIGNS = {
    "<": Text("低于（<）", "below (<)"),
    "<=": Text("不高于（≤）", "not above (≤)"),
    ">": Text("高于（>）", "above (>)"),
    ">=": Text("不低于（≥）", "not below (≥)"),
}
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?(/[0-9]{1,6})?")
_SHARE = re.compile(r"([0-9]{1,6}(\.[0-9]{1,6})?)\s*(%?)|[0-9]{1,6}/[0-9]{1,6}")


def keys_of(declaration: Declaration) -> tuple[str, ...]:
    """What a row of figures has boxes for: the keys of its category, else "figure"."""
    return declaration.keys or ("figure",)


def is_percent(declaration: Declaration) -> bool:
    """A share of something is typed as a percentage; a factor (1.5 times) as it stands."""
    return declaration.kind == RATE and declaration.high <= 1


def read_written(declaration: Declaration, written: str, where: str) -> Any:
    """What an officer typed, as a pack has it.

    Raises:
        ProblemsError: no such figure; outside its bounds; a unit that is not the value's own; a share that may be read two ways.
    """
    text = plain(written)
    if not text:
        raise refusal("请填写这一项", "fill this in", where=where)
    if declaration.kind == TRUTH:
        return {"yes": True, "no": False}.get(text) if text in ("yes", "no") else _no(where, text)
    if declaration.kind == CATEGORY:
        return text if text in declaration.options else _no(where, text)
    if declaration.kind == "rounding":
        to, _, mode = text.partition("|")
        return _in_bounds(declaration, {"to": to, "mode": mode}, where, text)
    if declaration.kind == DATE:
        return parse_date(text, where=where).isoformat()
    if declaration.kind == RATE:
        return _in_bounds(declaration, _share(declaration, text, where), where, text)
    return _in_bounds(declaration, _number(declaration.unit, text, where), where, text)


def _no(where: str, text: str) -> Any:
    raise refusal("没有这个选项，请重新选择", "there is no such choice", where=where, value=text)


def _number(unit: Unit, text: str, where: str) -> str:
    text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        zh = f"只写数字，单位是{unit.name('zh')}" if str(unit) != "number" else "只写数字"
        en = f"a number only, in {unit.name('en')}" if str(unit) != "number" else "a number only"
        if unit.is_money:
            zh, en = f"{zh}；按年公布的写成“5292/12”", f"{en}; write a yearly one as 5292/12"
        raise refusal(zh, en, where=where, value=text)
    return text


def _share(declaration: Declaration, text: str, where: str) -> str:
    found = _SHARE.fullmatch(text)
    if found is None:
        raise refusal(
            "只写数字或百分比，例如 30%" if is_percent(declaration) else "只写倍数，例如 1.5",
            "a number or a percentage, as 30%" if is_percent(declaration) else "a factor, as 1.5",
            where=where,
            value=text,
        )
    if not is_percent(declaration) or found[3] or "/" in text:
        return text.replace(" ", "")
    if 0 < Fraction(text) <= 1:
        raise refusal(
            f"请写明百分号：是 {text}%，还是 {text} 倍（即 {_percent(Fraction(text))}）？",
            f"write the percent sign: {text} % or {_percent(Fraction(text))}?",
            where=where,
            value=text,
        )
    return f"{text}%"


def _percent(share: Fraction) -> str:
    figure = share * 100
    return f"{figure.numerator}%" if figure.denominator == 1 else f"{float(figure):g}%"


def _in_bounds(declaration: Declaration, written: Any, where: str, typed: str) -> Any:
    try:
        steps_of(declaration, written, where)
    except ProblemsError as error:
        bounds = bounds_in_words(declaration)
        raise refusal(
            f"不能用这个数值{bounds.zh}",
            f"this figure cannot be used{bounds.en}",
            where=where,
            value=typed,
        ) from error
    return written


def bounds_in_words(declaration: Declaration) -> Text:
    """“，应在 0 至 10,000 元/月之间”; nothing where there are none."""
    low, high = declaration.low, declaration.high
    if declaration.kind == RATE:
        written = [
            _percent(Fraction(b)) if is_percent(declaration) else str(b) for b in (low, high)
        ]
        return Text(
            "，应在 {} 至 {} 之间".format(*written), ", it must lie from {} to {}".format(*written)
        )
    if declaration.kind != COUNT:
        return Text("", "")
    ends = [write_steps(declaration.unit, b) for b in (low, high)]
    zh, en = declaration.unit.name("zh"), declaration.unit.name("en")
    if str(declaration.unit) == "number":
        zh = en = ""
    return Text(
        f"，应在 {ends[0]} 至 {ends[1]} {zh}之间".replace(" 之间", "之间"),
        f", it must lie from {ends[0]} to {ends[1]} {en}".rstrip(),
    )


def check_period(since: date, until: date | None) -> None:
    """Raises ProblemsError: beyond what a document can mean, or an end before the beginning."""
    problems = []
    for name, day in (("since", since), ("until", until)):
        if day is not None and not FIRST <= day <= LAST:
            text = Text("日期应在1990年至2099年之间", "the date must lie in 1990 to 2099")
            problems.append(Problem(text, name, day.isoformat()))
    if until is not None and until < since:
        text = Text("停用日期早于启用日期", "the last day lies before the first")
        problems.append(Problem(text, "until", until.isoformat()))
    if problems:
        raise ProblemsError(problems)


def refuse_overlaps(
    entries: Iterable[Entry], signed: Iterable[Entry], labels: dict[str, Text]
) -> None:
    """Raises ProblemsError where an entry holds on days that another of its value and area has for itself.

    A later beginning takes the place of an entry without an end, and one of the same day corrects it.
    """
    problems = []
    new = list(entries)
    for number, entry in enumerate(new):
        mine = (entry["value"], entry["area"])
        others = [(e, True) for e in new[:number]] + [(e, False) for e in signed]
        for other, is_own in others:
            if (other["value"], other["area"]) != mine:
                continue
            if not is_own and other["from"] == entry["from"]:
                continue  # a correction
            if not is_own and any(
                (e["value"], e["area"], e["from"]) == (*mine, other["from"]) for e in new
            ):
                continue  # corrected in the same change
            if _clash(entry, other):
                end = other.get("until") or ""
                label = labels[entry["value"]]
                text = Text(
                    f"“{label.zh}”在 {other['from']} 至 {end} 已有数值，日期重叠"
                    if end
                    else f"“{label.zh}”在 {other['from']} 已有一个数值，日期重叠",
                    f"“{label.en}” has a figure from {other['from']}{f' to {end}' if end else ''}: the periods overlap",
                )
                problems.append(Problem(text, "since", entry["from"]))
    if problems:
        raise ProblemsError(problems)


def _clash(one: Entry, other: Entry) -> bool:
    first, second = sorted((one, other), key=lambda e: str(e["from"]))
    until = first.get("until")
    return first["from"] == second["from"] or (until is not None and until >= second["from"])


# -- the pack ----------------------------------------------------------------------------------------------
def entries_of(content: str) -> list[Entry]:
    """The signed entries of a pack's text, each with its area and source. "" has none."""
    return list(json.loads(content)["entries"]) if content else []


def put_together(signed: Iterable[Entry], change: Iterable[Entry]) -> list[Entry]:
    """All entries after a change: one of the same value, area and first day takes the place of the old one."""
    found = {(e["value"], e["area"], e["from"]): e for e in (*signed, *change)}
    return [found[key] for key in sorted(found)]


def pack_content(entries: Iterable[Entry], declarations: dict[str, Declaration]) -> str:
    """A pack as canonical JSON, which the reader of packs takes as it is (`values`); `entries` are what the pages work with."""
    rows: dict[str, list[dict[str, Any]]] = {}
    kept = list(entries)
    for entry in kept:
        declaration = declarations[entry["value"]]
        row = {
            "from": entry["from"],
            "area": entry["area"],
            "source": entry["source"],
            "tag": "found",
        }
        if entry.get("until"):
            row["until"] = entry["until"]
        if entry.get("comparator"):
            row["comparator"] = entry["comparator"]
        for key in keys_of(declaration):
            row["value" if key == "figure" else key] = entry[key]
        rows.setdefault(entry["value"], []).append(row)
    content = {
        "zh": "本地已签发的规定",
        "en": "signed by the place itself",
        "area": kept[0]["area"] if kept else "900000000000",
        "source": "本地规定",
        "values": rows,
        "entries": kept,
    }
    return canonical(content)


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
