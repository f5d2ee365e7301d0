"""Facts as people write them, and back: yuan and fen, yes and no, dates, options by name or label."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from doudi.rules.declare import Fact, day_date, day_number
from doudi.rules.dimensions import STEPS_PER_FEN, Unit
from doudi.rules.nodes import CATEGORY, DATE, TRUTH
from doudi.units.dates import format_date, parse_date
from doudi.units.money import format_yuan, parse_yuan
from doudi.units.text import ProblemsError, Text, plain, refusal

UNKNOWN_WORDS = ("unknown", "未知", "?")
YES_WORDS = ("yes", "true", "是")
NO_WORDS = ("no", "false", "否")

_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,9})?")


def is_unknown(written: Any) -> bool:
    """Nothing, or one of the words for *not known*."""
    if isinstance(written, str):
        word = plain(written).lower()
        return word == "" or word in UNKNOWN_WORDS or word == "？"
    return written is None


def read_fact(fact: Fact, written: Any, where: str = "") -> int | None:
    """A written fact in the engine's steps, or None: not known.

    Raises:
        ProblemsError: it is no such fact, or lies outside its bounds.
    """
    if is_unknown(written):
        return None
    if fact.kind == TRUTH:
        return _read_truth(fact, written, where)
    if fact.kind == CATEGORY:
        return _read_option(fact, written, where)
    if fact.kind == DATE:
        steps = day_number(_read_date(fact, written, where))
    elif fact.unit.is_money:
        steps = _read_money(fact, written, where)
    else:
        steps = _read_number(fact, written, where)
    if not fact.low <= steps <= fact.high:
        raise refuse_fact(fact, written, where)
    return steps


def refuse_fact(fact: Fact, written: Any, where: str) -> ProblemsError:
    """The error for a value that this fact cannot have: its label, and what it can be."""
    expected = what_is_expected(fact)
    return refusal(
        f"{fact.label.zh}{expected.zh}",
        f"{fact.label.en} {expected.en}",
        where=where,
        value=written,
    )


def what_is_expected(fact: Fact) -> Text:
    """What may be written for a fact, as the end of a sentence that begins with its label."""
    if fact.kind == TRUTH:
        return Text("应填 是、否 或 未知", "must be yes, no or unknown")
    if fact.kind == CATEGORY:
        pairs = list(zip(fact.options, fact.option_labels, strict=True))
        return Text(
            "应填 "
            + "、".join(f"{label.zh}（{name}）" for name, label in pairs)
            + " 之一，或 未知",
            "must be one of " + ", ".join(name for name, _ in pairs) + ", or unknown",
        )
    low, high = (write_bound(fact, bound) for bound in (fact.low, fact.high))
    kind = _KIND_WORDS.get(fact.kind, Text("数量", "number"))
    if fact.unit.is_money:
        kind = Text("金额（最多两位小数）", "amount (at most two decimals)")
    return Text(
        f"应为 {low.zh} 至 {high.zh} 之间的{kind.zh}，或 未知",
        f"must be {_article(kind.en)} from {low.en} to {high.en}, or unknown",
    )


_KIND_WORDS = {DATE: Text("日期", "date")}


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def write_bound(fact: Fact, steps: int) -> Text:
    """Steps of a fact in words, with its unit: 1,000.00元, 60人, 2 January 1990."""
    if fact.kind == DATE:
        day = day_date(steps)
        return Text(format_date(day, "zh"), format_date(day, "en"))
    if fact.unit.is_money:
        figure = format_yuan(steps // STEPS_PER_FEN)
    else:
        figure = decimal_text(Fraction(steps) / fact.unit.steps)
    zh, en = fact.unit.name("zh"), fact.unit.name("en")
    return Text(figure + zh, f"{figure} {en}".rstrip())


def write_fact(fact: Fact, steps: int) -> bool | str:
    """Steps as a case file has them: yes/no as a truth, an option's name, an ISO date, a decimal."""
    if fact.kind == TRUTH:
        return bool(steps)
    if fact.kind == CATEGORY:
        return fact.options[steps]
    if fact.kind == DATE:
        return day_date(steps).isoformat()
    return write_steps(fact.unit, steps)


def write_steps(unit: Unit, steps: int) -> str:
    """Steps of a unit as a plain decimal: money with its two decimals, else as many as needed."""
    exact = Fraction(steps) / unit.steps
    return decimal_text(exact, 2 if unit.is_money else 0)


def decimal_text(exact: Fraction, decimals: int = 0) -> str:
    """A terminating decimal in full, with at least so many decimals: 5119.33, 0.5, 12."""
    figure = Decimal(exact.numerator) / Decimal(exact.denominator)
    if figure == figure.to_integral_value():
        return f"{figure:.{decimals}f}"
    text = f"{figure.normalize():f}"
    return text if len(text.partition(".")[2]) >= decimals else f"{figure:.{decimals}f}"


# -- reading each kind -----------------------------------------------------------------------------
def _read_truth(fact: Fact, written: Any, where: str) -> int:
    answer = truth_of(written)
    if answer is None:
        raise refuse_fact(fact, written, where)
    return int(answer)


def truth_of(written: Any) -> bool | None:
    """Yes or no in any of the accepted words; None for anything else."""
    if isinstance(written, bool):
        return written
    word = plain(written).lower() if isinstance(written, str) else ""
    if word in YES_WORDS:
        return True
    return False if word in NO_WORDS else None


def _read_option(fact: Fact, written: Any, where: str) -> int:
    place = option_words(fact).get(_option_word(written))
    if place is None:
        raise refuse_fact(fact, written, where)
    return place


def _option_word(written: Any) -> str:
    if isinstance(written, bool):  # an option called `yes` or `no`
        return "yes" if written else "no"
    return plain(str(written)) if isinstance(written, str | int) else ""


def option_words(fact: Fact) -> dict[str, int]:
    """Every word for each option: its name, and its labels where no two options share them."""
    words = {name: place for place, name in enumerate(fact.options)}
    labels: dict[str, set[int]] = {}
    for place, label in enumerate(fact.option_labels):
        for word in (*label, plain(label.zh)):
            labels.setdefault(word, set()).add(place)
    for word, places in labels.items():
        if len(places) == 1:
            words.setdefault(word, *places)
    return words


def _read_date(fact: Fact, written: Any, where: str) -> Any:
    if isinstance(written, int) and not isinstance(written, bool):
        written = str(written)
    if not isinstance(written, str):
        raise refuse_fact(fact, written, where)
    return parse_date(written, where=where)


def _read_money(fact: Fact, written: Any, where: str) -> int:
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise refuse_fact(fact, written, where)
    return parse_yuan(_without_unit(fact, written), where=where) * STEPS_PER_FEN


def _read_number(fact: Fact, written: Any, where: str) -> int:
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise refuse_fact(fact, written, where)
    text = plain(str(_without_unit(fact, written)))
    if not _NUMBER.fullmatch(text):
        raise refuse_fact(fact, written, where)
    steps = Fraction(text) * fact.unit.steps
    if steps.denominator != 1:
        finest = decimal_text(Fraction(1) / fact.unit.steps)
        raise refusal(
            f"{fact.label.zh}最细到 {finest}",
            f"{fact.label.en} goes down to {finest}",
            where=where,
            value=written,
        )
    return steps.numerator


def _without_unit(fact: Fact, written: str | int | Decimal) -> str | int | Decimal:
    """The figure without the fact's own unit behind it: "1900元/月" where the unit is 元/月."""
    if isinstance(written, str):
        text = plain(written)
        for lang in ("zh", "en"):
            name = fact.unit.name(lang)
            if name and text.endswith(name):
                return text.removesuffix(name).rstrip()
        return text
    return written
