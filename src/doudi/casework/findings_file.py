"""A department's report as a table: who, which source, what it holds. CSV (UTF-8 or GB18030) or XLSX; every fault with its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from doudi.casework.domain.cross_checks import MOST_FINDINGS, Finding
from doudi.registry.domain.fact_values import read_value
from doudi.registry.domain.statements import CORE_FACTS, dictionary
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.rules.declare import Fact
from doudi.units.headings import find_columns
from doudi.units.text import Problem, ProblemsError, Text, refusal

#: Column → the headings under which offices send it.
HEADINGS = {
    "name": ("姓名", "成员", "name"),
    "source": ("来源", "数据来源", "部门", "source"),
    "fact": ("情况", "项目", "核对项目", "fact"),
    "value": ("数值", "核对结果", "金额", "结果", "value"),
    "text": ("说明", "备注", "内容", "text"),
}
NEEDED = ("name", "source")


@dataclass(frozen=True, slots=True)
class Member:
    person: int
    name: str


def read_findings(content: bytes, file_name: str, members: Sequence[Member]) -> list[Finding]:
    """Raises ProblemsError: no such table, or every row that cannot be read."""
    sheet = read_sheet(content, file_name, score=_score, most_rows=MOST_FINDINGS)
    columns = _columns(sheet)
    findings, problems = list[Finding](), list[Problem]()
    by_name = _by_name(members)
    cells = {name: sheet.columns[at].to_pylist() for name, at in columns.items()}
    for at in range(len(sheet)):
        row = {name: (found[at] or "").strip() for name, found in cells.items()}
        try:
            findings.append(_finding(row, by_name))
        except ProblemsError as error:
            problems += [
                Problem(p.text, _place(sheet, at, columns, p.where), p.value)
                for p in error.problems
            ]
    if problems:
        raise ProblemsError(problems)
    if not findings:
        raise refusal("表里没有内容", "the table has no rows", where=file_name)
    return findings


def _score(cells: Sequence[str]) -> int:
    return len(find_columns(cells, HEADINGS))


def _columns(sheet: Sheet) -> dict[str, int]:
    found = find_columns(sheet.header, HEADINGS)
    missing = [HEADINGS[name][0] for name in NEEDED if name not in found]
    if missing:
        listed = "、".join(missing)
        raise refusal(
            f"表头里缺少：{listed}",
            f"the header lacks: {', '.join(missing)}",
            where=sheet.file_name,
        )
    return found


def _place(sheet: Sheet, at: int, columns: dict[str, int], name: str) -> str:
    return sheet.place(int(sheet.rows[at]), columns.get(name))


def _by_name(members: Sequence[Member]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for member in members:
        found.setdefault(member.name, []).append(member.person)
    return found


def _finding(row: dict[str, str], by_name: dict[str, list[int]]) -> Finding:
    named = by_name.get(row["name"], [])
    if len(named) != 1:
        raise refusal(
            "家里没有叫这个名字的人" if not named else "家里有几个人叫这个名字，请在页面上填写",
            "no member has this name" if not named else "several members have this name",
            where="name",
            value=row["name"],
        )
    if not row["source"]:
        raise refusal("没有写来源", "the source is missing", where="source")
    return read_finding(
        named[0], row["source"], row.get("text", ""), row.get("fact", ""), row.get("value", "")
    )


def read_finding(person: int, source: str, text: str, fact: str, value: str) -> Finding:
    """One finding as written. `fact`: its label or name. Raises ProblemsError, `where` one of HEADINGS."""
    if not fact:
        if not text and not value:
            raise refusal("没有写核对到什么", "what was found is missing", where="text")
        return Finding(person, source[:60], (text or value)[:300])
    declared = _fact(fact)
    if declared is None:
        raise refusal("没有这项情况", "there is no such fact", where="fact", value=fact)
    if not value:
        raise refusal("没有写数值", "the value is missing", where="value")
    try:
        stored = read_value(declared, value)
    except ProblemsError as error:
        raise ProblemsError([Problem(p.text, "value", p.value) for p in error.problems]) from None
    return Finding(person, source[:60], text[:300], declared.name, stored.value, stored.option)


def _fact(written: str) -> Fact | None:
    for fact in dictionary().values():
        if fact.entity.name != "member" or fact.name in CORE_FACTS:
            continue
        if written in (fact.name, fact.label.zh, fact.label.en):
            return fact
    return None


def shown_finding_label(finding: dict[str, object]) -> Text:
    """The fact of a stored finding in words."""
    declared = dictionary().get(str(finding.get("fact") or ""))
    return declared.label if declared else Text("", "")
