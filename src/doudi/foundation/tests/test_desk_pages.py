"""The desk: what waits, and the pages of background runs."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from doudi.foundation import audit, jobs
from doudi.foundation.access import acting, viewer_of
from doudi.foundation.jobs import JOBS, perform_run, register_job
from doudi.foundation.models import Account, Posting, Run
from doudi.foundation.pages import NavigationEntry, WorkItem
from doudi.foundation.selectors.runs import progress_of
from doudi.foundation.selectors.work import list_waiting
from doudi.units.text import Text, refusal

KIND = "test.ledger"
FRIDAY, MONDAY = dt.date(2022, 7, 1), dt.date(2022, 7, 4)


def _posting(role="township_clerk", area="900101102000"):
    account = Account.objects.create_user(f"{role}{area}", password="x", full_name="李慧")
    posting = Posting.objects.create(
        account=account, role=role, area_code=area, valid_from=dt.date(2022, 1, 1)
    )
    with acting(viewer_of(posting)) as viewer:
        audit.record(viewer, "foundation.posting.granted")
    return posting


def _client(posting):
    client = Client()
    client.force_login(posting.account)
    return client


@pytest.fixture
def clerk(db):
    return _posting()


@pytest.fixture
def run(clerk):
    def perform(run, item, viewer):
        if item.payload.get("bad"):
            raise refusal("第3行没有姓名", "row 3 has no name")

    register_job(KIND, label=Text("导入低保台账", "import the Dibao ledger"), perform=perform)
    with acting(viewer_of(clerk)) as viewer:
        yield jobs.start_run(actor=viewer, kind=KIND, params={}, items=[{}, {}, {"bad": 1}])
    JOBS.pop(KIND)


def test_the_list_of_runs_shows_what_was_started_here(clerk, run):
    page = _client(clerk).get("/desk/runs/").content.decode()
    assert "导入低保台账" in page
    assert "排队中" in page
    neighbour = _client(_posting(area="900101103000"))
    assert "还没有后台任务" in neighbour.get("/desk/runs/").content.decode()
    assert neighbour.get(f"/desk/runs/{run.pk}/").status_code == 404


def test_a_queued_run_says_when_nobody_is_there_to_do_it(clerk, run):
    page = _client(clerk).get(f"/desk/runs/{run.pk}/").content.decode()
    assert "后台程序没有运行" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<noscript>" in page


def test_a_failed_run_says_what_could_not_be_done_and_waits_on_the_desk(clerk, run):
    perform_run(run.pk)
    client = _client(clerk)
    page = client.get(f"/desk/runs/{run.pk}/").content.decode()
    assert "第3行没有姓名" in page
    assert "hx-trigger" not in page
    part = client.get(f"/desk/runs/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "第3行没有姓名" in part
    assert "后台任务出错：导入低保台账" in client.get("/desk/").content.decode()


def test_a_run_is_stopped_and_resumed_by_buttons(clerk, run):
    client, address = _client(clerk), f"/desk/runs/{run.pk}/"
    assert "办完就停止" in client.post(f"{address}stop/", follow=True).content.decode()
    assert "任务不在进行" in client.post(f"{address}stop/", follow=True).content.decode()
    assert perform_run(run.pk).state == Run.State.stopped
    assert "任务继续办理" in client.post(f"{address}resume/", follow=True).content.decode()
    assert client.get(f"{address}stop/").status_code == 405


def test_the_menu_says_where_we_are_once(clerk, run):
    for address in ("/desk/runs/", f"/desk/runs/{run.pk}/", "/register/changes/"):
        page = _client(clerk).get(address).content.decode()
        assert page.count('aria-current="page"') == 1, address


def test_the_menu_stands_in_groups_and_shows_no_empty_one(clerk):
    page = _client(clerk).get("/register/").content.decode()
    menu = page.split('class="dd-navigation"')[1].split("</nav>")[0]
    assert "<summary>家庭与人员<span>居民登记</span></summary>" in menu
    assert "人员与岗位" not in menu, "nobody there may go to any place of it"
    assert ">后台任务</a>" in menu
    assert "<summary>系统" not in menu, "a group of one place is that place"


def test_an_entry_of_no_group_is_refused():
    with pytest.raises(ValueError, match="no group"):
        NavigationEntry(Text("某处", "Somewhere"), "foundation:home", "run.view", 1, "elsewhere")


def test_the_list_comes_as_a_file(clerk, run):
    answer = _client(clerk).get("/desk/runs/?format=xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_desk_of_somebody_with_nothing_to_do_says_so(clerk):
    page = _client(clerk).get("/desk/").content.decode()
    assert "现在没有等您办的事" in page
    assert 'href="/desk/runs/"' in page


def test_what_is_most_pressing_comes_first():
    def item(name, since=FRIDAY, due=None, count=1):
        return WorkItem(Text(name, name), "/", since, due, count)

    found = list_waiting(
        [
            item("无期限", since=dt.datetime(2022, 6, 1, tzinfo=dt.UTC)),
            item("无期限，更早", since=dt.date(2022, 5, 1)),
            item("还早", due=dt.date(2022, 7, 20)),
            item("下周一", due=MONDAY),
            item("今天", due=FRIDAY),
            item("超期", due=dt.date(2022, 6, 29)),
            item("没有", count=0),
        ],
        FRIDAY,
    )
    assert [(w.item.label.zh, w.days_left, w.urgency) for w in found] == [
        ("超期", -2, "dd-overdue"),
        ("今天", 0, "dd-due-soon"),
        ("下周一", 1, "dd-due-soon"),
        ("还早", 13, ""),
        ("无期限，更早", None, ""),
        ("无期限", None, ""),
    ]


def test_something_overdue_since_the_weekend_is_overdue():
    item = WorkItem(Text("周六到期", "due on Saturday"), "/", None, dt.date(2022, 7, 2))
    (found,) = list_waiting([item], dt.date(2022, 7, 3))
    assert found.days_left == -1


@pytest.mark.parametrize(
    ("done", "total", "seconds", "percent", "left"),
    [(0, 10, 5, 0, None), (5, 10, 60, 50, 60), (10, 10, 60, 100, 0), (0, 0, 5, 0, None)],
)
def test_progress_says_how_long_it_will_take(done, total, seconds, percent, left):
    now = timezone.now()
    run = Run(
        state="running", done=done, total=total, started_at=now - dt.timedelta(seconds=seconds)
    )
    found = progress_of(run, now)
    assert (found.percent, found.seconds_left) == (percent, left)
