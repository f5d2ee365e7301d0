"""Lists from other departments: what a column is called, and what a row says. Pure; a row never keeps a number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from doudi.units.dates import parse_date
from doudi.units.headings import find_columns
from doudi.units.identity import IdentityNumber, parse_identity
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

IDENTITY, NAME = "identity", "name"
MOST_WORDS = 60  # of one cell that are kept
LONG_NUMBER = re.compile(r"\d[\d\s-]{9,}[\dXx]")


@dataclass(frozen=True, slots=True)
class ListColumn:
    name: str
    label: Text
    kind: str = "text"
    words: tuple[str, ...] = ()
    is_needed: bool = False
    known: str = ""


COMMON = (
    ListColumn(
        IDENTITY,
        Text("身份证号", "identity number"),
        words=("身份证号码", "公民身份号码", "公民身份证号", "证件号码", "身份证"),
        is_needed=True,
    ),
    ListColumn(
        NAME, Text("姓名", "name"), words=("死者姓名", "逝者姓名", "所有人", "机动车所有人")
    ),
)


@dataclass(frozen=True, slots=True)
class ListKind:
    """`days`: the value that says by when it is verified. `facts`: what the register knows of the same matter."""

    name: str
    label: Text
    source: Text
    days: str
    direction: str
    is_death: bool
    own: tuple[ListColumn, ...]
    facts: tuple[str, ...]
    verify: Text

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        return COMMON + self.own

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Column → its place in the header."""
        words = {c.name: (c.label.zh, c.label.en, *c.words) for c in self.columns}
        return find_columns(header, words)


@cache
def list_kinds() -> dict[str, ListKind]:
    """By name, in the order of the page."""
    raw = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {name: _kind(name, about) for name, about in raw.items()}


def _kind(name: str, about: Mapping[str, Any]) -> ListKind:
    own = tuple(
        ListColumn(
            column,
            _text(c),
            c["kind"],
            tuple(c.get("words", ())),
            c.get("needed", False),
            c.get("known", ""),
        )
        for column, c in about["columns"].items()
    )
    return ListKind(
        name,
        _text(about),
        _text(about["source"]),
        about["days"],
        about["direction"],
        about.get("is_death", False),
        own,
        tuple(about["facts"]),
        _text(about["verify"]),
    )


def _text(raw: Mapping[str, Any]) -> Text:
    return Text(raw["zh"], raw["en"])


def check_list_columns(kind: ListKind, places: Mapping[str, int]) -> None:
    """Raises ProblemsError: each column that is missing."""
    missing = [c for c in kind.columns if c.is_needed and c.name not in places]
    if missing:
        raise ProblemsError(
            [
                Problem(
                    Text(f"缺少“{c.label.zh}”这一列", f"there is no column “{c.label.en}”"), "file"
                )
                for c in missing
            ]
        )


def read_list_row(
    kind: ListKind, cells: Mapping[str, str], on: date
) -> tuple[IdentityNumber, str, dict[str, str]]:
    """Number, name, and what the row says of the matter.

    Raises:
        ProblemsError: every fault of the row, without the number itself.
    """
    problems: list[Problem] = []
    identity, said = None, {}
    written = cells.get(IDENTITY, "").strip()
    try:
        if not written:
            raise refusal("没有填写身份证号", "the identity number is empty")
        identity = parse_identity(written, not_after=on)
    except ProblemsError as refused:
        problems += [Problem(p.text) for p in refused.problems]
    for column in kind.own:
        value = cells.get(column.name, "").strip()
        if not value and not column.is_needed:
            continue
        try:
            said[column.name] = _value(column, value, on)
        except ProblemsError as refused:
            problems += [Problem(p.text) for p in refused.problems]
    if problems or identity is None:
        raise ProblemsError(problems)
    return identity, without_numbers(cells.get(NAME, "")), said


def _value(column: ListColumn, value: str, on: date) -> str:
    if not value:
        raise refusal(f"没有填写{column.label.zh}", f"{column.label.en} is empty")
    if column.kind == "date":
        return parse_date(value, not_after=on).isoformat()
    return without_numbers(value)


def without_numbers(text: str) -> str:
    """A cell as a lead may keep it: short, and no identity or phone number in it."""
    return LONG_NUMBER.sub("……", plain(text))[:MOST_WORDS]
