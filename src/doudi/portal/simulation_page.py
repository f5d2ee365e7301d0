"""The page of a simulation: one HTML file with its style, its charts and their library inside; opens without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from doudi import __version__
from doudi.portal import simulation_charts as charts
from doudi.rules.simulate.tables import Heading, Table, is_money, measures_of, tables_of
from doudi.units.dates import format_date, parse_date
from doudi.units.text import Text, refusal

LANGUAGES = {"zh": "zh-hans", "en": "en"}
STYLES = ("foundation/doudi.css", "portal/simulation.css")
SCRIPTS = ("vendor/echarts.common.min.js", "portal/simulation.js")
MOST_LOST = 4  # programmes that losers leave, told on the page; the summary has all
MANY_ROWS = 40  # a longer table starts folded

ELECTIONS = {
    "none": Text(
        "法律给人选择的地方，文件里记了本人选择的，按本人的选择；没有记的，按“不选择”计算。",
        "Where the law gives a choice, recorded choices are followed; where none is recorded, nobody is taken to choose it.",
    ),
    "all": Text(
        "法律给人选择的地方，文件里记了本人选择的，按本人的选择；没有记的，按“都选择”计算。",
        "Where the law gives a choice, recorded choices are followed; where none is recorded, everybody is taken to choose it.",
    ),
    "recorded": Text(
        "法律给人选择的地方，只按文件里记的本人选择；没有记的，结果受它影响的家庭计为情况不明。",
        "Where the law gives a choice, only recorded choices count; a household whose result rests on one that is not recorded counts as not known.",
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table as it is shown."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is shown. `anchor` is its address within the page."""

    anchor: str
    title: str
    note: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None
    is_long: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its options for the library, and in words what it shows."""

    anchor: str
    title: str
    words: str
    options: dict[str, Any]
    height: int
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Everything about one reform. `answer` are sentences, the first of which is the answer."""

    anchor: str
    title: str
    file: str
    source: str
    changes: tuple[str, ...]
    answer: tuple[str, ...]
    unaffected: bool
    charts: tuple[Chart, ...]
    grids: tuple[Grid, ...]


def write_page(path: Path, summary: dict[str, Any], lang: str) -> None:
    """Write the page of a simulation.

    Raises:
        OSError: it cannot be written.
    """
    if not apps.ready:
        django.setup()
    with translation.override(LANGUAGES[lang]):
        path.write_text(render_page(summary, lang), encoding="utf-8")


def answers(summary: dict[str, Any], lang: str) -> Iterator[str]:
    """The answer of each reform in sentences, for a terminal."""
    for law in summary["laws"][1:]:
        yield law[lang]
        for sentence in _answer(summary, law, lang):
            yield f"  {sentence}"


def render_page(summary: dict[str, Any], lang: str) -> str:
    tables = tables_of(summary, lang)
    parts = [_part(summary, law, tables, lang) for law in summary["laws"][1:]]
    figures = [f for law in summary["laws"][1:] for f in law["figures"]]
    context = {
        "lang": lang,
        "title": _title(summary, lang),
        "day": format_date(parse_date(summary["on"]), lang),
        "population": _population(summary, lang),
        "parts": parts,
        "is_many": len(parts) > 1,
        "overview": _grid(_named(tables, "overview"), lang),
        "cost_chart": _chart("cost", charts.cost_by_programme(summary, lang)),
        "now": _grid(_named(tables, "now"), lang),
        "unknown": list(_unknown(summary, lang)),
        "elections": ELECTIONS[summary["elections"]].in_(lang),
        "method": list(_method(summary, lang)),
        "is_synthetic": summary["population"]["synthetic"],
        "is_demonstration": any(f["demonstration"] for f in figures),
        "kinds": [{"label": k[lang], "help": k["help"][lang]} for k in summary["kinds"]],
        "style": _inline(STYLES),
        "scripts": [_script(name) for name in SCRIPTS],
        "doudi_version": __version__,
    }
    return render_to_string("portal/simulation.html", context)


# -- words -------------------------------------------------------------------------------------------
def _title(summary: dict[str, Any], lang: str) -> str:
    labels = [law[lang] for law in summary["laws"][1:]]
    if not labels:
        return Text("现行规定测算", "The law as it stands").in_(lang)
    return Text("；", "; ").in_(lang).join(labels)


def _population(summary: dict[str, Any], lang: str) -> str:
    found = summary["population"]
    source = found["source"][lang] if found["source"] else found["file"]
    return Text(
        f"{source}：{found['households']:,} 户、{found['persons']:,} 人",
        f"{source}: {found['households']:,} households, {found['persons']:,} persons",
    ).in_(lang)


def yuan(fen: int, lang: str) -> str:
    """An amount in a sentence: large ones in ten thousands, as offices write them."""
    sign, size = ("−" if fen < 0 else ""), abs(fen)
    if lang == "zh" and size >= 1_000_000:
        return f"{sign}{size // 1_000_000:,}.{size % 1_000_000 // 10_000:02d} 万元"
    if size >= 1_000_000:
        return f"{sign}{size // 100:,} yuan"
    return f"{sign}{size // 100:,}.{size % 100:02d} " + ("元" if lang == "zh" else "yuan")


def _share(part: int, whole: int) -> str:
    """A percentage with one decimal, by whole numbers, half up."""
    if not whole:
        return "–"
    tenths = (abs(part) * 2000 + whole) // (2 * whole)
    return f"{'−' if part < 0 else ''}{tenths // 10}.{tenths % 10}%"


def _changes(law: dict[str, Any], lang: str) -> Iterator[str]:
    for figure in law["figures"]:
        name = figure[lang] + (f"（{figure['key_label'][lang]}）" if figure["key"] and lang == "zh" else f" ({figure['key_label'][lang]})" if figure["key"] else "")  # fmt: skip
        unit = figure["unit"][lang]
        before, after = figure["before"][lang], figure["after"][lang]
        places = Text("、", ", ").in_(lang).join(area[lang] for area in figure["areas"])
        basis = figure["before_source"] or figure["law"][lang]
        zh = f"{name}：{before} → {after} {unit}（{places}；现行依据：{basis}"
        en = f"{name}: {before} → {after} {unit} ({places}; source now: {basis}"
        if figure["source"]:
            zh, en = (
                f"{zh}；改革依据：{figure['source']}",
                f"{en}; source of the reform: {figure['source']}",
            )
        yield Text(zh + "）", en + ")").in_(lang)
    for rule in law["rules"]:
        yield Text(
            f"规则“{rule['zh']}”：原为“{rule['before']}”改为“{rule['after']}”（{rule['source']}）",
            f"Rule “{rule['en']}”: was “{rule['before']}”, becomes “{rule['after']}” ({rule['source']})",
        ).in_(lang)


def _answer(summary: dict[str, Any], law: dict[str, Any], lang: str) -> Iterator[str]:
    """Who gains, who loses, what it costs a month: the answer in a few sentences."""
    found = measures_of(summary["all"], law["name"])
    numbers = {name: value or 0 for name, value in found.items()}
    before, after, more = (numbers[f"{n}_fen"] for n in ("before", "after", "difference"))
    if more:
        way = Text("增加", "more") if more > 0 else Text("减少", "less")
        yield Text(
            f"每月支出{way.zh} {yuan(abs(more), 'zh')}：由 {yuan(before, 'zh')}变为 {yuan(after, 'zh')}（{_share(more, before)}）。",
            f"{yuan(abs(more), 'en')} {way.en} a month: from {yuan(before, 'en')} to {yuan(after, 'en')} ({_share(more, before)}).",
        ).in_(lang)
    else:
        yield Text("每月支出不变。", "What is paid a month stays the same.").in_(lang)
    if numbers["winners"]:
        average = numbers["average_more_fen"]
        yield Text(
            f"{numbers['winners']:,} 户受益，平均每户每月多 {yuan(average, 'zh')}：其中 {numbers['enters']:,} 户新领到钱，{numbers['gains']:,} 户原来就领、金额增加。",
            f"{numbers['winners']:,} households win, {yuan(average, 'en')} a month on average: {numbers['enters']:,} are newly paid, {numbers['gains']:,} were paid before and get more.",
        ).in_(lang)
    else:
        yield Text("没有家庭受益。", "No household wins.").in_(lang)
    if numbers["losers"]:
        average = numbers["average_less_fen"]
        yield Text(
            f"{numbers['losers']:,} 户受损，平均每户每月少 {yuan(average, 'zh')}：其中 {numbers['leaves']:,} 户不再领钱，{numbers['loses']:,} 户还在领、金额减少。",
            f"{numbers['losers']:,} households lose, {yuan(average, 'en')} a month on average: {numbers['leaves']:,} are no longer paid, {numbers['loses']:,} are still paid and get less.",
        ).in_(lang)
        yield from _why_they_lose(summary, law, lang)
    else:
        yield Text("没有家庭受损。", "No household loses.").in_(lang)
    yield Text(
        f"{numbers['unchanged']:,} 户没有变化；{numbers['unknown']:,} 户情况不明，没有计入以上任何一项。",
        f"{numbers['unchanged']:,} households do not change; {numbers['unknown']:,} are not known and are in none of these sums.",
    ).in_(lang)
    near = Text(yuan(summary["near_fen"], "zh"), yuan(summary["near_fen"], "en"))
    yield Text(
        f"改后有 {numbers['near_below']:,} 户人均月收入略低于标准（相差不超过 {near.zh}），{numbers['near_above']:,} 户略高于标准：收入稍有变动，前者可能退出，后者可能进入。",
        f"Under the reform {numbers['near_below']:,} households lie just below the line (by no more than {near.en} a head) and {numbers['near_above']:,} just above: a small change of income may take the first out and bring the others in.",
    ).in_(lang)


def _why_they_lose(summary: dict[str, Any], law: dict[str, Any], lang: str) -> Iterator[str]:
    """What the losers no longer have: a reform may take from a family by giving it something else."""
    paid = {p["name"]: p[lang] for p in summary["programmes"] if p["monthly"]}
    left = [
        (summary["all"].get(f"{law['name']}_{name}_left_by_losers", 0), label)
        for name, label in paid.items()
    ]
    lost = [(count, label) for count, label in left if count]
    if lost:
        told = [
            Text(f"{label} {count:,} 户", f"{label} ({count:,})").in_(lang)
            for count, label in sorted(lost, reverse=True)[:MOST_LOST]
        ]
        named = Text("、", ", ").in_(lang).join(told)
        yield Text(
            f"受损的家庭不再享受：{named}。",
            f"What the losers no longer have: {named}.",
        ).in_(lang)


def _unknown(summary: dict[str, Any], lang: str) -> Iterator[str]:
    everything = summary["all"]
    total, known = everything["households"], everything["now_known"]
    yield Text(
        f"现行规定下，{known:,} 户的每月总额可以算清，{total - known:,} 户（{_share(total - known, total)}）因为文件没有写明所需情况，算不清。",
        f"Under the law as it stands the monthly total of {known:,} households is known; that of {total - known:,} ({_share(total - known, total)}) is not, since the file does not state what is needed.",
    ).in_(lang)
    yield Text(
        f"{everything['now_gap_unknown']:,} 户的人均收入不明，不在收入分布里。",
        f"The income per head of {everything['now_gap_unknown']:,} households is not known: they are not in the distribution of incomes.",
    ).in_(lang)
    yield Text(
        "不明的，绝不当作零，也绝不当作不符合：各表都单列，不计入户数和金额。",
        "What is not known is never taken for zero or for a refusal: every table shows it apart, outside households and sums.",
    ).in_(lang)


def _method(summary: dict[str, Any], lang: str) -> Iterator[str]:
    day = format_date(parse_date(summary["on"]), lang)
    yield Text(
        f"全部家庭按 {day} 有效的规定和数值逐户计算，再按改革后的规定逐户计算，两次相减。金额以分为单位，全程没有小数误差。",
        f"Every household was decided under the law and figures in force on {day}, then under each reform, and the two compared. Amounts are whole fen from end to end.",
    ).in_(lang)
    yield Text(
        "受益、受损按家庭比较：改革能影响的按月发放项目的金额合计，改后多于改前的为受益，少于改前的为受损。一次性和按年的项目另列，不计入每月支出。",
        "Households win or lose by the sum of what the programmes that a reform can change pay a month. Programmes paid once or by the year are shown apart and are not in the monthly sums.",
    ).in_(lang)
    yield Text(
        "这是假定人们的情况和行为不变的静态测算：没有估计有人因此找工作、分户或前来申请。符合条件的都算作领取，实际领取的通常少一些。",
        "It is a static estimate: nobody is taken to find work, split a household or apply because of the reform. All who qualify are counted as paid; in life some do not apply.",
    ).in_(lang)
    sample = summary["sample"]
    if sample:
        yield Text(
            f"随机抽取 {sample['households']:,} 户，用逐户判断并说明理由的程序重新计算，每一户、每一项都与本测算相同，分毫不差。",
            f"{sample['households']:,} households drawn at random were decided again one by one by the program that explains its reasons: every one of them agreed to the fen.",
        ).in_(lang)


# -- tables and charts ---------------------------------------------------------------------------------
def _part(summary: dict[str, Any], law: dict[str, Any], tables: list[Table], lang: str) -> Part:
    found = [_grid(table, lang) for table in tables if table.law == law["name"]]
    pictures = [
        _chart(f"{law['name']}-{name}", chart)
        for name, chart in charts.of_reform(summary, law, lang)
    ]
    return Part(
        law["name"],
        law[lang],
        law["file"],
        law["source"],
        tuple(_changes(law, lang)),
        tuple(_answer(summary, law, lang)),
        not law["programmes"],
        tuple(c for c in pictures if c is not None),
        tuple(found),
    )


def _named(tables: list[Table], name: str) -> Table:
    return next(table for table in tables if table.name == name)


def _grid(table: Table, lang: str) -> Grid:
    rows = [
        tuple(_cell(cell, heading) for cell, heading in zip(row, table.headings, strict=True))
        for row in table.rows
    ]
    total = rows.pop() if table.total else None
    anchor = "-".join(filter(None, (table.law, table.name)))
    return Grid(
        anchor, table.title, table.note, table.headings, tuple(rows), total, len(rows) > MANY_ROWS
    )


def _cell(cell: Any, heading: Heading) -> Cell:
    if cell is None:
        return Cell("–", True)
    if is_money(cell, heading):
        fen = int(cell)
        return Cell(f"{'−' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}", True)
    if isinstance(cell, int):
        return Cell(f"{cell:,}", True)
    return Cell(str(cell), False)


def _chart(anchor: str, drawn: charts.Drawn | None) -> Chart | None:
    if drawn is None:
        return None
    return Chart(anchor, drawn.title, drawn.words, drawn.options, drawn.height, drawn.is_wide)


# -- one file ------------------------------------------------------------------------------------------
def require_page_files() -> None:
    """Find everything that the page holds, before hours of work are spent on what it is to show.

    Raises:
        ProblemsError: a file of the page is not installed.
    """
    if not apps.ready:
        django.setup()
    for name in (*STYLES, *SCRIPTS):
        _find(name)


def _find(name: str) -> Path:
    path = finders.find(name)
    if not isinstance(path, str):
        raise refusal(
            "结果网页要用的文件没有安装，请先运行 make setup",
            "a file of the result page is not installed: run make setup first",
            where=name,
        )
    return Path(path)


def _read(name: str) -> str:
    return _find(name).read_text(encoding="utf-8")


def _inline(names: tuple[str, ...]) -> SafeString:
    return mark_safe("\n".join(_read(name) for name in names))  # noqa: S308 - our own files


def _script(name: str) -> SafeString:
    """A script that may stand inside a page: nothing in it may close the element."""
    return mark_safe(re.sub(r"</(?=script)", r"<\\/", _read(name), flags=re.IGNORECASE))  # noqa: S308 - our own files


def as_json(value: Any) -> SafeString:
    """JSON that may stand inside a script element, whatever texts it holds."""
    escaped = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
    text = json.dumps(value, ensure_ascii=False).translate(escaped)
    return mark_safe(text)  # noqa: S308 - escaped
