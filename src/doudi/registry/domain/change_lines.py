"""A plan as lines for the page: what, as it is, as it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.law.cn.facts import RELATIONS
from doudi.registry.domain.changes import Edit, Home, Plan
from doudi.units.dates import format_date
from doudi.units.identity import Sex
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """`group`: the household's number or the person's name. An area is shown by its code (`is_area`): the page knows names."""

    group: Text
    what: Text
    before: Text
    after: Text
    is_area: bool = False


NOTHING = Text("—", "—")

COLUMNS = {
    "name": Text("姓名", "name"),
    "sex": Text("性别", "sex"),
    "birth_date": Text("出生日期", "date of birth"),
    "identity_shown": Text("证件号码", "identity number"),
    "identity_kind": Text("证件种类", "kind of document"),
    "identity_reason": Text("没有证件号码的原因", "why there is no number"),
    "phone_shown": Text("电话", "telephone"),
    "hukou_area": Text("户籍所在地", "place of hukou"),
    "died_on": Text("死亡日期", "date of death"),
    "is_deceased": Text("已死亡", "has died"),
    "state": Text("状态", "state"),
    "number": Text("家庭编号", "household number"),
    "area_code": Text("所在村（社区）", "village"),
    "address": Text("住址", "address"),
    "residence_class": Text("城乡类别", "urban or rural"),
    "members_are_complete": Text("成员已列全", "members are all listed"),
    "supporters_are_complete": Text("义务人已列全", "supporters are all listed"),
    "relation": Text("与户主关系", "relation to head"),
}
_WORDS = {
    "active": Text("在册", "registered"),
    "departed": Text("已迁出", "departed"),
    "dissolved": Text("已销户", "dissolved"),
    "merged": Text("已合并", "merged"),
    "urban": Text("城镇", "urban"),
    "rural": Text("农村", "rural"),
}
_AREAS = frozenset({"area_code", "hukou_area"})
_DATES = frozenset({"birth_date", "died_on"})


def lines_of(plan: Plan) -> list[Line]:
    """Everything that differs, household by household, then column by column. Empty: nothing would change."""
    found: list[Line] = []
    for index, after in enumerate(plan.after):
        before = plan.before[index] if index < len(plan.before) else None
        found += _home_lines(before, after)
    return found + [_edit_line(edit) for edit in plan.edits]


def _home_lines(before: Home | None, after: Home) -> Iterator[Line]:
    number = after.number or "（自动编号）"
    group = Text(f"家庭 {number}", f"Household {after.number or '(numbered automatically)'}")
    if before is None:
        group = Text(f"新户 {number}", f"New household {after.number}".strip())
    for column in ("area_code", "address", "residence_class", "state"):
        was = getattr(before, column) if before is not None else ""
        would = getattr(after, column)
        if was != would and not (before is None and column == "state"):
            yield Line(
                group, COLUMNS[column], _show(column, was), _show(column, would), column in _AREAS
            )
    was_there = {} if before is None else {m.person_id: m for m in before.members}
    is_there = {m.person_id: m for m in after.members}
    for person_id, member in (was_there | is_there).items():
        old, new = was_there.get(person_id), is_there.get(person_id)
        if old is None or new is None or old.relation != new.relation:
            what = Text(member.name, member.name)
            yield Line(group, what, _role(old), _role(new))


def _role(member: Any) -> Text:
    if member is None:
        return NOTHING
    return Text(*RELATIONS[member.relation])


def _edit_line(edit: Edit) -> Line:
    return Line(
        Text(edit.whose, edit.whose),
        COLUMNS[edit.column],
        _show(edit.column, edit.before),
        _show(edit.column, edit.after),
        edit.column in _AREAS,
    )


def _show(column: str, value: Any) -> Text:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if column in _DATES:
        day = date.fromisoformat(value)
        return Text(format_date(day, "zh"), format_date(day, "en"))
    if column == "sex":
        return Sex(value).label
    if column == "relation":
        return Text(*RELATIONS[value])
    return _WORDS.get(value, Text(str(value), str(value)))
