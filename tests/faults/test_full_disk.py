"""Disks that fill while a month is paid: the files', the database's, its log's. The page says which; with room again, the same run and the same bytes."""

import os
import shutil
import sys

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.models import Count, Sum
from django.test import Client

from doudi.foundation import database
from doudi.foundation.access import acting, system
from doudi.foundation.database import as_owner
from doudi.foundation.files import files_folder
from doudi.foundation.jobs import perform_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Account, Run
from doudi.foundation.verify import verify
from doudi.foundation.views.errors import say_what_failed
from doudi.payments.models import Due, Line, PaymentRun, ReturnFile, RunPart, Transfer
from doudi.registry.models import Document, Household
from doudi.units.dates import Month
from tests.architecture.source_files import ROOT
from tests.faults.small_disk import small_disk
from tests.faults.test_killed_payment import (
    Server,
    account_of,
    day,
    left_alone,
    make_office,
    replies,
)

LINES = 300
MEGABYTE = 1 << 20
FILES, DATABASE = "存放文件的磁盘空间不够", "数据库的磁盘空间不够"


class Office:
    """The county's three, at their pages."""

    def __init__(self):
        self._clients = {}

    def get(self, who, path):
        return self._client(who).get(path).content.decode()

    def post(self, who, path, **fields):
        return self._client(who).post(path, fields)

    def is_told(self, who, path, words, **fields):
        """What is posted is not done, and the page says why."""
        answer = self.post(who, path, **fields)
        assert answer.status_code == 507
        assert words in answer.content.decode()

    def is_done(self, who, path, **fields):
        answer = self.post(who, path, **fields)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    def _client(self, who):
        if who not in self._clients:
            client = Client(raise_request_exception=False)
            client.force_login(Account.objects.get(username=who))
            self._clients[who] = client
        return self._clients[who]


def stored():
    """Whole files; of halves there is none."""
    folder = files_folder()
    found = [p for p in folder.rglob("*") if p.is_file()]
    assert not [p for p in found if p.name.endswith(".part")]
    return found


def townships_are_whole(run):
    """Each has all its dues and transfers, or none. Returns how many have."""
    with acting(system("test")):
        for part in RunPart.objects.filter(run=run, lines__gt=0):
            township = part.area_code[:9]
            here = Line.objects.filter(run=run, area_code__startswith=township)
            paid = here.filter(state="approved" if part.is_posted else "planned")
            wanted = (part.lines, part.amount_fen) if part.is_posted else (0, None)
            assert paid.aggregate(n=Count("pk"), fen=Sum("amount_fen")) == {"n": part.lines, "fen": part.amount_fen}  # fmt: skip
            for posted in (Due.objects.filter(line__in=here), Transfer.objects.filter(line__in=here)):  # fmt: skip
                assert tuple(posted.aggregate(n=Count("pk"), fen=Sum("amount_fen")).values()) == wanted  # fmt: skip
        return RunPart.objects.filter(run=run, is_posted=True, lines__gt=0).count()


def again(run):
    with acting(system("test")):
        return PaymentRun.objects.select_related("plan_run", "approve_run").get(pk=run.pk)


def stops_and_says(office, path, job, words):
    """The page of what is paid says what has no room. Where not even the failure can be noted any more, the job is tried again."""
    try:
        has_stopped = perform_run(job).state == "failed"
        assert has_stopped
    except OperationalError:
        connection.close()
        has_stopped = False
    page = office.get("officer", path)
    assert words in page
    assert has_stopped == ("看原因、继续" in page)


def goes_on(office, job):
    """By itself, or by one click."""
    click_where_it_stopped(office, job)
    done = perform_run(job)
    assert done.state == "done", done.message


def click_where_it_stopped(office, job):
    with acting(system("test")):
        has_stopped = Run.objects.get(pk=job).state == "failed"
    if has_stopped:
        office.is_done("officer", f"/desk/runs/{job}/resume/")


def paper(kilobytes):
    return SimpleUploadedFile("低保证.pdf", b"%PDF-1.7\n" + os.urandom(kilobytes * 1024))


@pytest.fixture
def files_disk(own_database, capsys):
    """The data folder, on a small disk."""
    with small_disk(settings.DOUDI.data, 4 * MEGABYTE) as disk:
        if not disk.is_real:
            with capsys.disabled():
                sys.stdout.write(f"no disk may be mounted ({disk.why}): a limit on a file's size stands for it\n")  # fmt: skip
        keyring()
        yield disk


@pytest.fixture
def database_disk(own_database):
    """A server whose data and log lie on small disks."""
    before = database.address()
    owner = (ROOT / "var" / "test-postgres" / "PG_VERSION").owner()
    folder = ROOT / "var" / f"full-{os.getpid()}"
    folder.mkdir()
    with small_disk(folder / "data", 160 * MEGABYTE, owner) as data:
        if not data.is_real:
            shutil.rmtree(folder)
            pytest.skip(f"no disk can be mounted here ({data.why}), and a server needs one")
        with small_disk(folder / "log", 120 * MEGABYTE, owner) as log:
            server = Server(folder / "server", owner, "--wal-segsize=1", "--waldir", log.folder / "wal")  # fmt: skip
            (data.folder / "here").mkdir()
            shutil.chown(data.folder / "here", owner)
            server.ask(f"CREATE TABLESPACE small LOCATION '{data.folder / 'here'}'")
            yield server, data, log
            connection.close()
            database.use(before)
            server.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_a_month_is_paid_whichever_disk_fills(database_disk, files_disk):
    server, data, log = database_disk
    server.use("left_alone")
    wanted = left_alone(LINES)
    connection.close()

    server.use("filled", "small")
    before = len(stored())
    make_office(LINES)
    office = Office()
    for who in ("officer", "director", "finance"):
        office.get(who, "/pay/runs/")

    asked = {"month": str(Month.from_date(day())), "kind": "regular"}
    office.is_done("officer", "/pay/runs/new/", **asked)
    with acting(system("test")):
        run = PaymentRun.objects.get()
    its_page = f"/pay/runs/{run.pk}/"
    make_ready(server)
    with data.full():
        stops_and_says(office, its_page, run.plan_run_id, DATABASE)
        with acting(system("test")):
            assert not Line.objects.exists()
    goes_on(office, run.plan_run_id)
    run = again(run)
    for who in ("director", "finance"):
        office.is_done(who, f"/pay/runs/{run.pk}/sign/", digest=run.plan_digest)
    run = again(run)

    room, whole = 0, 0
    while not whole:  # until the first township finds room, and then no other
        make_ready(server)
        with data.full(but=room):
            stops_and_says(office, its_page, run.approve_run_id, DATABASE)
            whole = townships_are_whole(run)
        click_where_it_stopped(office, run.approve_run_id)
        room += 50_000
    assert whole < len(wanted["totals"]["townships"])
    with log.full():
        to_the_last_of_its_log(server, log)
        with pytest.raises(OperationalError):
            perform_run(run.approve_run_id)
    server.come_back()
    townships_are_whole(run)
    with files_disk.full():  # by itself
        stops_and_says(office, its_page, run.approve_run_id, FILES)
        assert len(stored()) == before
        assert townships_are_whole(run) > 0
    goes_on(office, run.approve_run_id)
    assert len(stored()) == before + 1

    office.is_done("finance", f"/pay/runs/{run.pk}/bank/send/")
    ((file, reply),) = replies(run)
    path, upload = f"/pay/files/{file.pk}/return/", lambda: SimpleUploadedFile("a.txt", reply)
    with files_disk.full(but=4096):
        office.is_told("finance", path, FILES, upload=upload())
    with acting(system("test")):
        assert not ReturnFile.objects.exists()
    office.is_done("finance", path, upload=upload())
    with acting(system("test")):
        came = ReturnFile.objects.get()
    make_ready(server)
    with data.full():
        stops_and_says(office, f"/pay/returns/{came.pk}/", came.job_id, DATABASE)
    with acting(system("test")):
        assert not Transfer.objects.filter(source="sent").exists()
        assert set(run.lines.filter(number__isnull=False).values_list("state", flat=True)) == {"sent"}  # fmt: skip
    goes_on(office, came.job_id)
    office.is_done("finance", f"/pay/runs/{run.pk}/bank/close/")
    assert account_of(again(run)) == wanted
    with as_owner():
        report = verify(database.address().app)
    assert report.is_good, report


def make_ready(server):
    """What failed before leaves room for the sentence that says so, and for a connection."""
    server.ask("VACUUM", "filled")
    server.ask("SELECT 1", "filled")


def to_the_last_of_its_log(server, log):
    """What PostgreSQL has kept for later is used up: the next megabyte must be made, and cannot be."""
    folder = log.folder / "wal"
    while True:
        at = server.ask("SELECT pg_walfile_name(pg_current_wal_lsn())")
        if not [p for p in folder.iterdir() if len(p.name) == len(at) and p.name > at]:
            break
        server.ask("SELECT pg_logical_emit_message(false, '', 'x')")
        server.ask("SELECT pg_switch_wal()")
    left = server.ask("SELECT 1048576 - mod(pg_current_wal_lsn() - '0/0', 1048576)")
    if left > 200_000:
        server.ask(f"SELECT pg_logical_emit_message(false, '', repeat('x', {int(left) - 100_000}))")


@pytest.mark.slow
def test_a_paper_that_finds_no_room_is_not_half_there(files_disk, own_database):
    make_office(5)
    office = Office()
    with acting(system("test")):
        home = Household.objects.first()
    path = f"/register/households/{home.pk}/documents/"
    office.get("officer", path)
    with files_disk.full(but=100_000):
        office.is_told("officer", path, FILES, paper=paper(700), title="低保证")
        assert stored() == []
        with acting(system("test")):
            assert not Document.objects.exists()
        assert office.get("officer", path)  # the site goes on
    office.is_done("officer", path, paper=paper(700), title="低保证")
    with acting(system("test")):
        assert Document.objects.count() == 1
    assert len(stored()) == 1


def test_a_database_that_is_away_is_named(own_database, tmp_path):
    here = database.address()
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    database.use(database.Address(str(tmp_path), "", "nobody", "a", "", "b", ""))
    try:
        answer = client.get("/desk/")
    finally:
        database.use(here)
    assert answer.status_code == 503
    assert "数据库连不上" in answer.content.decode()


def test_anything_else_is_not_explained(rf):
    try:
        raise ValueError("赵明远")
    except ValueError:
        answer = say_what_failed(rf.get("/"))
    assert answer.status_code == 500
    assert "赵明远" not in answer.content.decode()
