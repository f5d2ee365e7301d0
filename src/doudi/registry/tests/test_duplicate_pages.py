"""The pages of possible duplicates: the list, two files side by side, the decision."""

import pytest
from django.urls import reverse

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Run
from doudi.registry.domain.side_by_side import NOTHING, compare, count_differences, said
from doudi.registry.selectors.duplicates import list_pairs
from doudi.registry.selectors.pair_file import get_pair_file
from doudi.registry.tests import families
from doudi.units.text import Text

LIST = "/register/duplicates/"


@pytest.fixture
def county(db, settings):
    """赵明远 stands a second time in 王家, with a wage and another address."""
    made = families.make_county()
    with acting(made.actor) as actor:
        twice = families.make_family(
            actor,
            [("赵明元", "head", "1977-03-05", "male"), ("王丽", "spouse", "1980-01-01", "female")],
            area=families.NEXT_VILLAGE,
            number="SB-0009",
            address="河口社区2号",
            phone="13800138001",
        )
        families.state(
            actor, twice.head, families.declared(actor, families.NEXT_VILLAGE), income_wage=900_000
        )
    return made


@pytest.fixture
def clerk(county, client):
    client.force_login(county.account(Role.township_clerk))
    return client


def search(client):
    answer = client.post(reverse("registry:search_duplicates"), follow=True)
    perform_run(Run.objects.latest("pk").pk)
    return answer


def the_pair(county):
    with acting(county.viewer(Role.township_clerk)) as viewer:
        return list_pairs(viewer).get()


def test_an_empty_list_says_what_to_do(clerk):
    page = clerk.get(LIST).content.decode()
    assert "没有待核对的疑似重复" in page
    assert "查找本辖区" in page


def test_a_search_is_started_from_the_list_and_its_pairs_are_shown(clerk, county):
    assert "已开始查找" in search(clerk).content.decode()
    page = clerk.get(LIST).content.decode()
    assert "赵明远 · 赵明元" in page
    assert "出生日期相同" in page
    assert "上次查找" in page


def test_two_files_stand_side_by_side_with_differences_marked_and_numbers_masked(clerk, county):
    search(clerk)
    pair = the_pair(county)
    page = clerk.get(reverse("registry:duplicate", args=[pair.pk])).content.decode()
    assert "河口社区2号" in page
    assert "钱秀兰" in page
    assert "王丽" in page
    assert "<strong>不同</strong>" in page
    assert "900***********" in page
    assert "13800138001" not in page
    with acting(county.viewer(Role.township_clerk)) as viewer:
        file = get_pair_file(viewer, pair)
    verdicts = {row.label.zh: row.verdict for row in file.rows}
    assert verdicts["出生日期"] == "same"
    assert verdicts["姓名"] == "differs"
    assert verdicts["电话"] == "same"
    wages = next(row for row in file.facts if "工资" in row.label.zh)
    assert wages.verdict == "differs"


def test_two_people_are_told_apart_with_a_ground(clerk, county):
    search(clerk)
    pair = the_pair(county)
    url = reverse("registry:duplicate", args=[pair.pk])
    answer = clerk.post(url, {"verdict": "different", "note": "  "})
    assert "note" in answer.context["form"].errors
    assert clerk.post(url, {"verdict": "nonsense", "note": "查过"}).context["form"].errors
    assert clerk.post(url, {"verdict": "different", "note": "已见两本户口本"}).url == LIST
    assert "没有待核对" in clerk.get(LIST).content.decode()
    assert "赵明元" in clerk.get(f"{LIST}?state=different").content.decode()
    page = clerk.get(url).content.decode()
    assert "已见两本户口本" in page
    assert "记录核对结果" not in page


def test_a_pair_outside_the_area_is_not_found(county, client):
    client.force_login(county.account(Role.township_clerk))
    search(client)
    pair = the_pair(county)
    client.force_login(county.account(Role.township_clerk, families.QINGGANG))
    assert client.get(reverse("registry:duplicate", args=[pair.pk])).status_code == 404
    assert "赵明元" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("state", ["", "open", "all", "different", "rubbish"])
def test_any_filter_is_answered(clerk, state):
    assert clerk.get(LIST, {"state": state, "page": "x", "sort": "-likely"}).status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (said("甲"), said("甲"), "same"),
        (said("甲"), said("乙"), "differs"),
        (said("甲"), NOTHING, "one_sided"),
        (NOTHING, NOTHING, "one_sided"),
        (said("900***1", b"1"), said("900***1", b"2"), "differs"),
    ],
)
def test_things_are_compared_by_what_they_are_not_by_what_is_shown(first, second, verdict):
    row = compare(Text("项", "thing"), first, second)
    assert row.verdict == verdict
    assert count_differences([row]) == (verdict == "differs")
