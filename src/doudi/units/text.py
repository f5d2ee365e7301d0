"""Sentences in both languages, and the errors that carry them.

Pure packages cannot use Django's translations, so they hold both languages side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Text(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """The sentence in `lang`: "zh", "en", or a longer tag such as "zh-hans" or "en-gb".

        Raises ProblemsError for any other language, rather than guess one.
        """
        if lang == "zh":  # asked a thousand times for one decision
            return self.zh
        base = lang.lower().replace("_", "-").partition("-")[0]
        if base == "zh":
            return self.zh
        if base == "en":
            return self.en
        raise refusal(
            "没有这种语言的文本，只有中文（zh）和英文（en）",
            "There is no text in this language, only Chinese (zh) and English (en)",
            value=lang,
        )

    def format(self, **values: object) -> Text:
        """Fill `{name}` places in both languages; a value that is a Text goes in by language."""
        zh = {name: v.zh if isinstance(v, Text) else v for name, v in values.items()}
        en = {name: v.en if isinstance(v, Text) else v for name, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))


class Spot(str):
    """A place that has words of its own ("名单.xlsx 第2行"), with its English beside it."""

    en: str

    def __new__(cls, zh: str, en: str = "") -> Spot:
        made = super().__new__(cls, zh)
        made.en = en or zh
        return made


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was given: what, where, and the value that was found there.

    `where` is a place a person can go to ("family.yaml line 12", "sheet 家庭 cell C7"), or "".
    `value` is what stood there (masked when it is personal), or None.
    """

    text: Text
    where: str = ""
    value: str | None = None

    def in_(self, lang: str) -> str:
        """The problem as one line in `lang`: place, sentence, value."""
        en = self.where.en if isinstance(self.where, Spot) else self.where
        place = Text(f"{self.where}：", f"{en}: ") if self.where else Text("", "")
        return place.in_(lang) + self.text.in_(lang) + self._found().in_(lang)

    def _found(self) -> Text:
        if self.value is None:
            return Text("", "")
        if not self.value.strip():
            return Text("（此处为空）", " (it is empty)")
        return Text(f"（填写的是“{self.value}”）", f' (found "{self.value}")')


class ProblemsError(Exception):
    """One or more problems, reported together so that a person can mend them in one go."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__(self.problems)

    def in_(self, lang: str) -> str:
        """Every problem in `lang`, one to a line."""
        return "\n".join(problem.in_(lang) for problem in self.problems)

    def __str__(self) -> str:
        """Both languages: a log or a traceback does not know its reader."""
        return "\n".join(f"{p.in_('zh')} / {p.in_('en')}" for p in self.problems)


def refusal(zh: str, en: str, *, where: str = "", value: object = None) -> ProblemsError:
    """The error for a single problem, ready to raise."""
    return ProblemsError([Problem(Text(zh, en), where, _shown(value))])


_SHOWN_CHARACTERS = 80


def _shown(value: object) -> str | None:
    """The value as a message quotes it: whole when short, cut when somebody pasted a page."""
    if value is None:
        return None
    text = value if isinstance(value, str) else _safe_str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _safe_str(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write out integers of more than 4,300 digits
        return f"<{type(value).__name__}>"


# Typed or pasted from Chinese input methods. An explicit list, not Unicode NFKC: that would
# also turn "5²" into "52" and "①" into "1", and so change an amount without a word.
_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９，．％／－：＋￥Ｘｘ（）＃−\u3000\u00a0",
    "0123456789,.%/-:+¥Xx()#-  ",
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\ufeff"))


def plain(text: str) -> str:
    """`text` with full-width figures and signs made plain, and outer blanks removed."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE).strip()
