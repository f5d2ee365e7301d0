"""What a simulation of Chinese social assistance looks with: the Dibao line, and eight kinds of households."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from doudi.law.cn import backgrounds_path, load_rulebook
from doudi.rules.backgrounds import read_backgrounds
from doudi.rules.columns import Array
from doudi.rules.population_file import PopulationFile
from doudi.rules.simulate.cluster import reform_paths
from doudi.rules.simulate.lens import Kind, Lens
from doudi.rules.simulate.plan import Plan, Request, make_plan
from doudi.rules.simulate.reform import read_reform
from doudi.units.text import Text

OLD = 60  # years: who counts as elderly in the tables (as in the national yearbooks); no rule of law reads it

KINDS = (
    Kind("old_alone", Text("独居老人", "one elder alone"), Text("一名60岁以上老人，没有其他成员", "one person of 60 or over, nobody else")),
    Kind("old_only", Text("只有老人", "elders only"), Text("两名以上成员，都在60岁以上", "two or more, all of 60 or over")),
    Kind("disabled", Text("有重度残疾人", "with a severely disabled member"),
         Text("至少一名成员重度残疾（一、二级，或三级智力、精神）", "at least one severely disabled member (grades 1 and 2, or 3 of the mind)")),
    Kind("one_adult", Text("一名成年人带孩子", "one adult with children"),
         Text("恰有一名成年人，至少一名未成年人", "exactly one adult, at least one minor")),
    Kind("children", Text("多名成年人带孩子", "adults with children"),
         Text("两名以上成年人，至少一名未成年人", "two adults or more, at least one minor")),
    Kind("minors", Text("只有未成年人", "minors only"), Text("没有成年人", "no adult")),
    Kind("adults", Text("没有孩子的成年人", "adults without children"), Text("其他没有未成年人的家庭", "any other family without minors")),
    Kind("unknown", Text("类型不明", "kind not known"),
         Text("成员没有列全，或年龄、残疾情况不明", "members not all listed, or an age or a disability not known")),
)  # fmt: skip


def classify(columns: Mapping[str, Array], offsets: Array, complete: Array) -> Array:
    """The first kind that fits, in the order above; of members as registered, whoever the law counts."""
    age, minor, disabled = columns["age"], columns["is_minor"], columns["is_severely_disabled"]
    is_open = np.zeros(len(age), bool)
    for name in ("age", "is_minor", "is_severely_disabled"):
        if f"{name}.high" in columns:
            is_open |= columns[f"{name}.high"] != columns[name]
    size = np.diff(offsets)
    old, children, severe, unclear = (
        _count(rows, offsets) for rows in (age >= OLD, minor != 0, disabled != 0, is_open)
    )
    adults = size - children
    fits = [
        (old == size) & (size == 1),
        old == size,
        severe > 0,
        (adults == 1) & (children > 0),
        (adults > 1) & (children > 0),
        adults == 0,
    ]
    found = np.select(fits, range(len(fits)), len(fits)).astype(np.int8)
    found[~complete | (unclear > 0) | (size == 0)] = len(KINDS) - 1
    return found


def _count(rows: Array, offsets: Array) -> Array:
    """How many of each household's rows are true."""
    before = np.zeros(len(rows) + 1, np.int32)
    np.cumsum(rows, out=before[1:])
    return np.asarray(before[offsets[1:]] - before[offsets[:-1]])


LENS = Lens(
    income="income_per_head",
    line="dibao_line",
    by="residence_class",
    persons="household_size",
    of="member",
    asked=("age", "is_minor", "is_severely_disabled"),
    kinds=KINDS,
    classify=classify,
)


def open_again(asked: Mapping[str, Any]) -> tuple[PopulationFile, Plan]:
    """On a worker of a cluster: the file and the plan of which `cluster.described` speaks.

    Raises:
        ProblemsError: as where they were made first; the files may have changed since.
    """
    book = load_rulebook(Path(asked["local"]) if asked["local"] else None)
    file = PopulationFile(
        Path(asked["population"]), book, read_backgrounds(backgrounds_path(), book)
    )
    with TemporaryDirectory() as folder:
        reforms = [read_reform(path, book) for path in reform_paths(asked, Path(folder))]
        programmes = None if asked["programmes"] is None else tuple(asked["programmes"])
        on = date.fromisoformat(asked["on"])
        request = Request(on, programmes, asked["elections"], asked["near_fen"])
        return file, make_plan(book, reforms, request, LENS, file.stated, file.columns)
