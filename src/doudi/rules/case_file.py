"""Case files: families written down by a clerk (YAML, JSON, a sheet), read into the engine's cases.

Every fault of a file is reported together, with its line or cell. docs/case-format.md describes the format for people, `case_schema`
for editors. An identity number is checked against birth date and sex, and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from doudi.rules.backgrounds import Background
from doudi.rules.case import Case, Row
from doudi.rules.case_schema import (
    BIRTH_DATE,
    IDENTITY_KEYS,
    NAME_KEYS,
    NONE_WORDS,
    case_schema,
    children,
    fact_words,
    rows_key,
)
from doudi.rules.declare import Fact, day_date, day_number
from doudi.rules.marked_yaml import MOST_PROBLEMS, read_marked
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.nodes import Entity
from doudi.rules.rulebook import Rulebook, nearest
from doudi.rules.values import COMPARATORS, Declaration, Resolved, stated, steps_of
from doudi.rules.written import read_fact, truth_of
from doudi.units.area import parse_area
from doudi.units.dates import format_date, parse_date
from doudi.units.identity import IdentityNumber, Sex, check_identity, mask, parse_identity
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

MOST_BYTES = 20_000_000
LONGEST_SUGGESTED = 40  # characters; a longer key is no slip of the pen


class Places(Protocol):
    """Where in its file an entry stands: a line, or a cell."""

    def where(self, path: Place, /) -> str: ...


@dataclass(slots=True)
class CaseEntry:
    """One case of a file. `expect` is what a rulebook's own case must give, each item standing `expected_at` a line;
    `warnings` stop nobody.
    """

    case: Case
    expect: list[dict[str, Any]]
    expected_at: list[str]
    source: str
    where: str
    warnings: list[Problem] = field(default_factory=list)


def read_cases(
    source: Path | str | bytes,
    rulebook: Rulebook,
    *,
    today: date,
    on: date | None = None,
    area: str | None = None,
    backgrounds: dict[str, Background] | None = None,
    known_area: Callable[[str], bool] | None = None,
    name: str = "input",
) -> list[CaseEntry]:
    """The cases of one file (a path, or its bytes with a `name` for messages). `on` and `area` overrule what the
    file says; `today` is the date of a case that states none.

    Raises:
        ProblemsError: everything that is wrong with the file.
    """
    name, content = _content(source, name)
    if content.startswith((b"PK\x03\x04", _OLD_OFFICE)):
        from doudi.rules.case_sheet import read_sheet

        data, cells = read_sheet(content, name, rulebook)
        reader = _Reader(
            rulebook,
            cells,
            today,
            on,
            area,
            backgrounds or {},
            known_area,
            cells.problems,
            cells.bad,
        )
        return reader.read(data, name)
    data, marks = read_marked(_one_escape_each(decode(content, name)), name)
    reader = _Reader(rulebook, marks, today, on, area, backgrounds or {}, known_area)
    return reader.read(data, name)


# -- the file ----------------------------------------------------------------------------------------
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # .xls, or a workbook with a password


def _content(source: Path | str | bytes, name: str) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return _sized(name, source)
    path = Path(source)
    name = _short(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_big(name)
        return _sized(name, path.read_bytes())
    except OSError as error:
        raise refusal(
            f"文件无法读取：{error.strerror}",
            f"the file cannot be read: {error.strerror}",
            where=name,
        ) from error


def _short(path: Path) -> str:
    """As a person would type it here, and an editor opens it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _sized(name: str, content: bytes) -> tuple[str, bytes]:
    if len(content) > MOST_BYTES:
        raise _too_big(name)
    if not content.strip():
        raise refusal("文件是空的", "the file is empty", where=name)
    return name, content


def _too_big(name: str) -> ProblemsError:
    most = MOST_BYTES // 1_000_000
    return refusal(
        f"文件超过 {most} MB，请分成几个文件",
        f"the file is larger than {most} MB; split it",
        where=name,
    )


def decode(content: bytes, name: str) -> str:
    """Text in UTF-8 (with or without mark) or GB18030.

    Raises:
        ProblemsError: neither, with the line of the first byte that does not fit.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        damaged = error
    try:
        # Broken UTF-8 often happens to be GB18030 too, and would turn names into other names without a word.
        if not _is_mostly_utf8(content[: damaged.start]):
            return content.decode("gb18030")
    except UnicodeDecodeError as error:
        damaged = error
    line = content.count(b"\n", 0, damaged.start) + 1
    raise refusal(
        "文件编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8",
        "the file is neither UTF-8 nor GB18030; save it as UTF-8",
        where=f"{name}:{line}",
        value=content[damaged.start : damaged.start + 4].hex(" "),
    )


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether the part before a fault holds Chinese in UTF-8: three such characters are no accident."""
    return sum("\u4e00" <= character <= "\u9fff" for character in head.decode("utf-8")) >= 3


_ESCAPED_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)


def _one_escape_each(text: str) -> str:
    """JSON writes a rare character (𠮷) as two escapes, which YAML does not know: make them one."""
    if not text.lstrip().startswith(("{", "[")):
        return text

    def join(found: re.Match[str]) -> str:
        high, low = int(found[2], 16), int(found[3], 16)
        return f"{found[1]}\\U{0x10000 + (high - 0xD800 << 10) + (low - 0xDC00):08x}"

    return _ESCAPED_PAIR.sub(join, text)


# -- its cases -----------------------------------------------------------------------------------------
@dataclass
class _Reader:
    """Reads the cases of one file; problems are collected, what is wrong is left out."""

    rulebook: Rulebook
    places: Places
    today: date
    on: date | None
    area: str | None
    backgrounds: dict[str, Background]
    known_area: Callable[[str], bool] | None
    problems: list[Problem] = field(default_factory=list)
    bad: set[Place] = field(default_factory=set)

    def read(self, data: Any, name: str) -> list[CaseEntry]:
        entries = []
        if data is not None:
            self._check_against_schema(data)
            for path, raw in _each_case(data):
                if len(self.problems) < MOST_PROBLEMS and path not in self.bad:
                    entries.append(self._case(raw, path))
        if len(self.problems) >= MOST_PROBLEMS:
            text = Text(
                f"问题太多，只列出前 {MOST_PROBLEMS} 处",
                f"too many problems: the first {MOST_PROBLEMS} are listed",
            )
            raise ProblemsError([*_in_order(self.problems)[:MOST_PROBLEMS], Problem(text, name)])
        if self.problems:
            raise ProblemsError(_in_order(self.problems))
        if not entries:
            raise refusal("文件里没有案例", "the file holds no case", where=name)
        return entries

    @cached_property
    def _words(self) -> dict[str, dict[str, Fact]]:
        return {e.name: fact_words(self.rulebook, e) for e in self.rulebook.entities.values()}

    def _note(self, error: ProblemsError) -> None:
        self.problems += error.problems

    def _fault(self, zh: str, en: str, path: Place, value: Any = None) -> None:
        self._note(refusal(zh, en, where=self.places.where(path), value=value))

    # -- the schema --------------------------------------------------------------------------------
    def _check_against_schema(self, data: Any) -> None:
        from jsonschema import Draft202012Validator

        labels = {b.name: b.label for b in self.backgrounds.values()}
        validator = Draft202012Validator(case_schema(self.rulebook, labels))
        for error in islice(validator.iter_errors(data), MOST_PROBLEMS):
            path = tuple(error.absolute_path)
            if path in self.bad or "x-fact" in error.schema:
                continue  # noted already, or left to `read_fact`, which knows more spellings
            if error.validator == "additionalProperties":
                self._unknown_keys(error.instance, error.schema, path)
            elif error.validator == "required":
                self._missing_keys(error.instance, error.schema, path)
            else:
                self.bad.add(path)
                self._unfit(error.instance, error.schema, path)

    def _unknown_keys(self, mapping: dict[str, Any], schema: Any, path: Place) -> None:
        for key in mapping:
            if key in schema["properties"] or len(self.problems) >= MOST_PROBLEMS:
                continue
            named = schema["x-name"]
            hint = self._hint(key, schema["properties"])
            self._fault(
                f"{named['zh']}里没有“{key[:LONGEST_SUGGESTED]}”{hint.zh}",
                f"{named['en']} has no {key[:LONGEST_SUGGESTED]!r}{hint.en}",
                (*path, key),
                key,
            )

    def _hint(self, key: str, known: dict[str, Any]) -> Text:
        """Where the key belongs, or which known key is most like it."""
        for entity, words in self._words.items():
            if key in words:
                home = rows_key(words[key].entity) if words[key].entity.parent else entity
                return Text(f"，请写在 {home} 下面", f"; it belongs under {home}")
        if len(key) > LONGEST_SUGGESTED:
            return Text("", "")
        near = nearest(key, known) or next(
            filter(None, (nearest(key, w) for w in self._words.values())), None
        )
        if near is None:
            return Text("", "")
        fact = next((words[near] for words in self._words.values() if near in words), None)
        if fact is None:
            return Text(f"，是不是“{near}”？", f"; did you mean “{near}”?")
        home = rows_key(fact.entity) if fact.entity.parent else fact.entity.name
        there = Text("", "") if near in known else Text(f"，写在 {home} 下面", f", under {home}")
        return Text(
            f"，是不是“{fact.name}（{fact.label.zh}）”{there.zh}？",
            f"; did you mean “{fact.name} ({fact.label.en})”{there.en}?",
        )

    def _missing_keys(self, mapping: dict[str, Any], schema: Any, path: Place) -> None:
        for key in schema["required"]:
            if key not in mapping:
                named = schema["x-name"]
                self._fault(f"{named['zh']}缺少 {key}", f"{named['en']} lacks {key}", path)

    def _unfit(self, instance: Any, schema: Any, path: Place) -> None:
        expected = schema["x-expects"]
        value = instance if not isinstance(instance, dict | list) else None
        zh, en = expected["zh"], expected["en"]
        if isinstance(instance, list) and "maxItems" in schema:
            zh, en = f"{zh}，这里有 {len(instance)} 个", f"{en}, not {len(instance)}"
        self._fault(zh, en, path, _shown(value, path))

    # -- one case ------------------------------------------------------------------------------------
    def _case(self, raw: dict[str, Any], path: Place) -> CaseEntry:
        root = self.rulebook.root
        where = self.places.where(path)
        case = Case(
            str(raw.get("case", "")).strip() or where, self._day(raw, path), self._area(raw, path)
        )
        warnings: list[Problem] = []
        given: set[tuple[str, int, str]] = set()  # facts that the case mentions, known or not
        case.facts = self._facts(
            root, self._part(raw, root.name, path), (*path, root.name), given, 0
        )
        for entity in children(self.rulebook):
            self._rows(case, entity, raw, path, given, warnings)
        self._fill(case, raw, path, given)
        self._check_backwards_dates(case, raw, path)
        case.stated = self._stated(case, raw, path)
        expect = self._part(raw, "expect", path) or []
        expected_at = [self.places.where((*path, "expect", i)) for i in range(len(expect))]
        source = str(raw.get("source") or "")
        return CaseEntry(case, expect, expected_at, source, where, warnings)

    def _part(self, raw: dict[str, Any], key: str, path: Place) -> Any:
        """What a case has under a key, unless it is missing or known to be wrong."""
        return None if (*path, key) in self.bad else raw.get(key)

    def _day(self, raw: dict[str, Any], path: Place) -> date:
        day, at = self.on, (*path, "on")
        written = self._part(raw, "on", path)
        try:
            if day is None:
                day = (
                    self.today
                    if written is None
                    else parse_date(str(written), where=self.places.where(at))
                )
        except ProblemsError as error:
            self._note(error)
            return self.today
        if not any(p.in_force(day) for p in self.rulebook.programmes.values()):
            first = min((p.since for p in self.rulebook.programmes.values()), default=day)
            self._fault(
                f"这一天还没有任何规定生效（最早的自 {format_date(first, 'zh')} 起施行）",
                f"no law of the rulebook is in force on this date (the first is from {format_date(first, 'en')})",
                at,
                day,
            )
        return day

    def _area(self, raw: dict[str, Any], path: Place) -> str:
        if self.area is not None:
            return self.area
        written, at = self._part(raw, "area", path), (*path, "area")
        if written is None:
            if at not in self.bad:
                self._fault(
                    "案例缺少 area（12位区划代码）", "a case lacks area (a code of 12 digits)", path
                )
            return ""
        try:
            return checked_area(str(written), self.known_area, self.places.where(at))
        except ProblemsError as error:
            self._note(error)
            return ""

    # -- facts -----------------------------------------------------------------------------------------
    def _facts(
        self, entity: Entity, raw: Any, path: Place, given: set[tuple[str, int, str]], index: int
    ) -> dict[str, int]:
        found: dict[str, int] = {}
        for key, written in (raw or {}).items():
            fact = self._words[entity.name].get(key)
            if fact is None:
                continue
            at = (*path, key)
            if (entity.name, index, fact.name) in given:
                self._fault(
                    f"“{fact.label.zh}”写了两次（{fact.name}）",
                    f"{fact.name} is given twice",
                    at,
                    key,
                )
                continue
            given.add((entity.name, index, fact.name))
            if at in self.bad:
                continue
            try:
                steps = read_fact(fact, written, self.places.where(at))
            except ProblemsError as error:
                self._note(error)
                continue
            if steps is not None:
                found[fact.name] = steps
        return found

    def _rows(
        self,
        case: Case,
        entity: Entity,
        raw: dict[str, Any],
        path: Place,
        given: set[tuple[str, int, str]],
        warnings: list[Problem],
    ) -> None:
        key = rows_key(entity)
        at = (*path, key)
        written = self._part(raw, key, path)
        case.rows[entity.name], case.complete[entity.name] = [], None
        if at in self.bad:
            return
        if isinstance(written, dict):
            answer = self._part(written, "complete", at)
            case.complete[entity.name] = True if "complete" not in written else truth_of(answer)
            at = (*at, "rows")
            written = written.get("rows") if at not in self.bad else None
        elif isinstance(written, list) or written in NONE_WORDS:
            case.complete[entity.name] = True
        rows = _RowReader(self, case, entity, warnings)
        for index, row in enumerate(written if isinstance(written, list) else ()):
            here = (*at, index)
            facts = self._facts(entity, row, here, given, index) if here not in self.bad else {}
            rows.add(row if isinstance(row, dict) else {}, facts, here)
        rows.finish()

    # -- what a background fills -----------------------------------------------------------------------
    def _fill(
        self, case: Case, raw: dict[str, Any], path: Place, given: set[tuple[str, int, str]]
    ) -> None:
        written = self._part(raw, "background", path)
        names = written if isinstance(written, list) else [written] if written is not None else []
        by_word = {b.label.zh: b for b in self.backgrounds.values()} | self.backgrounds
        listed = {e.name for e in children(self.rulebook) if rows_key(e) in raw}
        for place, name in enumerate(names):
            if (*path, "background", place) not in self.bad:
                by_word[name].fill(case, given, listed)

    # -- what does not fit together -----------------------------------------------------------------------
    def _check_backwards_dates(self, case: Case, raw: dict[str, Any], path: Place) -> None:
        """Nobody is born after the date judged."""
        for entity in children(self.rulebook):
            for index, row in enumerate(case.rows[entity.name]):
                born = row.facts.get(BIRTH_DATE)
                if born is not None and born > day_number(case.on):
                    self._fault(
                        f"{row.name}的出生日期晚于所判断的日期 {format_date(case.on, 'zh')}",
                        f"{row.name} is born after the date judged, {format_date(case.on, 'en')}",
                        self._row_place(raw, entity, path, index, BIRTH_DATE),
                        day_date(born),
                    )

    def _row_place(
        self, raw: dict[str, Any], entity: Entity, path: Place, index: int, fact: str
    ) -> Place:
        key = rows_key(entity)
        at: Place = (*path, key, index)
        rows = raw[key]
        if isinstance(rows, dict):
            at, rows = (*path, key, "rows", index), rows["rows"]
        words = self._words[entity.name]
        return next(
            ((*at, word) for word in rows[index] if word in words and words[word].name == fact), at
        )

    # -- values stated for the case -------------------------------------------------------------------------
    def _stated(
        self, case: Case, raw: dict[str, Any], path: Place
    ) -> dict[tuple[str, str], Resolved]:
        found: dict[tuple[str, str], Resolved] = {}
        for name, written in (self._part(raw, "values", path) or {}).items():
            declaration = self.rulebook.values.declarations.get(name)
            at = (*path, "values", name)
            if declaration is None or any(p[: len(at)] == at for p in self.bad):
                continue
            try:
                found |= self._stated_value(case, declaration, written, at)
            except ProblemsError as error:
                self._note(error)
        return found

    def _stated_value(
        self, case: Case, declaration: Declaration, written: Any, path: Place
    ) -> dict[tuple[str, str], Resolved]:
        """A figure, a figure by key, or only another comparator for the place's own figures."""
        name, where = declaration.name, self.places.where(path)
        figures, sign = {"": written}, None
        if isinstance(written, dict) and declaration.kind != "rounding":
            sign = COMPARATORS.get(written.get("comparator", ""))
            figures = {
                "" if key == "value" else key: f
                for key, f in written.items()
                if key != "comparator"
            }
        found = {}
        for key in declaration.keys or ("",):
            own = self.rulebook.values.resolve(name, key, case.area, case.on) if case.area else None
            comparator = sign or (own.comparator if own is not None else None)
            if key in figures:
                figure = steps_of(
                    declaration, figures[key], self.places.where((*path, key or "value"))
                )
            elif sign is not None and own is not None:
                figure = own.figure
            else:
                continue
            if declaration.has_comparator and comparator is None:
                signs = " ".join(COMPARATORS)
                raise refusal(
                    f"{name} 还要写明 comparator（{signs} 之一），当地没有规定可以沿用",
                    f"{name} also needs a comparator (one of {signs}): the place has none of its own",
                    where=where,
                )
            found[name, key] = stated(own, figure, comparator, where)
        return found


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By line, as a person goes through the file; those of one line as they were found."""

    def line(problem: Problem) -> int:
        digits = re.search(r"[0-9]+$", problem.where)
        return int(digits[0]) if digits else 0

    return sorted(problems, key=line)


def checked_area(code: str, known_area: Callable[[str], bool] | None, where: str) -> str:
    """The full code of a place that exists, as far as anybody can say.

    Raises:
        ProblemsError: no area code, or of no known place.
    """
    full = parse_area(code, where=where)
    if known_area is not None and not known_area(full):
        raise refusal("没有这个区划", "no such area is known", where=where, value=code)
    return full


def _each_case(data: Any) -> Iterator[tuple[Place, Any]]:
    if isinstance(data, dict) and "cases" in data:
        path: Place = ("cases",)
        data = data["cases"]
    elif isinstance(data, dict):
        yield (), data
        return
    else:
        path = ()
    for place, raw in enumerate(data if isinstance(data, list) else ()):
        if isinstance(raw, dict):
            yield (*path, place), raw


def _shown(value: Any, path: Place) -> Any:
    """A value as a message may quote it: an identity number masked."""
    if path and path[-1] in IDENTITY_KEYS and value is not None:
        return mask(str(value))
    return value


class _RowReader:
    """The rows of one entity of one case: names, and that nobody is listed twice."""

    def __init__(
        self, reader: _Reader, case: Case, entity: Entity, warnings: list[Problem]
    ) -> None:
        self.reader = reader
        self.case = case
        self.entity = entity
        self.warnings = warnings
        self.by_name: dict[tuple[str, int | None], Place] = {}
        self.by_number: dict[str, Place] = {}
        self.heads: list[Place] = []

    def add(self, raw: dict[str, Any], facts: dict[str, int], path: Place) -> None:
        rows = self.case.rows[self.entity.name]
        self._take_identity(raw, facts, path)
        name = next((str(raw[k]).strip() for k in NAME_KEYS if raw.get(k) is not None), "")
        if name:
            self._refuse_repeat(name, facts, path)
        if name == self.reader.rulebook.root.name:
            self._fault(f"姓名不能是“{name}”", f"a name cannot be {name!r}", path, name)
        rows.append(Row(name or f"{self.entity.label.zh}{len(rows) + 1}", facts))
        self._note_head(facts, path)

    def finish(self) -> None:
        """Two persons of one name and different birth dates are told apart by a number."""
        seen: dict[str, int] = {}
        for row in self.case.rows[self.entity.name]:
            seen[row.name] = seen.get(row.name, 0) + 1
            if seen[row.name] > 1:
                row.name = f"{row.name}（{seen[row.name]}）"

    def _fault(self, zh: str, en: str, path: Place, value: Any = None) -> None:
        self.reader._fault(zh, en, path, value)

    def _refuse_repeat(self, name: str, facts: dict[str, int], path: Place) -> None:
        known = (name, facts.get(BIRTH_DATE))
        if known in self.by_name:
            first = self.reader.places.where(self.by_name[known])
            self._fault(
                f"“{name}”重复：同名且出生日期相同的一行在 {first}",
                f"{name!r} is listed twice: the same name and birth date at {first}",
                path,
                name,
            )
        else:
            self.by_name[known] = path

    def _note_head(self, facts: dict[str, int], path: Place) -> None:
        fact = self.reader.rulebook.facts.get("relation")
        if fact is None or fact.entity is not self.entity or "head" not in fact.options:
            return
        if facts.get("relation") == fact.options.index("head"):
            self.heads.append(path)
            if len(self.heads) > 1:
                first = self.reader.places.where(self.heads[0])
                self._fault(
                    f"一户只能有一个户主，另一个在 {first}",
                    f"a household has one head; the other is at {first}",
                    path,
                )

    # -- identity numbers ------------------------------------------------------------------------------
    def _take_identity(self, raw: dict[str, Any], facts: dict[str, int], path: Place) -> None:
        key = next((k for k in IDENTITY_KEYS if raw.get(k) not in (None, "")), None)
        if (
            key is None
            or key in self.reader._words[self.entity.name]
            or (*path, key) in self.reader.bad
        ):
            return
        where = self.reader.places.where((*path, key))
        written = str(raw[key])
        if _SHORTENED.fullmatch(plain(written)):
            self._fault(
                "证件号码被表格改成了数字，后几位已丢失，请按文本重新填写",
                "a spreadsheet made the identity number a number and lost its last figures; enter it as text",
                (*path, key),
                written,
            )
            return
        try:
            identity = parse_identity(written, not_after=self.case.on, where=where)
        except ProblemsError as error:
            self.reader._note(error)
            return
        self.warnings += identity.warnings
        self._compare(identity, facts, where)
        number = identity.as_18 or identity.number or ""
        if number in self.by_number:
            first = self.reader.places.where(self.by_number[number])
            self._fault(
                f"证件号码重复，另一个在 {first}",
                f"the identity number is listed twice; the other is at {first}",
                (*path, key),
                mask(number),
            )
        self.by_number.setdefault(number, (*path, key))

    def _compare(self, identity: IdentityNumber, facts: dict[str, int], where: str) -> None:
        """Against what is stated; a birth date or sex that is not stated is taken from the number."""
        born, sex = facts.get(BIRTH_DATE), self._sex(facts)
        self.reader.problems += check_identity(
            identity, birth_date=None if born is None else day_date(born), sex=sex, where=where
        )
        if born is None and identity.birth_date is not None:
            facts[BIRTH_DATE] = day_number(identity.birth_date)
        fact = self._sex_fact
        if fact is not None and sex is None and identity.sex is not None:
            facts[fact.name] = fact.options.index(identity.sex)

    @property
    def _sex_fact(self) -> Fact | None:
        fact = self.reader.rulebook.facts.get("sex")
        fits = fact is not None and fact.entity is self.entity and {*Sex} <= {*fact.options}
        return fact if fits else None

    def _sex(self, facts: dict[str, int]) -> Sex | None:
        fact = self._sex_fact
        if fact is None or fact.name not in facts:
            return None
        option = fact.options[facts[fact.name]]
        return Sex(option) if option in {*Sex} else None


_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
