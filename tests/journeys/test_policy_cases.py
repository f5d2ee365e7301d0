"""The policy's worked cases as journeys through the pages: window, desk, visit, notice, draw, decision, months (no browser)."""

import datetime as dt
from decimal import Decimal

import pytest

from doudi.casework.models import Award, Case
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Posting
from doudi.law import cn
from doudi.registry.tests.families import make_county
from tests.journeys.desk_pages import COUNTY_LEAD, TOWNSHIP, Refused, Walk
from tests.journeys.law_pages import enact


@pytest.fixture
def county(db):
    return make_county()


@pytest.fixture
def walk(county, client):
    return lambda programme, name: begin(county, client, programme, name)


def begin(county, client, programme, name):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        found = register_case(clerk, worked_case(programme, name))
    return Walk(client, county, found.family)


def to_file(walk, days, choices, **visit):
    """From the window to the county's desk. `days`: applied and accepted, investigated, opinion, notice, filed."""
    applied, looked, opined, posted, filed = days
    walk.apply(applied, choices)
    walk.step(applied, "accept")
    walk.check(looked)
    walk.report(opined)
    walk.visit(opined, **visit)
    walk.opinion(opined)
    walk.notice(posted)
    walk.step(filed, "file")


def test_case_30_the_clocks_of_a_golden_week(walk):
    desk = walk("dibao", "政策案例21，7月31日确认")
    desk.apply("2022-09-22", ["dibao"])
    desk.step("2022-09-22", "accept")
    page = desk.page("2022-09-22")
    assert "2022年9月27日" in page  # three working days to begin
    assert "2022年11月8日" in page  # thirty for the whole
    desk.check("2022-09-23")
    desk.report("2022-10-11")
    desk.visit("2022-10-11")
    desk.opinion("2022-10-11")
    desk.notice("2022-10-12")
    assert "2022年10月19日" in desk.page("2022-10-12")
    with pytest.raises(Refused, match="2022-10-19"):
        desk.step("2022-10-19", "file")
    desk.step("2022-10-20", "file")
    assert "2022年11月3日" in desk.page("2022-10-20")  # ten working days for the county
    with pytest.raises(Refused, match="抽查"):
        desk.decide("2022-10-20")
    desk.draw("2022-10-20")
    desk.decide("2022-10-21")
    award = desk.awards()["dibao"]
    assert (award.amount_fen, str(award.from_month)) == (44100, "2022-11-01")
    assert "已确认" in desk.page("2022-10-21", COUNTY_LEAD)


def test_case_21_the_month_of_the_decision_counts_not_its_day(walk):
    desk = walk("dibao", "政策案例21，7月15日确认")
    to_file(desk, ("2022-06-20", "2022-06-21", "2022-06-27", "2022-06-28", "2022-07-06"), ["dibao"])
    desk.draw("2022-07-06")
    desk.decide("2022-07-15")
    assert desk.paid("2022-09-30") == {"2022-08": 44100, "2022-09": 44100}


def test_case_16_dibao_and_both_subsidies_end_with_june_and_tekun_begins_in_july(walk, county):
    desk = walk("tekun", "政策案例16，选择特困供养，从七月起发给")
    me = desk.family.head
    since = dt.date(2021, 5, 1)
    drawn(county, desk.family, "dibao", 44100, since)
    drawn(county, desk.family, "disability_living_subsidy", 5000, since, person=me)
    drawn(county, desk.family, "disability_care_subsidy", 9000, since, person=me)
    to_file(
        desk,
        ("2022-05-23", "2022-05-24", "2022-05-30", "2022-06-01", "2022-06-09"),
        [f"tekun:{me.pk}"],
        indicators=True,
        cannot=("eat", "dress", "bed_transfer", "toilet", "bathe"),
    )
    desk.draw("2022-06-09")
    desk.decide("2022-06-20")
    paid = desk.paid("2022-08-31")
    assert (paid["2022-06"], paid["2022-07"], paid["2022-08"]) == (58100, 112997, 112997)
    ended = [a for name, a in desk.awards().items() if name != "tekun"]
    assert {str(a.until_month) for a in ended} == {"2022-06-01"}


def test_case_15_by_the_text_of_2021_grade_two_is_enough(walk):
    desk = walk("tekun", "政策案例15，2022")
    to_file(
        desk,
        ("2022-01-24", "2022-01-25", "2022-02-08", "2022-02-10", "2022-02-18"),
        [f"tekun:{desk.family.head.pk}"],
        indicators=True,
    )
    desk.draw("2022-02-18")
    desk.decide("2022-03-01")
    award = desk.awards()["tekun"]
    assert (award.amount_fen, str(award.from_month)) == (64330, "2022-04-01")
    with acting(desk.county.viewer(COUNTY_LEAD)):
        assert award.given_by.case.procedure_version == "2021"


def test_case_15_by_the_text_of_2016_grade_two_is_not_enough(walk):
    with acting(system("test")) as actor:
        Posting.objects.update(valid_from=dt.date(2019, 1, 1))
        audit.record(actor, "foundation.posting.granted")
    desk = walk("tekun", "政策案例15，2019")
    desk.apply("2019-10-21", [f"tekun:{desk.family.head.pk}"])
    desk.step("2019-10-21", "accept")
    desk.check("2019-10-22")
    desk.report("2019-11-05")
    desk.visit("2019-11-05", indicators=True)
    if "民主评议" in desk.page("2019-11-05"):
        desk.appraise("2019-11-05")
    desk.opinion("2019-11-06")
    desk.step("2019-11-06", "file_refusal")
    desk.draw("2019-11-06")
    desk.decide("2019-11-20", "refuse", reason="二级肢体残疾，按2016年办法不属于无劳动能力")
    assert desk.awards() == {}
    with acting(desk.county.viewer(COUNTY_LEAD)):
        case = Case.objects.get(pk=desk.case_id)
    assert (case.procedure_version, case.state) == ("2016", "refused")


def test_case_22_a_year_of_gradual_exit_then_the_edge(walk, county):
    desk = walk("gradual_exit", "政策案例22，妻子就业")
    drawn(county, desk.family, "dibao", 63000, dt.date(2021, 5, 1), members=3)
    to_file(
        desk,
        ("2022-08-29", "2022-08-30", "2022-09-05", "2022-09-06", "2022-09-14"),
        ["gradual_exit"],
    )
    desk.draw("2022-09-14")
    desk.decide("2022-09-28")
    dibao, leaving = desk.awards()["dibao"], desk.awards()["gradual_exit"]
    assert str(dibao.until_month) == "2022-09-01"
    assert (str(leaving.from_month), str(leaving.until_month)) == ("2022-10-01", "2023-09-01")
    paid = {m: fen for m, fen in desk.paid("2025-01-31").items() if m >= "2022-10"}
    assert (len(paid), sum(paid.values())) == (12, 756000)

    desk.review("2023-10-08", leaving)
    desk.step("2023-10-08", "start_review")
    desk.incomes("2023-10-09", income_business="18720")
    desk.visit("2023-10-09")
    desk.opinion("2023-10-09")
    with pytest.raises(Refused, match="听取意见"):
        desk.step("2023-10-09", "file_not_adverse")
    desk.step("2023-10-09", "tell_intention")
    desk.step("2023-10-11", "record_hearing", note="知道渐退期满，没有意见")
    desk.step("2023-10-11", "file")
    desk.decide("2023-10-13", "confirm_change")
    edge, leaving = desk.awards()["dibao_edge"], desk.awards()["gradual_exit"]
    assert (edge.outcome, edge.amount_fen, str(edge.from_month)) == ("status", None, "2023-11-01")
    assert (leaving.state, str(leaving.until_month)) == ("ended", "2023-09-01")
    assert sum(fen for m, fen in desk.paid("2025-01-31").items() if m >= "2022-10") == 756000


@pytest.fixture
def walk_in_ningxia(own_database, client, monkeypatch):
    """110 and 120 yuan become the county's own law. Of the rulebook's cases only the subsidies' are looked at: all take a minute."""
    files = [path for path in cn.case_files() if "disability" in str(path)]
    monkeypatch.setattr(cn, "case_files", lambda: files)
    county = make_county()

    def start(name):
        desk = begin(county, client, "disability_living_subsidy", name)
        figures = {
            "living_subsidy_rate": "110",
            "care_subsidy_rate_grade_1": "120",
            "care_subsidy_rate_grade_2": "120",
        }
        signed = enact(desk, "2022-03-01", "残疾人两项补贴标准", figures, since="2022-01-01")
        assert "已生效" in signed
        return desk

    return start


LIVING, CARE = SUBSIDIES = ("disability_living_subsidy", "disability_care_subsidy")


def subsidies_of(person):
    return [f"{name}:{person.pk}" for name in SUBSIDIES]


def to_the_place_of_the_hukou(desk, cases):
    """Passed on the next working day, checked there, sent up; decided two weeks later."""
    for desk.case_id in cases:
        desk.step("2022-03-25", "accept")
        desk.push("2022-03-28")
        desk.check("2022-03-29")
        desk.report("2022-04-08")
        desk.opinion("2022-04-11")
        desk.step("2022-04-11", "file")
        assert "2022年4月12日" in desk.page("2022-04-11")  # ten working days, over Qingming


def test_case_20_already_on_dibao_both_from_march(walk_in_ningxia):
    desk = walk_in_ningxia("政策案例20，已是低保对象")
    drawn(desk.county, desk.family, "dibao", 44100, dt.date(2021, 1, 1))
    cases = desk.apply("2022-03-25", subsidies_of(desk.family.head))
    to_the_place_of_the_hukou(desk, cases)
    for desk.case_id in cases:
        desk.decide("2022-04-18")
        assert "超期办结" in desk.page("2022-04-18", COUNTY_LEAD)
    paid = desk.paid("2022-06-30", SUBSIDIES)
    assert paid == dict.fromkeys(["2022-03", "2022-04", "2022-05", "2022-06"], 23000)
    assert paid["2022-03"] + paid["2022-04"] == 46000  # what April pays out


def test_case_20_new_on_dibao_care_from_march_living_support_from_may(walk_in_ningxia):
    desk = walk_in_ningxia("政策案例20，同一天申请低保")
    dibao, *cases = desk.apply("2022-03-25", ["dibao", *subsidies_of(desk.family.head)])
    desk.case_id = dibao
    desk.step("2022-03-25", "accept")
    desk.check("2022-03-28")
    desk.report("2022-04-06")
    desk.visit("2022-04-06")
    desk.opinion("2022-04-06")
    desk.notice("2022-04-07")
    desk.step("2022-04-15", "file")
    desk.draw("2022-04-15")
    to_the_place_of_the_hukou(desk, cases)
    for desk.case_id in (dibao, *cases):
        desk.decide("2022-04-18")
    firsts = {name: f"{award.from_month:%Y-%m}" for name, award in desk.awards().items()}
    assert firsts == {"dibao": "2022-05", LIVING: "2022-05", CARE: "2022-03"}
    paid = desk.paid("2022-06-30", SUBSIDIES)
    assert paid == {"2022-03": 12000, "2022-04": 12000, "2022-05": 23000, "2022-06": 23000}


def test_case_19_an_unattended_child_without_a_notice(walk):
    desk = walk("unattended_child", "政策案例19，九月二十日确认")
    child = desk.family.persons[1]
    applied, looked, opined = "2022-09-02", "2022-09-05", "2022-09-09"
    desk.apply(applied, [f"unattended_child:{child.pk}"])
    desk.step(applied, "accept")
    desk.check(looked)
    desk.report(opined)
    desk.visit(opined)
    desk.opinion(opined)
    desk.step("2022-09-13", "skip_notice", note="公示会伤害孩子")
    desk.decide("2022-09-20")
    award = desk.awards()["unattended_child"]
    assert (award.amount_fen, str(award.from_month)) == (90000, "2022-10-01")


def test_case_23a_3528_yuan_go_up_to_the_county(walk):
    desk = walk("temp_assistance", "政策案例23，四口之家两个月")
    days = ("2022-06-22", "2022-06-23", "2022-06-29", "2022-06-30", "2022-07-08")
    to_file(desk, days, ["temp_assistance"])
    with pytest.raises(Refused, match="县级"):
        desk.decide("2022-07-12", role=TOWNSHIP)
    desk.decide("2022-07-12")
    assert desk.awards()["temp_assistance"].amount_fen == 352800


@pytest.mark.parametrize(("yuan", "role", "other"), [("1000", TOWNSHIP, COUNTY_LEAD), ("1000.01", COUNTY_LEAD, TOWNSHIP)])  # fmt: skip
def test_case_23bc_exactly_a_thousand_stays_one_fen_more_goes_up(walk, yuan, role, other):
    desk = walk("temp_assistance", "政策案例23，四口之家两个月")
    why = {"amount_0": yuan, "differs_because": "亲友已帮助一部分"}
    desk.apply("2022-06-22", ["temp_assistance"])
    desk.step("2022-06-22", "accept")
    desk.check("2022-06-23")
    desk.report("2022-06-29")
    desk.visit("2022-06-29")
    desk.opinion("2022-06-29", **why)
    desk.notice("2022-06-30")
    desk.step("2022-07-08", "file")
    with pytest.raises(Refused, match=r"由(乡镇|县级)"):
        desk.decide("2022-07-12", role=other, **why)
    desk.decide("2022-07-12", role=role, **why)
    assert desk.awards()["temp_assistance"].amount_fen == int(Decimal(yuan) * 100)


def test_case_23d_aid_on_the_day_of_the_fire_and_papers_until_the_seventeenth(walk):
    desk = walk("temp_assistance", "政策案例23，房屋失火当天")
    application = desk.open("2022-09-20")
    desk.urgent("2022-09-20", application, "房屋失火，没有住处和口粮", "800")
    why = {"amount_0": "800", "differs_because": "按备用金的规定"}
    desk.step("2022-09-20", "accept")
    desk.opinion("2022-09-20", **why)
    desk.decide("2022-09-20", role=TOWNSHIP, **why)
    assert desk.awards()["temp_assistance"].amount_fen == 80000
    desk.step("2022-09-28", "end_emergency")
    assert "2022年10月17日" in desk.page("2022-09-28")
    with pytest.raises(Refused, match="承诺书"):
        desk.step("2022-10-17", "complete_papers")
    desk.consents("2022-10-17", desk.intake("consents", application))
    desk.step("2022-10-17", "complete_papers")
    assert "手续已补齐" in desk.page("2022-10-17")


def test_case_23e_the_same_cause_again_in_november_is_not_aided(walk):
    desk = walk("temp_assistance", "政策案例23，同一事由十一月再次申请，县级没有同意")
    desk.urgent("2022-11-10", desk.open("2022-11-10"), "房屋失火", "800")
    desk.step("2022-11-10", "accept")
    desk.opinion("2022-11-10")
    with pytest.raises(Refused, match=r"不是同意|没有一项"):
        desk.decide("2022-11-10", role=TOWNSHIP)
    desk.decide("2022-11-10", "refuse", role=TOWNSHIP, reason="本年度同一事由已经救助过一次")
    assert desk.awards() == {}


def drawn(county, family, programme, fen, since, *, person=None, members=1):
    """An award that the family already has."""
    with acting(county.viewer(COUNTY_LEAD)) as lead:
        made = Award.objects.create(
            area_code=family.household.area_code,
            household=family.household,
            person=person,
            programme=programme,
            outcome="money",
            amount_fen=fen,
            members=members,
            from_month=since,
        )
        audit.record(lead, "casework.award.given", object_type="award", object_id=made.pk)
        return made
