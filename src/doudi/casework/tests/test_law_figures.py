"""What officers type into the boxes of the law: every fault is told where it stands, and nothing is written."""

import datetime as dt

import pytest

from doudi.casework.domain.law_figures import read_written
from doudi.casework.models import LawChange
from doudi.casework.services import law_changes as service
from doudi.casework.tests.law_changes import ON, SOURCE, draft
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.rulebook import get_rulebook
from doudi.registry.tests.families import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    SHIBAN,
    VILLAGE,
    make_county,
)
from doudi.rules.values import steps_of
from doudi.units.text import ProblemsError


@pytest.fixture
def county(db):
    return make_county()


def declared(name):
    return get_rulebook().values.declarations[name]


@pytest.mark.parametrize(
    ("name", "typed", "written"),
    [
        ("dibao_line", "679", "679"),
        ("dibao_line", " ５，２９２／12 ", "5292/12"),
        ("single_person_share", "60", "60%"),
        ("single_person_share", "0.6%", "0.6%"),
        ("single_person_share", "3/5", "3/5"),
        ("single_person_share", "0", "0%"),
        ("edge_factor", "1.5", "1.5"),
        ("dibao_method", "difference", "difference"),
        ("conscripts_count", "no", False),
        ("dibao_rounding", "yuan|ceil", {"to": "yuan", "mode": "ceil"}),
        ("notice_days", "7", "7"),
    ],
)
def test_what_is_typed_is_read(name, typed, written):
    found = read_written(declared(name), typed, "figure")
    assert found == written
    steps_of(declared(name), found, "")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("dibao_line", ""),
        ("dibao_line", "679元"),
        ("dibao_line", "-5"),
        ("dibao_line", "1e9"),
        ("dibao_line", "=1+1"),
        ("dibao_line", "99999999999"),
        ("dibao_line", "5/0"),
        ("dibao_line", "9" * 200),
        ("single_person_share", "0.6"),  # 0.6 % or 60 %?
        ("single_person_share", "1"),
        ("single_person_share", "160"),
        ("single_person_share", "六成"),
        ("edge_factor", "0.5"),
        ("edge_factor", "1/0"),
        ("dibao_method", "补差"),
        ("conscripts_count", "maybe"),
        ("dibao_rounding", "yuan|sideways"),
        ("notice_days", "0"),
        ("notice_days", "7.5"),
        ("notice_days", "三"),
    ],
)
def test_rubbish_is_refused_at_its_box(name, typed):
    with pytest.raises(ProblemsError) as refused:
        read_written(declared(name), typed, "the box")
    assert refused.value.problems[0].where == "the box"


@pytest.mark.parametrize(
    "area", [OTHER_COUNTY, OTHER_TOWNSHIP, VILLAGE, "900101999000", "", "乱写"]
)
def test_only_a_county_or_township_of_the_officers_own(county, area):
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError) as refused:
            service.draft_law_change(actor=officer, area_code=area, title="标准", source=SOURCE)
        assert refused.value.problems[0].where == "area_code"
        assert not LawChange.objects.exists()
        service.draft_law_change(actor=officer, area_code=SHIBAN, title="标准", source=SOURCE)


@pytest.mark.parametrize(("title", "source"), [("", SOURCE), ("标准", " "), ("标" * 101, SOURCE)])
def test_a_document_needs_its_name_and_number(county, title, source):
    with acting(county.viewer(Role.county_officer)) as officer, pytest.raises(ProblemsError):
        service.draft_law_change(actor=officer, area_code=COUNTY, title=title, source=source)


def test_a_scan_that_is_none_is_refused(county):
    heading = {"area_code": COUNTY, "title": "标准", "source": SOURCE}
    refusing = pytest.raises(ProblemsError)
    with acting(county.viewer(Role.county_officer)) as officer, refusing as refused:
        service.draft_law_change(actor=officer, **heading, file=("a.pdf", b"no pdf"))
    assert refused.value.problems[0].where == "file"


def put(county, change, since=ON, until=None, number=None, **more):
    with acting(county.viewer(Role.county_officer)) as officer:
        return service.put_figure(
            actor=officer,
            change_id=change.pk,
            value="dibao_line",
            written={"urban": "700", "rural": "500"} | more.pop("written", {}),
            since=since,
            until=until,
            comparator=more.pop("comparator", "<"),
            number=number,
        )


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"until": dt.date(2022, 6, 30)}, "until"),
        ({"since": dt.date(1900, 1, 1)}, "since"),
        ({"since": dt.date(2150, 1, 1)}, "since"),
        ({"comparator": ""}, "comparator"),
        ({"comparator": "~"}, "comparator"),
        ({"written": {"rural": ""}}, "rural"),
        ({"written": {"urban": "99999999999"}}, "urban"),
    ],
)
def test_each_fault_names_its_box_and_nothing_is_written(county, options, where):
    change = draft(county, since=dt.date(2030, 1, 1))
    with pytest.raises(ProblemsError) as refused:
        put(county, change, **options)
    assert where in [p.where for p in refused.value.problems]
    change.refresh_from_db()
    assert len(change.figures) == 1


def test_periods_may_not_overlap(county):
    change = put(county, draft(county), number=0, until=dt.date(2022, 12, 31))
    for since in (ON, dt.date(2022, 12, 31)):
        with pytest.raises(ProblemsError, match="overlap"):
            put(county, change, since=since)
    assert len(put(county, change, since=dt.date(2023, 1, 1)).figures) == 2


def test_an_unknown_value_or_a_change_of_others_is_refused(county):
    change = draft(county)
    with (
        acting(county.viewer(Role.county_officer)) as officer,
        pytest.raises(ProblemsError, match="no such value"),
    ):
        service.put_figure(
            actor=officer, change_id=change.pk, value="nonsense", written={}, since=ON
        )
    with acting(county.viewer(Role.county_officer, OTHER_COUNTY)) as stranger:
        with pytest.raises(ProblemsError, match="outside your area"):
            service.remove_figure(actor=stranger, change_id=change.pk, number=0)
        with pytest.raises(ProblemsError, match="outside your area"):
            service.withdraw_law_change(actor=stranger, change_id=change.pk)


def test_an_empty_draft_is_not_worked_out(county):
    with acting(county.viewer(Role.county_officer)) as officer:
        change = service.draft_law_change(
            actor=officer, area_code=COUNTY, title="标准", source=SOURCE
        )
        with pytest.raises(ProblemsError, match="at least one"):
            service.ask_law_check(actor=officer, change_id=change.pk, on=None, today=ON)
    change = draft(county)
    nothing = pytest.raises(ProblemsError, match="none of the figures")
    with acting(county.viewer(Role.county_officer)) as officer, nothing:
        service.ask_law_check(actor=officer, change_id=change.pk, on=dt.date(2020, 1, 1), today=ON)
