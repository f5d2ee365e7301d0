"""Lists from other departments, compared with whoever receives or has applied. A match is a lead for a person; nothing else is written."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from doudi.casework.domain.clocks import due_on
from doudi.casework.domain.lists import (
    ListKind,
    check_list_columns,
    list_kinds,
    read_list_row,
)
from doudi.casework.models import Award, Case, Lead, ListFile
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.list_files import keep_faults, keep_list
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import read_file
from doudi.foundation.jobs import start_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Posting, Run, RunItem
from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.registry.imports.reading import Sheet, read_sheet
from doudi.registry.models import Membership, Person
from doudi.registry.selectors.persons import identity_spellings
from doudi.units.calendar import WorkCalendar
from doudi.units.text import ProblemsError, Text, refusal

COMPARE = "casework.list.compare"
AT_ONCE = 50_000  # rows of one item of a run: a large workbook is read anew for each
MOST_FAULTS = 2_000  # of one item that come back with their reasons; all are counted
TOWNSHIP_DIGITS = 9
WORKING = "working_days"
State = ListFile.State
#: After these nobody is asked the same again.
SETTLED = (Lead.Outcome.untrue, Lead.Outcome.outdated, Lead.Outcome.wrong_person)


def write_list_template(kind: str) -> bytes:
    """The empty spreadsheet."""
    sink = io.BytesIO()
    columns = list_kinds()[kind].columns
    write_sheet(
        sink,
        title=list_kinds()[kind].label.zh,
        headings=[Heading(c.label.zh) for c in columns],
        rows=[],
    )
    return sink.getvalue()


def upload_list(
    *,
    actor: Viewer,
    kind: str,
    source: str,
    received_on: date,
    file_name: str,
    content: bytes,
    on: date,
) -> ListFile:
    """Keep a list, encrypted, and start comparing it.

    Raises:
        ProblemsError: no such list, no source, received in the future, no spreadsheet, columns that are missing.
    """
    permit(actor, "lead.work")
    if kind not in list_kinds():
        raise refusal("没有这种名单", "there is no such list", where="kind", value=kind)
    if not source.strip():
        raise refusal("请写明是哪个单位的名单", "say whose list it is", where="source")
    if received_on > on:
        raise refusal("日期还没有到", "this day has not come yet", where="received_on")
    chosen = list_kinds()[kind]
    sheet = _sheet(content, file_name, chosen)
    check_list_columns(chosen, chosen.places(sheet.header))
    listed = ListFile.objects.create(
        area_code=actor.area_code,
        kind=kind,
        source=source.strip()[:100],
        received_on=received_on,
        document=keep_list(
            actor=actor, content=content, file_name=file_name, title=chosen.label.zh
        ),
        state=State.comparing,
        uploaded_by_id=actor.posting_id,
        uploaded_at=get_now(),
    )
    listed.run = start_run(
        actor=actor,
        kind=COMPARE,
        params={"list": listed.pk, "on": on.isoformat()},
        items=[{"from": start} for start in range(0, max(len(sheet), 1), AT_ONCE)],
        area_code=listed.area_code,
    )
    listed.save()
    _record(actor, "casework.list.uploaded", listed, {"rows": len(sheet)})
    return listed


@dataclass
class _Compared:
    """What one stretch of rows came to."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, Any]] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)

    def fault(self, line: int, zh: str, en: str) -> None:
        self.counts["bad"] += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append({"line": line, "zh": zh, "en": en})


def perform_comparison(run: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    """Some rows. Whoever neither receives nor has applied leaves no trace but in the count."""
    listed = _get(viewer, run)
    kind, on = list_kinds()[listed.kind], date.fromisoformat(run.params["on"])
    sheet = _sheet(read_file(listed.document.path), listed.document.file_name, kind)
    places, found = kind.places(sheet.header), _Compared()
    people, first = _People.of(viewer, listed, kind, on), item.payload["from"]
    computed = {int(row) for place in places.values() for row in sheet.formulas.get(place, ())}
    columns = {
        name: sheet.columns[place][first : first + AT_ONCE] for name, place in places.items()
    }
    for place, row in enumerate(sheet.rows[first : first + AT_ONCE]):
        line = int(row)
        found.counts["rows"] += 1
        if line in computed:
            found.fault(
                line, "单元格里是公式，请粘贴为数值", "a cell is a formula: paste its value"
            )
            continue
        cells = {name: column[place].as_py() or "" for name, column in columns.items()}
        try:
            identity, name, said = read_list_row(kind, cells, on)
        except ProblemsError as refused:
            found.fault(line, refused.in_("zh"), refused.in_("en"))
            continue
        indexes = keyring().blind_indexes(identity_spellings(identity), "person.identity")
        person = next((people.by_index[i] for i in indexes if i in people.by_index), None)
        if person is None:
            found.counts["others"] += 1
            continue
        found.counts["matched"] += 1
        if why := people.why_not(person, said):
            found.counts[why] += 1
            continue
        found.leads.append(people.lead(person, name, said))
        found.counts["leads"] += 1
    if first == 0:
        for line, text in sheet.ragged.items():
            found.counts["rows"] += 1
            found.fault(line, text.zh, text.en)
    Lead.objects.bulk_create(found.leads)
    _record(viewer, "casework.list.compared", listed, {"from": first, "leads": len(found.leads)})
    return {"counts": dict(found.counts), "faults": found.faults}


def finish_comparison(run: Run, viewer: Viewer) -> None:
    """The counts, and the file of faults."""
    listed = _get(viewer, run)
    results = list(run.items.order_by("number").values_list("result", flat=True))
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result["counts"])
    faults = sorted((f for r in results for f in r["faults"]), key=lambda f: f["line"])
    listed.counts, listed.problems, listed.state = dict(counts), faults[:200], State.compared
    if faults:
        sheet = _sheet(
            read_file(listed.document.path), listed.document.file_name, list_kinds()[listed.kind]
        )
        listed.faults = keep_faults(actor=viewer, sheet=sheet, faults=faults, title="部门名单")
    listed.save()
    _record(viewer, "casework.list.compared", listed, {"leads": counts["leads"]})


@dataclass
class _People:
    """Members of households with an award or an open case in the viewer's area, and what was asked about them already."""

    listed: ListFile
    kind: ListKind
    on: date
    by_index: dict[bytes, Person]
    homes: dict[int, Membership]
    awards: dict[int, list[Award]]
    cases: dict[int, list[Case]]
    open: set[int]
    settled: dict[int, list[dict[str, str]]]
    desks: dict[str, int]
    due: dict[str, date | None] = field(default_factory=dict)

    @classmethod
    def of(cls, viewer: Viewer, listed: ListFile, kind: ListKind, on: date) -> _People:
        awards = _by_home(in_scope(viewer, Award.objects.exclude(state=Award.State.ended)))
        cases = _by_home(in_scope(viewer, Case.objects.filter(is_open=True)))
        members = in_scope(viewer, Membership.objects.filter(valid_to__isnull=True))
        members = members.exclude(person__state=Person.State.merged).select_related("person")
        homes = {
            m.person_id: m
            for m in members.filter(household__in={*awards, *cases}).order_by("pk")
            if m.person.identity_index is not None
        }
        earlier = in_scope(viewer, Lead.objects.filter(kind=kind.name, person__in=homes))
        settled: dict[int, list[dict[str, str]]] = {}
        for person, found in earlier.filter(outcome__in=SETTLED).values_list("person", "found"):
            settled.setdefault(person, []).append(found.get("said", {}))
        return cls(
            listed,
            kind,
            on,
            {bytes(m.person.identity_index): m.person for m in homes.values()},
            homes,
            awards,
            cases,
            set(earlier.filter(state=Lead.State.open).values_list("person", flat=True)),
            settled,
            _desks(viewer, on),
        )

    def why_not(self, person: Person, said: dict[str, str]) -> str:
        """ "" where a person should look; else the count under which the row is told."""
        if self.kind.is_death and person.is_deceased:
            return "known"
        if person.pk in self.open:
            return "open"
        return "settled" if said in self.settled.get(person.pk, []) else ""

    def lead(self, person: Person, name: str, said: dict[str, str]) -> Lead:
        self.open.add(person.pk)
        home = self.homes[person.pk]
        awards = self.awards.get(home.household_id, [])
        case = next(iter(self.cases.get(home.household_id, [])), None)
        award = next((a for a in awards if a.person_id == person.pk), next(iter(awards), None))
        return Lead(
            area_code=home.area_code,
            list_file=self.listed,
            kind=self.kind.name,
            person=person,
            household_id=home.household_id,
            award=award,
            case=case,
            found={"name": name, "name_differs": bool(name) and name != person.name, "said": said},
            raised_on=self.on,
            due_on=self.due_of(home.area_code),
            desk_id=self.desks.get(home.area_code[:TOWNSHIP_DIGITS]),
        )

    def due_of(self, area: str) -> date | None:
        """None: the place has not entered by when."""
        township = area[:TOWNSHIP_DIGITS]
        if township not in self.due:
            found = figure_of(self.kind.days, area, self.on)
            calendar = WorkCalendar.shipped()
            self.due[township] = (
                due_on(self.on, int(found.figure), WORKING, calendar).date if found else None
            )
        return self.due[township]


def _by_home(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows.order_by("pk"):  # type: ignore[attr-defined]
        found.setdefault(row.household_id, []).append(row)
    return found


def _desks(viewer: Viewer, on: date) -> dict[str, int]:
    """The clerk of each township who has been there longest."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = in_scope(viewer, Posting.objects.filter(in_force, role=Role.township_clerk))
    found: dict[str, int] = {}
    for area, pk in rows.order_by("pk").values_list("area_code", "pk"):
        found.setdefault(area[:TOWNSHIP_DIGITS], pk)
    return found


def note_list_viewed(*, actor: Viewer, listed: ListFile, what: str = "list") -> None:
    """Looked at; or the faulty rows, as they were uploaded, left Doudi again."""
    _record(actor, "casework.list.viewed", listed, {"what": what})


def _get(viewer: Viewer, run: Run) -> ListFile:
    rows = in_scope(viewer, ListFile.objects.select_related("document"))
    return rows.get(pk=run.params["list"])


def _sheet(content: bytes, file_name: str, kind: ListKind) -> Sheet:
    return read_sheet(content, file_name, score=lambda cells: len(kind.places(cells)))


SHOWN_COUNTS = {
    "rows": Text("读到的行", "rows read"),
    "matched": Text("正在享受或者申请的人", "who receive or have applied"),
    "leads": Text("新的待核实线索", "new leads to verify"),
    "open": Text("已有同样的线索待核实", "a lead of the kind is open already"),
    "settled": Text("以前核实过，不再重复", "verified before, not raised again"),
    "known": Text("登记里已经记着", "in the register already"),
    "others": Text("与救助无关的人（不留记录）", "others (no record is kept)"),
    "bad": Text("读不懂的行", "rows that cannot be read"),
}


def _record(actor: Viewer, action: str, listed: ListFile, details: dict[str, Any]) -> None:
    audit.record(
        actor,
        action,
        object_type="list",
        object_id=listed.pk,
        area_code=listed.area_code,
        details={"kind": listed.kind, **details},
    )
