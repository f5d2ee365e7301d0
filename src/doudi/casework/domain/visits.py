"""What a visit says, and what is wrong with it. Pure: the moment, the form and the caps are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from doudi.casework.domain.visit_form import INDICATOR_ANSWERS, get_indicators, get_questions
from doudi.units.text import Problem, Text

BY_TWO = 2
#: At these somebody is in the family's home; a neighbour may be asked by one.
IN_THE_HOME = frozenset({"home", "spot_check", "decider", "review"})
CLOCKS_DIFFER = timedelta(minutes=10)  # a phone's clock may be ahead of the server's
MOST_ANSWER = 500
MICRO = 1_000_000
MOST_ACCURACY = 100_000  # metres


@dataclass(frozen=True, slots=True)
class Visitor:
    name: str
    office: str = ""
    posting: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Whole microdegrees (WGS 84) and metres; or, where the phone did not say, the place in words."""

    latitude: int | None = None
    longitude: int | None = None
    accuracy: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Who was met and what was seen. `answers` by question, `indicators` by name."""

    met_person: int | None = None
    met_name: str = ""
    nobody_home: bool = False
    refused: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    remarks: str = ""


def find_visit_problems(
    *,
    kind: str,
    at: datetime,
    now: datetime,
    visitors: list[Visitor],
    position: Position,
    findings: Findings,
    is_signed: bool,
) -> list[Problem]:
    """Everything at once. `where` names the box of the form."""
    problems = [
        *find_time_problems(at, now),
        *_visitors(kind, visitors),
        *find_position_problems(position),
        *_findings(kind, findings),
    ]
    was_in = kind in IN_THE_HOME and not findings.nobody_home and not findings.refused
    if was_in and not is_signed and not findings.answers.get("no_signature"):
        problems.append(
            _problem(
                "请家里人签名或按手印；没有签的，写明原因",
                "Ask somebody of the family to sign; if nobody did, say why",
                "no_signature",
            )
        )
    return problems


def _problem(zh: str, en: str, where: str, value: object = None) -> Problem:
    return Problem(Text(zh, en), where, None if value is None else str(value))


def find_time_problems(at: datetime, now: datetime) -> list[Problem]:
    if at <= now + CLOCKS_DIFFER:
        return []
    return [
        _problem(
            "走访时间还没有到，请检查手机的时间",
            "The visit lies in the future: check the phone's clock",
            "at",
            f"{at:%Y-%m-%d %H:%M}",
        )
    ]


def _visitors(kind: str, visitors: list[Visitor]) -> list[Problem]:
    names = ["".join(v.name.split()) for v in visitors if v.name.strip()]
    if not names:
        return [_problem("请填写调查人姓名", "Who made the visit?", "visitor_1")]
    if len(set(names)) < len(names):
        return [
            _problem("两位调查人不能是同一个人", "The two visitors are one person", "visitor_2")
        ]
    if kind in IN_THE_HOME and len(names) < BY_TWO:
        return [
            _problem(
                "入户调查要两个人以上，请填写第二位调查人",
                "At least two people visit a home: who was the second?",
                "visitor_2",
            )
        ]
    return []


def find_position_problems(position: Position) -> list[Problem]:
    if position.latitude is None and position.longitude is None:
        if position.place.strip():
            return []
        return [
            _problem("手机没有给出位置，请写明在哪里", "The phone gave no place: where?", "place")
        ]
    lat, lon = position.latitude, position.longitude
    good = (
        lat is not None
        and lon is not None
        and abs(lat) <= 90 * MICRO
        and abs(lon) <= 180 * MICRO
        and 0 <= (position.accuracy or 0) <= MOST_ACCURACY
    )
    if good:
        return []
    return [
        _problem(
            "手机给的位置不对，请写明在哪里", "The phone's place cannot be: say where", "place"
        )
    ]


def _findings(kind: str, findings: Findings) -> list[Problem]:
    problems = []
    if findings.nobody_home and findings.refused:
        problems.append(
            _problem(
                "“家中无人”和“拒绝配合”只能选一个",
                "Either nobody was home or they refused, not both",
                "outcome",
            )
        )
    if not findings.nobody_home and not findings.met_person and not findings.met_name.strip():
        problems.append(_problem("请写明见到了谁", "Who was met?", "met_name"))
    questions = {q.name: q for q in get_questions()}
    for name, answer in findings.answers.items():
        if name == "no_signature":
            fits = isinstance(answer, str)
        elif name not in questions or not questions[name].asked_at(kind):
            fits = False
        else:
            question = questions[name]
            allowed = {o.name for o in question.options}
            fits = {
                "text": isinstance(answer, str) and len(answer) <= MOST_ANSWER,
                "choice": isinstance(answer, str) and answer in allowed,
                "choices": isinstance(answer, list) and set(map(str, answer)) <= allowed,
            }[question.kind]
        if not fits:
            problems.append(_problem("没有这个答案", "There is no such answer", name))
    known = {i.name for i in get_indicators()}
    for name, answer in findings.indicators.items():
        if name not in known or answer not in INDICATOR_ANSWERS:
            problems.append(_problem("没有这个答案", "There is no such answer", name))
    if findings.answers.get("differs") == "differs" and not findings.answers.get("differs_how"):
        problems.append(_problem("请写明哪里不一样", "What differs?", "differs_how"))
    return problems
