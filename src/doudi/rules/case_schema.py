"""The JSON Schema (draft 2020-12) of a case file, made from a rulebook: its facts, options, bounds and values.

Whatever can be wrong carries `x-expects`, the sentence that is shown when it is: editors, `doudi decide` and
people read the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from doudi.rules.declare import Fact
from doudi.rules.nodes import CATEGORY, COUNT, RATE, TRUTH, Entity
from doudi.rules.rulebook import Rulebook
from doudi.rules.values import COMPARATORS, Declaration
from doudi.rules.written import (
    NO_WORDS,
    UNKNOWN_WORDS,
    YES_WORDS,
    option_words,
    what_is_expected,
)
from doudi.units.money import Quantum, Rounding
from doudi.units.text import Text

Schema = dict[str, Any]

NAME_KEYS = ("name", "姓名")
IDENTITY_KEYS = ("identity_number", "身份证号")
NONE_WORDS = ("none", "无", "没有")
LONGEST_NAME = 200
VERDICTS = ("eligible", "not_eligible", "undetermined", "not_yet")

#: A fact of this name makes its rows persons, who may have an identity number.
BIRTH_DATE = "birth_date"


def rows_key(entity: Entity) -> str:
    """Under which key a case lists the rows of an entity: members, supporters."""
    return f"{entity.name}s"


def added_key(entity: Entity) -> str:
    """Under which key a change lists rows that join: add_members."""
    return f"add_{rows_key(entity)}"


def removed_key(entity: Entity) -> str:
    """Under which key a change names rows that leave: remove_members."""
    return f"remove_{rows_key(entity)}"


def children(rulebook: Rulebook) -> list[Entity]:
    return [e for e in rulebook.entities.values() if e.parent is not None]


def fact_words(rulebook: Rulebook, entity: Entity) -> dict[str, Fact]:
    """The facts of an entity by every accepted key: the identifier, and the Chinese label where it is unique."""
    facts = [f for f in rulebook.facts.values() if f.entity is entity]
    words = {f.name: f for f in facts}
    labels: dict[str, list[Fact]] = {}
    for fact in facts:
        labels.setdefault(fact.label.zh, []).append(fact)
    for label, named in labels.items():
        if len(named) == 1:
            words.setdefault(label, named[0])
    return words


def is_person(rulebook: Rulebook, entity: Entity) -> bool:
    fact = rulebook.facts.get(BIRTH_DATE)
    return fact is not None and fact.entity is entity


def case_schema(rulebook: Rulebook, backgrounds: dict[str, Text] | None = None) -> Schema:
    """The schema of a case file: one case, a list of cases, or `cases: [...]`.

    `backgrounds` are the names (and labels) that a case may give; None: any.
    """
    parts: dict[str, Schema] = {f"fact.{f.name}": _fact(f) for f in rulebook.facts.values()}
    parts |= {f"value.{d.name}": _value(d) for d in rulebook.values.declarations.values()}
    for entity in rulebook.entities.values():
        parts[f"facts.{entity.name}"] = _facts(rulebook, entity)
        parts[f"changed.{entity.name}"] = _changed_facts(rulebook, entity)
    parts["change"] = _change(rulebook)
    parts["case"] = _case(rulebook, backgrounds)
    parts["expected"] = _expected(rulebook)
    case, cases = _ref("case"), _list(_ref("case"), "应是一组案例", "must be a list of cases")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "案例文件 / case file",
        "if": {"type": "array"},
        "then": cases,
        "else": {
            "if": {"type": "object", "required": ["cases"]},
            "then": _mapping({"cases": cases}, "文件", "the file"),
            "else": case,
        },
        "$defs": parts,
    }


def _ref(part: str) -> Schema:
    return {"$ref": f"#/$defs/{part}"}


def _expects(zh: str, en: str) -> Schema:
    return {"x-expects": {"zh": zh, "en": en}}


def _mapping(properties: Schema, zh: str, en: str, *, required: Iterable[str] = ()) -> Schema:
    """An object of known keys; `zh`, `en` name it in messages."""
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": list(required),
        "title": zh,
        "x-name": {"zh": zh, "en": en},
        **_expects(f"{zh}应写成“名称: 内容”的若干行", f"{en} must be a mapping (name: content)"),
    }


def _list(items: Schema, zh: str, en: str) -> Schema:
    return {"type": "array", "items": items, **_expects(zh, en)}


# -- one case ---------------------------------------------------------------------------------------
def _case(rulebook: Rulebook, backgrounds: dict[str, Text] | None) -> Schema:
    root = rulebook.root
    properties: Schema = {
        "case": _text(
            "case：用一句话说明这个案例", "case: one sentence that says what the case is"
        ),
        "on": _date("on 应为日期，如 2022-07-15", "on must be a date such as 2022-07-15"),
        "area": {
            "type": ["string", "integer"],
            **_expects(
                "area 应为12位区划代码（可简写）",
                "area must be an area code of 12 digits (or short)",
            ),
        },
        "background": _background(backgrounds),
        "values": _mapping(
            {name: _ref(f"value.{name}") for name in rulebook.values.declarations},
            "values",
            "values",
        ),
        root.name: _ref(f"facts.{root.name}"),
        "expect": _list(_ref("expected"), "expect 应是一组预期结果", "expect must be a list"),
        "source": _text("source：案例的出处", "source: where the case comes from"),
        "changes": _list(
            _ref("change"), "changes 应是一组变化", "changes must be a list of dated changes"
        ),
    }
    for entity in children(rulebook):
        properties[rows_key(entity)] = _rows(entity)
    return _mapping(properties, "案例", "a case", required=["case"])


def _text(zh: str, en: str) -> Schema:
    return {
        "type": ["string", "integer"],
        "minLength": 1,
        "maxLength": 5 * LONGEST_NAME,
        **_expects(
            f"{zh}（1 至 {5 * LONGEST_NAME} 个字）", f"{en} (1 to {5 * LONGEST_NAME} characters)"
        ),
    }


def _date(zh: str, en: str) -> Schema:
    return {"type": ["string", "integer"], **_expects(zh, en)}


def _background(backgrounds: dict[str, Text] | None) -> Schema:
    if backgrounds is None:
        one: Schema = {
            "type": "string",
            **_expects("background 应为名称", "background must be a name"),
        }
    else:
        words = list(dict.fromkeys([*backgrounds, *(t.zh for t in backgrounds.values())]))
        known = "、".join(f"{name}（{label.zh}）" for name, label in backgrounds.items())
        one = {
            "enum": words,
            **_expects(
                f"没有这个背景；可用的有：{known}",
                f"no such background; known: {', '.join(backgrounds)}",
            ),
        }
    return {"if": {"type": "array"}, "then": {"items": one}, "else": one}


def _rows(entity: Entity) -> Schema:
    zh, en, key = entity.label.zh, entity.label.en, rows_key(entity)
    most = entity.maximum
    rows = {
        "type": "array",
        "maxItems": most,
        "items": _ref(f"facts.{entity.name}"),
        **_expects(f"{zh}应逐个列出，最多 {most} 个", f"{key} must be a list of at most {most}"),
    }
    complete = {
        "enum": [True, False, *YES_WORDS, *NO_WORDS, *UNKNOWN_WORDS, None],
        **_expects("complete 应填 yes、no 或 unknown", "complete must be yes, no or unknown"),
    }
    words = {
        "enum": [*NONE_WORDS, *UNKNOWN_WORDS, None],
        **_expects(
            f"{key} 应写 none（问过，没有{zh}）、unknown（没有问过），或逐个列出",
            f"{key} must be none (asked: there is no {en}), unknown (not asked), or a list",
        ),
    }
    return {
        "if": {"type": "array"},
        "then": rows,
        "else": {
            "if": {"type": "object"},
            "then": _mapping({"complete": complete, "rows": rows}, key, key, required=["rows"]),
            "else": words,
        },
    }


# -- what changes later --------------------------------------------------------------------------------
def _change(rulebook: Rulebook) -> Schema:
    root = rulebook.root
    properties: Schema = {
        "on": _date("变化的 on 应为日期，如 2022-09-28", "on must be a date such as 2022-09-28"),
        "note": _text("note：用一句话说明变化", "note: one sentence that says what changes"),
        root.name: _ref(f"changed.{root.name}"),
    }
    for entity in children(rulebook):
        key, zh = rows_key(entity), entity.label.zh
        properties[key] = {
            "type": "object",
            "additionalProperties": _ref(f"changed.{entity.name}"),
            **_expects(
                f"变化里的 {key} 应按姓名写明（姓名: {{事实: 内容}}）；新来的写在 {added_key(entity)} 下面",
                f"{key} of a change go by name (name: {{fact: content}}); who joins goes under {added_key(entity)}",
            ),
        }
        properties[added_key(entity)] = _list(
            _ref(f"facts.{entity.name}"),
            f"{added_key(entity)} 应逐个列出新来的{zh}",
            f"{added_key(entity)} must be a list of rows",
        )
        properties[removed_key(entity)] = _list(
            {"type": ["string", "integer"], **_expects("应为姓名", "must be a name")},
            f"{removed_key(entity)} 应逐个列出姓名",
            f"{removed_key(entity)} must be a list of names",
        )
    return _mapping(properties, "变化", "a change", required=["on"])


def _changed_facts(rulebook: Rulebook, entity: Entity) -> Schema:
    """Facts only: a name or an identity number does not change."""
    words = fact_words(rulebook, entity)
    properties = {word: _ref(f"fact.{fact.name}") for word, fact in words.items()}
    return _mapping(properties, entity.label.zh, entity.label.en)


# -- facts --------------------------------------------------------------------------------------------
def _facts(rulebook: Rulebook, entity: Entity) -> Schema:
    properties: Schema = {
        word: _ref(f"fact.{fact.name}") for word, fact in fact_words(rulebook, entity).items()
    }
    if entity.parent is not None:
        name = {
            "type": ["string", "integer", "null"],
            "maxLength": LONGEST_NAME,
            **_expects(
                f"姓名应为不超过 {LONGEST_NAME} 个字的文本",
                f"a name must be text of at most {LONGEST_NAME} characters",
            ),
        }
        properties |= dict.fromkeys((key for key in NAME_KEYS if key not in properties), name)
    if is_person(rulebook, entity):
        number = {
            "type": ["string", "integer", "null"],
            **_expects(
                "证件号码必须是文本；当作数字会丢失后几位，请加引号",
                "an identity number must be text; as a number it loses its last figures: put it in quotes",
            ),
        }
        properties |= dict.fromkeys((key for key in IDENTITY_KEYS if key not in properties), number)
    return _mapping(properties, entity.label.zh, entity.label.en)


def _fact(fact: Fact) -> Schema:
    expected = what_is_expected(fact)
    described = {
        "title": f"{fact.label.zh} / {fact.label.en}",
        "x-fact": fact.name,
        **_expects(fact.label.zh + expected.zh, f"{fact.label.en} {expected.en}"),
    }
    if fact.kind == TRUTH:
        return {"enum": [True, False, *YES_WORDS, *NO_WORDS, *UNKNOWN_WORDS, None], **described}
    if fact.kind == CATEGORY:
        return {"enum": _option_choices(fact), **described}
    if fact.kind == COUNT:
        low, high = (_bound(Fraction(bound) / fact.unit.steps) for bound in (fact.low, fact.high))
        return {"type": ["number", "string", "null"], "minimum": low, "maximum": high, **described}
    return {"type": ["string", "integer", "null"], **described}


def _option_choices(fact: Fact) -> list[Any]:
    """Options, their labels, and what YAML makes of an option called 1, yes or no."""
    words = list(option_words(fact))
    numbers = [int(w) for w in fact.options if w.isascii() and w.isdigit() and str(int(w)) == w]
    truths = [w == "yes" for w in fact.options if w in ("yes", "no")]
    return [*words, *numbers, *truths, *(w for w in UNKNOWN_WORDS if w not in words), None]


def _bound(exact: Fraction) -> int:
    return exact.numerator // exact.denominator


def _number(exact: Fraction) -> int | float:
    """As JSON writes it; what is entered is read exactly."""
    return exact.numerator if exact.denominator == 1 else float(exact)


# -- values stated for a case ---------------------------------------------------------------------------
def _value(declaration: Declaration) -> Schema:
    name = declaration.name
    figure = _figure(declaration)
    if declaration.kind == "rounding":
        return figure
    properties: Schema = dict.fromkeys(declaration.keys or ("value",), figure)
    if declaration.has_comparator:
        signs = " ".join(COMPARATORS)
        properties["comparator"] = {
            "enum": list(COMPARATORS),
            **_expects(
                f"{name} 的比较符号应为 {signs} 之一",
                f"the comparator of {name} must be one of {signs}",
            ),
        }
    mapping = _mapping(properties, name, name)
    if declaration.keys:
        keys = "、".join(declaration.keys)
        return mapping | _expects(
            f"{name} 应按 {keys} 分别写明",
            f"{name} must state figures for {', '.join(declaration.keys)}",
        )
    return {"if": {"type": "object"}, "then": mapping, "else": figure}


def _figure(declaration: Declaration) -> Schema:
    name, label = declaration.name, declaration.label
    if declaration.kind == "rounding":
        to, modes = [q.name for q in Quantum], [r.name for r in Rounding]
        parts = {
            "to": {
                "enum": to,
                **_expects(f"to 应为 {'、'.join(to)}", f"to must be one of {', '.join(to)}"),
            },
            "mode": {
                "enum": modes,
                **_expects(
                    f"mode 应为 {'、'.join(modes)}", f"mode must be one of {', '.join(modes)}"
                ),
            },
        }
        return _mapping(parts, name, name, required=parts)
    if declaration.kind == CATEGORY:
        options = ", ".join(declaration.options)
        return {
            "enum": list(declaration.options),
            **_expects(
                f"{label.zh}（{name}）应为 {options} 之一", f"{name} must be one of {options}"
            ),
        }
    if declaration.kind == TRUTH:
        return {
            "type": "boolean",
            **_expects(f"{name} 应为 yes 或 no", f"{name} must be yes or no"),
        }
    if declaration.kind in (COUNT, RATE):
        unit = declaration.unit
        bounds = Fraction(declaration.low), Fraction(declaration.high)
        if declaration.kind == COUNT:
            bounds = bounds[0] / unit.steps, bounds[1] / unit.steps
        low, high = (_number(bound) for bound in bounds)
        return {
            "type": ["number", "string"],
            "minimum": low,
            "maximum": high,
            **_expects(
                f"{label.zh}（{name}）应为 {low} 至 {high}{unit.name('zh')} 之间的数字",
                f"{name} must be a number from {low} to {high} {unit.name('en')}".rstrip(),
            ),
        }
    return _date(f"{name} 应为日期", f"{name} must be a date")


_FIGURE = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"


# -- what a rulebook's own case expects --------------------------------------------------------------------
def _expected(rulebook: Rulebook) -> Schema:
    return _expected_result(rulebook, options=True)


def _expected_result(rulebook: Rulebook, *, options: bool) -> Schema:
    amount = {
        "type": ["number", "string", "null"],
        "pattern": _FIGURE,
        **_expects("金额以元为单位", "an amount is in yuan"),
    }
    month = {
        "type": ["string", "null"],
        **_expects("应为月份，如 2022-08", "must be a month such as 2022-08"),
    }
    words = _list(
        {"type": "string", **_expects("应为名称", "must be a name")},
        "应为一组名称",
        "must be a list",
    )
    properties: Schema = {
        "programme": {
            "enum": list(rulebook.programmes),
            **_expects(
                f"没有这个项目；已有：{'、'.join(rulebook.programmes)}",
                f"no such programme; known: {', '.join(rulebook.programmes)}",
            ),
        },
        "subject": {
            "type": ["string", "integer"],
            **_expects("subject 应为姓名", "subject must be a name"),
        },
        "verdict": {
            "enum": list(VERDICTS),
            **_expects(
                f"verdict 应为 {'、'.join(VERDICTS)}",
                f"verdict must be one of {', '.join(VERDICTS)}",
            ),
        },
        "amount": amount,
        "from_month": month,
        "until_month": month,
        "review_month": month,
        "earliest_date": {"type": ["string", "null"], **_expects("应为日期", "must be a date")},
        "referral_due": {"type": ["string", "null"], **_expects("应为日期", "must be a date")},
        "papers_due": {"type": ["string", "null"], **_expects("应为日期", "must be a date")},
        "failed": words,
        "flags": words,
        "needs": _list(_expected_need(amount), "needs 应为一组所缺事实", "needs must be a list"),
    }
    if not options:
        return _mapping(properties, "预期结果", "an expected result", required=["programme"])
    option = _mapping(
        {
            "elects": {
                "type": "object",
                **_expects("elects 应写明选择", "elects must be a mapping"),
            },
            "total": amount,
            "results": _list(
                _expected_result(rulebook, options=False), "应为一组结果", "must be a list"
            ),
        },
        "选项",
        "an option",
        required=["elects"],
    )
    properties["options"] = _list(option, "options 应为一组选项", "options must be a list")
    return _mapping(properties, "预期结果", "an expected result")


def _expected_need(amount: Schema) -> Schema:
    word = {"type": ["string", "integer"], **_expects("应为名称", "must be a name")}
    figure = {
        "type": ["number", "string"],
        "pattern": _FIGURE,
        **_expects("应为数字", "must be a number"),
    }
    properties = {
        "fact": word,
        "subject": word,
        "rows": word,
        "value": word,
        "key": word,
        "law": word,
    }
    return _mapping(properties | {"at_most": figure, "at_least": figure}, "所缺事实", "a need")
