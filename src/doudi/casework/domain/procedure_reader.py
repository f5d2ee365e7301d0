"""Reads a procedure from its YAML file and says every fault with file and line. What a procedure is stands in `procedures.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from doudi.casework.domain.procedure_checks import Known, faults_of
from doudi.casework.domain.procedures import (
    Action,
    AuthorityRule,
    ClockRule,
    Procedure,
    ProcedureBook,
    State,
)
from doudi.rules.marked_yaml import Marks, read_marked
from doudi.units.area import parse_area
from doudi.units.dates import parse_date
from doudi.units.text import Problem, ProblemsError, Text, refusal

#: As long as the columns that keep them.
LONGEST = {"procedure": 40, "version": 20, "states": 30, "actions": 40, "clocks": 40}
NAME = re.compile(r"[a-z][a-z0-9_]*")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

NEEDED = ("procedure", "version", "name", "in_force_from", "states", "actions", "opens")
KEYS = {
    *NEEDED, "programmes", "in_force_until", "area", "legal_basis", "clocks", "authority", "about", "beside", "notice_if",
}  # fmt: skip
STATE_KEYS = {"zh", "en", "outcome"}
ACTION_KEYS = {"zh", "en", "from", "to", "actors", "needs", "makes", "form", "adverse", "law"}
CLOCK_KEYS = {
    "zh", "en", "kind", "days", "unit", "starts", "ends", "stops_in", "extended_by", "extended_days", "when", "law", "if_set",
}  # fmt: skip
AUTHORITY_KEYS = {"delegated", "township_limit", "spot_check_share"}


def read_procedures(folders: Iterable[Path], *, known: Known | None = None) -> ProcedureBook:
    """Every *.yaml of the folders. `known`: names that the house has, to check against.

    Raises:
        ProblemsError: every fault of every file, with its line.
    """
    found, problems = [], []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            try:
                found.append(read_procedure(path, known))
            except ProblemsError as error:
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return ProcedureBook(found)


def read_procedure(path: Path, known: Known | None = None) -> Procedure:
    """One file. Raises ProblemsError with every fault: shape, unknown names, states nobody reaches, states nobody leaves."""
    data, marks = read_marked(_text_of(path), path.name)
    reader = _Reader(data, marks)
    procedure = reader.read()
    if reader.problems or procedure is None:
        raise ProblemsError(reader.problems)
    faults = faults_of(procedure, known)
    if faults:
        raise ProblemsError([Problem(f.text, marks.where(f.path), f.value) for f in faults])
    return procedure


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refusal(
            f"文件不能读取：{error.strerror}", f"the file cannot be read: {error.strerror}", where=path.name
        ) from None  # fmt: skip
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refusal(
            "文件不是 UTF-8 编码，请另存为 UTF-8",
            "the file is not UTF-8: save it as UTF-8",
            where=f"{path.name}:{line}",
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

    def read(self) -> Procedure | None:
        data = self.data
        self._only(data, KEYS)
        for key in NEEDED:
            if data.get(key) in (None, "") and data:
                self.fault(f"缺少 {key}", f"{key} is missing", key)
        if self.problems:
            return None
        for key, pattern in (("procedure", NAME), ("version", VERSION)):
            self._name(key, str(data[key]), pattern, key)
        states = {n: self._state(n, s) for n, s in self._entries("states")}
        actions = {n: self._action(n, a, states) for n, a in self._entries("actions")}
        clocks = {n: self._clock(n, c) for n, c in self._entries("clocks")}
        label, basis = self._label(data["name"], "name"), list(self._basis())
        since, until = self._day("in_force_from"), self._day("in_force_until")
        if since and until and until < since:
            self.fault("in_force_until 早于 in_force_from", "in_force_until is before in_force_from", "in_force_until")  # fmt: skip
        authority, area, about = self._authority(), self._area(), self._about()
        if self.problems or since is None:
            return None
        return Procedure(
            str(data["procedure"]),
            str(data["version"]),
            label,
            _list(data.get("programmes")),
            since,
            until,
            area,
            tuple(basis),
            states,
            actions,
            clocks,
            authority,
            str(data["opens"]),
            self.marks.name,
            about,
            str(data.get("beside") or ""),
            str(data.get("notice_if") or ""),
        )

    # -- parts -------------------------------------------------------------------------------------------
    def _entries(self, part: str) -> list[tuple[str, dict[str, Any]]]:
        rows = self.data.get(part) or {}
        if not isinstance(rows, dict):
            self.fault(f"{part} 应是“名称: 内容”的形式", f"{part} must be a mapping", part)
            return []
        good = []
        for name, entry in rows.items():
            self._name(part, name, NAME, part, name)
            if isinstance(entry, dict) and entry.get("zh") and entry.get("en"):
                good.append((name, entry))
            else:
                self.fault(f"{name} 缺少中文或英文名称", f"{name} lacks its names", part, name)
        return good

    def _name(self, kind: str, name: str, pattern: re.Pattern[str], *path: str) -> None:
        longest = LONGEST[kind]
        if not pattern.fullmatch(name) or len(name) > longest:
            self.fault(
                f"名称只能用小写字母、数字和下划线，最多 {longest} 个",
                f"a name is small letters, digits and underscores, at most {longest}",
                *path,
                value=name,
            )

    def _only(self, entry: dict[str, Any], allowed: set[str], *path: str | int) -> None:
        for key in entry:
            if key not in allowed:
                self.fault(f"不认识“{key}”", f"unknown key {key!r}", *path, key)

    def _label(self, entry: Any, *path: str | int) -> Text:
        if isinstance(entry, dict) and entry.get("zh") and entry.get("en"):
            return _text(entry)
        self.fault("应写明 zh 和 en", "give zh and en", *path)
        return Text("", "")

    def _basis(self) -> Iterator[Text]:
        rows = self.data.get("legal_basis") or []
        for place, entry in enumerate(rows if isinstance(rows, list) else [rows]):
            yield self._label(entry, "legal_basis", place)

    def _day(self, key: str) -> date | None:
        written = self.data.get(key)
        if written is None:
            return None
        try:
            return parse_date(str(written), where=self.marks.where((key,)))
        except ProblemsError as error:
            self.problems += error.problems
            return None

    def _area(self) -> str:
        written = str(self.data.get("area") or "")
        try:
            return parse_area(written, where=self.marks.where(("area",))) if written else ""
        except ProblemsError as error:
            self.problems += error.problems
            return ""

    def _authority(self) -> AuthorityRule:
        entry = self.data.get("authority") or {}
        if not isinstance(entry, dict):
            self.fault(
                "authority 应是“名称: 内容”的形式", "authority must be a mapping", "authority"
            )
            return AuthorityRule()
        self._only(entry, AUTHORITY_KEYS, "authority")
        return AuthorityRule(*(str(entry.get(k) or "") for k in ("delegated", "township_limit", "spot_check_share")))  # fmt: skip

    def _about(self) -> dict[str, Any]:
        entry = self.data.get("about") or {}
        if isinstance(entry, dict):
            return dict(entry)
        self.fault("about 应是“名称: 内容”的形式", "about must be a mapping", "about")
        return {}

    def _yes(self, entry: dict[str, Any], key: str, *path: str) -> bool:
        written = entry.get(key, False)
        if not isinstance(written, bool):
            self.fault(
                f"{key} 应是 yes 或 no", f"{key} must be yes or no", *path, key, value=written
            )
        return written is True

    def _state(self, name: str, entry: dict[str, Any]) -> State:
        self._only(entry, STATE_KEYS, "states", name)
        return State(name, _text(entry), str(entry.get("outcome") or ""))

    def _action(self, name: str, entry: dict[str, Any], states: dict[str, State]) -> Action:
        self._only(entry, ACTION_KEYS, "actions", name)
        sources, to = entry.get("from"), entry.get("to")
        if sources == "open":
            sources = [s.name for s in states.values() if not s.is_end]
        return Action(
            name,
            _text(entry),
            _list(sources),
            None if to in (None, "same") else str(to),
            _list(entry.get("actors")),
            _list(entry.get("needs")),
            _list(entry.get("makes")),
            str(entry.get("form") or ""),
            self._yes(entry, "adverse", "actions", name),
            str(entry.get("law") or ""),
        )

    def _clock(self, name: str, entry: dict[str, Any]) -> ClockRule:
        self._only(entry, CLOCK_KEYS, "clocks", name)
        for key in ("kind", "days", "unit", "starts"):
            if not entry.get(key):
                self.fault(f"{name} 缺少 {key}", f"{name} lacks {key}", "clocks", name)
        return ClockRule(
            name,
            _text(entry),
            str(entry.get("kind") or ""),
            str(entry.get("days") or ""),
            str(entry.get("unit") or ""),
            _list(entry.get("starts")),
            _list(entry.get("ends")),
            _list(entry.get("stops_in")),
            _list(entry.get("extended_by")),
            str(entry.get("extended_days") or ""),
            str(entry.get("when") or ""),
            str(entry.get("law") or ""),
            self._yes(entry, "if_set", "clocks", name),
        )


def _text(entry: dict[str, Any]) -> Text:
    return Text(str(entry["zh"]), str(entry["en"]))


def _list(written: Any) -> tuple[str, ...]:
    if written is None:
        return ()
    return tuple(str(w) for w in (written if isinstance(written, list) else [written]))
