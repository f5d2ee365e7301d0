"""Taking over: a planned run is held against the last file that the county really paid, row by row.

Nothing of the run is changed by it. Each difference stays until a person explains it; whose money would stop keeps the run from being
signed until then (services/approving.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q

from doudi.casework.services.takeovers import MEMBER, programme_words
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_today
from doudi.foundation.keys import keyring
from doudi.foundation.rulebook import get_rulebook
from doudi.payments.domain.paid_before import (
    CAUSES,
    Comparison,
    Paid,
    Planned,
    Whose,
    compare,
    key_of,
)
from doudi.payments.models import Line, PaidBefore, PaidDifference, PaymentRun
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.registry.models import Membership, Person
from doudi.registry.selectors.persons import identity_spellings
from doudi.units.headings import find_columns
from doudi.units.identity import parse_identity
from doudi.units.money import parse_yuan
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

#: Column → what offices call it.
COLUMNS = {
    "identity": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "identity number"),
    "programme": ("项目", "救助项目", "待遇类别", "业务类型", "补贴名称", "programme"),
    "amount": ("金额", "发放金额", "补助金额", "实发金额", "月金额", "amount"),
    "name": ("姓名", "户名", "name"),
}
NEEDED = ("identity", "programme", "amount")
MOST_PROBLEMS = 200
MOST_FEN = 10_000_000
STATES = (PaymentRun.State.planned, PaymentRun.State.signed_once)


def compare_with_paid(
    *, actor: Viewer, run: PaymentRun, file_name: str, content: bytes
) -> Comparison:
    """Same, another amount, only there, only here; every row that cannot be read is named in `problems`.

    Raises ProblemsError: the run is not planned; no table; a column that is missing; not a row that can be read.
    """
    permit(actor, "pay.plan")
    if run.state not in STATES:
        raise refusal("先测算，再与上次实发核对", "it is compared while it is planned")
    sheet = read_sheet(content, file_name, score=lambda cells: len(find_columns(cells, COLUMNS)))
    columns = find_columns(sheet.header, COLUMNS)
    _check(columns)
    rows, problems = _read(sheet, columns)
    if not rows:
        raise ProblemsError(
            problems or [Problem(Text("没有一行数据", "there is no row"), file_name)]
        )
    found = compare(_matched(actor, rows), _planned(actor, run))
    found.problems = problems
    _keep(actor, run, file_name, found)
    audit.record(
        actor,
        "payments.run.compared",
        object_type="payment_run",
        object_id=run.pk,
        area_code=run.area_code,
        details={"run": run.label, "rows": len(rows), "problems": len(problems), **found.counts},
    )
    return found


def _keep(actor: Viewer, run: PaymentRun, file_name: str, found: Comparison) -> None:
    """In place of the comparison before; what was explained stays explained where nothing of it has changed."""
    run = in_scope(actor, PaymentRun.objects.select_for_update()).get(pk=run.pk)
    rows = in_scope(actor, PaidDifference.objects.filter(run=run))
    said = {(d.key, d.kind, d.there_fen, d.here_fen): d for d in rows.exclude(cause="")}
    rows.delete()
    made = []
    for d in found.differences:
        row = PaidDifference(
            area_code=run.area_code,
            run=run,
            key=d.key,
            kind=d.kind,
            name=d.name[:100],
            programme=d.programme,
            there_fen=d.there_fen,
            here_fen=d.here_fen,
            household_id=d.household,
            row=d.line,
            reason=d.reason,
        )
        before = said.get((d.key, d.kind, d.there_fen, d.here_fen))
        if before is not None:
            row.cause, row.words = before.cause, before.words
            row.settled_by_id, row.settled_on = before.settled_by_id, before.settled_on
        made.append(row)
    PaidDifference.objects.bulk_create(made, batch_size=5_000)
    PaidBefore.objects.update_or_create(
        run=run,
        defaults={
            "area_code": run.area_code,
            "file_name": file_name[:200],
            "plan_digest": run.plan_digest,
            "counts": found.counts,
            "there_fen": found.there_fen,
            "here_fen": found.here_fen,
            "problems": [{"zh": f"{p.where} {p.text.zh}", "en": f"{p.where} {p.text.en}"} for p in found.problems[:MOST_PROBLEMS]],
            "compared_on": get_today(),
            "compared_by_id": actor.posting_id,
        },
    )  # fmt: skip


def settle_differences(
    *,
    actor: Viewer,
    run: PaymentRun,
    chosen: Collection[int],
    whole_kind: str = "",
    cause: str,
    words: str,
    on: date,
) -> int:
    """Explained by this person: those chosen, and (`whole_kind`) all of a kind that nobody has explained. How many.

    Raises ProblemsError: none chosen; no such cause; no words; a run that was given up.
    """
    permit(actor, "pay.plan")
    words = words.strip()
    if run.state == PaymentRun.State.dropped:
        raise refusal("这一批已经放弃", "this run was given up")
    if cause not in CAUSES:
        raise refusal("请选择原因", "choose a cause", where="cause")
    if len(words) < 2:
        raise refusal("请写明情况", "say what you found", where="words")
    rows = in_scope(actor, PaidDifference.objects.filter(run=run))
    wanted = Q(pk__in=list(chosen))
    if whole_kind:
        wanted |= Q(kind=whole_kind, cause="")
    settled = rows.filter(wanted).update(
        cause=cause, words=words[:500], settled_by_id=actor.posting_id, settled_on=on
    )
    if not settled:
        raise refusal("请先选中要说明的", "choose first what you explain", where="chosen")
    audit.record(
        actor,
        "payments.difference.settled",
        object_type="payment_run",
        object_id=run.pk,
        area_code=run.area_code,
        reason=words[:500],
        details={"run": run.label, "cause": cause, "differences": settled},
        item_count=settled,
    )
    return settled


def _check(columns: dict[str, int]) -> None:
    missing = [COLUMNS[name] for name in NEEDED if name not in columns]
    if missing:
        raise ProblemsError(
            [Problem(Text(f"缺少“{w[0]}”这一列", f"there is no column “{w[-1]}”"), "upload") for w in missing]
        )  # fmt: skip


def _read(sheet: Sheet, columns: dict[str, int]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Good rows, and what is wrong with the others. A number of the identity card is never repeated."""
    programmes = {plain(word): name for word, name in programme_words(get_rulebook()).items()}
    today = get_today()
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for place in range(len(sheet)):
        line = int(sheet.rows[place])
        cells = {n: (sheet.columns[c][place].as_py() or "").strip() for n, c in columns.items()}
        try:
            programme = programmes.get(plain(cells["programme"]))
            if programme is None:
                raise refusal(
                    "没有这个项目，或者它不按月发放", "no such programme, or not a monthly one"
                )
            amount = parse_yuan(cells["amount"])
            if not 0 < amount <= MOST_FEN:
                raise refusal("金额应大于0、不超过100,000元", "more than nothing, at most 100,000")
            identity = parse_identity(cells["identity"], not_after=today)
        except ProblemsError as refused:
            where = Text(f"第{line}行", f"row {line}")
            problems += [Problem(p.text, where.zh) for p in refused.problems]
            continue
        rows.append({"line": line, "programme": programme, "fen": amount, "identity": identity, "name": cells.get("name", "")[:100]})  # fmt: skip
    return rows, problems


def _matched(viewer: Viewer, rows: list[dict[str, Any]]) -> list[Paid]:
    """The persons and households of the rows; two rows of one award are one, with their sum."""
    spelled = [identity_spellings(row["identity"]) for row in rows]
    indexes = keyring().blind_indexes([s for each in spelled for s in each], "person.identity")
    people = in_scope(viewer, Person.objects.exclude(state=Person.State.merged))
    by_index = {
        bytes(index): (pk, name)
        for pk, index, name in people.filter(identity_index__in=indexes).values_list(
            "pk", "identity_index", "name"
        )
    }
    homes = dict(
        in_scope(viewer, Membership.objects.filter(valid_to__isnull=True))
        .filter(person_id__in=[pk for pk, _ in by_index.values()])
        .values_list("person_id", "household_id")
    )
    book, found, at = get_rulebook(), dict[str, Paid](), 0
    for row, spellings in zip(rows, spelled, strict=True):
        mine = indexes[at : at + len(spellings)]
        at += len(spellings)
        person = next((by_index[bytes(i)] for i in mine if bytes(i) in by_index), None)
        home = homes.get(person[0]) if person else None
        whose: Whose | None = None
        if person is not None:
            is_own = book.programmes[row["programme"]].subject == MEMBER
            whose = (0, person[0], row["programme"]) if is_own else (home or 0, 0, row["programme"])
        key = key_of(whose) if whose else f"{mine[0].hex()[:40]}:{row['programme']}"
        before = found.get(key)
        fen = row["fen"] + (before.fen if before else 0)
        name = person[1] if person else row["name"]
        found[key] = Paid(before.line if before else row["line"], name, row["programme"], fen, whose, home, key)  # fmt: skip
    return list(found.values())


def _planned(viewer: Viewer, run: PaymentRun) -> dict[Whose, Planned]:
    """Components together; of what is held, why. One-offs are no monthly money."""
    fen: dict[Whose, int] = defaultdict(int)
    about: dict[Whose, tuple[str, int]] = {}
    held: dict[Whose, str] = {}
    heads = dict(
        in_scope(viewer, Membership.objects.filter(relation="head", valid_to__isnull=True))
        .filter(household__payment_lines__run=run)
        .values_list("household_id", "person__name")
    )
    rows = in_scope(viewer, Line.objects.filter(run=run, occasion=0, retry_of__isnull=True))
    for household, person, name, programme, state, reason, month_fen in rows.values_list(
        "household_id", "person_id", "person__name", "programme", "state", "reason", "month_fen"
    ).iterator(chunk_size=10_000):
        whose = (0, person, programme) if person else (household, 0, programme)
        about[whose] = (name or heads.get(household, ""), household)
        if state == Line.State.planned:
            fen[whose] += month_fen
        elif state == Line.State.held:
            held[whose] = reason
    return {
        whose: Planned(name, household, fen.get(whose, 0), held.get(whose, ""))
        for whose, (name, household) in about.items()
    }
