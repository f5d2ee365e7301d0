"""Charts of a simulation: options for ECharts, and what each shows in a sentence for who does not see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from doudi.rules.simulate.tables import measures_of
from doudi.units.text import Text

GREEN, PALE, AMBER, RED, GREY = "#1d5c57", "#7fb3ac", "#b45f06", "#a4262c", "#8a8f8c"
COLOURS = (
    GREY,
    GREEN,
    AMBER,
    PALE,
    RED,
    "#5b4b8a",
    "#3b6ea5",
)  # the law as it stands, then the reforms
TEN_THOUSAND_YUAN = 1_000_000  # fen
MOST_PLACES = 20
ROW, FRAME = 34, 84  # pixels: a bar with its label; legend and axis


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart and its text."""

    title: str
    words: str
    options: dict[str, Any]
    height: int
    is_wide: bool = False


def _say(lang: str, zh: str, en: str) -> str:
    return Text(zh, en).in_(lang)


def cost_by_programme(summary: dict[str, Any], lang: str) -> Drawn | None:
    """What each programme that a reform changes costs a month, now and then."""
    everything, laws = summary["all"], summary["laws"]
    costs = []
    for programme in summary["programmes"]:
        if programme["monthly"] and programme["changed_by"]:
            in_force = [
                law["name"] if programme["name"] in law["programmes"] else "now" for law in laws
            ]
            fen = [everything[f"{law}_{programme['name']}_fen"] for law in in_force]
            if any(fen):
                costs.append((programme[lang], fen))
    if not costs:
        return None
    in_ten_thousands = lang == "zh" and max(max(fen) for _, fen in costs) >= TEN_THOUSAND_YUAN
    one = TEN_THOUSAND_YUAN if in_ten_thousands else 100
    series = [
        _bars(
            law[lang],
            [round(fen[place] / one, 2) for _, fen in costs],
            COLOURS[place % len(COLOURS)],
        )
        for place, law in enumerate(laws)
    ]
    unit = "万元" if in_ten_thousands else _say(lang, "元", "yuan")
    title = _say(lang, f"各项目每月支出（{unit}）", f"Paid a month by programme ({unit})")
    words = _say(lang, "；", "; ").join(
        f"{label} " + " → ".join(f"{f / one:,.0f}" for f in fen) for label, fen in costs
    )
    bars = _horizontal([label for label, _ in costs], series)
    return Drawn(title, words, bars, _tall(len(costs) * len(series), 26), True)


def of_reform(
    summary: dict[str, Any], law: dict[str, Any], lang: str
) -> Iterator[tuple[str, Drawn | None]]:
    """The charts of one reform, by name."""
    labels = {kind["name"]: kind[lang] for kind in summary["kinds"]}
    rows = [(labels[row["kind"]], row) for row in summary["by_kind"]]
    title = _say(lang, "哪些家庭受益、哪些受损（户）", "Which kinds of households win and lose")
    yield "kinds", _winners(rows, law, title, lang)
    if len(summary["by_township"]) > 1:
        part = "by_county" if len(summary["by_county"]) > 1 else "by_township"
        rows = [
            (row[lang].split(" ")[-1] if lang == "zh" else row[lang].split(",")[0], row)
            for row in summary[part]
        ]
        rows.sort(key=lambda pair: -_touched(pair[1], law["name"]))
        title = _say(lang, "哪些地方受益、哪些受损（户）", "Where households win and lose")
        if len(rows) > MOST_PLACES:
            title += _say(
                lang, f"，变化最多的 {MOST_PLACES} 处", f", the {MOST_PLACES} places with most"
            )
        yield "places", _winners(rows[:MOST_PLACES], law, title, lang)
    yield "line", _around_the_line(summary, law, lang)


def _touched(row: dict[str, Any], law: str) -> int:
    found = measures_of(row, law)
    return (found["winners"] or 0) + (found["losers"] or 0)


def _winners(
    rows: list[tuple[str, dict[str, Any]]], law: dict[str, Any], title: str, lang: str
) -> Drawn | None:
    found = [(label, measures_of(row, law["name"])) for label, row in rows]
    found = [(label, m) for label, m in found if m["winners"] or m["losers"]]
    if not found:
        return None
    parts = (
        ("enters", 1, GREEN, _say(lang, "新领到钱", "newly paid")),
        ("gains", 1, PALE, _say(lang, "金额增加", "paid more")),
        ("loses", -1, AMBER, _say(lang, "金额减少", "paid less")),
        ("leaves", -1, RED, _say(lang, "不再领钱", "no longer paid")),
    )
    series = [
        _bars(label, [sign * (m[name] or 0) for _, m in found], colour, stack="all")
        for name, sign, colour, label in parts
        if any(m[name] for _, m in found)
    ]
    words = _say(lang, "；", "; ").join(
        _say(
            lang,
            f"{label}：{m['winners']:,} 户受益，{m['losers']:,} 户受损",
            f"{label}: {m['winners']:,} win, {m['losers']:,} lose",
        )
        for label, m in found
    )
    return Drawn(
        title, words, _horizontal([label for label, _ in found], series), _tall(len(found))
    )


def _around_the_line(summary: dict[str, Any], law: dict[str, Any], lang: str) -> Drawn:
    """How many households there are at each distance from the line, and what they get on average: the cliff."""
    rows, name = summary["line"][1:-1], law["name"]
    width = summary["bin_fen"]
    places = [f"{row['bin'] * width / 100:g}" for row in rows]
    averages = [
        [
            round(row[f"{name}_{end}_fen"] / row["households"] / 100, 2)
            if row["households"]
            else None
            for row in rows
        ]
        for end in ("before", "after")
    ]
    middle = next(place for place, row in enumerate(rows) if row["bin"] == 0)
    series = [
        _bars(_say(lang, "户数", "Households"), [row["households"] for row in rows], "#cfd8d3")
        | {"markLine": _mark(str(places[middle]), _say(lang, "现行标准", "today's line"))},
        _curve(
            _say(lang, "现行户均领取（元/月）", "Average now (yuan a month)"), averages[0], GREY
        ),
        _curve(_say(lang, "改后户均领取（元/月）", "Average under the reform"), averages[1], GREEN),
    ]
    options = _base() | {
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 34, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": places,
            "name": _say(
                lang,
                "人均月收入与现行标准之差（元）",
                "income per head less today's line (yuan a month)",
            ),
            "nameLocation": "middle",
            "nameGap": 28,
        },
        "yAxis": [{"type": "value"}, {"type": "value", "splitLine": {"show": False}}],
        "series": series,
    }
    below = sum(row["households"] for row in rows if row["bin"] < 0)
    above = sum(row["households"] for row in rows if row["bin"] >= 0)
    words = _say(
        lang,
        f"图中低于标准的 {below:,} 户，不低于标准的 {above:,} 户；曲线在标准处的落差就是多挣一点钱会失去的金额。",
        f"Shown are {below:,} households below the line and {above:,} at or above it; the drop of a curve at the line is what a little more income would take away.",
    )
    return Drawn(
        _say(lang, "收入在标准附近的家庭", "Households around the line"), words, options, 360, True
    )


# -- parts of charts -----------------------------------------------------------------------------------
def _base() -> dict[str, Any]:
    return {
        "animation": False,
        "textStyle": {"fontFamily": "inherit", "fontSize": 13, "color": "#23302e"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        "legend": {"top": 0, "left": 0, "type": "plain", "textStyle": {"fontSize": 13}},
    }


def _horizontal(labels: list[str], series: list[dict[str, Any]]) -> dict[str, Any]:
    return _base() | {
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "data": labels,
            "inverse": True,
            "axisTick": {"show": False},
            "axisLabel": {"width": 170, "overflow": "break"},
        },
        "series": series,
    }


def _bars(name: str, data: list[Any], colour: str, stack: str | None = None) -> dict[str, Any]:
    found = {
        "name": name,
        "type": "bar",
        "data": data,
        "itemStyle": {"color": colour},
        "barMaxWidth": 22,
    }
    return found | ({"stack": stack} if stack else {})


def _curve(name: str, data: list[Any], colour: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "yAxisIndex": 1,
        "data": data,
        "symbol": "none",
        "lineStyle": {"color": colour, "width": 2.5},
        "itemStyle": {"color": colour},
    }


def _mark(place: str, label: str) -> dict[str, Any]:
    return {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"color": RED, "type": "dashed"},
        "label": {"formatter": label, "color": RED},
        "data": [{"xAxis": place}],
    }


def _tall(bars: int, each: int = ROW) -> int:
    return FRAME + each * max(bars, 2)
