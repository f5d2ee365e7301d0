"""The findings as tables, in either language: the same on the page, in the workbook, and for whoever adds another form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.units.text import Text

TEXT, COUNT, MONEY = "text", "count", "money"
Summary = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. kind: text | count | money (fen; None: not known)."""

    label: str
    kind: str = COUNT


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is the same in every language; `total` says that the last row sums up the others."""

    name: str
    law: str
    title: str
    headings: tuple[Heading, ...]
    rows: list[list[Any]] = field(default_factory=list)
    note: str = ""
    total: bool = False


def tables_of(summary: Summary, lang: str) -> list[Table]:
    """Every table of a simulation."""
    return [
        _overview(summary, lang),
        _figures(summary, lang),
        *(table for law in summary["laws"][1:] for table in _of_reform(summary, law, lang)),
        _programmes_now(summary, lang),
    ]


def _say(lang: str, zh: str, en: str) -> str:
    return Text(zh, en).in_(lang)


# -- side by side ------------------------------------------------------------------------------------
_OVERVIEW = (
    ("before_fen", "现行每月支出（元）", "Paid a month under the law as it stands (yuan)"),
    ("after_fen", "改后每月支出（元）", "Paid a month under the reform (yuan)"),
    ("difference_fen", "每月增加（元，负数为减少）", "More a month (yuan; negative: less)"),
    ("winners", "受益户数", "Households that win"),
    ("enters", "其中：新领到钱", "of these: newly paid"),
    ("gains", "其中：原来就领，金额增加", "of these: paid before, now more"),
    ("losers", "受损户数", "Households that lose"),
    ("leaves", "其中：不再领钱", "of these: no longer paid"),
    ("loses", "其中：还在领，金额减少", "of these: still paid, but less"),
    ("unchanged", "没有变化", "Unchanged"),
    ("unknown", "情况不明，没有计入", "Not known, left out of all sums"),
    ("average_more_fen", "受益户平均每月多领（元）", "Winners' average gain a month (yuan)"),
    ("average_less_fen", "受损户平均每月少领（元）", "Losers' average loss a month (yuan)"),
    ("near_below", "改后：略低于标准的户数", "Under the reform: just below the line"),
    ("near_above", "改后：略高于标准的户数", "Under the reform: just above the line"),
)


def measures_of(row: dict[str, Any], law: str) -> dict[str, int | None]:
    """What a reform does in one row of sums, by plain names; averages rounded down to the fen, None for nobody."""
    found: dict[str, int | None] = {
        name: row[f"{law}_{name}"]
        for name in ("before_fen", "after_fen", "more_fen", "less_fen", "enters", "gains", "leaves", "loses", "unchanged", "unknown")
    }  # fmt: skip
    winners, losers = (
        row[f"{law}_enters"] + row[f"{law}_gains"],
        row[f"{law}_leaves"] + row[f"{law}_loses"],
    )
    found |= {"winners": winners, "losers": losers, "households": row["households"]}
    found["difference_fen"] = row[f"{law}_after_fen"] - row[f"{law}_before_fen"]
    found["average_more_fen"] = row[f"{law}_more_fen"] // winners if winners else None
    found["average_less_fen"] = row[f"{law}_less_fen"] // losers if losers else None
    for name in ("near_below", "near_above"):
        found[name] = row.get(f"{law}_{name}", row[f"now_{name}"])
    return found


def _overview(summary: Summary, lang: str) -> Table:
    laws = summary["laws"][1:]
    found = [measures_of(summary["all"], law["name"]) for law in laws]
    rows = [
        [_say(lang, zh, en), *(_Fen(m[name]) if name.endswith("_fen") else m[name] for m in found)]
        for name, zh, en in _OVERVIEW
    ]
    headings = [Heading(_say(lang, "结果", "Result"), TEXT), *(Heading(law[lang]) for law in laws)]
    title = _say(lang, "总的结果", "The whole at a glance")
    return Table("overview", "", title, tuple(headings), rows)


class _Fen(int):
    """Money in a column that holds counts as well."""

    def __new__(cls, fen: int | None) -> Any:
        return None if fen is None else super().__new__(cls, fen)


def is_money(cell: Any, heading: Heading) -> bool:
    return isinstance(cell, _Fen) or (heading.kind == MONEY and cell is not None)


def _figures(summary: Summary, lang: str) -> Table:
    rows = [
        [
            law[lang],
            figure[lang] + (f" · {figure['key_label'][lang]}" if figure["key"] else ""),
            figure["before"][lang],
            figure["after"][lang],
            figure["unit"][lang],
            _say(lang, "、", ", ").join(area[lang] for area in figure["areas"]),
            figure["before_source"],
            figure["source"],
        ]
        for law in summary["laws"][1:]
        for figure in law["figures"]
    ]
    rows += [
        [
            law[lang],
            rule[lang],
            rule["before"],
            rule["after"],
            "",
            "",
            rule["law"][lang],
            rule["source"],
        ]
        for law in summary["laws"][1:]
        for rule in law["rules"]
    ]
    labels = (
        ("改革", "Reform"), ("数值或规则", "Figure or rule"), ("现行", "Now"), ("改后", "Reform"), ("单位", "Unit"),
        ("地区", "Where"), ("现行依据", "Source now"), ("改革依据", "Source of the reform"),
    )  # fmt: skip
    headings = tuple(Heading(_say(lang, *pair), TEXT) for pair in labels)
    return Table("changes", "", _say(lang, "改了什么", "What is changed"), headings, rows)


# -- one reform --------------------------------------------------------------------------------------
def _of_reform(summary: Summary, law: dict[str, Any], lang: str) -> Iterator[Table]:
    yield _programmes(summary, law, lang)
    kinds = {kind["name"]: kind for kind in summary["kinds"]}
    by_kind = [(kinds[row["kind"]][lang], row) for row in summary["by_kind"]]
    yield _by(
        summary,
        law,
        lang,
        "kinds",
        ("按家庭类型", "By kind of household"),
        ("家庭类型", "Kind"),
        by_kind,
    )
    for part, name, title, head in (
        ("by_county", "counties", ("按县", "By county"), ("县", "County")),
        (
            "by_township",
            "townships",
            ("按乡镇（街道）", "By township"),
            ("乡镇（街道）", "Township"),
        ),
    ):
        rows = [(row[lang], row) for row in summary[part]]
        yield _by(summary, law, lang, name, title, head, rows)
    yield _line(summary, law, lang)


def _by(
    summary: Summary, law: dict[str, Any], lang: str, name: str, title: tuple[str, str], head: tuple[str, str],
    parts: Sequence[tuple[str, dict[str, Any]]],
) -> Table:  # fmt: skip
    columns = (
        ("households", COUNT, "全部户数", "Households"),
        ("winners", COUNT, "受益", "Win"),
        ("enters", COUNT, "其中新领", "of these new"),
        ("losers", COUNT, "受损", "Lose"),
        ("leaves", COUNT, "其中不再领", "of these out"),
        ("unchanged", COUNT, "不变", "Unchanged"),
        ("unknown", COUNT, "不明", "Not known"),
        ("difference_fen", MONEY, "每月增加（元）", "More a month (yuan)"),
        ("average_more_fen", MONEY, "受益户平均（元）", "Average gain (yuan)"),
        ("near_below", COUNT, "改后略低于标准", "Then just below the line"),
        ("near_above", COUNT, "改后略高于标准", "Then just above the line"),
    )
    rows = []
    for label, row in [*parts, (_say(lang, "合计", "All"), summary["all"])]:
        found = measures_of(row, law["name"])
        rows.append([label, *(found[key] for key, *_ in columns)])
    headings = [Heading(_say(lang, *head), TEXT)]
    headings += [Heading(_say(lang, zh, en), kind) for _, kind, zh, en in columns]
    return Table(name, law["name"], _say(lang, *title), tuple(headings), rows, total=True)


def _programmes(summary: Summary, law: dict[str, Any], lang: str) -> Table:
    """What a reform does in each programme that it can change."""
    everything, rows = summary["all"], []
    for programme in summary["programmes"]:
        if programme["name"] not in law["programmes"]:
            continue
        now, then = (f"{name}_{programme['name']}" for name in ("now", law["name"]))
        row = [programme[lang]]
        row += [
            everything[f"{at}_{what}"] for what in ("households", "persons") for at in (now, then)
        ]
        row += [everything[f"{then}_entering"], everything[f"{then}_leaving"]]
        fen = [everything.get(f"{at}_fen") for at in (now, then)]
        row += [
            *fen,
            None if fen[0] is None or fen[1] is None else fen[1] - fen[0],
            everything[f"{then}_unknown"],
        ]
        rows.append(row)
    labels = (
        ("项目", "Programme", TEXT), ("现行户数", "Households now", COUNT), ("改后户数", "Households then", COUNT),
        ("现行人数", "Persons now", COUNT), ("改后人数", "Persons then", COUNT), ("新进入（户）", "Entering", COUNT),
        ("退出（户）", "Leaving", COUNT), ("现行金额（元）", "Paid now (yuan)", MONEY),
        ("改后金额（元）", "Paid then (yuan)", MONEY), ("差额（元）", "Difference (yuan)", MONEY),
        ("不明（户）", "Not known", COUNT),
    )  # fmt: skip
    headings = tuple(Heading(_say(lang, zh, en), kind) for zh, en, kind in labels)
    note = _say(
        lang,
        "只列这项改革能影响的项目；其他项目的结果与现行相同。一次性、按年发放的项目，金额是一次或一年的。",
        "Only programmes that this reform can change; in all others nothing differs. Sums of programmes paid once or by the year are for once or a year.",
    )
    title = _say(lang, "按救助项目", "By programme")
    return Table("programmes", law["name"], title, headings, rows, note)


def _line(summary: Summary, law: dict[str, Any], lang: str) -> Table:
    name, width = law["name"], summary["bin_fen"]
    last = summary["line"][-1]["bin"]
    rows = []
    for row in summary["line"]:
        receiving = [row[f"{name}_receiving_{end}"] for end in ("before", "after")]
        fen = [row[f"{name}_{end}_fen"] for end in ("before", "after")]
        average = [f // row["households"] if row["households"] else None for f in fen]
        rows.append(
            [_bin_label(row["bin"], last, width, lang), row["households"], *receiving, *average]
        )
    labels = (
        ("人均月收入与现行标准之差（元）", "Monthly income per head less today's line (yuan)", TEXT),
        ("户数", "Households", COUNT), ("现行领钱", "Paid now", COUNT), ("改后领钱", "Paid then", COUNT),
        ("现行户均（元）", "Average now (yuan)", MONEY), ("改后户均（元）", "Average then (yuan)", MONEY),
    )  # fmt: skip
    headings = tuple(Heading(_say(lang, zh, en), kind) for zh, en, kind in labels)
    note = _say(lang, "户均按这一段的全部家庭计算。", "Averages are over all households of a step.")
    title = _say(lang, "收入在标准附近的家庭", "Households around the line")
    return Table("line", name, title, headings, rows, note)


def _bin_label(place: int, last: int, width: int, lang: str) -> str:
    low, high = place * width, (place + 1) * width
    if place == last:
        return _say(lang, f"{_yuan(low)} 及以上", f"{_yuan(low)} and more")
    if place == -last:
        return _say(lang, f"不到 {_yuan(high)}", f"less than {_yuan(high)}")
    return _say(
        lang, f"{_yuan(low)} 至不到 {_yuan(high)}", f"{_yuan(low)} to less than {_yuan(high)}"
    )


def _yuan(fen: int) -> str:
    sign, size = ("−" if fen < 0 else "+" if fen > 0 else ""), abs(fen)
    return f"{sign}{size // 100}" + (f".{size % 100:02d}" if size % 100 else "")


def _programmes_now(summary: Summary, lang: str) -> Table:
    everything, rows = summary["all"], []
    for programme in summary["programmes"]:
        at = f"now_{programme['name']}"
        row = [
            everything[f"{at}_households"],
            everything[f"{at}_persons"],
            everything.get(f"{at}_fen"),
        ]
        period = {
            "month": ("每月", "a month"),
            "once": ("一次", "once"),
            "year": ("每年", "a year"),
        }[programme["period"]]
        rows.append([programme[lang], *row, _say(lang, *period), everything[f"{at}_unknown"]])
    labels = (
        ("项目", "Programme", TEXT), ("户数", "Households", COUNT), ("人数", "Persons", COUNT),
        ("金额（元）", "Sum (yuan)", MONEY), ("多久一次", "How often", TEXT), ("不明（户）", "Not known", COUNT),
    )  # fmt: skip
    headings = tuple(Heading(_say(lang, zh, en), kind) for zh, en, kind in labels)
    title = _say(lang, "现行规定下的全部项目", "Every programme under the law as it stands")
    note = _say(
        lang,
        "文件没有写明所需情况的，计为不明，不计入户数和金额。",
        "Where the file does not state what a programme asks, a household counts as not known: neither among the households nor in the sum.",
    )
    return Table("now", "", title, headings, rows, note)


# -- the workbook -----------------------------------------------------------------------------------
def write_workbook(path: Path, summary: Summary, lang: str) -> None:
    """All tables as sheets of one XLSX file: figures are numbers, texts are texts (never formulas)."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
            ),
            COUNT: book.add_format({"num_format": "#,##0"}),
            MONEY: book.add_format({"num_format": "#,##0.00"}),
            "note": book.add_format({"italic": True}),
        }
        taken: set[str] = set()
        for table in tables_of(summary, lang):
            number = table.law.rpartition("_")[2]
            name = f"{table.title} {number}".strip().replace("/", "·")[:31]
            name = name if name not in taken else f"{name[:28]} {len(taken)}"
            taken.add(name)
            _write_sheet(book.add_worksheet(name), table, summary, lang, formats)


def _write_sheet(
    sheet: Any, table: Table, summary: Summary, lang: str, formats: dict[str, Any]
) -> None:
    titles = {law["name"]: law[lang] for law in summary["laws"]}
    about = (
        f"{titles[table.law]}{_say(lang, '：', ': ')}{table.title}" if table.law else table.title
    )
    sheet.write_string(0, 0, about, formats["title"])
    sheet.write_string(1, 0, table.note, formats["note"])
    for place, heading in enumerate(table.headings):
        sheet.write_string(3, place, heading.label, formats["head"])
    for row_number, row in enumerate(table.rows, 4):
        for place, (cell, heading) in enumerate(zip(row, table.headings, strict=True)):
            if cell is None:
                sheet.write_blank(row_number, place, None)
            elif is_money(cell, heading):
                _write_fen(sheet, row_number, place, int(cell), formats[MONEY])
            elif isinstance(cell, int):
                sheet.write_number(row_number, place, cell, formats[COUNT])
            else:
                sheet.write_string(row_number, place, str(cell))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(table.headings), 16)
    sheet.freeze_panes(4, 1)


def _write_fen(sheet: Any, row: int, place: int, fen: int, look: Any) -> None:
    """Yuan with two decimals, as a decimal: a spreadsheet keeps no more than fifteen digits anyway."""
    from decimal import Decimal

    sheet.write_number(row, place, Decimal(fen) / 100, look)
