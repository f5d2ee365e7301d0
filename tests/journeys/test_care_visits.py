"""Somebody is visited: what is not fine is followed up until it is mended, what has changed is reported and assessed (no browser)."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from doudi.care.following import move_care_of_household
from doudi.care.models import CareFile, CareVisit, CareVisitPhoto, FollowUp
from doudi.care.services.files import open_file
from doudi.care.services.visit_plan import plan_all_visits
from doudi.care.work import work_with_visits
from doudi.casework.tests.visits import picture
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import FAR_VILLAGE, make_county
from tests.journeys.care_people import recognise_old_man
from tests.journeys.desk_pages import CLERK, INDICATORS, Refused, Walk

VILLAGE, GRID = Role.village_cadre, Role.grid_worker
FINE = dict.fromkeys(
    ("q_food", "q_clothes", "q_heating", "q_medicine", "q_hygiene", "q_house", "q_mood"), "fine"
) | {"q_requests": "fine"}
HOME = {"outcome": "met", "visitor": "王秀英", "place": "本人家中"}


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def old_man(county, client):
    return recognise_old_man(county, client)


@pytest.fixture
def old_woman(county, client):
    """Added by the township; her level is not known, so she is seen every 30 days."""
    family = county.families["赵明远"]
    with acting(county.viewer(CLERK)) as clerk:
        open_file(
            actor=clerk,
            household=family.household,
            person=family.head,
            group="left_behind_elder",
            on=dt.date(2022, 6, 21),
            because="独居，子女长年在外",
        )
    return Walk(client, county, family)


def file_of(walk):
    with acting(walk.county.viewer(CLERK)):
        return CareFile.objects.get(person=walk.family.head, closed_on__isnull=True)


def url(name, *args):
    return reverse(f"care:{name}", args=args)


def visit(walk, day, role=VILLAGE, **changes):
    filled = {**HOME, **FINE, "at": f"{day}T09:30", **changes}
    filled = {name: value for name, value in filled.items() if value is not None}
    return walk.send(day, role, url("visit", file_of(walk).pk), box="outcome", **filled)


def test_he_is_to_be_seen_every_two_weeks_and_the_page_says_when_nobody_came(old_man):
    assert file_of(old_man).visit_due == dt.date(2022, 7, 5)
    visit(old_man, "2022-06-30")
    assert (file_of(old_man).seen_on, file_of(old_man).visit_due) == (
        dt.date(2022, 6, 30),
        dt.date(2022, 7, 14),
    )
    name = old_man.family.head.name
    assert name in old_man.get("2022-07-14", VILLAGE, url("visits")).text
    assert "该看望了" in old_man.get("2022-07-15", VILLAGE, url("file", file_of(old_man).pk)).text
    late = old_man.get("2022-07-15", CLERK, f"{url('files')}?seen=late").text
    assert name in late
    assert name not in old_man.get("2022-07-15", CLERK, f"{url('files')}?seen=never").text
    assert "该看望还没看望 1 人" in old_man.get("2022-07-15", CLERK, url("villages")).text


def test_who_was_not_met_was_not_seen(old_woman):
    for outcome, others in (("nobody_home", {}), ("refused", {}), ("others", {"met_name": "邻居"})):
        visit(old_woman, "2022-06-30", outcome=outcome, **others)
    file = file_of(old_woman)
    assert (file.seen_on, file.visit_due) == (None, dt.date(2022, 7, 21))


def test_what_is_not_fine_is_followed_up_until_somebody_says_what_was_done(old_woman, county):
    visit(
        old_woman,
        "2022-06-30",
        q_clothes="not_fine",
        n_clothes="缺一床棉被",
        own_word="照护得还好，就是冷",
        photos=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"),
    )
    page = old_woman.get("2022-06-30", VILLAGE, url("follow_ups")).text
    assert "缺一床棉被" in page
    with acting(county.viewer(CLERK)):
        found = FollowUp.objects.get()
        assert found.visit.photos.count() == 1
    assert found.due_on == dt.date(2022, 7, 7)  # five working days
    frozen = time_machine.travel("2022-07-08T02:00:00Z", tick=False)
    with frozen, acting(county.viewer(VILLAGE)) as cadre:
        assert [item.label.zh for item in work_with_visits(cadre)] == ["跟进事项已超期"]
    assert "已超期" in old_woman.get("2022-07-08", VILLAGE, url("follow_ups")).text
    with pytest.raises(Refused, match="早于走访"):
        old_woman.send("2022-07-08", VILLAGE, url("follow_up", found.pk), words="送去了", on="2022-06-01")  # fmt: skip
    old_woman.send("2022-07-08", VILLAGE, url("follow_up", found.pk), words="送去两床棉被")
    assert "缺一床棉被" not in old_woman.get("2022-07-08", VILLAGE, url("follow_ups")).text
    assert "送去两床棉被" in old_woman.get("2022-07-08", VILLAGE, url("file", file_of(old_woman).pk)).text  # fmt: skip


def test_a_change_seen_at_a_visit_is_reported_and_answered_by_an_assessment(old_man, county):
    visit(old_man, "2022-08-10", change="上周摔倒，不能自己下床")
    file = file_of(old_man)
    assert (file.due_for, file.due_on) == ("change", dt.date(2022, 8, 24))
    answers = {f"i_{n}": "cannot" for n in INDICATORS[:5]} | {"i_bathe": "can"}
    old_man.send(
        "2022-08-15",
        CLERK,
        url("assess", file.pk),
        box="assessor_1",
        occasion="change",
        assessor_1="李慧",
        assessor_2="王秀英",
        place="本人家中",
        signed=SimpleUploadedFile("a.jpg", picture(), "image/jpeg"),
        **answers,
    )
    file = file_of(old_man)
    assert file.due_for == "yearly"
    assert file.visit_due == dt.date(2022, 8, 17)  # wholly lost: every seven days from 10 August
    with acting(county.viewer(CLERK)):
        assert CareVisit.objects.get().report.answered_by is not None


def test_what_a_visit_found_is_for_its_writer_and_for_those_who_work_on_whole_files(old_woman):
    visit(
        old_woman, "2022-06-30", q_medicine="not_fine", n_medicine="降压药吃完了", owner="township"
    )
    page = url("file", file_of(old_woman).pk)
    for role, reads in ((VILLAGE, True), (CLERK, True), (Role.auditor, True), (GRID, False)):
        assert ("降压药" in old_woman.get("2022-07-01", role, page).text) is reads, role
    assert "降压药" not in old_woman.get("2022-07-01", GRID, url("follow_ups")).text
    assert "降压药" in old_woman.get("2022-07-01", CLERK, url("follow_ups")).text


def test_what_is_sent_twice_is_kept_once(old_woman, county):
    mine = str(uuid.uuid4())
    for _ in range(2):
        visit(old_woman, "2022-06-30", client_id=mine, q_food="not_fine", n_food="只有咸菜")
    with acting(county.viewer(CLERK)):
        assert (CareVisit.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_visits_go_with_the_family_to_another_village_and_are_not_changed_otherwise(old_woman):
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    visit(old_woman, "2022-06-30", q_food="not_fine", n_food="只有咸菜", photos=photo)
    with acting(system("test")):
        move_care_of_household(old_woman.family.household, FAR_VILLAGE)
        for table in (CareVisit, CareVisitPhoto, FollowUp):
            assert table.objects.get().area_code == FAR_VILLAGE
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            CareVisit.objects.update(own_word="都好")


def test_where_the_place_has_not_said_nothing_is_assumed(old_woman, county, monkeypatch):
    for module in ("selectors.visits", "services.visits"):
        monkeypatch.setattr(f"doudi.care.{module}.figure_of", lambda *asked: None)
    with acting(system("care")) as duty:
        assert plan_all_visits(actor=duty, on=dt.date(2022, 6, 30)) == 1
        assert plan_all_visits(actor=duty, on=dt.date(2022, 6, 30)) == 0
    visit(old_woman, "2022-06-30", q_food="not_fine", n_food="只有咸菜", change="摔倒了")
    assert file_of(old_woman).visit_due is None
    assert "没有规定多久看望" in old_woman.get("2022-06-30", VILLAGE, url("file", file_of(old_woman).pk)).text  # fmt: skip
    with acting(county.viewer(CLERK)):
        assert CareVisit.objects.get().report is None
        made = {(f.about, f.owner, f.due_on) for f in FollowUp.objects.all()}
    assert made == {("food", "village", None), ("change", "township", None)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome": "perhaps"}, "perhaps"),
        ({"outcome": ""}, "请选择一项"),
        ({"outcome": "others", "met_name": " "}, "见到了谁"),
        ({"q_food": "not_fine"}, "几个字"),
        ({"q_food": "delicious"}, "delicious"),
        (dict.fromkeys(FINE, ""), "至少看一件事"),
        ({"n_food": "长" * 300}, "200"),
        ({"change": "长" * 600}, "500"),
        ({"visitor": ""}, "谁去看望"),
        ({"place": ""}, "在哪里"),
        ({"place": "", "latitude": "999999999", "longitude": "1"}, "位置不对"),
        ({"latitude": "north"}, "整数"),
        ({"at": "2099-01-01T09:00"}, "还没有到"),
        ({"at": "2022-06-01T09:00"}, "早于建档"),
        ({"at": "昨天"}, "看望时间"),
        ({"kind": "revisit"}, "revisit"),
        ({"owner": "nobody"}, "nobody"),
        ({"client_id": "1"}, "UUID"),
        ({"photos": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "a.jpg"),
    ],
)
def test_rubbish_is_refused_in_words_and_nothing_is_written(old_woman, county, changes, said):
    with pytest.raises(Refused, match=said):
        visit(old_woman, "2022-06-30", **changes)
    with acting(county.viewer(CLERK)):
        assert not CareVisit.objects.exists()
    assert file_of(old_woman).seen_on is None


def test_the_number_of_another_files_visit_and_a_closed_file_are_refused(old_woman):
    file = file_of(old_woman)
    old_woman.send("2022-06-30", CLERK, url("close", file.pk), closed_for="moved")
    with pytest.raises(Refused, match="已经结档"):
        old_woman.send("2022-07-01", VILLAGE, url("visit", file.pk), box="outcome", **HOME, **FINE, at="2022-06-30T09:30")  # fmt: skip
