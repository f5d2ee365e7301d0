"""Lists of other departments: a match is a lead for a person to verify, and changes nothing by itself."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doudi.casework.models import Award, Case, Lead, ListFile
from doudi.casework.services import department_lists as service
from doudi.casework.services.leads import review_for_lead, verify_lead
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.models import Document, Person
from doudi.registry.services.persons import reveal_number
from doudi.registry.tests.families import QINGGANG, SHIBAN, identity_number, make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 10, 10)  # a Monday
TODAY = dt.datetime(2022, 10, 10, 2, tzinfo=dt.UTC)
HEADER = "公民身份号码,姓名,死亡时间"


@pytest.fixture
def county(own_database):
    with time_machine.travel(TODAY):
        yield make_county()


@pytest.fixture
def award(county):
    family = county.families["赵明远"]
    with acting(county.viewer(Role.county_officer)) as officer:
        made = Award.objects.create(
            area_code=family.household.area_code,
            household=family.household,
            programme="dibao",
            outcome="money",
            amount_fen=38067,
            from_month=dt.date(2022, 8, 1),
        )
        audit.record(officer, "casework.award.given", object_id=made.pk)
    return made


@pytest.fixture
def numbers(county):
    found = {}
    with acting(county.viewer(Role.county_officer)) as officer:
        for family in county.families.values():
            if not officer.sees(family.household.area_code):
                continue
            for person in family.persons:
                if person.identity_index:
                    found[person.name] = reveal_number(
                        actor=officer, person=person, what="identity", reason="核对名单"
                    )
    return found


def take(county, *rows, kind="deaths", header=HEADER, encoding="utf-8", viewer=None):
    actor = viewer or county.viewer(Role.county_officer)
    with acting(actor):
        made = service.upload_list(
            actor=actor,
            kind=kind,
            source="县公安局",
            received_on=ON,
            file_name="名单.csv",
            content="\n".join([header, *rows]).encode(encoding),
            on=ON,
        )
    run = perform_run(made.run_id)
    assert run.state == "done", [i.result for i in run.items.all()]
    with acting(actor):
        made.refresh_from_db()
    return made


def leads(county):
    with acting(county.viewer(Role.county_officer)):
        return list(Lead.objects.select_related("person", "award").order_by("pk"))


def state_of(county):
    """All that a lead must not touch."""
    with acting(county.viewer(Role.county_officer)):
        return (
            list(Award.objects.order_by("pk").values()),
            list(Case.objects.order_by("pk").values()),
            list(Person.objects.order_by("pk").values("pk", "died_on", "is_deceased", "state", "version")),
        )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_match_is_a_lead_and_nothing_else(county, award, numbers, encoding):
    before = state_of(county)
    stranger = identity_number(dt.date(1950, 5, 5), 7)
    made = take(
        county,
        f"{numbers['赵明远']},赵明元,2022-10-01",
        f"{numbers['赵明远']},赵明远,2022-10-01",
        f"{stranger},刘一,2022-10-02",
        encoding=encoding,
    )
    (lead,) = leads(county)
    assert made.counts == {"rows": 3, "matched": 2, "leads": 1, "open": 1, "others": 1}
    assert (lead.person.name, lead.award_id, lead.state) == ("赵明远", award.pk, "open")
    assert lead.found["name_differs"]
    assert lead.found["said"] == {"died_on": "2022-10-01"}
    assert lead.due_on == dt.date(2022, 10, 13)  # three working days
    assert lead.desk_id == county.posting(Role.township_clerk).pk
    assert numbers["赵明远"] not in str(lead.found)
    assert state_of(county) == before


def test_every_member_is_matched_and_a_household_that_only_applied_too(county, award, numbers):
    bring_to(county, county.families["周德福"], "applied", start=dt.date(2022, 9, 22))
    names = [p.name for p in county.families["赵明远"].persons if p.name in numbers]
    take(county, *(f"{numbers[n]},{n},2022-10-01" for n in [*names, "周德福"]))
    assert {lead.person.name for lead in leads(county)} == {*names, "周德福"}


def test_nobody_outside_the_area_of_whoever_uploads(county, award, numbers):
    clerk = county.viewer(Role.township_clerk, QINGGANG)
    made = take(county, f"{numbers['赵明远']},赵明远,2022-10-01", viewer=clerk)
    assert made.counts["others"] == 1
    assert not leads(county)
    assert not made.area_code.startswith(SHIBAN[:9])


def test_what_was_answered_once_is_not_asked_again(county, award, numbers):
    row = f"{numbers['赵明远']},赵明远,2022-10-01"
    take(county, row)
    assert take(county, row).counts["open"] == 1
    verify(county, leads(county)[0], outcome="untrue", heard_on=None)
    assert take(county, row).counts["settled"] == 1
    assert take(county, row.replace("10-01", "10-05")).counts["leads"] == 1  # another fact


def verify(county, lead, **said):
    answer = {
        "outcome": "true",
        "note": "已问家属",
        "asked": "其子",
        "heard_on": ON,
        "on": ON,
    } | said
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return verify_lead(actor=clerk, lead_id=lead.pk, **answer)


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": "dead"},
        {"note": " "},
        {"asked": ""},
        {"heard_on": None},
        {"heard_on": ON + dt.timedelta(days=1)},
    ],
)
def test_verifying_says_who_was_asked_and_heard(county, award, numbers, said):
    take(county, f"{numbers['赵明远']},赵明远,2022-10-01")
    with pytest.raises(ProblemsError):
        verify(county, leads(county)[0], **said)
    assert leads(county)[0].state == "open"


def test_a_true_lead_still_changes_nothing_until_a_person_opens_a_review(county, award, numbers):
    take(county, f"{numbers['赵明远']},赵明远,2022-10-01")
    (lead,) = leads(county)
    before = state_of(county)
    asked = {"lead": lead, "award": award, "note": "死亡属实", "on": ON}
    with acting(county.viewer(Role.township_clerk)) as clerk, pytest.raises(ProblemsError):
        review_for_lead(actor=clerk, **asked)
    asked["lead"] = verify(county, lead)
    assert state_of(county) == before
    with pytest.raises(ProblemsError):
        verify(county, lead)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        case = review_for_lead(actor=clerk, **asked)
    assert case.about == {"ground": "lead"}
    with acting(county.viewer(Role.county_officer)):
        assert Award.objects.get().state == "active"


BAD = {
    "a wrong check digit": "90010119500505001X,张三,2022-10-01",
    "no number": ",张三,2022-10-01",
    "a number that a spreadsheet spoilt": "5.2E+17,张三,2022-10-01",
    "no date": "{n},赵明远,",
    "a date of the future": "{n},赵明远,2029-10-01",
    "a word for a date": "{n},赵明远,昨天",
    "a formula as text": "=A1,赵明远,2022-10-01",
}


def test_rows_that_cannot_be_read_come_back_and_raise_nothing(county, award, numbers):
    made = take(county, *(row.format(n=numbers["赵明远"]) for row in BAD.values()))
    assert made.counts == {"rows": len(BAD), "bad": len(BAD)}
    assert made.faults_id
    assert numbers["赵明远"] not in str(made.problems)
    assert not leads(county)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("deaths", b""),
        ("deaths", b"\x00\x01"),
        ("deaths", "姓名,年龄\n张三,5".encode()),
        ("nothing", f"{HEADER}\n1,2,3".encode()),
        ("vehicles", f"{HEADER}\n1,2,3".encode()),
    ],
)
def test_files_that_are_no_list_leave_nothing_behind(county, kind, content):
    asked = {"kind": kind, "source": "公安", "received_on": ON, "file_name": "a.csv", "on": ON}
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError):
            service.upload_list(actor=officer, content=content, **asked)
        assert not ListFile.objects.exists()
        assert not Document.objects.exists()


def test_only_whoever_works_on_leads(county):
    asked = {"kind": "deaths", "source": "公安", "received_on": ON, "file_name": "a.csv", "on": ON}
    with acting(county.viewer(Role.village_cadre)) as cadre, pytest.raises(NotPermitted):
        service.upload_list(actor=cadre, content=b"x", **asked)


def test_a_list_on_pages_from_the_upload_to_the_answer(county, award, numbers):
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(county.account(Role.township_clerk))
    header = "身份证号码,机动车所有人,车型"
    file = SimpleUploadedFile(
        "车.csv", f"{header}\n{numbers['赵明远']},赵明远,轿车 13800138001".encode()
    )
    sent = {"kind": "vehicles", "source": "交管大队", "received_on": "2022-10-10", "file": file}
    answer = browser.post("/cases/leads/lists/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    with acting(county.viewer(Role.township_clerk)):
        made = ListFile.objects.get()
    assert "正在比对" in browser.get(answer.url).content.decode()
    assert perform_run(made.run_id).state == "done"
    (lead,) = leads(county)
    for address in ("/cases/leads/", answer.url, f"/cases/leads/{lead.pk}/"):
        page = browser.get(address).content.decode()
        assert "赵明远" in page
        assert numbers["赵明远"] not in page
        assert "13800138001" not in page
    assert "有一条待核实的线索" in browser.get(f"/cases/awards/{award.pk}/").content.decode()
    said_little = {"outcome": "true", "note": "", "asked": "本人"}
    assert browser.post(f"/cases/leads/{lead.pk}/verify/", said_little).status_code == 200
    done = browser.post(
        f"/cases/leads/{lead.pk}/verify/",
        {"outcome": "true", "note": "车已卖", "asked": "本人", "heard_on": "2022-10-10"},
    )
    assert done.status_code == 302
    assert "启动复核" in browser.get(f"/cases/leads/{lead.pk}/").content.decode()
