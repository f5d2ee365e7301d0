"""`kill -9` of worker, web server or database from the plan of a payment to its closing: every month once, the same bytes in the bank's file."""

import http.client
import os
import random
import secrets
import shutil
import subprocess
import threading
import time
from http.cookies import SimpleCookie
from subprocess import DEVNULL
from urllib.parse import urlencode

import psycopg
import pytest
from benchmarks.payments_rows import make_payees
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Count, Sum
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from psycopg import sql

from doudi.foundation import database, embedded
from doudi.foundation.access import acting, system, viewer_of
from doudi.foundation.clock import get_today
from doudi.foundation.database import as_owner
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Account, Run
from doudi.foundation.postings import postings_in_force
from doudi.foundation.services.demo import PASSWORD, make_demo_accounts
from doudi.foundation.verify import verify
from doudi.payments.demo.bank import answer
from doudi.payments.models import BankFile, Due, LedgerEntry, Line, PaymentRun, ReturnFile, Transfer
from doudi.payments.services.approving import sign_run
from doudi.payments.services.funds import add_fund, give_budget, set_funding
from doudi.payments.services.planning import ask_run
from doudi.payments.services.returns import take_in_return
from doudi.payments.services.sending import close_run, send_run
from doudi.registry.demo.load import make_places
from doudi.units.dates import Month
from tests.architecture.source_files import ROOT
from tests.faults.born import kill, nursery
from tests.faults.test_killed_worker import is_at_work, is_over, wait_for

SEED = 6
PATIENCE = 120  # seconds for an answer of a server that lives
LONGEST = 0.2  # seconds after which a request is mostly over
REFUSED_EVERY = 50


def day():
    return get_today().replace(day=1)


def viewer(username):
    return viewer_of(postings_in_force(Account.objects.get(username=username).pk, get_today())[0])


def make_office(lines):
    """The demonstration county with so many awards, and money for them."""
    with acting(system("demo")) as actor:
        make_places(actor=actor, on=day())
        make_demo_accounts(actor=actor, on=day())
    make_payees(lines, day())
    with acting(viewer("finance")) as finance:
        fund = add_fund(actor=finance, source="county", name="县级救助资金", on=day())
        give_budget(actor=finance, fund=fund, amount_fen=lines * 100_000, basis="1号", on=day())
        for programme in ("dibao", "disability_care_subsidy"):
            set_funding(
                actor=finance, programme=programme, fund=fund, order=1, road="rural_bank", on=day()
            )


def account_of(run):
    """All that a killed run must have in common with one that was left alone."""
    with acting(system("test")):
        run.refresh_from_db()
        moved = Transfer.objects.filter(entry__run=run).values("source", "target")
        return {
            "state": run.state,
            "totals": run.totals,
            "files": list(run.bank_files.order_by("number").values_list("file_name", "lines", "amount_fen", "sha256")),
            "lines": list(Line.objects.filter(run=run).values("state").annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("state")),
            "dues": Due.objects.filter(line__run=run).aggregate(n=Count("pk"), fen=Sum("amount_fen")),
            "moved": list(moved.annotate(n=Count("pk"), fen=Sum("amount_fen")).order_by("source", "target")),
            "entries": LedgerEntry.objects.filter(run=run).count(),
        }  # fmt: skip


def replies(run):
    """(file, what the bank says of it): one payment of fifty is refused."""
    with acting(viewer("finance")) as finance:
        files = list(BankFile.objects.filter(run=run).select_related("run").order_by("number"))
        return [
            (f, answer(finance, f, dict.fromkeys(range(1, f.lines, REFUSED_EVERY), "1001")))
            for f in files
        ]


def finish(run):
    """Sent, answered, closed."""
    with acting(viewer("finance")) as finance:
        send_run(actor=finance, run=run, on=get_today())
    for file, reply in replies(run):
        with acting(viewer("finance")) as finance:
            took = take_in_return(actor=finance, bank_file=file, upload=reply, file_name="a.txt", on=get_today())  # fmt: skip
        assert perform_run(took.job_id).state == "done"
    with acting(viewer("finance")) as finance:
        close_run(actor=finance, run=run, on=get_today())


# -- a server of PostgreSQL that may be killed ----------------------------------------------------------
class Server:
    """Of our own: that of the other tests must live. Under the same system user as that one, who need not be ours.

    `words`: more for initdb.
    """

    def __init__(self, folder, owner, *words):
        self.folder, self.user = folder, owner if os.geteuid() == 0 else None
        folder.mkdir(mode=0o700)
        if self.user:
            shutil.chown(folder, self.user)
        made = [embedded.programs() / "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-D", folder, *words]  # fmt: skip
        subprocess.run(made, user=self.user, check=True, stdout=DEVNULL)
        self.process = self._rise()
        embedded.prepare_server(self._admin)
        self._create("empty", "template0")
        database.use(self._named("empty"))
        database.migrate()
        connection.close()

    def use(self, name, tablespace="pg_default"):
        self._create(name, "empty", tablespace)
        database.use(self._named(name))

    @property
    def _admin(self):
        return f"host={self.folder} user=postgres dbname=postgres"

    def _named(self, name):
        return database.Address(
            str(self.folder), "", name, embedded.APP, "", embedded.OWNER, "", self._admin
        )

    def _create(self, name, template, tablespace="pg_default"):
        words = sql.SQL(
            "CREATE DATABASE {} OWNER {} TEMPLATE {} TABLESPACE {} ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )
        with psycopg.connect(self._admin, autocommit=True) as admin:
            names = (sql.Identifier(n) for n in (name, embedded.OWNER, template, tablespace))
            admin.execute(words.format(*names))

    def _rise(self):
        command = [embedded.programs() / "postgres", "-D", self.folder, "-h", "", "-k", self.folder]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            process = subprocess.Popen(command, user=self.user, stdout=DEVNULL, stderr=DEVNULL)
            while process.poll() is None:  # it ends where a dead server's children hold its memory
                try:
                    psycopg.connect(self._admin).close()
                    return process
                except psycopg.OperationalError:
                    time.sleep(0.1)
            time.sleep(0.2)
        raise AssertionError("the database did not rise")

    def die_and_rise(self):
        """The database is killed and started again."""
        self.process.kill()
        self.process.wait()
        connection.close()
        self.process = self._rise()

    def come_back(self):
        """It went by itself; it is started again where it has not done so."""
        connection.close()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.process = self._rise()
            try:
                psycopg.connect(self._admin).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.2)
        raise AssertionError("the database did not come back")

    def ask(self, words, name="postgres"):
        """As its administrator."""
        address = self._admin.replace("dbname=postgres", f"dbname={name}")
        with psycopg.connect(address, autocommit=True) as admin:
            answer = admin.execute(words)
            return answer.fetchone()[0] if answer.description else None

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def server(own_database):
    before = database.address()
    owner = (ROOT / "var" / "test-postgres" / "PG_VERSION").owner()
    made = Server(ROOT / "var" / f"faults-postgres-{os.getpid()}", owner)
    yield made
    connection.close()
    database.use(before)
    made.close()


# -- the office ------------------------------------------------------------------------------------------
class Pages:
    """Posts forms as somebody; the server may die meanwhile, and another take its place."""

    def __init__(self, made, database, chance):
        self.made, self.database, self.chance, self.died = made, database, chance, 0
        self.server = made.bear()
        self.sessions = {}

    def enter(self, username):
        """By the login page, as everybody does."""
        self.sessions[username] = ""
        fields = {"login": username, "password": PASSWORD}
        answer = self._send(username, "/desk/login/", fields)
        cookies = SimpleCookie()
        for value in answer.headers.get_all("Set-Cookie", []):
            cookies.load(value)
        self.sessions[username] = cookies[settings.SESSION_COOKIE_NAME].value

    def post(self, username, path, deaths, *, upload=None, **fields):
        """Cut off at a seeded instant for each death (s: the server's, d: the database's), each time sent again; then until it is answered."""
        for what in deaths:
            die = self.server_dies if what == "s" else self.database.die_and_rise
            killer = threading.Timer(self.chance.uniform(0, LONGEST), die)
            killer.start()
            answer = self._send(username, path, fields, upload)
            killer.join()
            connection.close()
            self.died += answer is None or answer.status in (500, 503)
        answer = self._send(username, path, fields, upload)
        assert answer.status in (200, 302), answer.status
        assert "login" not in answer.headers.get("Location", "")

    def server_dies(self):
        """Another is born at once: who was not let in yet is answered by that one."""
        kill(self.server)
        self.server = self.made.bear()

    def _send(self, username, path, fields, upload=None):
        token = "".join(secrets.choice("abcdefghij") for _ in range(32))
        cookies = {settings.SESSION_COOKIE_NAME: self.sessions[username], settings.CSRF_COOKIE_NAME: token}  # fmt: skip
        body, kind = urlencode(fields), "application/x-www-form-urlencoded"
        if upload is not None:
            file = SimpleUploadedFile("huipan.txt", upload, "text/plain")
            body, kind = encode_multipart(BOUNDARY, fields | {"upload": file}), MULTIPART_CONTENT
        headers = {
            "Content-Type": kind,
            "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()),
            "X-CSRFToken": token,
        }
        line = http.client.HTTPConnection("127.0.0.1", self.made.port, timeout=PATIENCE)
        try:
            line.request("POST", path, body, headers)
            return line.getresponse()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


def perform_with_deaths(workers, server, job, deaths, chance):
    """A job whose workers (w) and whose database (d) die at seeded instants after an item was begun."""
    longest = 0.3
    died = 0
    for what in deaths:
        worker = workers.bear()
        wait_for(lambda: is_at_work(job) or is_over(job))
        begun = time.monotonic()
        time.sleep(chance.uniform(0, longest))
        died += not is_over(job)
        if what == "d":
            server.die_and_rise()
        kill(worker)
        longest = max(longest, min(2.0, time.monotonic() - begun))
    last = workers.bear()
    wait_for(lambda: is_over(job))
    kill(last)  # what is asked for next waits for a worker that is to die
    state = Run.objects.get(pk=job.pk)
    assert state.state == "done", state.message
    return died


def left_alone(lines):
    make_office(lines)
    with acting(viewer("officer")) as officer:
        run = ask_run(actor=officer, month=Month.from_date(day()), kind="regular", programmes=[], on=get_today())  # fmt: skip
    perform_run(run.plan_run_id)
    for who in ("director", "finance"):
        with acting(viewer(who)) as actor:
            run = PaymentRun.objects.get(pk=run.pk)
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=get_today())
    perform_run(run.approve_run_id)
    finish(run)
    return account_of(run)


@pytest.mark.slow
def test_a_payment_survives_every_kill(server, points, lines):
    chance = random.Random(SEED)  # noqa: S311 # the same instants every time
    times = max(1, points // 10)
    server.use("left_alone")
    wanted = left_alone(lines)
    assert wanted["dues"]["n"] == lines
    connection.close()

    server.use("killed")
    make_office(lines)
    with nursery(serves=True) as servers, nursery() as workers:
        pages = Pages(servers, server, chance)
        for who in ("officer", "director", "finance"):
            pages.enter(who)
        pages.post("officer", "/pay/runs/new/", "s" * times, month=str(Month.from_date(day())), kind="regular")  # fmt: skip
        with acting(system("test")):
            run = PaymentRun.objects.select_related("plan_run").get()
        died = perform_with_deaths(workers, server, run.plan_run, "wdw" * times, chance)
        with acting(system("test")):
            run.refresh_from_db()
        for who in ("director", "finance"):
            pages.post(who, f"/pay/runs/{run.pk}/sign/", "s" * times, digest=run.plan_digest)
        with acting(system("test")):
            run = PaymentRun.objects.select_related("approve_run").get()
        died += perform_with_deaths(workers, server, run.approve_run, "wdww" * times, chance)
        pages.post("finance", f"/pay/runs/{run.pk}/bank/send/", "s" * times)
        for file, reply in replies(run):
            pages.post("finance", f"/pay/files/{file.pk}/return/", "sd" * times, upload=reply)
            with acting(system("test")):
                (came,) = ReturnFile.objects.filter(bank_file=file).select_related("job")
            died += perform_with_deaths(workers, server, came.job, "wd" * times, chance)
        pages.post("finance", f"/pay/runs/{run.pk}/bank/close/", "s" * times)
    assert died + pages.died >= points // 3, "killed too late to prove anything"
    assert account_of(run) == wanted
    with as_owner():
        report = verify(database.address().app)
    assert report.is_good, report
