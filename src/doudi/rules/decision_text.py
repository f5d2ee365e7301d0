"""A decision as plain text, for the command line and whoever reads it aloud: what is given first, then what is open, then the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from doudi.rules.decide import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    NOT_YET,
    UNDETERMINED,
    Decision,
    Loss,
    Option,
    Result,
    monthly_total,
)
from doudi.rules.dimensions import STEPS_PER_FEN, Unit
from doudi.rules.explain import (
    VERDICTS,
    is_demonstration,
    name_of,
    need_sentence,
    reason_list,
    show_number,
)
from doudi.units.dates import format_date
from doudi.units.text import Text

Telling = Callable[[Decision, Result, str], Iterable[str]]

MOST_NEEDS = 6  # missing facts told for one result; the JSON has all
_YUAN = Unit((("yuan", 1),))
_SECTIONS = {
    ELIGIBLE: Text("【可以享受】", "[What the law gives]"),
    NOT_YET: Text("【还没到时候】", "[Not yet]"),
    UNDETERMINED: Text("【还不能确定】", "[Not yet known]"),
    NOT_ELIGIBLE: Text("【不符合】", "[Not eligible]"),
}
_UNASKED = Text(
    "【没有问到】这些项目要看另外的情况（doudi decide --programme 名称，可以看要哪些）：",
    "[Not asked about] These programmes turn on other facts (see which: doudi decide --programme NAME):",
)
_PER = {
    "month": Text("每月 {0} 元", "{0} yuan a month"),
    "once": Text("一次性 {0} 元", "{0} yuan once"),
    "year": Text("本年 {0} 元", "{0} yuan this year"),
}


def sentences(decision: Decision, lang: str) -> str:
    """The whole decision."""
    case = decision.case
    where = Text("（{0}，{1}）", " ({0}, {1})").in_(lang)
    lines = [case.name + where.format(format_date(case.on, lang), case.area)]
    if is_demonstration(decision):
        lines.append(
            Text(
                "注意：使用了演示数值，不是任何地方的公布标准。",
                "Note: demonstration figures, no real place's standard.",
            ).in_(lang)
        )
    unasked = _unasked(decision)
    for verdict, title in _SECTIONS.items():
        found = [r for r in decision.results if r.verdict == verdict and r not in unasked]
        if found:
            lines += ["", title.in_(lang), *_section(decision, verdict, found, lang)]
    if decision.options:
        lines += ["", Text("【可以选择】", "[Choices]").in_(lang), *_choices(decision, lang)]
    if unasked:
        lines += ["", _UNASKED.in_(lang)]
        lines += [who for who, _ in _grouped(decision, unasked, lang, lambda *_: ())]
    return "\n".join(lines)


def _unasked(decision: Decision) -> list[Result]:
    """Programmes that wait for facts of their own; none where somebody chose which programmes to see."""
    shown = {r.programme.name for r in decision.results}
    if shown != {p.name for p in decision.edition.programmes}:
        return []
    return [r for r in decision.results if _is_unasked(decision, r)]


def _is_unasked(decision: Decision, result: Result) -> bool:
    """Is a programme open only because nobody was asked anything that it alone wants to know?"""
    if result.verdict != UNDETERMINED:
        return False
    own = decision.edition.rulebook.own_facts[result.programme.name]
    case = decision.case
    rows = [case.facts, *(row.facts for rows in case.rows.values() for row in rows)]
    stated = any(facts.get(name) is not None for facts in rows for name in own)
    return not stated and any(need.name in own for need in result.needs)


def _section(decision: Decision, verdict: str, results: list[Result], lang: str) -> list[str]:
    if verdict == UNDETERMINED:
        return [
            line for who, why in _grouped(decision, results, lang, _missing) for line in (who, *why)
        ]
    if verdict == NOT_ELIGIBLE:
        return [
            Text("：", ": ").in_(lang).join(part.strip() for part in (who, *why))
            for who, why in _grouped(decision, results, lang, _failed)
        ]
    lines = []
    for result in results:
        lines.append(headline(result, lang))
        lines += [f"  {flag_sentence(decision, flag, lang)}" for flag in result.flags]
        if verdict == ELIGIBLE:
            lines += _missing(decision, result, lang)
            lines += [f"  {line}" for line in reason_lines(decision, result, lang)]
        else:
            lines += _failed(decision, result, lang)
    if verdict == ELIGIBLE:
        lines += _total(results, lang)
    return lines


def _total(results: list[Result], lang: str) -> Iterable[str]:
    paid = [r for r in results if r.programme.period == "month" and r.programme.outcome == "money"]
    total = monthly_total(results)
    if len(paid) > 1 and total is not None:
        yield Text("合计每月 {0} 元", "{0} yuan a month in all").in_(lang).format(_yuan(total))


def _choices(decision: Decision, lang: str) -> Iterable[str]:
    """Each option with what it gives a month and what it gives up; Doudi lists them and chooses none."""
    for place, option in enumerate(decision.options, 1):
        yield Text(f"选择{place}：", f"Option {place}: ").in_(lang) + elected(
            decision, option, lang
        )
        if option.total_fen_month is not None:
            total = _yuan(option.total_fen_month)
            yield Text("  合计每月 {0} 元", "  {0} yuan a month in all").in_(lang).format(total)
        for loss in option.loses:
            yield Text("  失去：", "  loses: ").in_(lang) + _lost(loss, lang)


def elected(decision: Decision, option: Option, lang: str) -> str:
    """The choices of an option in words: 选择特困供养（王秀兰）：是."""
    said = []
    for name, yes in option.elects.items():
        fact, _, subject = name.partition(":")
        who = Text("（{0}）", " ({0})").in_(lang).format(subject) if subject else ""
        answer = Text("：是", ": yes") if yes else Text("：否", ": no")
        said.append(name_of(decision.edition.rulebook, fact, lang) + who + answer.in_(lang))
    return Text("，", ", ").in_(lang).join(said)


def _lost(loss: Loss, lang: str) -> str:
    household = Text("家庭", "household").in_(lang)
    who = household if loss.subject == "household" else loss.subject
    text = f"{loss.programme.label.in_(lang)} · {who}"
    if loss.fen_month:
        money = _PER["month"].in_(lang).format(_yuan(loss.fen_month))
        text += Text("，", ", ").in_(lang) + money
    return text


def _grouped(
    decision: Decision, results: list[Result], lang: str, tell: Telling
) -> Iterable[tuple[str, tuple[str, ...]]]:
    """For a programme and all the people of whom the same is to be said: who, and what."""
    groups: dict[tuple[str, tuple[str, ...]], list[Result]] = {}
    for result in results:
        lines = tuple(tell(decision, result, lang))
        groups.setdefault((result.programme.name, lines), []).append(result)
    between = Text("、", ", ").in_(lang)
    for (_, lines), alike in groups.items():
        who = between.join(_who(r, lang) for r in alike)
        yield f"{alike[0].programme.label.in_(lang)} · {who}", lines


def _missing(decision: Decision, result: Result, lang: str) -> Iterable[str]:
    for need in result.needs[:MOST_NEEDS]:
        yield Text("  还缺：", "  missing: ").in_(lang) + need_sentence(decision, need, lang)
    more = len(result.needs) - MOST_NEEDS
    if more > 0:
        yield Text(f"  ……另有 {more} 项", f"  … and {more} more").in_(lang)


def _failed(decision: Decision, result: Result, lang: str) -> Iterable[str]:
    if result.failed:
        between = Text("、", ", ").in_(lang)
        failed = between.join(name_of(decision.edition.rulebook, f, lang) for f in result.failed)
        yield Text(f"  未通过：{failed}", f"  failed: {failed}").in_(lang)


def _who(result: Result, lang: str) -> str:
    household = Text("家庭", "household").in_(lang)
    return household if result.subject == "household" else result.subject


def _yuan(fen: int) -> str:
    return show_number(fen * STEPS_PER_FEN, _YUAN)


def flag_sentence(decision: Decision, flag: str, lang: str) -> str:
    """What an officer should look at, in words."""
    if flag == "tiny_award":
        return Text("金额很小，请核对", "a very small award: please check").in_(lang)
    return name_of(decision.edition.rulebook, flag, lang)


def headline(result: Result, lang: str) -> str:
    """The verdict in one line: who, what, how much, since when."""
    colon = Text("：", ": ").in_(lang)
    text = f"{result.programme.label.in_(lang)} · {_who(result, lang)}{colon}{VERDICTS[result.verdict].in_(lang)}"
    parts = [part.in_(lang) for part in _details(result)]
    return Text("，", ", ").in_(lang).join([text, *parts])


def _details(result: Result) -> Iterable[Text]:
    if result.amount_fen is not None:
        money = _yuan(result.amount_fen)
        per = _PER[result.programme.period]
        if result.programme.outcome == "estimate":
            per = Text("估算 {0} 元", "about {0} yuan")
        yield Text(per.zh.format(money), per.en.format(money))
    if result.from_month is not None:
        until = result.until_month
        yield Text(
            f"自{result.from_month.format('zh')}起" + (f"至{until.format('zh')}" if until else ""),
            f"from {result.from_month.format('en')}"
            + (f" to {until.format('en')}" if until else ""),
        )
    if result.earliest_date is not None:
        yield Text(
            f"最早{format_date(result.earliest_date, 'zh')}",
            f"at the earliest on {format_date(result.earliest_date, 'en')}",
        )
    if result.referral_due is not None:
        agency, day = result.programme.agency, result.referral_due.date
        yield Text(
            f"{format_date(day, 'zh')}前转{agency.zh}",
            f"to be referred to {agency.en} by {format_date(day, 'en')}",
        )
    if result.papers_due is not None:
        day = result.papers_due.date
        yield Text(
            f"手续最迟{format_date(day, 'zh')}补齐",
            f"papers complete by {format_date(day, 'en')}",
        )


def reason_lines(decision: Decision, result: Result, lang: str) -> list[str]:
    """Each step as one line, indented by its depth."""
    lines = []
    for reason in reason_list(decision, result, lang):
        value = f"{reason.value} {reason.unit}".strip()
        how = (
            f" = {reason.arithmetic}"
            if reason.arithmetic and reason.arithmetic != reason.value
            else ""
        )
        who = f"{reason.subject} · " if reason.subject not in ("家庭", "household") else ""
        lines.append(f"{'  ' * reason.depth}{who}{reason.label} {value}{how}  〔{reason.law}〕")
    return lines
