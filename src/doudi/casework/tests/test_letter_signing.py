"""Draft, check, sign, serve: two people, one office, numbers without gaps."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.db import connection

from doudi.casework.domain.offices import OfficeLines
from doudi.casework.letters_work import work_with_letters
from doudi.casework.models import Letter
from doudi.casework.papers.codes import read_code
from doudi.casework.papers.layout import page_of
from doudi.casework.papers.word import docx_of
from doudi.casework.services import letters as services
from doudi.casework.services.offices import set_office
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.tests.families import COUNTY, make_county, make_posting
from doudi.units.text import ProblemsError

ON = dt.date(2022, 10, 21)


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def letter(county):
    """The refusal of a case: drafted by the county's lead, who decided."""
    case = bring_to(county, county.families["赵明远"], "granted")
    with acting(county.viewer(Role.county_lead)) as lead:
        return services.draft_letter(actor=lead, case=case, kind="refusal_letter", on=ON)


def check(county, letter):
    with acting(county.viewer(Role.county_officer)) as officer:
        return services.check_letter(actor=officer, letter=letter, on=ON)


def test_the_road_of_a_letter(county, letter):
    assert letter.serve_by == dt.date(2022, 10, 26)
    check(county, letter)
    with acting(county.viewer(Role.county_lead)) as lead:
        signed = services.sign_letter(actor=lead, letter=letter, on=ON)
        assert signed.number == "安和民救〔2022〕1号"
        assert signed.content["date"] == "二〇二二年十月二十一日"
        assert signed.content["number"] == signed.number
    with acting(county.viewer(Role.township_clerk)) as clerk:
        frozen = services.content_of(clerk, signed, dt.date(2030, 1, 1))
        assert frozen == signed.content
        served = services.serve_letter(
            actor=clerk, letter=signed, on=dt.date(2022, 10, 24), how="in_person", to="赵明远"
        )
    assert served.state == "served"
    with acting(county.viewer(Role.county_lead)):
        events = AuditEvent.objects.filter(object_type="letter", object_id=str(letter.pk))
        done = set(events.values_list("action", flat=True))
    assert {f"casework.letter.{done}" for done in ("checked", "signed", "served")} <= done


def test_each_finds_what_waits_for_them(county, letter):
    def waiting(role):
        with acting(county.viewer(role)) as viewer:
            return {i.url.rpartition("=")[2]: i.count for i in work_with_letters(viewer)}

    assert waiting(Role.county_officer)["check"] == 2  # with the letter that the decision made
    assert "check" not in waiting(Role.county_lead)  # their own draft
    check(county, letter)
    assert waiting(Role.county_lead)["sign"] == 1
    assert waiting(Role.county_officer)["check"] == 1


def test_nobody_checks_their_own_draft_or_signs_what_they_checked(county, letter):
    with acting(county.viewer(Role.county_lead)) as lead:
        with pytest.raises(ProblemsError, match="own draft"):
            services.check_letter(actor=lead, letter=letter, on=ON)
        with pytest.raises(ProblemsError, match="cannot be done now"):
            services.sign_letter(actor=lead, letter=letter, on=ON)
    other = viewer_of(make_posting_in(county))
    with acting(other):
        services.check_letter(actor=other, letter=letter, on=ON)
        with pytest.raises(ProblemsError, match="does not sign it"):
            services.sign_letter(actor=other, letter=letter, on=ON)


def make_posting_in(county):
    with acting(county.actor) as actor:
        posting = make_posting(actor, Role.county_lead, COUNTY, "second-lead")
        audit.record(actor, "foundation.posting.granted", details={"test": "second"})
    return posting


def test_refusals(county, letter):
    check(county, letter)
    township = county.viewer(Role.township_lead)
    with acting(township), pytest.raises(ProblemsError, match="Another office"):
        services.sign_letter(actor=township, letter=letter, on=ON)
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(NotPermitted):
            services.sign_letter(actor=officer, letter=letter, on=ON)
        with pytest.raises(ProblemsError, match="Say why"):
            services.return_letter(actor=officer, letter=letter, reason=" ")
        back = services.return_letter(actor=officer, letter=letter, reason="金额写错")
        assert (back.state, back.checked_by_id, back.returned_because) == (
            "draft",
            None,
            "金额写错",
        )
        with pytest.raises(ProblemsError, match="not signed yet"):
            services.serve_letter(actor=officer, letter=letter, on=ON, how="post")
        with pytest.raises(ProblemsError, match="how it was served"):
            services.serve_letter(actor=officer, letter=letter, on=ON, how="pigeon")
    check(county, letter)
    with acting(county.viewer(Role.county_lead)) as lead:
        for day in (dt.date(2022, 10, 20), dt.date(2999, 1, 1)):
            with pytest.raises(ProblemsError):
                services.sign_letter(actor=lead, letter=letter, on=day)
        letter.refresh_from_db()
    assert (letter.state, letter.number) == ("checked", "")


def test_the_prefix_is_the_offices_own_and_nobody_elses(county, letter):
    lines = OfficeLines("安和县民政局", "安民救", "安和县人民政府", "安和县人民法院", phone="12345")
    with acting(county.viewer(Role.county_officer)) as officer:
        set_office(actor=officer, area=COUNTY, lines=lines, version=None)
        with pytest.raises(ProblemsError, match="Another office"):
            set_office(actor=officer, area="900101102000", lines=lines, version=None)
        with pytest.raises(ProblemsError, match="just changed"):
            set_office(actor=officer, area=COUNTY, lines=lines, version=7)
    check(county, letter)
    with acting(county.viewer(Role.county_lead)) as lead:
        assert services.sign_letter(actor=lead, letter=letter, on=ON).number == "安民救〔2022〕1号"


def test_a_receipt_is_handed_out_at_once(county):
    case = bring_to(county, county.families["赵明远"], "accepted")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        slip = Letter.objects.get(case=case, kind="acceptance_slip")
        with pytest.raises(ProblemsError, match="no signature"):
            services.check_letter(actor=clerk, letter=slip, on=ON)
        served = services.serve_letter(actor=clerk, letter=slip, on=ON, how="in_person")
    assert served.content["blocks"]
    assert case.application.receipt in str(served.content)


def slip_of(county, settings, site):
    settings.DOUDI = replace(settings.DOUDI, site=site)
    case = bring_to(county, county.families["赵明远"], "accepted")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        slip = Letter.objects.get(case=case, kind="acceptance_slip")
        return case, services.serve_letter(actor=clerk, letter=slip, on=ON, how="in_person").content


def test_the_slip_carries_a_link_to_the_applicants_page_where_the_site_has_an_address(
    county, settings
):
    case, content = slip_of(county, settings, "https://anhe.example")
    [link] = [b["text"] for b in content["blocks"] if b["kind"] == "link"]
    assert link == f"https://anhe.example/my/{case.application.receipt}/"
    page = page_of(content)
    assert "<svg" in page.split('class="cp-link"')[1]
    assert docx_of(content)
    assert read_code(link) == "", "a scanned slip is filed by its own code"


def test_without_an_address_the_slip_carries_the_code_alone(county, settings):
    case, content = slip_of(county, settings, "")
    assert not [b for b in content["blocks"] if b["kind"] == "link"]
    assert case.application.receipt in str(content)


def test_two_signers_at_once_leave_no_gap(own_database):
    county = make_county()
    case = bring_to(county, county.families["赵明远"], "granted")
    lead = county.viewer(Role.county_lead)
    with acting(lead):
        drafts = [
            services.draft_letter(actor=lead, case=case, kind="ended_letter", on=ON)
            for _ in range(8)
        ]
    for draft in drafts:
        check(county, draft)

    def sign(mine):
        try:
            for draft in mine:
                with acting(lead):
                    services.sign_letter(actor=lead, letter=draft, on=ON)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(drafts[i::2],)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting(lead):
        numbers = set(Letter.objects.exclude(number="").values_list("number", flat=True))
    assert numbers == {f"安和民救〔2022〕{n}号" for n in range(1, 9)}
