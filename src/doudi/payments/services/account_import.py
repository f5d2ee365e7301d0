"""Accounts of many families from a list: kept as it came; then a job checks it as a whole and records it as a whole, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import connection, transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.files import read_file, store_file
from doudi.foundation.jobs import Progress, Skip, start_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Run, RunItem
from doudi.payments.domain.account_numbers import clean_holder, clean_number, shown
from doudi.payments.format_book import find_bank
from doudi.payments.kept_problems import kept
from doudi.payments.models import AccountList, PayeeAccount
from doudi.payments.services.accounts import PURPOSE
from doudi.registry.imports.reading import MOST_BYTES, Sheet, read_sheet
from doudi.registry.models import Membership
from doudi.registry.services.persons import IDENTITY
from doudi.units.headings import find_columns
from doudi.units.identity import mask
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

TAKE_IN = "payments.account.import"
TOLD_EVERY = 1_000  # rows
State = AccountList.State
NAMES = {
    "identity": ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
    "name": ("户名", "开户名", "账户名", "姓名"),
    "bank": ("开户银行", "开户行", "银行"),
    "number": ("账号", "银行账号", "卡号", "银行卡号", "一卡通账号", "社保卡（一卡通）账号"),
    "payee": ("收款人", "收谁的钱"),
}
OWN = ("本人", "个人", "本人的钱")
WHOLE = ("", "家庭", "全家", "全家的钱")


@dataclass(slots=True)
class _Row:
    number: int
    identity: str
    name: str
    bank: str
    digits: str
    is_own: bool
    index: bytes = b""
    person: int = 0
    household: int = 0
    area: str = ""

    @property
    def key(self) -> tuple[int, int]:
        return self.household, self.person if self.is_own else 0


def take_in_accounts(
    *, actor: Viewer, upload: bytes | BinaryIO, file_name: str, on: date
) -> AccountList:
    """Keep the file, `checking`; the job records all of it, or nothing: then it is `blocked`, with `problems`.

    A file that is at work already is not taken twice; where its job stopped, a new one begins. Raises ProblemsError: too large a file.
    """
    permit(actor, "pay.account")
    stored = store_file(upload)
    if stored.size > MOST_BYTES:
        raise refusal("文件太大", "the file is too large", where=file_name)
    _one_at_a_time(actor.area_code + stored.sha256)
    same = AccountList.objects.filter(sha256=stored.sha256, area_code=actor.area_code)
    taken = in_scope(actor, same.filter(state=State.checking)).select_related("job").first()
    if taken is None:
        taken = AccountList.objects.create(
            area_code=actor.area_code, file_name=file_name[:200], received_on=on, **stored._asdict()
        )
    elif taken.is_at_work:
        return taken
    taken.received_by_id = actor.posting_id
    taken.job = start_run(actor=actor, kind=TAKE_IN, params={"list": taken.pk}, items=[{}])
    taken.save()
    _record(actor, "received", taken)
    return taken


def _one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"payments.accounts.{what}"])


def perform_import(job: Run, item: RunItem, viewer: Viewer) -> dict[str, Any]:
    permit(viewer, "pay.account")
    taken = in_scope(viewer, AccountList.objects.filter(pk=job.params["list"])).get()
    if taken.state != State.checking or taken.job_id != job.pk:
        raise Skip(Text("这个表格已经办完", "this list is done"))
    try:
        with transaction.atomic(), Progress(item) as tell:
            rows, taken.recorded = _import(viewer, taken, tell)
            taken.rows, taken.state = rows, State.recorded
    except ProblemsError as refused:
        taken.state, taken.problems = State.blocked, kept(refused.problems)
    taken.save()
    _record(viewer, "imported" if taken.state == State.recorded else "refused", taken)
    return {"rows": taken.rows, "recorded": taken.recorded, "problems": len(taken.problems)}


def _import(viewer: Viewer, taken: AccountList, tell: Progress) -> tuple[int, int]:
    """How many rows there are, and how many of them were new or changed. Raises ProblemsError with every row that is wrong."""
    content = read_file(taken.path)
    name = taken.file_name
    sheet = read_sheet(content, name, score=lambda cells: len(find_columns(cells, NAMES)))
    work = _Import(sheet)
    rows = work.read(tell)
    work.find(viewer, rows)
    standing = _standing(viewer, rows)
    work.compare(viewer, rows)
    if work.problems:
        raise ProblemsError(work.problems)
    new = [r for r in rows if not _is_same(standing.get(r.key), r)]
    ended = [standing[r.key].pk for r in new if r.key in standing]
    PayeeAccount.objects.filter(pk__in=ended).update(valid_to=taken.received_on)
    PayeeAccount.objects.bulk_create(
        _made(new, taken.received_by_id, taken.received_on), batch_size=5_000
    )
    return len(rows), len(new)


def _record(actor: Viewer, what: str, taken: AccountList) -> None:
    audit.record(
        actor,
        f"payments.account.{what}",
        object_type="account_list",
        object_id=taken.pk,
        area_code=taken.area_code,
        details={
            "sha256": taken.sha256,
            "rows": taken.rows,
            "recorded": taken.recorded,
            "problems": len(taken.problems),
        },
        item_count=taken.recorded,
    )


class _Import:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.problems = sheet, list[Problem]()
        found = find_columns(sheet.header, NAMES)
        self.places = {held: found.get(held) for held in NAMES}
        missing = [
            NAMES[h][0] for h in ("identity", "name", "bank", "number") if self.places[h] is None
        ]
        if missing:
            zh, en = (
                f"缺少这几列：{'、'.join(missing)}",
                f"these columns are missing: {', '.join(missing)}",
            )
            raise refusal(zh, en, where=sheet.file_name)

    def fault(self, row: int, held: str, said: Text, value: str | None = None) -> None:
        self.problems.append(Problem(said, self.sheet.place(row, self.places[held]), value))

    def read(self, tell: Progress) -> list[_Row]:
        for number, said in self.sheet.ragged.items():
            self.problems.append(Problem(said, self.sheet.place(number)))
        for held, at in self.places.items():
            for number in self.sheet.formulas.get(at, ()) if at is not None else ():
                said = Text("这一格是公式，请改成数值", "this cell is a formula: put its value")
                self.fault(int(number), held, said)
        columns = {
            held: self.sheet.columns[at].to_pylist() if at is not None else [""] * len(self.sheet)
            for held, at in self.places.items()
        }
        rows = []
        for at, number in enumerate(self.sheet.rows.tolist()):
            if not at % TOLD_EVERY:
                tell(at, len(self.sheet))
            row = self._row(number, {h: (c[at] or "").strip() for h, c in columns.items()})
            if row is not None:
                rows.append(row)
        if not rows and not self.problems:
            raise refusal(
                "表格里没有账户", "there is no account in the table", where=self.sheet.file_name
            )
        return rows

    def _row(self, number: int, cells: dict[str, str]) -> _Row | None:
        before = len(self.problems)
        bank = find_bank(cells["bank"])
        if not bank:
            said = Text("不认识这家银行", "this bank is not known")
            self.fault(number, "bank", said, cells["bank"])
        if cells["payee"] not in (*OWN, *WHOLE):
            said = Text("只能写“本人”或“家庭”", "either 本人 or 家庭")
            self.fault(number, "payee", said, cells["payee"])
        digits = self._clean(number, "number", cells["number"], clean_number)
        name = self._clean(number, "name", cells["name"], clean_holder)
        identity = plain(cells["identity"]).upper()
        if not identity:
            self.fault(number, "identity", Text("没有身份证号", "no identity number"), "")
        if len(self.problems) > before:
            return None
        return _Row(number, identity, name, bank, digits, cells["payee"] in OWN)

    def _clean(self, row: int, held: str, value: str, clean: Any) -> str:
        try:
            return str(clean(value))
        except ProblemsError as error:
            value = shown(value) if held == "number" and len(value) > 8 else value[:20]
            self.fault(row, held, error.problems[0].text, value)
            return ""

    def find(self, actor: Viewer, rows: list[_Row]) -> None:
        """Whose number it is, and of which family."""
        keys = keyring()
        indexes = keys.blind_indexes([r.identity for r in rows], IDENTITY)
        members = in_scope(
            actor,
            Membership.objects.filter(
                person__identity_index__in=set(indexes),
                valid_to__isnull=True,
                person__state="active",
            ),
        ).values_list(
            "person__identity_index",
            "person_id",
            "person__name",
            "household_id",
            "household__area_code",
        )
        found = {bytes(index): more for index, *more in members.iterator(chunk_size=10_000)}
        numbers = keys.blind_indexes([r.digits for r in rows], PURPOSE)
        for row, index, number in zip(rows, indexes, numbers, strict=True):
            row.index = number
            if index not in found:
                said = Text(
                    "辖区内没有这个人，或者不在任何家庭",
                    "nobody of this number lives in a family here",
                )
                self.fault(row.number, "identity", said, mask(row.identity))
                continue
            row.person, name, row.household, row.area = found[index]
            if name != row.name:
                said = Text("户名与登记的姓名不一致", "the name is not the one in the register")
                self.fault(row.number, "name", said, row.name[:1] + "＊" * (len(row.name) - 1))

    def compare(self, actor: Viewer, rows: list[_Row]) -> None:
        """A family twice in the list; a number of two families, in the list or in the register."""
        used = PayeeAccount.objects.filter(
            number_index__in={r.index for r in rows}, valid_to__isnull=True
        )
        owners = {
            bytes(i): home
            for i, home in in_scope(actor, used).values_list("number_index", "household_id")
        }
        seen: dict[tuple[int, int], int] = {}
        numbers: dict[bytes, _Row] = {}
        for row in (r for r in rows if r.household):
            if row.key in seen:
                said = Text(
                    f"第{seen[row.key]}行已经有这一户的账户",
                    f"row {seen[row.key]} has this family already",
                )
                self.fault(row.number, "identity", said, mask(row.identity))
            seen.setdefault(row.key, row.number)
            other = numbers.setdefault(row.index, row)
            if (
                other.household != row.household
                or owners.get(row.index, row.household) != row.household
            ):
                said = Text(
                    "别的家庭也用这个账号，须逐户登记并附协议",
                    "another family uses this account: record it singly, with the agreement",
                )
                self.fault(row.number, "number", said, shown(row.digits))


def _standing(actor: Viewer, rows: list[_Row]) -> dict[tuple[int, int], PayeeAccount]:
    homes = {r.household for r in rows if r.household}
    found = PayeeAccount.objects.select_for_update(of=("self",)).filter(
        household__in=homes, valid_to__isnull=True
    )
    return {(a.household_id, a.person_id or 0): a for a in in_scope(actor, found)}


def _is_same(account: PayeeAccount | None, row: _Row) -> bool:
    return (
        account is not None
        and bytes(account.number_index) == row.index
        and account.holder_id == row.person
        and account.holder_name == row.name
        and account.bank == row.bank
    )


def _made(rows: list[_Row], by: int | None, on: date) -> list[PayeeAccount]:
    ciphers = keyring().encrypt_many([r.digits for r in rows], PURPOSE)
    return [
        PayeeAccount(
            area_code=row.area,
            household_id=row.household,
            person_id=row.person if row.is_own else None,
            holder_id=row.person,
            holder_name=row.name,
            bank=row.bank,
            number_cipher=cipher,
            number_index=row.index,
            number_shown=shown(row.digits),
            valid_from=on,
            entered_by_id=by,
        )
        for row, cipher in zip(rows, ciphers, strict=True)
    ]
