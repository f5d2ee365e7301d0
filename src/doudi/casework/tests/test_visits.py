"""A visit is kept once, says what is wrong with it, and takes nothing that it should not."""

import datetime as dt
import io
import uuid

import pytest
from PIL import Image

from doudi.casework.domain.visits import Findings, Position, Visitor
from doudi.casework.models import Case, Visit, VisitPaper
from doudi.casework.selectors.visits import list_waiting_visits, tell_visit
from doudi.casework.services.late_visits import look_at_late_visit
from doudi.casework.services.transition import list_possible, take_step
from doudi.casework.services.visits import Picture, record_seen_indicators
from doudi.casework.tests.cases import bring_to
from doudi.casework.tests.visits import PICTURE, SIGNED, TWO, picture, visit_home
from doudi.casework.work import work_with_late_visits
from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.clock import CHINA, get_now, get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import read_file
from doudi.foundation.models import AuditEvent
from doudi.registry.models import Document, Evidence, Fact
from doudi.registry.tests.families import QINGGANG, make_county
from doudi.units.text import ProblemsError

AT = dt.datetime(2022, 9, 26, 10, 30, tzinfo=CHINA)
GPS = 0x8825


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def case(county):
    return bring_to(county, county.families["赵明远"], "investigating")


@pytest.fixture
def worker(county):
    with acting(county.viewer(Role.grid_worker)) as viewer:
        yield viewer


def test_what_is_sent_twice_is_kept_once(case, worker):
    mine = uuid.uuid4()
    first = visit_home(worker, case, client_id=mine, at=AT, pictures=[PICTURE, SIGNED])
    again = visit_home(worker, case, client_id=mine, at=AT, pictures=[PICTURE, SIGNED])
    assert (first.is_new, again.is_new) == (True, False)
    assert again.visit.pk == first.visit.pk
    assert Visit.objects.count() == 1
    assert VisitPaper.objects.count() == 2
    event = AuditEvent.objects.get(action="casework.visit.recorded")
    assert event.household_id == case.household_id
    assert "李慧" not in str(event.details)


def test_the_camera_says_nothing_of_where_and_with_what(case, worker):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Maker of phones", 6  # lying on its side
    exif.get_ifd(GPS)[1] = "N"
    taken = picture((3000, 2000), exif=exif)
    assert b"Maker of phones" in taken
    visit = visit_home(worker, case, at=AT, pictures=[Picture("photo", taken, "a.jpg")]).visit
    kept = read_file(Document.objects.get(pk=visit.papers.get().document_id).path)
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.size == (1067, 1600)  # upright
        assert not seen.getexif()
    assert b"Maker of phones" not in kept


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        ("lies in the future", {"at": dt.datetime(2099, 1, 1, tzinfo=CHINA)}),
        ("before the case began", {"at": dt.datetime(2021, 1, 1, tzinfo=CHINA)}),
        ("At least two people", {"visitors": TWO[:1]}),
        ("are one person", {"visitors": [Visitor("李慧"), Visitor(" 李 慧")]}),
        ("Who made the visit", {"visitors": []}),
        ("place cannot be", {"position": Position(91_000_000, 0, 1)}),
        ("place cannot be", {"position": Position(26_600_000, None)}),
        ("gave no place", {"position": Position()}),
        ("Who was met", {"findings": Findings()}),
        ("say why", {"findings": Findings(met_name="赵明远")}),
        ("not both", {"findings": Findings(nobody_home=True, refused=True)}),
        ("no such answer", {"findings": Findings(met_name="赵", answers={"house": "palace", "no_signature": "病"})}),
        ("no such answer", {"findings": Findings(met_name="赵", answers={"vote": "yes", "no_signature": "病"})}),
        ("no such answer", {"findings": Findings(met_name="赵", indicators={"eat": "well"}, answers={"no_signature": "病"})}),
        ("What differs", {"findings": Findings(met_name="赵", answers={"differs": "differs", "no_signature": "病"})}),
        ("not a member", {"findings": Findings(met_person=2**40, answers={"no_signature": "病"})}),
        ("no such kind", {"kind": "raid"}),
        ("level that decides", {"kind": "decider"}),
        ("at most 12", {"pictures": [PICTURE] * 200}),
        ("no photograph", {"pictures": [Picture("photo", b"MZ this is no picture", "a.jpg")]}),
        ("no photograph", {"pictures": [Picture("photo", picture()[:200], "a.jpg")]}),
        ("is empty", {"pictures": [Picture("photo", b"", "a.jpg")]}),
        ("too many pixels", {"pictures": [Picture("photo", picture((9000, 9000), "PNG"), "a.png")]}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(case, worker, wanted, changes):
    with pytest.raises(ProblemsError, match=wanted):
        visit_home(worker, case, **({"at": AT} | changes))
    assert not Visit.objects.exists()
    assert not Document.objects.exists()


def test_the_number_of_another_case_is_refused(county, case, worker):
    second = bring_to(county, county.families["周德福"], "investigating")
    mine = uuid.uuid4()
    with acting(county.viewer(Role.township_clerk)) as clerk:
        visit_home(clerk, second, client_id=mine, at=AT)
    with acting(worker), pytest.raises(ProblemsError, match="belongs to another case"):
        visit_home(worker, case, client_id=mine, at=AT)
    assert Visit.objects.filter(case=case).count() == 0


def test_nobody_without_the_duty_visits(county, case):
    with acting(county.viewer(Role.auditor)) as auditor, pytest.raises(NotPermitted):
        visit_home(auditor, case, at=AT)


def test_nobody_at_home_is_no_visit_for_the_opinion(county, case):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        absent = Findings(nobody_home=True)
        visit_home(clerk, case, at=AT, findings=absent)
        assert [w.case for w in list_waiting_visits(clerk, AT.date())] == [case]
        assert "no home visit" in _opinion_needs(clerk, case)
        visit_home(clerk, case, at=AT + dt.timedelta(days=1))
        assert "no home visit" not in _opinion_needs(clerk, case)
        assert list_waiting_visits(clerk, AT.date()) == []


def _opinion_needs(viewer, case):
    possible = {p.action.name: p for p in list_possible(viewer, case, dt.date(2022, 10, 10))}
    return " ".join(t.en for t in possible["give_opinion"].problems)


@pytest.fixture
def late(county, case):
    """Written at the door on 26 September without a network; the case was withdrawn on the 27th before it was sent."""
    with acting(county.viewer(Role.township_clerk)) as clerk:
        take_step(
            actor=clerk, case=case, action="withdraw", on=dt.date(2022, 9, 27), note="本人撤回"
        )
    with acting(county.viewer(Role.grid_worker)) as worker:
        return visit_home(worker, case, at=AT)


def test_a_visit_that_comes_when_the_case_is_closed_lies_with_the_office(county, late):
    assert late.is_late
    with acting(county.viewer(Role.grid_worker)) as worker:
        assert work_with_late_visits(worker) == []  # the visitor has done his part
    with acting(county.viewer(Role.township_clerk, QINGGANG)) as elsewhere:
        assert work_with_late_visits(elsewhere) == []
    with acting(county.viewer(Role.township_clerk)) as clerk:
        [waiting] = work_with_late_visits(clerk)
        assert (waiting.count, waiting.url) == (1, "/cases/visits/late/")
        with pytest.raises(ProblemsError, match="Say what follows"):
            look_at_late_visit(actor=clerk, visit=late.visit, note="  ", on=AT.date())
        look_at_late_visit(actor=clerk, visit=late.visit, note="与撤回无关", on=AT.date())
        with pytest.raises(ProblemsError, match="already"):
            look_at_late_visit(actor=clerk, visit=late.visit, note="再看", on=AT.date())
        assert work_with_late_visits(clerk) == []
        assert Visit.objects.get().is_late
        assert AuditEvent.objects.filter(action="casework.visit.looked").count() == 1


def test_a_visit_on_the_day_of_the_end_is_late_when_it_comes_after_it(county, case):
    """The hour counts, not only the day."""
    now = get_now()
    with acting(county.viewer(Role.township_clerk)) as clerk:
        before = visit_home(clerk, case, at=now)
        take_step(actor=clerk, case=case, action="withdraw", on=get_today(), note="本人撤回")
        after = visit_home(clerk, case, at=now)
        assert (before.is_late, after.is_late) == (False, True)
        with pytest.raises(ProblemsError, match="did not come late"):
            look_at_late_visit(actor=clerk, visit=before.visit, note="看过", on=get_today())


def test_the_office_reads_it_and_says_what_follows(county, late, client):
    client.force_login(county.account(Role.township_clerk))
    page = client.get("/desk/").content.decode()
    assert "/cases/visits/late/" in page
    sheet = f"/cases/{late.visit.case_id}/visits/{late.visit.pk}/"
    assert sheet in client.get("/cases/visits/late/").content.decode()
    assert "这份记录怎么处理" in client.get(sheet).content.decode()
    anew = f"/cases/{late.visit.case_id}/reopen/"
    assert anew in client.get(f"/cases/{late.visit.case_id}/").content.decode()
    assert client.get(anew).status_code == 200
    answer = client.post(f"{sheet}looked/", {"note": ""})
    assert answer.status_code == 200
    assert "dd-fault" in answer.content.decode()
    assert client.post(f"{sheet}looked/", {"note": "字" * 501}).status_code == 200
    assert client.post(f"{sheet}looked/", {"note": "收入一致，不影响"}).status_code == 302
    read = client.get(sheet).content.decode()
    assert "收入一致，不影响" in read
    assert "这份记录怎么处理" not in read
    assert "没有。" in client.get("/cases/visits/late/").content.decode()


def test_a_neighbour_is_asked_by_one(case, worker):
    kept = visit_home(
        worker,
        case,
        at=AT,
        kind="neighbour",
        visitors=TWO[:1],
        findings=Findings(
            met_name="邻居老周", answers={"how": "in_person", "family_says": "常年在家"}
        ),
    )
    assert kept.visit.kind == "neighbour"


def test_the_county_visits_before_its_own_decision(county):
    case = bring_to(county, county.families["赵明远"], "filed")
    with acting(county.viewer(Role.county_officer)) as officer:
        at = dt.datetime(2022, 10, 20, 15, tzinfo=CHINA)
        assert visit_home(officer, case, kind="decider", at=at).is_new
    clerk = county.viewer(Role.township_clerk)
    with acting(clerk), pytest.raises(ProblemsError, match="level that decides"):
        visit_home(clerk, case, kind="spot_check", at=at)


def test_six_indicators_become_facts_of_the_person(county, case):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        Case.objects.filter(pk=case.pk).update(
            person=county.families["赵明远"].head, programmes=["tekun"]
        )
        case = Case.objects.get(pk=case.pk)
        seen = {"eat": "can", "dress": "cannot", "bathe": "unknown"}
        findings = Findings(met_name="赵明远", indicators=seen, answers={"no_signature": "病"})
        visit = visit_home(clerk, case, at=AT, findings=findings).visit
        told = tell_visit(clerk, case, visit)
        assert (told.self_care.least, told.self_care.most) == (1, 5)
        assert told.self_care.level is None
        assert record_seen_indicators(actor=clerk, case=case, visit=visit, on=AT.date()) == 2
        with pytest.raises(ProblemsError, match="already"):
            record_seen_indicators(actor=clerk, case=case, visit=visit, on=AT.date())
        facts = dict(Fact.objects.filter(evidence=visit.evidence).values_list("name", "value"))
    assert facts == {"can_eat": 1, "can_dress": 0}
    assert Evidence.objects.get(pk=visit.evidence_id).kind == "visit"


def test_illness_is_for_those_who_work_on_the_file(county, case):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        answers = {"health_seen": ["bedridden"], "food": "enough", "no_signature": "卧床"}
        findings = Findings(met_name="赵明远", answers=answers)
        visit = visit_home(clerk, case, at=AT, findings=findings).visit
        assert len(tell_visit(clerk, case, visit).lines) == 3
    with acting(county.viewer(Role.grid_worker)) as worker:
        told = tell_visit(worker, case, visit)
    assert [label.en for label, _ in told.lines] == ["Food", "why nobody signed"]
    assert told.hides_something


@pytest.mark.parametrize("spoilt", ["nothing", "bytes", "photos"])
def test_what_a_phone_sends_is_answered_in_words(county, case, client, spoilt):
    client.force_login(county.account(Role.village_cadre))
    address = f"/cases/{case.pk}/visits/"
    sent = {
        "client_id": str(uuid.uuid4()), "kind": "home", "at": "2022-09-26T10:30", "visitor_1": "李慧", "visitor_2": "王秀英",
        "outcome": "met", "met_name": "赵明远", "place": "赵家院坝", "no_signature": "手受伤", "q_food": "enough",
    }  # fmt: skip
    if spoilt == "nothing":
        answer = client.post(address, {})
        assert answer.status_code == 422
        assert {p["where"] for p in answer.json()["problems"]} >= {"client_id", "at"}
        sent |= {"client_id": "x", "at": "=1+1", "latitude": "up", "q_food": "caviar"}
        assert client.post(address, sent).status_code == 422
    elif spoilt == "photos":
        many = [io.BytesIO(picture((8, 8))) for _ in range(200)]
        assert client.post(address, sent | {"photos": many}).status_code == 400
    else:
        good = client.post(address, sent | {"photos": [io.BytesIO(picture())]})
        again = client.post(address, sent | {"photos": [io.BytesIO(picture())]})
        assert (good.status_code, again.status_code) == (201, 200)
        assert good.json()["url"] == again.json()["url"]
        page = client.get(good.json()["url"]).content.decode()
        assert "够吃" in page
        assert "赵家院坝" in page
    with acting(county.viewer(Role.township_clerk)):
        assert Visit.objects.count() == (1 if spoilt == "bytes" else 0)


def test_the_plain_form_needs_no_script(county, case, client):
    client.force_login(county.account(Role.township_clerk))
    page = client.get(f"/cases/{case.pk}/visit/")
    assert "geolocation=(self)" in page["Permissions-Policy"]
    form = page.context["form"]
    sent = {
        "client_id": form["client_id"].value(), "kind": "home", "at": "2022-09-26 10:30", "visitor_1": "李慧",
        "visitor_2": "王秀英", "outcome": "met", "met_name": "赵明远", "place": "家里",
        "family_signature": io.BytesIO(picture(kind="PNG")),
    }  # fmt: skip
    bad = client.post(f"/cases/{case.pk}/visit/", sent | {"visitor_2": ""})
    assert "入户调查要两个人以上" in bad.content.decode()
    sent["family_signature"] = io.BytesIO(picture(kind="PNG"))
    assert client.post(f"/cases/{case.pk}/visit/", sent).status_code == 302
    shown = client.get(f"/cases/{case.pk}/").content.decode()
    assert "李慧、王秀英" in shown
