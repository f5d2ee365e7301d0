"""Somebody's condition changes: reported, assessed by two, decided by a person, paid from the next month (no browser)."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.care.models import CareFile
from doudi.casework.tests.visits import picture
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.payments.tests.runs import lines, make_desk, plan
from doudi.registry.tests.families import make_county
from tests.journeys.care_people import recognise_old_man
from tests.journeys.desk_pages import CLERK, INDICATORS, Refused

VILLAGE = Role.village_cadre
WORSE = ("eat", "dress", "bed_transfer", "walk_indoors", "bathe")


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def old_man(county, client):
    return recognise_old_man(county, client)


def file_of(walk):
    with acting(walk.county.viewer(CLERK)):
        return CareFile.objects.get(person=walk.family.head, closed_on__isnull=True)


def url(name, *args):
    return reverse(f"care:{name}", args=args)


def assess(walk, day, file, cannot=(), unknown=(), **changes):
    answers = {
        f"i_{name}": "cannot" if name in cannot else "unknown" if name in unknown else "can"
        for name in INDICATORS
    }
    filled = answers | {
        "assessor_1": "李慧",
        "assessor_2": "王秀英",
        "place": "本人家中",
        "signed": SimpleUploadedFile("a.jpg", picture(), "image/jpeg"),
    }
    return walk.send(day, CLERK, url("assess", file.pk), box="assessor_1", **(filled | changes))


def test_a_fall_in_august_is_paid_as_full_care_from_september(old_man, county):
    walk, file = old_man, file_of(old_man)
    assert (file.due_for, file.due_on) == ("yearly", dt.date(2023, 5, 30))  # seen for the decision
    walk.send("2022-08-10", VILLAGE, url("report", file.pk), words="上周摔倒，不能自己下床")
    assert "2022年8月24日" in walk.get("2022-08-10", CLERK, url("file", file.pk)).text
    assess(walk, "2022-08-15", file, cannot=WORSE, occasion="change")
    page = walk.get("2022-08-15", CLERK, url("file", file.pk)).text
    assert "全护理" in page
    assert "看由此启动的复核" in page
    with acting(county.viewer(CLERK)):
        walk.case_id = file.assessments.get().review_id
    file = file_of(walk)
    assert (file.due_for, file.due_on) == ("yearly", dt.date(2023, 8, 15))

    walk.step("2022-08-16", "start_review")
    walk.opinion("2022-08-16")
    walk.step("2022-08-16", "file_not_adverse")
    walk.decide("2022-08-18", "confirm_change")
    paid = walk.paid("2022-10-31")
    assert [paid[f"2022-{m:02}"] for m in (7, 8, 9, 10)] == [85163, 85163, 112997, 112997]

    desk = make_desk(county, programmes=("tekun",))
    run = plan(desk, "2022-09")
    due = [line for line in lines(run, programme="tekun") if line.household_id == walk.family.household.pk]  # fmt: skip
    assert due, "the run of September knows him"


def test_what_is_not_clear_moves_nothing_and_is_looked_at_again(old_man):
    file = file_of(old_man)
    assess(old_man, "2022-08-15", file, cannot=("eat", "dress", "bathe"), unknown=("toilet",))
    page = old_man.get("2022-08-15", CLERK, url("file", file.pk)).text
    assert "3 至 4 项" in page
    assert "看由此启动的复核" not in page
    assert file_of(old_man).due_for == "again"


def test_who_does_not_agree_is_assessed_by_others(old_man, county):
    file = file_of(old_man)
    assess(old_man, "2022-08-15", file)
    with acting(county.viewer(CLERK)):
        first = file.assessments.get()
    with pytest.raises(Refused, match="还没有告知"):
        old_man.send("2022-08-16", VILLAGE, url("object", first.pk), words="我不会自己洗澡")
    old_man.send("2022-08-16", CLERK, url("tell", first.pk), how="in_person")
    old_man.send("2022-08-17", VILLAGE, url("object", first.pk), words="我不会自己洗澡")
    assert file_of(old_man).due_for == "objection"
    with pytest.raises(Refused, match="要换人"):
        assess(old_man, "2022-08-19", file, cannot=("bathe",), occasion="objection")
    others = {"assessor_1": "周敏", "assessor_2": "吴强"}
    assess(old_man, "2022-08-19", file, cannot=("bathe",), occasion="objection", **others)
    with acting(county.viewer(CLERK)):
        last = file.assessments.order_by("-on").first()
    assert (last.level, last.before) == ("self_care_partial", "self_care_full")


def test_what_is_sent_twice_is_kept_once(old_man, county):
    file, mine = file_of(old_man), str(uuid.uuid4())
    for _ in range(2):
        assess(old_man, "2022-08-15", file, cannot=WORSE, client_id=mine)
    with acting(county.viewer(CLERK)):
        assert file.assessments.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"assessor_2": ""}, "两人以上"),
        ({"i_eat": ""}, "还没有选"),
        ({"i_eat": "perhaps"}, "perhaps"),
        ({"on": "2099-01-01"}, "还没有到"),
        ({"on": "2022-06-01"}, "早于建档"),
        ({"on": "昨天"}, "日期"),
        ({"signed": ""}, "签名、手印（拍照）：请本人或照护人签名"),
        ({"signed": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "a.jpg"),
        ({"signed": SimpleUploadedFile("a.jpg", b"", "image/jpeg")}, "签名、手印（拍照）：.*空"),
        ({"occasion": "whim"}, "whim"),
        ({"client_id": "1"}, "UUID"),
    ],
)
def test_rubbish_is_refused_in_words_and_nothing_is_written(old_man, county, changes, said):
    file = file_of(old_man)
    with pytest.raises(Refused, match=said):
        assess(old_man, "2022-08-15", file, cannot=WORSE, **changes)
    with acting(county.viewer(CLERK)):
        assert not file.assessments.exists()
