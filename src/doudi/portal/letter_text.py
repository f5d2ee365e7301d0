"""What a letter says, as blocks that PDF and DOCX lay out alike. An estimate on the person's own word, never a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from doudi.portal.domain.findings import Finding, Findings, findings_of
from doudi.portal.domain.interview import Interview
from doudi.portal.domain.plain_words import PlainWords
from doudi.portal.domain.summary import summary_of
from doudi.rules.explain import Reason
from doudi.units.dates import format_date
from doudi.units.text import Text

HEADING, PARAGRAPH, STRONG, TABLE, ITEMS, STEPS, SIGNATURES = (
    "heading",
    "paragraph",
    "strong",
    "table",
    "items",
    "steps",
    "signatures",
)
DEEPEST = 5  # indents; a computation seldom goes further
_NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation, indented by its depth, with its article."""

    text: str
    law: str
    depth: int


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a letter; `kind` says how it is laid out and which of the others it fills."""

    kind: str
    text: str = ""
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language."""

    lang: str
    title: str
    subtitle: str
    place: str
    date_line: str
    blocks: list[Block]

    @property
    def is_chinese(self) -> bool:
        return self.lang.startswith("zh")


def compose_letter(interview: Interview, words: PlainWords, *, written_on: date) -> Letter:
    """The letter about the answers, in the language of the interview."""
    lang = interview.lang
    findings = findings_of(interview, words)
    sections = [
        (_("本人陈述的家庭情况"), list(_stated(interview, findings))),
        (_("测算结果"), list(_results(findings))),
        (_("计算过程和依据"), list(_computation(findings))),
        (_("还缺少的情况"), list(_missing(findings))),
        (_("到哪里办、带什么"), list(_what_to_do(findings))),
        (_("说明"), [Block(ITEMS, items=_notes(interview, findings))]),
    ]
    blocks: list[Block] = []
    for title, content in ((t, c) for t, c in sections if c):
        number = sum(b.kind == HEADING for b in blocks)
        blocks += [Block(HEADING, _numbered(title, number, lang)), *content]
    blocks.append(Block(SIGNATURES, items=[_("陈述人（签名或按手印）："), _("日期：")]))
    return Letter(
        lang,
        _("社会救助待遇测算说明"),
        _("（按本人陈述测算，供咨询和申请时参考，不是审核决定）"),
        findings.place,
        _("测算日期：%(day)s　打印日期：%(printed)s")
        % {"day": format_date(findings.day, lang), "printed": format_date(written_on, lang)},
        blocks,
    )


def _numbered(title: str, place: int, lang: str) -> str:
    return Text(f"{_NUMBERS[place]}、{title}", f"{place + 1}. {title}").in_(lang)


def _stated(interview: Interview, findings: Findings) -> Iterator[Block]:
    if findings.is_demonstration:
        yield Block(STRONG, _("演示数据：标准和金额属于一个虚构的地方，不能作为办事依据。"))
    yield Block(TABLE, rows=[(line.question, line.answers) for line in summary_of(interview)])


def _results(findings: Findings) -> Iterator[Block]:
    for finding in findings.main:
        yield Block(STRONG, result_sentence(finding))
        if finding.is_eligible and finding.benefit:
            yield Block(PARAGRAPH, finding.benefit)
    if not findings.main:
        yield Block(
            STRONG, _("按陈述的情况和现行规定，目前可能不符合下列各项的条件。您仍然有权提出申请。")
        )
    for finding in findings.others:
        reasons = "".join(f.sentence for f in finding.failures)
        yield Block(PARAGRAPH, f"{named(finding)}{_('：')}{reasons}")


def named(finding: Finding) -> str:
    """The programme, and for whom where it is for one person."""
    if not finding.subject:
        return finding.name
    return _("%(programme)s（%(person)s）") % {
        "programme": finding.name,
        "person": finding.subject,
    }


def result_sentence(finding: Finding) -> str:
    """The result in one sentence, the amount also in capital figures."""
    name = named(finding)
    if finding.is_open:
        return _("%(name)s：还不能确定。") % {"name": name}
    if not finding.is_eligible:
        return _("%(name)s：暂时不符合，最早%(day)s。") % {"name": name, "day": finding.earliest}
    values = {
        "name": name,
        "amount": finding.amount,
        "capital": finding.uppercase,
        "since": finding.since,
    }
    if finding.uppercase and finding.per_month:
        return (
            _("%(name)s：可能符合条件，每月 %(amount)s 元（大写：%(capital)s），自%(since)s起。")
            % values
        )
    if finding.uppercase:
        return _("%(name)s：可能符合条件，一次性 %(amount)s 元（大写：%(capital)s）。") % values
    if finding.amount:
        return _("%(name)s：可能符合条件，金额 %(amount)s 元，自%(since)s起。") % values
    return _("%(name)s：可能符合条件，自%(since)s起。") % values


def _computation(findings: Findings) -> Iterator[Block]:
    for finding in findings.main:
        if finding.is_eligible:
            yield Block(STRONG, named(finding))
            yield Block(STEPS, steps=[_step(s) for s in finding.steps])


def _step(reason: Reason) -> Step:
    """One step as a line: who, what, how much, how it was computed."""
    value = f"{reason.value} {reason.unit}".strip()
    who = f"{reason.subject} · " if reason.subject else ""
    text = f"{who}{reason.label}{_('：')}{value}"
    if reason.arithmetic and reason.arithmetic != reason.value:
        text = f"{text} = {reason.arithmetic}"
    return Step(text, reason.law, min(reason.depth, DEEPEST))


def _missing(findings: Findings) -> Iterator[Block]:
    for finding in findings.main:
        if finding.missing:
            yield Block(STRONG, named(finding))
            yield Block(ITEMS, items=finding.missing)


def _what_to_do(findings: Findings) -> Iterator[Block]:
    seen: set[tuple[str, ...]] = set()
    for finding in findings.main:
        what = (finding.go_to, *finding.bring)
        if what in seen:
            continue
        seen.add(what)
        yield Block(STRONG, finding.name)
        yield Block(PARAGRAPH, finding.go_to)
        yield Block(ITEMS, items=finding.bring)


def _notes(interview: Interview, findings: Findings) -> list[str]:
    lang = interview.lang
    notes = [
        _("本件依据本人陈述和现行规定算出，是否符合、金额多少，以民政部门的书面决定为准。"),
        _(
            "不论测算结果如何，您都有权提出申请；不予批准的，有权要求书面说明理由，并可以申请行政复议或者提起行政诉讼。"
        ),
        _("填写的内容没有保存在网站上。"),
    ]
    notes += [a.text.in_(lang) + Text("。", ".").in_(lang) for a in interview.questionnaire.assumed]
    basis = dict.fromkeys(b for f in findings.main for b in f.basis)
    if basis:
        joined = Text("；", "; ").in_(lang).join(basis)
        notes.append(_("主要依据：%(basis)s。") % {"basis": joined})
    return notes
