"""`doudi staff`: the first administrators of a server."""

import pytest
from typer.testing import CliRunner

from doudi.config import staff as command
from doudi.config.cli import app
from doudi.foundation.access import acting, system
from doudi.foundation.models import Account, AuditEvent

ARGUMENTS = ["--name", "周安", "--role", "security_admin", "--area", "900101"]


@pytest.fixture
def run(own_database, monkeypatch):
    monkeypatch.setattr(command, "_open", lambda: None)  # the test's own database is open
    return lambda *words: CliRunner().invoke(app, ["staff", *words])


def test_an_administrator_is_made_and_must_change_the_password(run):
    done = run("add", "zhou", *ARGUMENTS)
    assert done.exit_code == 0, done.output
    account = Account.objects.get(username="zhou")
    assert account.check_password(done.output.strip())
    assert account.must_change_password
    assert account.postings.get().area_code == "900101000000"
    again = run("password", "zhou")
    account.refresh_from_db()
    assert account.check_password(again.output.strip())
    with acting(system("test")):
        assert set(AuditEvent.objects.values_list("actor", flat=True)) == {"system:command"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["add", "zhou", "--name", "周安", "--role", "county_officer", "--area", "900101"],
            "只建三种管理员",
        ),
        (["add", "周", *ARGUMENTS], "小写英文字母"),
        (["add", "zhou", "--name", " ", *ARGUMENTS[2:]], "姓名应为"),
        (["add", "zhou", *ARGUMENTS[:-1], "9001x"], "只能是数字"),
        (["password", "nobody"], "没有这个用户名"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(run, words, said):
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert not Account.objects.exists()
