"""A spreadsheet of the old system, row by row: what each cell means, and how an old award stands beside what the law says. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.units.dates import Month, parse_date
from doudi.units.headings import find_columns
from doudi.units.identity import parse_identity
from doudi.units.money import parse_yuan
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

AWARDS, CASES = "awards", "cases"
KINDS = {
    AWARDS: Text("在享待遇", "current awards"),
    CASES: Text("在办案件", "open cases"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading in the template, and other words that offices use for it."""

    name: str
    label: Text
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = (AWARDS, CASES)
    is_needed: bool = True


FIELDS = (
    Field("identity", Text("身份证号", "identity number"), ("身份证号码", "公民身份号码", "证件号码")),
    Field("programme", Text("项目", "programme"), ("救助项目", "待遇类别", "业务类型")),
    Field("amount", Text("月金额", "monthly amount"), ("月发放金额", "保障金额", "救助金额", "金额"), (AWARDS,)),
    Field("since", Text("起始月", "from month"), ("起发月", "开始月份", "享受起始月"), (AWARDS,)),
    Field("paid_through", Text("已发至", "paid through"), ("已发至月份", "最后发放月", "发放截止月"), (AWARDS,)),
    Field("decided_on", Text("批准日期", "decided on"), ("审批日期", "确认日期"), (AWARDS,), is_needed=False),
    Field("state", Text("办理环节", "stage"), ("当前环节", "状态", "办理状态"), (CASES,)),
    Field("applied_on", Text("申请日期", "applied on"), ("受理日期", "提交日期"), (CASES,)),
)  # fmt: skip
#: The old systems' words for where a case stands, in ours (states of procedures/dibao_2021.yaml).
STATES = {
    "applied": ("申请", "已申请", "待受理", "提交"),
    "accepted": ("受理", "已受理"),
    "investigating": ("调查", "入户调查", "核对中", "经济状况核对", "家庭经济状况调查"),
    "opined": ("初审", "审核", "初审意见", "已审核"),
    "noticed": ("公示", "公示中"),
    "filed": ("待审批", "审批中", "报县审批", "待确认"),
}
DIFFERENCES = {
    "same": Text("一致", "the same"),
    "higher": Text("按规定应更高", "the law gives more"),
    "lower": Text("按规定应更低", "the law gives less"),
    "not_eligible": Text("按已知情况不符合", "not eligible by what is known"),
    "undetermined": Text("情况不全，不能确定", "facts are missing, undetermined"),
    "not_in_register": Text("登记里没有这个人", "not in the register"),
    "open_case": Text("在办案件，需要重新登记", "an open case, to be opened anew"),
}
SAME, NOT_IN_REGISTER, OPEN_CASE = "same", "not_in_register", "open_case"


def fields_of(kind: str) -> list[Field]:
    return [field for field in FIELDS if kind in field.kinds]


def columns_of(header: Sequence[str], kind: str) -> dict[str, int]:
    """Field → place of its column."""
    return find_columns(
        header, {f.name: (f.label.zh, f.label.en, *f.words) for f in fields_of(kind)}
    )


def check_columns(columns: Mapping[str, int], kind: str) -> None:
    """Raises ProblemsError: each column that is missing."""
    problems = [
        Problem(
            Text(f"缺少“{field.label.zh}”这一列", f"there is no column “{field.label.en}”"), "file"
        )
        for field in fields_of(kind)
        if field.is_needed and field.name not in columns
    ]
    if problems:
        raise ProblemsError(problems)


def read_row(
    cells: Mapping[str, str], kind: str, programmes: Mapping[str, str], on: date
) -> dict[str, Any]:
    """What a row says, ready to be kept: {"identity", "programme", "amount_fen", …}.

    Raises:
        ProblemsError: every fault of the row.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields_of(kind):
        written = cells.get(field.name, "").strip()
        if not written:
            if field.is_needed:
                text = Text(f"没有填写{field.label.zh}", f"{field.label.en} is empty")
                problems.append(Problem(text))
            continue
        try:
            found |= _read(field.name, written, programmes, on)
        except ProblemsError as refused:
            problems += [
                Problem(p.text, "", None if field.name == "identity" else p.value)
                for p in refused.problems
            ]
    if not problems and kind == AWARDS and found["paid_through"] < found["from_month"]:
        text = Text("已发至的月份早于起始月", "the last month paid lies before the first")
        problems.append(Problem(text))
    if problems:
        raise ProblemsError(problems)
    return found


def _read(name: str, written: str, programmes: Mapping[str, str], on: date) -> dict[str, Any]:
    if name == "identity":
        return {"identity": parse_identity(written, not_after=on)}
    if name == "programme":
        code = programmes.get(plain(written))
        if code is None:
            raise refusal(
                "没有这个项目，或者它不按月发放",
                "no such programme, or not a monthly one",
                value=written,
            )
        return {"programme": code}
    if name == "amount":
        amount = parse_yuan(written)
        if not 0 <= amount <= 10_000_000:
            raise refusal(
                "金额应在0至100,000元之间", "the amount must lie from 0 to 100,000", value=written
            )
        return {"amount_fen": amount}
    if name in ("since", "paid_through"):
        month = Month.parse(written).first_day
        if not date(1990, 1, 1) <= month <= on:
            raise refusal(
                "月份应在1990年到接续日期之间",
                "the month must lie from 1990 to the day of taking over",
                value=written,
            )
        return {"from_month" if name == "since" else name: month.isoformat()}
    if name == "state":
        state = next((s for s, words in STATES.items() if plain(written) in (s, *words)), None)
        if state is None:
            raise refusal("不认识这个办理环节", "this stage is not known", value=written)
        return {"state": state, "state_words": written[:30]}
    return {name: parse_date(written, not_after=on).isoformat()}


def difference_of(old_fen: int, entry: Mapping[str, Any] | None) -> str:
    """How an old award stands beside the engine's result for the programme; no result at all is no ground for anything."""
    if entry is None or entry["verdict"] in ("undetermined", "not_yet"):
        return "undetermined"
    if entry["verdict"] != "eligible":
        return "not_eligible"
    amount = entry["amount_fen"]
    if amount is None or amount == old_fen:
        return SAME
    return "higher" if amount > old_fen else "lower"
