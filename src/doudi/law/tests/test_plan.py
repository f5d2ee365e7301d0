"""Plans of the Chinese rulebook: the policy's cases that run over months. Expected figures are worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from doudi.law import cn
from doudi.rules.backgrounds import Background, read_backgrounds
from doudi.rules.case_file import read_cases
from doudi.rules.plan import Plan, make_plan
from doudi.rules.plan_text import plan_report, plan_text
from doudi.rules.rulebook import Rulebook
from doudi.units.dates import Month
from doudi.units.text import ProblemsError

COUNTY = "900101000000"
USUAL = [
    "local_hukou",
    "not_on_aid",
    "assets_within_limits",
    "lives_together",
    "healthy",
    "no_other_income",
    "able_and_working",
    "no_supporters",
    "no_disaster_or_relocation",
    "parents_caring",
    "no_supporter_at_home",
]
Amounts = dict[tuple[str, str], dict[str, int | None]]


def a_plan(
    book: Rulebook,
    backgrounds: dict[str, Background],
    case: dict,
    *,
    first: str | None = None,
    months: int = 12,
    programmes: list[str] | None = None,
) -> Plan:
    text = yaml.safe_dump(
        {"case": "计划", "area": COUNTY, "background": USUAL, **case}, allow_unicode=True
    )
    (entry,) = read_cases(
        text.encode(),
        book,
        today=date(2022, 7, 15),
        backgrounds=backgrounds,
        known_area=cn.known_area,
    )
    begin = Month.parse(first) if first else None
    return make_plan(
        book, entry.case, entry.changes, first=begin, months=months, programmes=programmes
    )


def amounts(plan: Plan) -> Amounts:
    """Fen by programme and subject, month by month; None: a status, or not known."""
    return {
        key: {str(month): cell.amount_fen for month, cell in cells.items()}
        for key, cells in plan.cells.items()
        if any(c.verdict == "eligible" for c in cells.values())
    }


def months(first: str, last: str, fen: int | None) -> dict[str, int | None]:
    return {str(m): fen for m in Month.parse(first).through(Month.parse(last))}


def reasons(plan: Plan, programme: str) -> list[tuple[str, str, str]]:
    """(first month, kind, reason) of each row."""
    return [
        (str(r.first), r.cell.why.kind, r.cell.why.text.zh)
        for r in plan.rows()
        if r.cell.programme.name == programme
    ]


ALONE = {"name": "本人", "relation": "head", "birth_date": "1970-06-01"}
FAMILY = [
    {"name": "丈夫", "relation": "head", "birth_date": "1980-03-01", "income_business": 8316},
    {"name": "妻子", "relation": "spouse", "birth_date": "1982-03-01"},
    {"name": "女儿", "relation": "child", "birth_date": "2012-03-01"},
]
DIBAO = ["dibao", "gradual_exit", "dibao_edge"]


# -- when an award begins --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "start", "first"),
    [
        ("2022-07-15", "month_after_decision", "2022-08"),
        ("2022-07-31", "month_after_decision", "2022-08"),
        ("2022-08-01", "month_after_decision", "2022-09"),
        ("2022-07-15", "decision_month", "2022-07"),
        ("2022-07-15", "application_month", "2022-06"),
    ],
)
def test_case_21_the_first_month_follows_the_rule_of_the_place(
    book: Rulebook, backgrounds: dict[str, Background], on: str, start: str, first: str
) -> None:
    case = {
        "on": on,
        "values": {"payment_start": start},
        "household": {"residence_class": "rural", "application_date": "2022-06-20"},
        "members": [ALONE],
    }
    plan = a_plan(book, backgrounds, case, first="2022-05", months=6, programmes=DIBAO)
    assert amounts(plan) == {("dibao", "household"): months(first, "2022-10", 441_00)}


def test_case_12_tekun_confirmed_in_june_is_paid_from_july(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """573.30 + 278.33 = 851.63. He is 66; two indicators fail."""
    man = {
        "name": "老人", "relation": "head", "birth_date": "1956-01-10", "elects_tekun": True, "tekun_form": "support_dispersed",
        "income_pension_basic": 1176, "income_pension_other": 300, "income_property": 1200,
        "can_eat": True, "can_dress": True, "can_transfer_bed": True, "can_use_toilet": True, "can_walk_indoors": False, "can_bathe": False,
    }  # fmt: skip
    case = {"on": "2022-06-20", "household": {"residence_class": "rural"}, "members": [man]}
    plan = a_plan(book, backgrounds, case, programmes=["tekun", *DIBAO], months=4)
    assert amounts(plan) == {("tekun", "老人"): months("2022-07", "2022-09", 851_63)}


# -- one programme after another ----------------------------------------------------------------------------
def test_case_22_gradual_exit_takes_over_for_twelve_months(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """(441 − 231) × 3 = 630.00; twelve payments, 7,560.00; from 2023-10 an edge household."""
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": FAMILY,
        "changes": [
            {
                "on": "2022-09-28",
                "note": "妻子就业，人均520元",
                "household": {"income_rose_by_employment": True},
                "members": {"丈夫": {"income_business": 18720}},
            }
        ],
    }
    plan = a_plan(book, backgrounds, case, months=18, programmes=DIBAO)
    found = amounts(plan)
    assert found["dibao", "household"] == months("2022-09", "2022-09", 630_00)
    assert found["gradual_exit", "household"] == months("2022-10", "2023-09", 630_00)
    assert sum(v or 0 for v in found["gradual_exit", "household"].values()) == 7560_00
    assert reasons(plan, "gradual_exit") == [("2022-10", "started", "妻子就业，人均520元")]
    assert found["dibao_edge", "household"] == months("2023-10", "2024-01", None)


def test_case_22_a_hidden_car_ends_dibao_without_gradual_exit(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": FAMILY,
        "changes": [
            {
                "on": "2022-09-28",
                "note": "查出隐瞒的汽车",
                "members": {"妻子": {"motor_vehicles": 1}},
            }
        ],
    }
    plan = a_plan(book, backgrounds, case, months=18, programmes=DIBAO)
    assert amounts(plan) == {("dibao", "household"): months("2022-09", "2022-09", 630_00)}
    (row,) = plan.rows()
    assert row.ends is not None
    assert (row.ends.kind, row.ends.text.zh) == ("stopped", "查出隐瞒的汽车")


def test_a_review_during_gradual_exit_does_not_begin_it_again(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """What the first decisions gave is on record at the later ones: half of 630.00 stays 315.00, to the same month."""
    case = {
        "on": "2022-08-10",
        "values": {"gradual_exit_share": 0.5},
        "household": {"residence_class": "rural"},
        "members": FAMILY,
        "changes": [
            {
                "on": "2022-09-28",
                "household": {"income_rose_by_employment": True},
                "members": {"丈夫": {"income_business": 18720}},
            },
            {"on": "2023-03-15", "note": "年度核查"},
        ],
    }
    found = amounts(a_plan(book, backgrounds, case, months=18, programmes=DIBAO))
    assert found["gradual_exit", "household"] == months("2022-10", "2023-09", 315_00)


def test_case_26_rural_becomes_urban_without_gap_or_overlap(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """Five persons with 400 a head: rural (441 − 400) × 5 = 205.00, urban (679 − 400) × 5 = 1,395.00; the grant 1,500 × 5 once."""
    people = [
        {"name": f"成员{n}", "relation": relation, "birth_date": born, "has_moved_in": False}
        for n, (relation, born) in enumerate(
            [("head", "1975-02-01"), ("spouse", "1977-02-01"), ("child", "2006-02-01"),
             ("child", "2008-02-01"), ("child", "2012-02-01")]
        )
    ]  # fmt: skip
    people[0]["income_business"] = 24000
    case = {
        "on": "2022-03-10",
        "household": {
            "residence_class": "rural",
            "is_registered_poor": True,
            "relocation_grant_paid": False,
        },
        "members": people,
        "changes": [
            {
                "on": "2022-05-10",
                "note": "搬进县城",
                "household": {
                    "residence_class": "urban",
                    "moved_to_town": True,
                    "moved_in_on": "2022-05-10",
                    "current_dibao_kind": "rural",
                },
                "members": {p["name"]: {"has_moved_in": True} for p in people},
            }
        ],
    }
    only = [*DIBAO, "relocation", "dibao_conversion"]
    found = amounts(a_plan(book, backgrounds, case, months=8, programmes=only))
    rural, urban = months("2022-04", "2022-05", 205_00), months("2022-06", "2022-10", 1395_00)
    assert found["dibao", "household"] == rural | urban
    assert found["relocation", "household"] == {"2022-05": 7500_00}
    assert found["dibao_conversion", "household"] == months("2022-06", "2022-10", None)


SUBSIDIES = ["disability_living_subsidy", "disability_care_subsidy"]
CERTIFICATE = ["certificate_in_force", "needs_long_term_care"]


def test_case_16_a_dibao_woman_becomes_tekun(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """June 441 + 50 + 90 = 581.00; July 573.30 + 556.67 = 1,129.97 and nothing else."""
    woman = {
        "name": "本人", "relation": "head", "birth_date": "1972-04-09", "disability_type": "mental", "disability_grade": "grade_1",
        "status_held_since": "2019-05-01",
    }  # fmt: skip
    failing = ("can_eat", "can_dress", "can_transfer_bed", "can_use_toilet", "can_walk_indoors")
    confirmed = {"elects_tekun": True, "tekun_form": "support_dispersed", "can_bathe": True}
    case = {
        "on": "2022-06-15",
        "background": [*USUAL, *CERTIFICATE],
        "household": {
            "residence_class": "rural",
            "is_dibao_recipient": True,
            "current_dibao_amount": 441,
            "application_date": "2020-03-10",
        },
        "members": [woman],
        "changes": [
            {
                "on": "2022-06-20",
                "note": "确认为特困人员",
                "members": {"本人": confirmed | dict.fromkeys(failing, False)},
            }
        ],
    }
    plan = a_plan(book, backgrounds, case, months=6, programmes=["tekun", *DIBAO, *SUBSIDIES])
    assert [plan.total_fen(m) for m in plan.months] == [581_00, *[1129_97] * 5]
    found = amounts(plan)
    assert found["tekun", "本人"] == months("2022-07", "2022-11", 1129_97)
    for name in (("dibao", "household"), *((s, "本人") for s in SUBSIDIES)):
        assert list(found[name]) == ["2022-06"]


NINGXIA = {
    "area": "640000000000",
    "background": [*USUAL, *CERTIFICATE],
    "values": {
        "dibao_line": {"urban": 679, "rural": 441, "comparator": "<"},
        "income_base_months": 12,
        "asset_limit_method": {"value": "months_of_line", "comparator": "<="},
        "asset_limit_months": 24,
        "payment_start": "month_after_decision",
        "tekun_with_unattended": "choose",
    },
}
DISABLED = ALONE | {"disability_type": "physical", "disability_grade": "grade_2"}


def test_case_20_who_is_on_dibao_gets_both_subsidies_from_the_month_of_application(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """(110 + 120) × 2 = 460.00 in the run of April, then 230.00."""
    case = NINGXIA | {
        "on": "2022-04-18",
        "household": {
            "residence_class": "rural",
            "homes": 0,
            "is_dibao_recipient": True,
            "application_date": "2022-03-25",
        },
        "members": [DISABLED | {"status_held_since": "2021-01-01"}],
    }
    plan = a_plan(book, backgrounds, case, first="2022-02", months=6, programmes=SUBSIDIES)
    assert [plan.total_fen(m) for m in plan.months] == [0, *[230_00] * 5]


def test_case_20_who_is_new_on_dibao_waits_for_the_living_subsidy(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """120 × 2 = 240.00 in the run of April; from May 230.00."""
    case = NINGXIA | {
        "on": "2022-04-18",
        "household": {"residence_class": "rural", "homes": 0, "application_date": "2022-03-25"},
        "members": [DISABLED],
    }
    plan = a_plan(book, backgrounds, case, first="2022-02", months=6, programmes=SUBSIDIES)
    assert [plan.total_fen(m) for m in plan.months] == [0, 120_00, 120_00, 230_00, 230_00, 230_00]


# -- birthdays and other dates -------------------------------------------------------------------------------
def test_case_17_an_orphan_who_studies_goes_on_after_eighteen(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    child = {
        "name": "小军", "relation": "head", "birth_date": "2004-11-05", "father_state": "dead", "mother_state": "dead",
        "orphan_form": "orphan_scattered", "elects_child_support": True, "schooling": "up_to_bachelor", "is_in_secondary_school": True,
    }  # fmt: skip
    case = {"on": "2022-09-05", "household": {"residence_class": "rural"}, "members": [child]}
    plan = a_plan(book, backgrounds, case, months=6, programmes=["orphan"])
    assert amounts(plan) == {("orphan", "小军"): months("2022-10", "2023-02", 1200_00)}
    assert [m.day for m in plan.moments if "18" in m.ground.zh] == [date(2022, 11, 5)]
    assert reasons(plan, "orphan") == [("2022-10", "started", "首次决定")]


def test_case_17_an_orphan_who_has_left_school_stops_after_eighteen(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """The month of the birthday is paid, the next one is not."""
    child = {
        "name": "小军", "relation": "head", "birth_date": "2004-11-05", "father_state": "dead", "mother_state": "dead",
        "orphan_form": "orphan_scattered", "elects_child_support": True, "schooling": "none",
    }  # fmt: skip
    case = {"on": "2022-09-05", "household": {"residence_class": "rural"}, "members": [child]}
    plan = a_plan(book, backgrounds, case, months=6, programmes=["orphan"])
    assert amounts(plan) == {("orphan", "小军"): months("2022-10", "2022-11", 1200_00)}
    (row,) = plan.rows()
    assert row.ends is not None
    assert (row.ends.kind, row.ends.day, row.ends.text.zh) == (
        "stopped",
        date(2022, 11, 5),
        "小军满18周岁",
    )


def test_a_birthday_changes_a_category_top_up(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """441 + 441 × 10% = 485.10 until she is of age in November, then 441.00."""
    case = {
        "on": "2022-09-05",
        "values": {"topup_rate_minor": 0.1},
        "household": {"residence_class": "rural"},
        "members": [{"name": "小花", "relation": "head", "birth_date": "2004-11-05"}],
    }
    plan = a_plan(book, backgrounds, case, months=6, programmes=DIBAO)
    early, late = months("2022-10", "2022-11", 485_10), months("2022-12", "2023-02", 441_00)
    assert amounts(plan) == {("dibao", "household"): early | late}
    assert reasons(plan, "dibao")[1] == ("2022-12", "changed", "小花满18周岁")


def test_an_automatic_date_is_no_application(tmp_path: Path) -> None:
    """A raise in August would let the family in, but only an application does: the daughter's birthday does not."""
    book, backgrounds = with_a_raise(tmp_path)
    case = {
        "on": "2022-07-05",
        "household": {"residence_class": "rural"},
        "members": [
            {"name": "父亲", "relation": "head", "birth_date": "1980-03-01", "income_business": 12000},
            {"name": "女儿", "relation": "child", "birth_date": "2004-11-05", "schooling": "up_to_bachelor"},
        ],
    }  # fmt: skip
    plan = a_plan(book, backgrounds, case, programmes=["dibao"])
    assert any("18" in m.ground.zh for m in plan.moments)
    assert amounts(plan) == {}


FARMER = {"name": "老人", "relation": "head", "birth_date": "1942-08-31"}
DIED = {"is_deceased": True, "died_on": "2022-12-05"}


@pytest.mark.parametrize(
    "death", [{"remove_members": ["老人"]}, {"members": {"老人": DIED}}], ids=["left", "died_on"]
)
def test_case_27_from_the_eightieth_birthday_to_the_month_of_death(
    book: Rulebook, backgrounds: dict[str, Background], death: dict
) -> None:
    """50 a month from August, the month of the birthday; December is paid, January is not."""
    case = {
        "on": "2022-07-05",
        "background": [*USUAL, "never_on_payroll"],
        "household": {"residence_class": "rural", "application_date": "2022-07-05"},
        "members": [FARMER | {"is_deceased": False}],
        "changes": [{"on": "2022-12-05", "note": "老人去世", **death}],
    }
    plan = a_plan(book, backgrounds, case, months=9, programmes=["old_age_allowance"])
    assert amounts(plan) == {("old_age_allowance", "老人"): months("2022-08", "2022-12", 50_00)}
    assert reasons(plan, "old_age_allowance") == [("2022-08", "started", "老人满80周岁")]


@pytest.mark.parametrize(
    ("starts", "first"), [("birthday_month", "2022-08"), ("month_after", "2022-09")]
)
def test_a_band_of_age_begins_in_the_month_the_place_says(
    book: Rulebook, backgrounds: dict[str, Background], starts: str, first: str
) -> None:
    """50 until ninety; the second band begins in the month of the birthday, or in the next."""
    case = {
        "on": "2022-05-05",
        "background": [*USUAL, "never_on_payroll"],
        "values": {
            "old_age_starts": starts,
            "old_age_bands": "three",
            "old_age_higher_age": 90,
            "old_age_higher_rate": 100,
            "old_age_highest_age": 100,
            "old_age_highest_rate": 300,
        },
        "household": {"residence_class": "rural", "application_date": "2012-08-05"},
        "members": [FARMER | {"birth_date": "1932-08-20", "is_deceased": False}],
    }
    plan = a_plan(book, backgrounds, case, months=6, programmes=["old_age_allowance"])
    found = amounts(plan)["old_age_allowance", "老人"]
    assert next(m for m, fen in found.items() if fen == 100_00) == first
    assert found["2022-07"] == 50_00
    assert reasons(plan, "old_age_allowance")[1] == (first, "changed", "老人满90周岁")


# -- a raise of the standard, a death ------------------------------------------------------------------------
def with_a_raise(folder: Path) -> tuple[Rulebook, dict[str, Background]]:
    """The rulebook where the county's rural line is 520 from August 2022."""
    pack = folder / "raise"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        'zh: 调标\nen: raise\narea: "900101"\ndemonstration: yes\nsource: 测试\nvalues:\n'
        '  dibao_line: [{from: 2022-08-01, urban: 700, rural: 520, comparator: "<", tag: assumed, source: 测试}]\n',
        encoding="utf-8",
    )
    book = cn.load_rulebook(pack)
    return book, read_backgrounds(cn.backgrounds_path(), book)


def test_a_raise_changes_the_month_it_is_in_force(tmp_path: Path) -> None:
    """(441 − 231) × 3 = 630.00 in July; (520 − 231) × 3 = 867.00 from August."""
    book, backgrounds = with_a_raise(tmp_path)
    case = {"on": "2022-06-10", "household": {"residence_class": "rural"}, "members": FAMILY}
    plan = a_plan(book, backgrounds, case, months=6, programmes=DIBAO)
    before, after = months("2022-07", "2022-07", 630_00), months("2022-08", "2022-11", 867_00)
    assert amounts(plan) == {("dibao", "household"): before | after}
    first, second = plan.rows()
    assert (first.cell.why.kind, second.cell.why.kind) == ("started", "raised")
    assert "最低生活保障标准" in second.cell.why.text.zh
    assert len(plan.moments) == 1  # no new decision


def test_a_death_in_a_dibao_household(book: Rulebook, backgrounds: dict[str, Background]) -> None:
    """Three persons 630.00; without the grandmother 8316 ÷ 12 = 693 for two: (882 − 693) = 189.00 from January."""
    people = [
        FAMILY[0],
        FAMILY[1],
        {"name": "祖母", "relation": "parent", "birth_date": "1950-03-01"},
    ]
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": people,
        "changes": [{"on": "2022-12-05", "note": "祖母去世", "remove_members": ["祖母"]}],
    }
    plan = a_plan(book, backgrounds, case, months=8, programmes=DIBAO)
    three, two = months("2022-09", "2022-12", 630_00), months("2023-01", "2023-03", 189_00)
    assert amounts(plan) == {("dibao", "household"): three | two}
    assert reasons(plan, "dibao")[1] == ("2023-01", "changed", "祖母去世")


def test_the_death_of_the_only_member_ends_the_award(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": [ALONE],
        "changes": [{"on": "2022-12-05", "note": "本人去世", "remove_members": ["本人"]}],
    }
    plan = a_plan(book, backgrounds, case, months=8, programmes=DIBAO)
    assert amounts(plan) == {("dibao", "household"): months("2022-09", "2022-12", 441_00)}


def test_a_birth_is_counted_from_the_next_month(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """Four persons: 441 × 4 − 693 = 1,071.00. Who joins is filled from the same backgrounds."""
    baby = {"name": "小儿", "relation": "child", "birth_date": "2022-10-20"}
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": FAMILY,
        "changes": [{"on": "2022-10-25", "note": "小儿出生", "add_members": [baby]}],
    }
    found = amounts(a_plan(book, backgrounds, case, months=5, programmes=DIBAO))
    three, four = months("2022-09", "2022-10", 630_00), months("2022-11", "2022-12", 1071_00)
    assert found == {("dibao", "household"): three | four}


# -- once, on record, not known ---------------------------------------------------------------------------------
def test_one_off_payments_appear_once_in_their_months(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """Living subsidy 100.00 on the first base date, festival money 300.00 on the second; a birthday brings none."""
    woman = ALONE | {"birth_date": "1962-10-01", "already_paid_in_campaign": False}
    case = {
        "on": "2022-08-10",
        "household": {
            "residence_class": "rural",
            "is_campaign_base_date": True,
            "campaign_kind": "living",
        },
        "members": [woman],
        "changes": [
            {
                "on": "2023-01-15",
                "note": "春节慰问",
                "household": {"is_campaign_base_date": True, "campaign_kind": "festival"},
                "members": {"本人": {"already_paid_in_campaign": False}},
            }
        ],
    }
    plan = a_plan(book, backgrounds, case, programmes=[*DIBAO, "one_off_payment"])
    found = amounts(plan)
    assert found["one_off_payment", "本人"] == {"2022-08": 100_00, "2023-01": 300_00}
    assert any("60" in m.ground.zh for m in plan.moments)
    assert plan.total_fen(Month(2023, 1)) == 741_00


def test_who_is_on_record_is_paid_in_the_month_of_the_first_decision(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    """600.00 are on record; the review of September comes to 630.00 from October."""
    case = {
        "on": "2022-09-05",
        "household": {
            "residence_class": "rural",
            "is_dibao_recipient": True,
            "current_dibao_amount": 600,
        },
        "members": FAMILY,
    }
    plan = a_plan(book, backgrounds, case, months=3, programmes=DIBAO)
    assert amounts(plan) == {
        ("dibao", "household"): {"2022-09": 600_00, "2022-10": 630_00, "2022-11": 630_00}
    }
    assert reasons(plan, "dibao")[0] == ("2022-09", "recorded", "在册，正在领取")


def test_what_is_not_known_is_not_zero(book: Rulebook, backgrounds: dict[str, Background]) -> None:
    case = {
        "on": "2022-08-10",
        "household": {"residence_class": "rural"},
        "members": FAMILY,
        "changes": [
            {
                "on": "2022-10-05",
                "note": "丈夫外出务工，收入不清楚",
                "members": {"丈夫": {"income_business": "unknown"}},
            }
        ],
    }
    plan = a_plan(book, backgrounds, case, months=5, programmes=["dibao"])
    cells = plan.cells["dibao", "household"]
    assert [str(m) for m, c in cells.items() if c.verdict == "undetermined"] == [
        "2022-11",
        "2022-12",
    ]
    assert cells[Month(2022, 11)].amount_fen is None
    assert [n.name for n in cells[Month(2022, 11)].needs] == ["income_business"]
    assert [c.programme.name for c in plan.open_in(Month(2022, 11))] == ["dibao"]
    report = plan_report(plan, "en")
    assert [m["complete"] for m in report["months"]] == [True, True, True, False, False]
    assert "未确定" in plan_text(plan, "zh")


def test_an_open_choice_is_named_and_no_plan_is_made(
    book: Rulebook, backgrounds: dict[str, Background]
) -> None:
    man = {
        "name": "老人", "relation": "head", "birth_date": "1956-01-10", "elects_tekun": "unknown", "tekun_form": "support_dispersed",
        "can_eat": True, "can_dress": True, "can_transfer_bed": True, "can_use_toilet": True, "can_walk_indoors": True, "can_bathe": True,
    }  # fmt: skip
    case = {"on": "2022-06-20", "household": {"residence_class": "rural"}, "members": [man]}
    with pytest.raises(ProblemsError) as refused:
        a_plan(book, backgrounds, case, programmes=["tekun", *DIBAO])
    assert "elects_tekun" in refused.value.in_("zh")
    assert "老人" in refused.value.in_("zh")


# -- the documents -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_worked_table_of_the_document_is_what_comes_out(
    book: Rulebook, backgrounds: dict[str, Background], lang: str
) -> None:
    page = Path(__file__).parents[4] / "docs" / lang / "plan.md"
    text = page.read_text(encoding="utf-8")
    case, table = (text.split(f"```{kind}\n")[1].split("```")[0] for kind in ("yaml", "text"))
    (entry,) = read_cases(case.encode(), book, today=date(2022, 7, 15), backgrounds=backgrounds)
    plan = make_plan(book, entry.case, entry.changes, months=24, programmes=DIBAO)
    assert plan_text(plan, lang) + "\n" == table
