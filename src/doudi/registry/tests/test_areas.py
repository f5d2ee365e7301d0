"""Places change under the people who live there: names, mergers, a whole new table; and its pages."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import list_files
from doudi.foundation.models import Area, AuditEvent
from doudi.foundation.services.areas import add_area, end_area, import_areas, rename_area
from doudi.registry.models import Fact, Household, Membership, Person
from doudi.registry.tests.families import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY,
    SHIBAN,
    VILLAGE,
    make_county,
)
from doudi.units.text import ProblemsError

ON = dt.date(2022, 9, 1)
SMALL = f"code,name\n{COUNTY},安和县\n900101104000,新设镇\n{VILLAGE},上寨社区\n".encode()


@pytest.fixture
def county(db):
    return make_county()


def officer(county):
    return county.viewer(Role.county_officer)


def area(code):
    return Area.objects.get(code=code, valid_to__isnull=True)


def test_a_file_adds_and_renames_and_twice_changes_nothing(county):
    with acting(officer(county)) as actor:
        plan = import_areas(actor=actor, content=SMALL, name="areas.csv", is_whole=False, on=ON)
        again = import_areas(actor=actor, content=SMALL, name="areas.csv", is_whole=False, on=ON)
    assert [p.name for p in plan.added] == ["新设镇"]
    assert [after.name for _, after in plan.changed] == ["上寨社区"]
    assert again.is_empty
    old, new = Area.objects.filter(code=VILLAGE).order_by("valid_from")
    assert (old.name, old.valid_to, new.valid_from) == ("上寨村", ON, ON)
    assert new.is_urban is False


def test_beyond_the_own_county_nothing_is_changed(county):
    with acting(officer(county)) as actor:
        with pytest.raises(ProblemsError, match="outside your area"):
            import_areas(
                actor=actor,
                content=f"{OTHER_COUNTY},平川区\n".encode(),
                name="a.csv",
                is_whole=False,
                on=ON,
            )
        with pytest.raises(ProblemsError, match="outside your area"):
            rename_area(
                actor=actor,
                area=area(OTHER_COUNTY),
                name="平川区",
                name_en="",
                is_urban=None,
                on=ON,
            )
    with acting(county.viewer(Role.township_clerk)) as clerk, pytest.raises(NotPermitted):
        add_area(actor=clerk, code="900101102203", name="新村", name_en="", is_urban=None, on=ON)


def test_a_village_that_is_merged_takes_its_people_along(county):
    with acting(officer(county)) as actor:
        before = {
            table: table.objects.filter(area_code=VILLAGE).count()
            for table in (Household, Person, Membership, Fact)
        }
        there = Household.objects.filter(area_code=NEXT_VILLAGE).count()
        moved = end_area(
            actor=actor, area=area(VILLAGE), successors=[NEXT_VILLAGE], reason="并村", on=ON
        )
        households, persons = before[Household], before[Person]
        nothing = dict.fromkeys(("cases", "accounts", "care_files"), 0)
        assert moved == {"households": households, "persons": persons} | nothing
        assert all(before.values())
        for table in before:
            assert not table.objects.filter(area_code=VILLAGE).exists()
        assert (
            Household.objects.filter(area_code=NEXT_VILLAGE).count() == there + moved["households"]
        )
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"foundation.area.changed", "registry.household.moved"} <= actions
    ended = Area.objects.get(code=VILLAGE)
    assert (ended.valid_to, ended.successors) == (ON, [NEXT_VILLAGE])


def test_with_two_successors_everybody_stays_until_moved(county):
    with acting(officer(county)) as actor:
        end_area(
            actor=actor, area=area(VILLAGE), successors=[NEXT_VILLAGE, SHIBAN], reason="分村", on=ON
        )
        assert Household.objects.filter(area_code=VILLAGE).exists()


@pytest.mark.parametrize(
    ("code", "successors", "reason", "says"),
    [
        (SHIBAN, [], "撤镇", "below it"),
        (VILLAGE, [VILLAGE], "并村", "another place"),
        (VILLAGE, ["900101102299"], "并村", "another place"),
        (VILLAGE, [OTHER_COUNTY], "并村", "outside"),
        (VILLAGE, ["rubbish"], "并村", "only digits"),
        (VILLAGE, [], " ", "ground"),
    ],
)
def test_what_cannot_be_ended_is_refused(county, code, successors, reason, says):
    with acting(officer(county)) as actor, pytest.raises(ProblemsError, match=says):
        end_area(actor=actor, area=area(code), successors=successors, reason=reason, on=ON)


def test_a_place_is_added_once(county):
    with acting(officer(county)) as actor:
        add_area(actor=actor, code="900101102203", name="新村", name_en="", is_urban=False, on=ON)
        with pytest.raises(ProblemsError, match="in use"):
            add_area(
                actor=actor, code="900101102203", name="新村", name_en="", is_urban=False, on=ON
            )
        with pytest.raises(ProblemsError, match="name is needed"):
            add_area(actor=actor, code="900101102204", name=" ", name_en="", is_urban=False, on=ON)


@pytest.fixture
def desk(county, client):
    client.force_login(county.account(Role.county_officer))
    return client


def upload(desk, content, **more):
    file = SimpleUploadedFile("areas.csv", content)
    return desk.post("/desk/areas/import/", {"file": file, **more})


def test_a_file_is_shown_before_it_is_done(desk):
    shown = upload(desk, SMALL).content.decode()
    assert "新设镇" in shown
    assert "上寨村 → 上寨社区" in shown
    assert not Area.objects.filter(name="新设镇").exists()
    stored = set(list_files())
    answer = desk.post("/desk/areas/import/", {"confirm": "1"})
    assert answer.status_code == 302
    assert Area.objects.get(name="新设镇").valid_from == get_today()
    assert len(stored - set(list_files())) == 1
    assert desk.post("/desk/areas/import/", {"confirm": "1"}).status_code == 302


def test_a_bad_file_is_explained_on_the_page(desk):
    page = upload(desk, "code,name\n123,短\n".encode()).content.decode()
    assert "areas.csv:2" in page
    assert "12位" in page


def test_the_tree_shows_the_county_and_what_is_below(desk):
    page = desk.get("/desk/areas/").content.decode()
    for name in ("安和县", "石板镇", "上寨村", "河口社区"):
        assert name in page
    assert "平川县" not in page


def test_a_place_is_renamed_and_ended_on_its_pages(desk):
    desk.post(f"/desk/areas/{VILLAGE}/rename/", {"name": "上寨社区", "is_urban": "yes"})
    page = desk.get(f"/desk/areas/{VILLAGE}/").content.decode()
    assert "上寨社区" in page
    assert "上寨村" in page
    answer = desk.post(
        f"/desk/areas/{NEXT_VILLAGE}/end/",
        {"successors": "900101103201", "reason": "并村"},
        follow=True,
    )
    assert "已转到继任区划" in answer.content.decode()


@pytest.mark.parametrize("code", ["x", "900101", "900199000000", OTHER_COUNTY, "９"])
def test_an_address_of_no_place_or_a_foreign_one_is_not_found(desk, code):
    wanted = 200 if code == "900101" else 404
    assert desk.get(f"/desk/areas/{code}/").status_code == wanted


def test_the_trail_is_read_filtered_and_noted(county, client):
    client.force_login(county.account(Role.audit_admin))
    page = client.get("/desk/audit/").content.decode()
    assert "登记居民" in page
    assert client.get("/desk/audit/?first_day=rubbish&number=1").status_code == 200
    with acting(county.actor):
        event = AuditEvent.objects.filter(
            action="registry.household.created", area_code=VILLAGE
        ).first()
    detail = client.get(f"/desk/audit/{event.pk}/").content.decode()
    assert "registry.household.created" in detail
    asked = client.get("/desk/audit/?action=registry.household.created").content.decode()
    assert "登记居民" not in asked.split("<table")[1]
    with acting(county.actor):
        assert AuditEvent.objects.filter(action="foundation.audit.viewed").count() == 4
    assert client.get("/desk/audit/?format=xlsx").status_code == 200
