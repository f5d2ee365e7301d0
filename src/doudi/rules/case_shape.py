"""Does a file have the shape of a case file? What the JSON Schema finds, said in sentences with the nearest known name."""

from __future__ import annotations

from itertools import islice
from typing import Any

from doudi.rules.case_findings import Findings
from doudi.rules.case_schema import IDENTITY_KEYS, case_schema, fact_words, rows_key
from doudi.rules.declare import Fact
from doudi.rules.marked_yaml import MOST_PROBLEMS
from doudi.rules.marked_yaml import Path as Place
from doudi.rules.rulebook import Rulebook, nearest
from doudi.units.identity import mask
from doudi.units.text import Text

LONGEST_SUGGESTED = 40  # characters; a longer key is no slip of the pen


def find_shape_faults(
    data: Any, rulebook: Rulebook, backgrounds: dict[str, Text], findings: Findings
) -> None:
    """Hold the data against the schema. What does not fit is noted, and marked bad.

    A fact that the schema refuses is left to `read_fact`, which knows more spellings and has the last word.
    """
    from jsonschema import Draft202012Validator

    teller = _Teller(rulebook, findings)
    validator = Draft202012Validator(case_schema(rulebook, backgrounds))
    errors = (e for e in validator.iter_errors(data) if "x-fact" not in e.schema)
    for error in islice(errors, MOST_PROBLEMS):
        path = tuple(error.absolute_path)
        if path in findings.bad:
            continue
        if error.validator == "additionalProperties":
            teller.unknown_keys(error.instance, error.schema, path)
        elif error.validator == "required":
            teller.missing_keys(error.instance, error.schema, path)
        else:
            findings.bad.add(path)
            teller.unfit(error.instance, error.schema, path)


class _Teller:
    def __init__(self, rulebook: Rulebook, findings: Findings) -> None:
        self.findings = findings
        self.words: dict[str, dict[str, Fact]] = {
            e.name: fact_words(rulebook, e) for e in rulebook.entities.values()
        }

    def unknown_keys(self, mapping: dict[str, Any], schema: Any, path: Place) -> None:
        for key in mapping:
            if key in schema["properties"] or self.findings.too_many:
                continue
            named = schema["x-name"]
            hint = self._hint(key, schema["properties"])
            self.findings.fault(
                f"{named['zh']}里没有“{key[:LONGEST_SUGGESTED]}”{hint.zh}",
                f"{named['en']} has no {key[:LONGEST_SUGGESTED]!r}{hint.en}",
                (*path, key),
                key,
            )

    def _hint(self, key: str, known: dict[str, Any]) -> Text:
        """Where the key belongs, or which known key is most like it."""
        for entity, words in self.words.items():
            if key in words:
                home = rows_key(words[key].entity) if words[key].entity.parent else entity
                return Text(f"，请写在 {home} 下面", f"; it belongs under {home}")
        if len(key) > LONGEST_SUGGESTED:
            return Text("", "")
        near = nearest(key, known) or next(
            filter(None, (nearest(key, w) for w in self.words.values())), None
        )
        if near is None:
            return Text("", "")
        fact = next((words[near] for words in self.words.values() if near in words), None)
        if fact is None:
            return Text(f"，是不是“{near}”？", f"; did you mean “{near}”?")
        home = rows_key(fact.entity) if fact.entity.parent else fact.entity.name
        there = Text("", "") if near in known else Text(f"，写在 {home} 下面", f", under {home}")
        return Text(
            f"，是不是“{fact.name}（{fact.label.zh}）”{there.zh}？",
            f"; did you mean “{fact.name} ({fact.label.en})”{there.en}?",
        )

    def missing_keys(self, mapping: dict[str, Any], schema: Any, path: Place) -> None:
        for key in schema["required"]:
            if key not in mapping:
                named = schema["x-name"]
                self.findings.fault(f"{named['zh']}缺少 {key}", f"{named['en']} lacks {key}", path)

    def unfit(self, instance: Any, schema: Any, path: Place) -> None:
        expected = schema["x-expects"]
        value = instance if not isinstance(instance, dict | list) else None
        zh, en = expected["zh"], expected["en"]
        if isinstance(instance, list) and "maxItems" in schema:
            zh, en = f"{zh}，这里有 {len(instance)} 个", f"{en}, not {len(instance)}"
        self.findings.fault(zh, en, path, _shown(value, path))


def _shown(value: Any, path: Place) -> Any:
    """A value as a message may quote it: an identity number masked."""
    if path and path[-1] in IDENTITY_KEYS and value is not None:
        return mask(str(value))
    return value
