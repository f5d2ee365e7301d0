"""Reads the formats from their YAML files and says every fault with file and line. What a format is stands in `formats.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from doudi.payments.domain.formats import (
    BACK_LINE,
    BACK_SUMMARY,
    BECAUSE,
    DELIMITED,
    ENCODINGS,
    FIXED,
    ISO,
    KINDS,
    LINE_ENDS,
    MEANINGS,
    NARROWEST,
    OUT_LINE,
    OUT_SUMMARY,
    PAID,
    SHAPES,
    SHEET,
    Column,
    Format,
    Layout,
    Result,
)
from doudi.rules.marked_yaml import Marks, read_marked
from doudi.units.text import Problem, ProblemsError, Text, refusal

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NEEDED = ("format", "name", "kind", "shape", "unit", "file_name", "results")
KEYS = {
    *NEEDED, "about", "encoding", "line_end", "delimiter", "headings", "title", "note", "payer", "out", "back",
}  # fmt: skip
PLACES = {"payer", "run", "number", "month"}
PAYER = {"number", "account", "name", "bank_code"}
WIDEST = 400


def read_formats(folders: Iterable[Path]) -> dict[str, Format]:
    """Every *.yaml of the folders but banks.yaml; a later folder's format stands for an earlier one of the same name.

    Raises:
        ProblemsError: every fault of every file, with its line.
    """
    found: dict[str, Format] = {}
    problems: list[Problem] = []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            if path.name == "banks.yaml":
                continue
            try:
                form = read_format(_text_of(path), path.name)
            except ProblemsError as error:
                problems += error.problems
            else:
                found[form.name] = form
    if problems:
        raise ProblemsError(problems)
    return found


def read_format(text: str, name: str) -> Format:
    """One file. Raises ProblemsError with every fault of it."""
    data, marks = read_marked(text, name)
    reader = _Reader(data, marks)
    form = reader.read()
    if reader.problems or form is None:
        raise ProblemsError(reader.problems)
    return form


class Bank(NamedTuple):
    """`code`: the number under which banks know it; `also`: how lists write its name."""

    label: Text
    code: str
    also: tuple[str, ...] = ()


def read_banks(text: str, name: str) -> dict[str, Bank]:
    """By key. Raises ProblemsError."""
    data, marks = read_marked(text, name)
    banks: dict[str, Bank] = {}
    problems = []
    for key, entry in data.items() if isinstance(data, dict) else ():
        if (
            not NAME.fullmatch(str(key))
            or not isinstance(entry, dict)
            or not {"zh", "en", "code"} <= set(entry)
        ):
            text_ = Text("每家银行要有 zh、en 和行号 code", "a bank has zh, en and its code")
            problems.append(Problem(text_, marks.where((key,)), str(key)))
        else:
            also = tuple(str(a) for a in entry.get("also") or ())
            banks[key] = Bank(Text(str(entry["zh"]), str(entry["en"])), str(entry["code"]), also)
    if problems or not banks:
        raise ProblemsError(problems or [Problem(Text("没有银行", "there is no bank"), name)])
    return banks


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise refusal(
            "文件不能读取，或者不是 UTF-8",
            "the file cannot be read, or is not UTF-8",
            where=path.name,
        ) from None


class _Reader:
    """Reads one file and collects every fault of its shape."""

    def __init__(self, data: Any, marks: Marks) -> None:
        self.marks, self.problems = marks, list[Problem]()
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.fault("文件应是“名称: 内容”的形式", "the file must be a mapping")

    def fault(self, zh: str, en: str, *path: str | int, value: object = None) -> None:
        shown = None if value is None else str(value)[:80]
        self.problems.append(Problem(Text(zh, en), self.marks.where(tuple(path)), shown))

    def read(self) -> Format | None:
        data = self.data
        self._only(data, KEYS)
        for key in NEEDED:
            if data.get(key) in (None, "") and data:
                self.fault(f"缺少 {key}", f"{key} is missing", key)
        if self.problems:
            return None
        if not NAME.fullmatch(str(data["format"])):
            self.fault(
                "名称只用小写字母、数字和下划线", "a name has small letters, digits and _", "format", value=data["format"]
            )  # fmt: skip
        shape = self._one_of("shape", SHAPES)
        form = Format(
            name=str(data["format"]),
            label=self._label(data["name"], "name"),
            kind=self._one_of("kind", KINDS),
            shape=shape,
            out=self._layout("out", OUT_LINE, OUT_SUMMARY, shape),
            back=self._layout("back", BACK_LINE, BACK_SUMMARY, shape),
            results=self._results(),
            file_name=self._pattern("file_name", PLACES),
            encoding=self._one_of("encoding", ENCODINGS, "gb18030"),
            line_end=LINE_ENDS.get(self._one_of("line_end", tuple(LINE_ENDS), "crlf"), b""),
            delimiter=str(data.get("delimiter", "")),
            in_fen=self._one_of("unit", ("fen", "yuan")) == "fen",
            headings=data.get("headings") is True,
            title=str(data.get("title", "")),
            note=self._pattern("note", {"month"}) if "note" in data else "",
            payer=self._payer(),
        )
        self._whole(form)
        return form

    # -- parts ------------------------------------------------------------------------------------
    def _only(self, entry: Mapping[str, Any], keys: set[str], *path: str | int) -> None:
        for key in entry:
            if key not in keys:
                self.fault("没有这一项", "there is no such entry", *path, key, value=key)

    def _one_of(self, key: str, choices: tuple[str, ...], usual: str = "") -> str:
        value = str(self.data.get(key, usual))
        if value not in choices:
            self.fault(
                f"只能是 {'、'.join(choices)} 之一",
                f"one of {', '.join(choices)}",
                key,
                value=value,
            )
        return value

    def _label(self, entry: Any, *path: str | int) -> Text:
        if not isinstance(entry, dict) or not {"zh", "en"} <= set(entry):
            self.fault("要有 zh 和 en 两种文字", "zh and en are needed", *path)
            return Text("", "")
        return Text(str(entry["zh"]), str(entry["en"]))

    def _pattern(self, key: str, places: set[str]) -> str:
        pattern = str(self.data[key])
        try:
            named = {
                name
                for _text, name, _spec, _conversion in Formatter().parse(pattern)
                if name is not None
            }
            pattern.format(**{p: 1 if p == "number" else "1" for p in places})
        except (ValueError, KeyError, IndexError):
            named = {"?"}
        if not named <= places or "/" in pattern or "\\" in pattern or len(pattern) > 80:
            shown = ", ".join(sorted(places))
            self.fault(
                f"只能用这些占位：{shown}", f"these places only: {shown}", key, value=pattern
            )
        return pattern

    def _payer(self) -> dict[str, str]:
        entry = self.data.get("payer") or {}
        if not isinstance(entry, dict):
            self.fault("应是“名称: 内容”的形式", "must be a mapping", "payer")
            return {}
        self._only(entry, PAYER, "payer")
        return {str(k): str(v) for k, v in entry.items()}

    def _results(self) -> dict[str, Result]:
        found: dict[str, Result] = {}
        entries = self.data["results"]
        for code, entry in entries.items() if isinstance(entries, dict) else ():
            path = ("results", code)
            if not isinstance(entry, dict):
                self.fault("应是“名称: 内容”的形式", "must be a mapping", *path)
                continue
            self._only(entry, {"means", "zh", "en", "because"}, *path)
            means, because = str(entry.get("means", "")), str(entry.get("because", "other"))
            if means not in MEANINGS:
                self.fault(f"means 只能是 {'、'.join(MEANINGS)}", f"means is one of {', '.join(MEANINGS)}", *path, value=means)  # fmt: skip
            if because not in BECAUSE:
                self.fault(f"because 只能是 {'、'.join(BECAUSE)}", f"because is one of {', '.join(BECAUSE)}", *path, value=because)  # fmt: skip
            found[str(code)] = Result(means, self._label(entry, *path), because)
        if not any(r.means == PAID for r in found.values()):
            self.fault("没有一个代码表示已到账", "no code means that it was paid", "results")
        return found

    def _layout(
        self, key: str, line: Mapping[str, Text], summary: Mapping[str, Text], shape: str
    ) -> Layout:
        entry = self.data.get(key)
        if shape == ISO:
            if entry is not None:
                self.fault("ISO 20022 的内容由标准规定", "the standard says what is in it", key)
            return Layout(())
        if not isinstance(entry, dict):
            self.fault(f"缺少 {key}", f"{key} is missing", key)
            return Layout(())
        self._only(entry, {"header", "line", "trailer"}, key)
        return Layout(
            line=self._columns(entry.get("line"), line, shape, key, "line"),
            header=self._columns(entry.get("header", []), summary, shape, key, "header"),
            trailer=self._columns(entry.get("trailer", []), summary, shape, key, "trailer"),
        )

    def _columns(
        self, entries: Any, known: Mapping[str, Text], shape: str, *path: str | int
    ) -> tuple[Column, ...]:
        if not isinstance(entries, list):
            self.fault("应是一列栏目", "must be a list of columns", *path)
            return ()
        return tuple(
            column
            for place, entry in enumerate(entries)
            if (column := self._column(entry, known, shape, *path, place)) is not None
        )

    def _column(
        self, entry: Any, known: Mapping[str, Text], shape: str, *path: str | int
    ) -> Column | None:
        if not isinstance(entry, dict) or ("holds" in entry) == ("text" in entry):
            self.fault("每一栏要么有 holds 要么有 text", "a column has either holds or text", *path)
            return None
        self._only(entry, {"holds", "text", "width", "zh", "en"}, *path)
        holds, text = str(entry.get("holds", "")), str(entry.get("text", ""))
        if holds and holds not in known:
            self.fault(
                f"没有这种内容，可以是 {'、'.join(known)}", f"holds one of {', '.join(known)}", *path, value=holds
            )  # fmt: skip
            return None
        width = entry.get("width", 0)
        if (shape == FIXED) != bool(width):
            self.fault("定长文件每栏要有 width，其他不要", "columns have a width in fixed files only", *path)  # fmt: skip
        elif not isinstance(width, int) or isinstance(width, bool) or not 0 <= width <= WIDEST:
            self.fault(
                f"width 应在 1 到 {WIDEST} 之间", f"width is 1 to {WIDEST}", *path, value=width
            )
            width = 0
        elif width and width < max(NARROWEST.get(holds, 1), len(text.encode("gb18030"))):
            self.fault("这一栏太窄，内容写不下", "too narrow for what it holds", *path, value=width)
        label = known.get(holds) or Text(text, text)
        return Column(
            holds, Text(str(entry.get("zh", label.zh)), str(entry.get("en", label.en))), text, width
        )

    def _whole(self, form: Format) -> None:
        """What a format needs so that no line can be lost or paid twice."""
        if (form.shape == DELIMITED) != (len(form.delimiter) == 1) or form.delimiter in (".", " "):
            self.fault("分隔文件要有一个分隔符，其他不要", "one delimiter, in delimited files only", "delimiter")  # fmt: skip
        if form.shape == ISO:
            if form.in_fen:
                self.fault("ISO 20022 以元为单位", "ISO 20022 counts yuan", "unit")
            for key in sorted(PAYER):
                if not form.payer.get(key):
                    self.fault(f"付款单位缺少 {key}", f"the payer has no {key}", "payer", key)
            return
        self._must(form.out.line, ("reference", "account", "name", "amount"), "out")
        self._must(form.back.line, ("reference", "amount", "result"), "back")
        held = {c.holds for c in form.back.line}
        if not held & {"account", "name"}:
            self.fault("回盘要有账号或户名", "what comes back has account or name", "back")
        if form.shape == SHEET and not (
            form.title and form.back.trailer and form.back.trailer[0].text
        ):
            self.fault("表格要有标题 title，回盘最后一行要以文字开头", "a sheet has a title, and its last row begins with a text", "back")  # fmt: skip
        said = {c.holds for c in (*form.back.header, *form.back.trailer)}
        if "lines" not in said:
            self.fault("回盘要有总笔数，否则不知道文件是否完整", "what comes back says how many lines it has", "back")  # fmt: skip

    def _must(self, columns: tuple[Column, ...], needed: tuple[str, ...], key: str) -> None:
        held = [c.holds for c in columns]
        for holds in needed:
            if held.count(holds) != 1:
                self.fault(f"要有一栏 {holds}", f"one column with {holds} is needed", key, "line")
