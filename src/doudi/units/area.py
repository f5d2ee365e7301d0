"""Area codes: 12 digits of text, as civil affairs and statistics write them.

Two digits of province, two of prefecture, two of county (these six are GB/T 2260), three of
township, three of village; what is not used is zero. 522725000000 is a county of Guizhou.
"""

from __future__ import annotations

import csv
from enum import StrEnum
from functools import cache
from importlib import resources

from doudi.units.text import Text, plain, refusal

LENGTH = 12

#: Province code of the fictional area used in demonstrations and tests.
DEMONSTRATION_PROVINCE = "90"


class AreaLevel(StrEnum):
    """Level of an area, widest first."""

    province = "province"
    prefecture = "prefecture"
    county = "county"
    township = "township"
    village = "village"

    @property
    def digits(self) -> int:
        """How many leading digits name an area of this level."""
        return _DIGITS[self]

    @property
    def label(self) -> Text:
        return _LABELS[self]


_DIGITS = {
    AreaLevel.province: 2,
    AreaLevel.prefecture: 4,
    AreaLevel.county: 6,
    AreaLevel.township: 9,
    AreaLevel.village: 12,
}
_LABELS = {
    AreaLevel.province: Text("省级", "province"),
    AreaLevel.prefecture: Text("地级", "prefecture"),
    AreaLevel.county: Text("县级", "county"),
    AreaLevel.township: Text("乡级", "township"),
    AreaLevel.village: Text("村级", "village"),
}


@cache
def provinces() -> dict[str, Text]:
    """Names by two-digit code: the 34 of GB/T 2260 and the fictional one."""
    source = resources.files("doudi.units").joinpath("data/provinces.csv")
    lines = source.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {row["code"]: Text(row["zh"], row["en"]) for row in rows}


def parse_area(value: str, *, where: str = "") -> str:
    """The 12-digit code of `value`, which may stop after any level ("522725").

    Checks the form and the province, not that the place exists: that is the area table's part.
    Raises ProblemsError, with `where`, for other lengths, other characters, an unknown
    province, or a place below a level that is left out.
    """
    if not isinstance(value, str):
        raise refusal("区划代码必须是文本", "An area code must be text", where=where, value=value)
    code = plain(value)
    if not (code.isascii() and code.isdigit()):
        raise refusal(
            "区划代码只能是数字", "An area code has only digits", where=where, value=value
        )
    if len(code) not in _DIGITS.values():
        raise refusal(
            f"区划代码应为12位（或2、4、6、9位的简写），这里有{len(code)}位",
            f"An area code has 12 digits (or 2, 4, 6 or 9 in short), not {len(code)}",
            where=where,
            value=value,
        )
    if code[:2] not in provinces():
        raise refusal(
            f"没有代码为 {code[:2]} 的省级行政区",
            f"No province has the code {code[:2]}",
            where=where,
            value=value,
        )
    code = code.ljust(LENGTH, "0")
    _refuse_gap(code, value, where)
    return code


def _refuse_gap(code: str, value: str, where: str) -> None:
    # A zero county above a township is real: Dongguan and three other cities have no counties.
    if code[2:4] == "00" and code[4:].strip("0"):
        missing = AreaLevel.prefecture
    elif code[6:9] == "000" and code[9:].strip("0"):
        missing = AreaLevel.township
    else:
        return
    raise refusal(
        f"区划代码的{missing.label.zh}部分为零，但下级部分不为零",
        f"The {missing.label.en} part is zero although a lower part is not",
        where=where,
        value=value,
    )


def level(code: str) -> AreaLevel:
    """The level of an area: that of the last part that is not zero."""
    used = len(parse_area(code).rstrip("0"))
    return next(step for step in AreaLevel if used <= step.digits)


def parent(code: str) -> str | None:
    """The area above, or None for a province. A township without a county has a prefecture."""
    full = parse_area(code)
    above = [step for step in AreaLevel if step.digits < level(full).digits]
    return full[: above[-1].digits].ljust(LENGTH, "0") if above else None


def ancestors(code: str) -> list[str]:
    """The areas above, nearest first, up to the province."""
    found = []
    above = parent(code)
    while above is not None:
        found.append(above)
        above = parent(above)
    return found


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer`. An area contains itself."""
    lo, hi = scope(outer)
    return lo <= parse_area(inner) < hi


def scope(code: str) -> tuple[str, str]:
    """The half-open range `lo <= x < hi` of all 12-digit codes in the area, as text.

    Both ends are 12 digits, so the range holds in any collation that orders digits.
    """
    full = parse_area(code)
    digits = level(full).digits
    return full, str(int(full[:digits]) + 1).ljust(LENGTH, "0")


def at_level(code: str, wanted: AreaLevel) -> str | None:
    """The area itself or the one above it that is of the `wanted` level, if there is one."""
    return next((c for c in [parse_area(code), *ancestors(code)] if level(c) is wanted), None)


def short(code: str) -> str:
    """The code without its unused zeros: "522725000000" → "522725"."""
    full = parse_area(code)
    return full[: level(full).digits]


def province_name(code: str) -> Text:
    """Name of the province that the area lies in."""
    return provinces()[parse_area(code)[:2]]
