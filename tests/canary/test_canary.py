"""Whole identity and phone numbers leave Doudi nowhere but by a reveal with a reason: not in a page, a file, an address, a log, a row.

Every address of the roles table is asked by those who get an answer, in both languages and as a table file, and whatever comes
back is searched for the numbers of a county's people; then the database and the stored files are.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg import sql

from doudi.foundation import database
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.encrypted import list_encrypted
from doudi.foundation.files import files_folder, read_file
from doudi.foundation.jobs import perform_run
from doudi.foundation.keys import keyring
from doudi.registry.imports.engine import check_file
from doudi.registry.services.changes import request_change
from doudi.registry.services.exports import FORMATS, Wish, request_export
from doudi.registry.services.facts import record_evidence
from doudi.registry.services.imports import note_checked, upload_ledger
from doudi.registry.services.relatives import record_supporter
from doudi.registry.tests.families import SHIBAN, VILLAGE, identity_number
from doudi.units.identity import parse_identity
from tests.roles.county import Roles, make_roles
from tests.roles.matrix import LINES, Line
from tests.roles.test_pages import ROUTES, body, is_api

BORN, ON = dt.date(1977, 3, 6), dt.date(2022, 7, 1)
NEW_NUMBER, NEW_PHONE = identity_number(BORN, 77), "13900139000"
SUPPORTER_NUMBER = identity_number(BORN, 79)
#: Where somebody is shown a whole number on purpose, having said why.
REVEALS = {"registry:reveal_identity", "registry:reveal_phone"}


@dataclass
class Canary:
    roles: Roles
    numbers: dict[bytes, str]  # as searched for → what it is

    def find(self, where: str, content: bytes) -> list[str]:
        return [f"{where}: {what}" for number, what in self.numbers.items() if number in content]


class Lines(logging.Handler):
    """Every line that anything logs, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def canary(module_database, django_db_blocker) -> Iterator[Canary]:
    with django_db_blocker.unblock():
        roles = make_roles()
        _make_more(roles)
        yield Canary(roles, _numbers())


def _make_more(roles: Roles) -> None:
    """A supporter with a number, and a request to correct one: both keep numbers in places of their own."""
    family = roles.county.families["赵明远"]
    with acting(roles.county.actor) as actor:
        record_supporter(
            actor=actor,
            household=family.household,
            name="孙国强",
            kind="child",
            identity=parse_identity(SUPPORTER_NUMBER),
            on=ON,
        )
    with acting(roles.county.viewer(Role.township_clerk)) as clerk:
        evidence = record_evidence(actor=clerk, kind="visit", on=ON, area_code=VILLAGE)
        change = request_change(
            actor=clerk,
            kind="correction",
            person=family.head,
            payload={"columns": {"identity": {"number": NEW_NUMBER}, "phone": NEW_PHONE}},
            evidence=evidence,
            effective_on=ON,
            on=ON,
        )
    roles.objects["change_id"] = change.pk


def _numbers() -> dict[bytes, str]:
    found = {}
    with psycopg.connect(**database.address().conninfo(owner=True)) as owner:
        for column in list_encrypted():
            words = sql.SQL("SELECT {0} FROM {1} WHERE {0} IS NOT NULL").format(
                sql.Identifier(column.column), sql.Identifier(column.table)
            )
            for (sealed,) in owner.execute(words):
                number = keyring().decrypt(sealed, column.purpose)
                found[number.encode()] = f"{column.table}.{column.column} {number[:3]}…"
    return found


def test_the_search_would_find_a_number(canary):
    for number in (NEW_NUMBER, NEW_PHONE, SUPPORTER_NUMBER, "13800138001"):
        assert number.encode() in canary.numbers
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sheet.xml", f"<c>{NEW_NUMBER}</c>")
    assert canary.find("here", b"".join(_readable(packed.getvalue())))


def test_no_answer_holds_a_whole_number(canary, django_db_blocker):
    logged = Lines()
    logging.getLogger().addHandler(logged)
    try:
        with django_db_blocker.unblock():
            found, asked = _ask_everything(canary)
    finally:
        logging.getLogger().removeHandler(logged)
    assert not found, "\n".join(found)
    assert asked > 150
    assert not canary.find("log", "\n".join(logged.lines).encode())


def _ask_everything(canary: Canary) -> tuple[list[str], int]:
    found, asked = [], 0
    for line in LINES:
        if line.route in REVEALS and line.method == "POST":
            continue
        for number, role in enumerate(sorted(line.to)[:: max(1, len(line.to) - 1)]):
            language = ("zh-hans", "en")[number % 2]
            where = f"{line.method} {line.route} as {role}"
            answer = _answer(canary.roles, line, role, line.query, language)
            found += canary.find(where, answer)
            asked += 1
            if b"format=xlsx" in answer:
                file = _answer(canary.roles, line, role, line.query | {"format": "xlsx"}, language)
                assert b"worksheet" in file
                found += canary.find(f"{where}, xlsx", file)
    return found, asked


def _answer(roles: Roles, line: Line, role: str, query: dict[str, str], language: str) -> bytes:
    """Everything of an answer that somebody could read: headers, text, what is packed in files. The request is taken back."""
    client = roles.client(role, "parent")
    client.cookies["doudi_language"] = language
    client.raise_request_exception = True
    address = reverse(line.route, kwargs={name: roles.objects[name] for name in ROUTES[line.route]})
    headers = roles.headers(role, "parent") if is_api(line) else {}
    with transaction.atomic():
        response = client.generic(
            line.method, address, query_params=query, headers=headers, **body(line)
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    shown = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output()
    return b"\n".join([shown.encode(), cookies.encode(), *_readable(content)])


def _readable(content: bytes) -> Iterator[bytes]:
    """A page as it is; a workbook or document unpacked; a PDF as its text."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    elif content.startswith(b"%PDF-1.7\n%"):
        from pypdf import PdfReader

        yield "\n".join(
            page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
        ).encode()


def test_a_number_that_is_searched_for_stands_in_no_address(canary, django_db_blocker):
    with django_db_blocker.unblock():
        client = canary.roles.client("county_officer", "parent")
        for number in ("13800138001", NEW_NUMBER):
            answer = client.post("/register/", {"text": number})
            assert answer.status_code == 302
            assert not canary.find("address", answer["Location"].encode())
            page = client.get(answer["Location"])
            assert not canary.find("page", page.content)


def test_a_reveal_shows_it_and_says_who_asked(canary, django_db_blocker):
    with django_db_blocker.unblock():
        client = canary.roles.client("county_officer", "parent")
        person = canary.roles.objects["person_id"]
        for what in ("identity", "phone"):
            address = reverse(f"registry:reveal_{what}", args=[person])
            assert not canary.find("before", client.get(address).content)
            shown = client.post(address, {"reason": "核对低保材料"})
            assert canary.find("shown", shown.content)
            assert shown["Cache-Control"] == "no-store"
        with connection.cursor() as cursor, acting(canary.roles.county.actor):
            cursor.execute(
                "SELECT reason FROM foundation_auditevent WHERE action = 'registry.person.revealed'"
            )
            assert {row[0] for row in cursor.fetchall()} == {"核对低保材料"}


def test_no_row_and_no_file_holds_a_whole_number(canary, django_db_blocker):
    """After all the above: also not in sessions, history, the trail, what runs were asked to do."""
    found = []
    pattern = "|".join(number.decode() for number in canary.numbers)
    with psycopg.connect(**database.address().conninfo(owner=True)) as owner:
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables.fetchall():
            words = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ~ %s").format(
                sql.Identifier(table)
            )
            (count,) = owner.execute(words, [pattern]).fetchone()
            if count:
                found.append(f"{table}: {count} rows")
    for path in files_folder().parent.rglob("*"):
        if path.is_file():
            found += canary.find(str(path.name), path.read_bytes())
    assert not found, "\n".join(found)


def test_a_list_without_whole_numbers_holds_none(canary, django_db_blocker):
    with django_db_blocker.unblock():
        clerk = canary.roles.county.viewer(Role.township_clerk)
        for kind in FORMATS:
            with acting(clerk):
                wish = Wish("persons", SHIBAN, kind, whole_numbers=False)
                made = request_export(actor=clerk, wish=wish, reason="入户核对", on=ON)
            perform_run(made.run_id)
            with acting(clerk):
                made.refresh_from_db()
                content = b"".join(_readable(read_file(made.document.path)))
            assert content
            assert not canary.find(kind, content)


def test_a_ledger_on_its_way_in_stands_in_no_table(canary, django_db_blocker):
    """The numbers of a file wait in working tables between the check and the import."""
    lines = f"X1,王五,户主,{NEW_NUMBER},{NEW_PHONE}\nX2,李四,户主,12345,1390013\n"
    content = f"户编号,姓名,与户主关系,身份证号,联系电话\n{lines}".encode()
    with django_db_blocker.unblock(), acting(system("test", area_code=VILLAGE)) as village:
        record = upload_ledger(actor=village, file_name="台账.csv", content=content, on=ON)
        note_checked(village, record, check_file(village, record, ON).counts)
    test_no_row_and_no_file_holds_a_whole_number(canary, django_db_blocker)


def test_strangers_learn_nothing(canary, django_db_blocker):
    with django_db_blocker.unblock():
        client = Client()
        for line in LINES:
            if ROUTES[line.route]:
                names = {name: canary.roles.objects[name] for name in ROUTES[line.route]}
                answer = client.get(reverse(line.route, kwargs=names))
                assert not canary.find(line.route, b"".join(_readable(answer.content)))
                assert "赵明远".encode() not in answer.content
