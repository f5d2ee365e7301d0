"""What an old system paid, beside what the law says: nothing is cut or raised, each difference lies before a person."""

import datetime as dt

import pytest

from doudi.casework.models import Award, Case, Takeover, TakeoverRow
from doudi.casework.services import takeovers as service
from doudi.foundation.access import NotPermitted, acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import read_file
from doudi.foundation.jobs import perform_run
from doudi.registry.imports.reading import read_sheet
from doudi.registry.models import Document
from doudi.registry.services.persons import reveal_number
from doudi.registry.tests.families import identity_number, make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 7, 1)
HEADER = "身份证号,项目,月金额,起始月,已发至,批准日期"


@pytest.fixture
def county(own_database):
    return make_county()


@pytest.fixture
def numbers(county):
    """The heads' identity numbers, by name."""
    found = {}
    with acting(county.viewer(Role.county_officer)) as officer:
        for name, family in county.families.items():
            if officer.sees(family.household.area_code) and family.head.identity_index:
                found[name] = reveal_number(
                    actor=officer, person=family.head, what="identity", reason="核对接续名单"
                )
    return found


def take(county, *rows, kind="awards", header=HEADER, name="在享.csv", encoding="utf-8"):
    content = "\n".join([header, *rows]).encode(encoding)
    with acting(county.viewer(Role.county_officer)) as officer:
        made = service.upload_takeover(
            actor=officer, kind=kind, file_name=name, content=content, on=ON
        )
    return finished(county, made, made.check_run)


def finished(county, takeover, run):
    run = perform_run(run.pk)
    assert run.state == "done", [i.result for i in run.items.all()]
    with acting(county.viewer(Role.county_officer)):
        takeover.refresh_from_db()
    return takeover


def apply(county, takeover, mode="good_rows"):
    with acting(county.viewer(Role.county_officer)) as officer:
        run = service.apply_takeover(actor=officer, takeover_id=takeover.pk, mode=mode)
    return finished(county, takeover, run)


def rows_of(county, takeover):
    with acting(county.viewer(Role.county_officer)):
        return list(TakeoverRow.objects.filter(takeover=takeover).order_by("line"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_awards_are_taken_over_exactly_as_they_were(county, numbers, encoding):
    (name, number), *_ = numbers.items()
    made = take(county, f"{number},低保,380.67,2020-03,2022-06,2020-02-18", encoding=encoding)
    assert (made.state, made.counts["good"], made.counts["bad"]) == (Takeover.State.checked, 1, 0)
    apply(county, made)
    with acting(county.viewer(Role.county_officer)):
        award = Award.objects.select_related("taken_over").get()
    assert award.household_id == county.families[name].household.pk
    assert award.amount_fen == 38_067
    assert (award.from_month, award.paid_through) == (dt.date(2020, 3, 1), dt.date(2022, 6, 1))
    assert award.taken_over.line == 2
    assert award.state == Award.State.active


def test_what_the_register_does_not_know_lies_before_a_person(county, numbers):
    stranger = identity_number(dt.date(1950, 5, 5), 7)
    (_, number), *_ = numbers.items()
    made = take(
        county, f"{stranger},低保,300,2020-03,2022-06,", f"{number},低保,1,2020-03,2022-06,"
    )
    unknown, known = rows_of(county, made)
    assert unknown.difference == "not_in_register"
    assert known.difference in ("higher", "not_eligible", "undetermined")
    assert known.state == TakeoverRow.State.open
    assert apply(county, made).counts["awards"] == 1


def test_a_person_settles_each_difference_and_a_review_is_a_case(county, numbers):
    (_, number), *_ = numbers.items()
    made = take(county, f"{number},低保,1,2020-03,2022-06,")
    row = rows_of(county, made)[0]
    answer = {"row_id": row.pk, "on": ON}
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError, match="give a reason"):
            service.settle_difference(actor=officer, settled_as="keep", note=" ", **answer)
        with pytest.raises(ProblemsError, match="choose how"):
            service.settle_difference(actor=officer, settled_as="stop", note="x", **answer)
        with pytest.raises(ProblemsError, match="nothing to review"):
            service.settle_difference(actor=officer, settled_as="review", note="x", **answer)
    apply(county, made)
    with acting(county.viewer(Role.county_officer)) as officer:
        case = service.settle_difference(
            actor=officer, settled_as="review", note="金额不符", **answer
        )
        with pytest.raises(ProblemsError, match="settled already"):
            service.settle_difference(actor=officer, settled_as="keep", note="x", **answer)
        assert Case.objects.get() == case
        assert Award.objects.get().amount_fen == 100  # still paid as it was


BAD = {
    "an identity number with a wrong digit": "90010119500505001X,低保,300,2020-03,2022-06,",
    "no number": ",低保,300,2020-03,2022-06,",
    "an unknown programme": "{n},养老金,300,2020-03,2022-06,",
    "no amount": "{n},低保,,2020-03,2022-06,",
    "a negative amount": "{n},低保,-3,2020-03,2022-06,",
    "an endless amount": "{n},低保,99999999999,2020-03,2022-06,",
    "a formula": "{n},低保,=1+1,2020-03,2022-06,",
    "a month of the future": "{n},低保,300,2020-03,2023-06,",
    "paid before it began": "{n},低保,300,2020-03,2019-06,",
    "no date": "{n},低保,300,2020-03,2022-06,昨天",
    "a decision of the future": "{n},低保,300,2020-03,2022-06,2029-01-01",
}  # fmt: skip


def test_bad_rows_come_back_with_their_reasons_and_nothing_of_them_is_kept(county, numbers):
    number = next(iter(numbers.values()))
    good = f"{number},低保,300,2020-03,2022-06,"
    made = take(county, good, *(row.format(n=number) for row in BAD.values()), good)
    assert made.counts["bad"] == len(BAD) + 1  # and the same award twice
    assert len(rows_of(county, made)) == 1
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError, match="none is taken over"):
            service.apply_takeover(actor=officer, takeover_id=made.pk, mode="all_or_none")
        with pytest.raises(ProblemsError, match="choose how"):
            service.apply_takeover(actor=officer, takeover_id=made.pk, mode="")
        faults = Document.objects.get(pk=made.faults_id)
    sheet = read_sheet(read_file(faults.path), "x.xlsx", score=lambda cells: len(cells))
    assert sheet.header[-1] == "问题"
    assert all(sheet.columns[-1].to_pylist())
    assert not [p for p in made.problems if number in p["zh"] + p["en"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "姓名,年龄\n张三,5".encode(),
        b"PK\x03\x04" + b"x" * 500,
    ],
)
def test_files_that_are_no_list_leave_nothing_behind(county, content):
    with acting(county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError):
            service.upload_takeover(
                actor=officer, kind="awards", file_name="a.csv", content=content, on=ON
            )
        assert not Takeover.objects.exists()
        assert not Document.objects.exists()


def test_open_cases_are_listed_with_our_word_for_their_stage(county, numbers):
    number = next(iter(numbers.values()))
    rows = (f"{number},低保,公示中,2022-06-01", f"{number},低保,在天上,2022-06-01")
    made = take(county, *rows, kind="cases", header="身份证号,项目,办理环节,申请日期")
    (row,) = rows_of(county, made)
    assert (row.old["state"], row.difference, made.counts["bad"]) == ("noticed", "open_case", 1)
    with acting(county.viewer(Role.county_officer)) as officer, pytest.raises(ProblemsError):
        service.apply_takeover(actor=officer, takeover_id=made.pk, mode="good_rows")


def test_the_template_is_read_back(county):
    for kind in ("awards", "cases"):
        content = service.write_takeover_template(kind)
        assert content[:2] == b"PK"
        with acting(county.viewer(Role.county_officer)) as officer, pytest.raises(ProblemsError):
            service.upload_takeover(
                actor=officer, kind=kind, file_name="a.xlsx", content=content, on=ON
            )


def test_only_whoever_manages_awards(county):
    with acting(county.viewer(Role.county_lead)) as lead, pytest.raises(NotPermitted):
        service.upload_takeover(actor=lead, kind="awards", file_name="a.csv", content=b"x", on=ON)
