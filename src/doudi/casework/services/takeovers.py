"""Taking over a running county: what the old system pays, row by row beside what the law says. Nothing is cut or raised by it.

Two runs, each resumable: the check matches rows with the register and decides their families again; the taking over writes awards
exactly as they were. A person settles each difference.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count

from doudi.casework.domain.proposals import proposal_of
from doudi.casework.domain.taking_over import (
    AWARDS,
    KINDS,
    NOT_IN_REGISTER,
    OPEN_CASE,
    SAME,
    check_columns,
    columns_of,
    difference_of,
    fields_of,
    read_row,
)
from doudi.casework.models import Award, Case, Takeover, TakeoverRow
from doudi.casework.services.list_files import keep_faults, keep_list
from doudi.casework.services.reviews import open_review
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.files import read_file
from doudi.foundation.jobs import start_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Run, RunItem
from doudi.foundation.rulebook import get_rulebook
from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.registry.facts import known_of_household
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.registry.models import Household, Membership, Person
from doudi.registry.selectors.persons import identity_spellings
from doudi.rules.decide import decide
from doudi.rules.rulebook import Rulebook
from doudi.units.identity import IdentityNumber
from doudi.units.text import ProblemsError, Text, refusal

CHECK, APPLY = "casework.takeover.check", "casework.takeover.apply"
MODES = ("good_rows", "all_or_none")
AT_ONCE = 200  # rows of one item of a run
MEMBER = "member"
REVIEW_GROUND = "takeover"
State = Takeover.State


def write_takeover_template(kind: str) -> bytes:
    """The empty spreadsheet."""
    sink = io.BytesIO()
    write_sheet(
        sink, title=KINDS[kind].zh, headings=[Heading(f.label.zh) for f in fields_of(kind)], rows=[]
    )
    return sink.getvalue()


def upload_takeover(
    *, actor: Viewer, kind: str, file_name: str, content: bytes, on: date
) -> Takeover:
    """Keep a file, encrypted, and start its check.

    Raises:
        ProblemsError: no spreadsheet, columns that are missing; nothing is kept then.
    """
    permit(actor, "award.manage")
    if kind not in KINDS:
        raise refusal("没有这种名单", "there is no such list", where="kind", value=kind)
    sheet = _sheet(content, file_name, kind)
    check_columns(columns_of(sheet.header, kind), kind)
    takeover = Takeover.objects.create(
        area_code=actor.area_code,
        kind=kind,
        document=keep_list(actor=actor, content=content, file_name=file_name, title=KINDS[kind].zh),
        on=on,
        state=State.checking,
        uploaded_by_id=actor.posting_id,
        uploaded_at=get_now(),
    )
    starts = range(0, len(sheet), AT_ONCE)
    takeover.check_run = start_run(
        actor=actor,
        kind=CHECK,
        params={"takeover": takeover.pk},
        items=[{"from": start} for start in starts],
        area_code=takeover.area_code,
    )
    takeover.save()
    _record(actor, "casework.takeover.uploaded", takeover, {"rows": len(sheet)})
    return takeover


def perform_takeover_check(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """Some rows: read, matched, decided again. What is wrong with a row is kept by its line."""
    takeover = in_scope(viewer, Takeover.objects.select_related("document")).get(
        pk=run.params["takeover"]
    )
    sheet = _sheet(read_file(takeover.document.path), takeover.document.file_name, takeover.kind)
    book, faults, rows = get_rulebook(), [], []
    columns, programmes = columns_of(sheet.header, takeover.kind), programme_words(book)
    first = item.payload["from"]
    for place in range(first, min(first + AT_ONCE, len(sheet))):
        line = int(sheet.rows[place])
        cells = {name: sheet.columns[c][place].as_py() or "" for name, c in columns.items()}
        try:
            row = read_row(cells, takeover.kind, programmes, takeover.on)
            rows.append(_row(viewer, takeover, line, row, book))
        except ProblemsError as refused:
            faults.append(
                {"place": place, "line": line, "zh": refused.in_("zh"), "en": refused.in_("en")}
            )
    TakeoverRow.objects.bulk_create(rows)
    _record(viewer, "casework.takeover.checked", takeover, {"from": first, "faults": len(faults)})
    return {"faults": faults}


def finish_takeover_check(run: Run, viewer: Viewer) -> None:
    """Rows that name one award twice, counts, and the file of faults."""
    takeover = in_scope(viewer, Takeover.objects.select_related("document")).get(
        pk=run.params["takeover"]
    )
    faults = [
        f
        for r in run.items.order_by("number").values_list("result", flat=True)
        for f in r["faults"]
    ]
    faults += _twice(takeover)
    counts = Counter(takeover.rows.values_list("difference", flat=True))
    takeover.counts = {**counts, "good": takeover.rows.count(), "bad": len(faults)}
    takeover.problems = [{"line": f["line"], "zh": f["zh"], "en": f["en"]} for f in faults[:200]]
    takeover.state = State.checked
    if faults:
        sheet = _sheet(
            read_file(takeover.document.path), takeover.document.file_name, takeover.kind
        )
        takeover.faults = keep_faults(actor=viewer, sheet=sheet, faults=faults, title="接续名单")
    takeover.save()
    _record(
        viewer,
        "casework.takeover.checked",
        takeover,
        {"good": takeover.counts["good"], "bad": len(faults)},
    )


def apply_takeover(*, actor: Viewer, takeover_id: int, mode: str) -> Run:
    """Start taking the good rows over as they are.

    Raises:
        ProblemsError: not checked, or (`all_or_none`) some rows are faulty.
    """
    permit(actor, "award.manage")
    takeover = in_scope(actor, Takeover.objects.select_for_update()).get(pk=takeover_id)
    if takeover.state != State.checked or takeover.kind != AWARDS:
        raise refusal("这份名单现在不能接续", "this list cannot be taken over now")
    if mode not in MODES:
        raise refusal("请选择接续方式", "choose how", where="mode")
    if mode == "all_or_none" and takeover.counts.get("bad"):
        raise refusal(
            "有的行有问题，没有接续任何一行",
            "some rows are faulty: none is taken over",
            where="mode",
        )
    lines = list(
        takeover.rows.filter(household__isnull=False)
        .order_by("line")
        .values_list("line", flat=True)
    )
    if not lines:
        raise refusal("没有可以接续的行", "there is no row to take over")
    takeover.state = State.applying
    takeover.apply_run = start_run(
        actor=actor,
        kind=APPLY,
        params={"takeover": takeover.pk},
        items=[
            {"from": lines[n], "to": lines[min(n + AT_ONCE, len(lines)) - 1]}
            for n in range(0, len(lines), AT_ONCE)
        ],
        area_code=takeover.area_code,
    )
    takeover.save()
    _record(actor, "casework.takeover.applied", takeover, {"rows": len(lines)})
    return takeover.apply_run


def perform_taking_over(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """Awards as the old system had them, to the fen and the month. One that is there already stays as it is."""
    rows = in_scope(viewer, TakeoverRow.objects.filter(takeover_id=run.params["takeover"]))
    rows = rows.filter(
        household__isnull=False, line__gte=item.payload["from"], line__lte=item.payload["to"]
    )
    made, programmes = 0, get_rulebook().programmes
    for row in rows.order_by("line"):
        if _has_award(row):
            continue
        Award.objects.create(
            area_code=row.area_code,
            household_id=row.household_id,
            person_id=row.person_id if programmes[row.programme].subject == MEMBER else None,
            programme=row.programme,
            outcome=programmes[row.programme].outcome,
            amount_fen=row.old["amount_fen"],
            from_month=date.fromisoformat(row.old["from_month"]),
            paid_through=date.fromisoformat(row.old["paid_through"]),
            taken_over=row,
        )
        made += 1
    takeover = Takeover.objects.get(pk=run.params["takeover"])
    _record(viewer, "casework.takeover.applied", takeover, {"awards": made})
    return {"awards": made}


def finish_taking_over(run: Run, viewer: Viewer) -> None:
    takeover = in_scope(viewer, Takeover.objects.all()).get(pk=run.params["takeover"])
    takeover.state = State.applied
    takeover.counts |= {
        "awards": sum(r["awards"] for r in run.items.values_list("result", flat=True))
    }
    takeover.save()
    _record(viewer, "casework.takeover.applied", takeover)


def settle_difference(
    *, actor: Viewer, row_id: int, settled_as: str, note: str, on: date
) -> Case | None:
    """A person looks at one difference: the award stays until its review, or a review begins now.

    Raises:
        ProblemsError: settled already; no reason; nothing was taken over that could be reviewed.
    """
    permit(actor, "award.manage")
    row = in_scope(actor, TakeoverRow.objects.select_for_update(of=("self",))).get(pk=row_id)
    if row.state != TakeoverRow.State.open:
        raise refusal("这一行已经处理", "this row is settled already")
    if settled_as not in ("keep", "review"):
        raise refusal("请选择怎样处理", "choose how", where="settled_as")
    if not note.strip():
        raise refusal("请写明理由", "give a reason", where="note")
    case = None
    if settled_as == "review":
        award = row.awards.exclude(state=Award.State.ended).first()
        if award is None:
            raise refusal(
                "这一行还没有接续，不能复核", "it is not taken over yet: there is nothing to review"
            )
        case = open_review(
            actor=actor, award=award, ground=REVIEW_GROUND, on=on, note=note.strip()[:500]
        )
    row.state, row.settled_as, row.note = TakeoverRow.State.settled, settled_as, note.strip()[:500]
    row.settled_by_id, row.settled_on = actor.posting_id, on
    row.save()
    _record(actor, "casework.takeover.settled", row.takeover, {"line": row.line, "as": settled_as})
    return case


# -- rows --------------------------------------------------------------------------------------------------
def programme_words(book: Rulebook) -> dict[str, str]:
    """What the old system may call a programme: its name and label, whole or either side of a bracket; only those paid by the month."""
    found: dict[str, str] = {}
    for programme in book.programmes.values():
        if programme.period == "month" and programme.outcome == "money":
            label = programme.label.zh
            words = (programme.name, label, programme.label.en, *re.split("[（）]", label))
            for word in words:
                found.setdefault(word.strip(), programme.name)
    return found


def _row(
    viewer: Viewer, takeover: Takeover, line: int, found: dict[str, Any], book: Rulebook
) -> TakeoverRow:
    person = _person(viewer, found.pop("identity"))
    home = _home(viewer, person, takeover.on) if person else None
    row = TakeoverRow(
        area_code=home.area_code if home else takeover.area_code,
        takeover=takeover,
        line=line,
        household=home,
        person=person,
        programme=found.pop("programme"),
        old=found,
    )
    if home is None or person is None:
        row.difference = NOT_IN_REGISTER
    elif takeover.kind == AWARDS:
        if _has_award(row):
            raise refusal("登记里已有这项在享待遇", "there is an award of this programme already")
        _decide_again(viewer, row, book, takeover.on)
    else:
        row.difference = OPEN_CASE
    row.state = TakeoverRow.State.same if row.difference == SAME else TakeoverRow.State.open
    return row


def _decide_again(viewer: Viewer, row: TakeoverRow, book: Rulebook, on: date) -> None:
    assert row.household_id is not None
    known = known_of_household(viewer, row.household_id, on)
    persons = [m.person_id for m in known.memberships]
    whose = row.person_id if book.programmes[row.programme].subject == MEMBER else None
    entries = proposal_of(decide(book, known.case()), persons)
    entry = next(
        (e for e in entries if (e["programme"], e["person"]) == (row.programme, whose)), None
    )
    row.difference = difference_of(row.old["amount_fen"], entry)
    if entry is not None:
        row.verdict, row.amount_fen = entry["verdict"], entry["amount_fen"]
        row.findings = {"failed": entry["failed"], "needs": entry["needs"]}


def _person(viewer: Viewer, identity: IdentityNumber) -> Person | None:
    indexes = keyring().blind_indexes(identity_spellings(identity), "person.identity")
    people = in_scope(viewer, Person.objects.exclude(state=Person.State.merged))
    return people.filter(identity_index__in=indexes).first()


def _home(viewer: Viewer, person: Person, on: date) -> Household | None:
    rows = in_scope(viewer, Membership.objects.filter(person=person, valid_to__isnull=True))
    membership = rows.select_related("household").order_by("-pk").first()
    return membership.household if membership else None


def _has_award(row: TakeoverRow) -> bool:
    awards = Award.objects.filter(programme=row.programme).exclude(state=Award.State.ended)
    if get_rulebook().programmes[row.programme].subject == MEMBER:
        return awards.filter(person_id=row.person_id).exists()
    return awards.filter(household_id=row.household_id, person__isnull=True).exists()


def _twice(takeover: Takeover) -> list[dict[str, Any]]:
    """Of rows that say the same award, the later ones are faults."""
    faults = []
    for programme in get_rulebook().programmes.values():
        key = "person" if programme.subject == MEMBER else "household"
        rows = takeover.rows.filter(programme=programme.name, household__isnull=False)
        again = rows.values(key).annotate(n=Count("pk")).filter(n__gt=1).values_list(key, flat=True)
        for whose in list(again):
            for row in rows.filter(**{key: whose}).order_by("line")[1:]:
                text = Text("同一项待遇在前面已经有一行", "an earlier row has the same award")
                faults.append({"place": None, "line": row.line, "zh": text.zh, "en": text.en})
                row.delete()
    return faults


# -- files -------------------------------------------------------------------------------------------------
def _sheet(content: bytes, file_name: str, kind: str) -> Sheet:
    return read_sheet(content, file_name, score=lambda cells: len(columns_of(cells, kind)))


def _record(
    actor: Viewer, action: str, takeover: Takeover, details: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor,
        action,
        object_type="takeover",
        object_id=takeover.pk,
        area_code=takeover.area_code,
        details={"kind": takeover.kind, **(details or {})},
    )
