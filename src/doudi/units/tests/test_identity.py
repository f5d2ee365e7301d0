"""Identity numbers: what the form proves, and what stands in for it.

Every number here is made up; the areas and dates are those of standards' printed examples.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from doudi.units.identity import (
    IdentityKind,
    IdentityState,
    Sex,
    check_identity,
    mask,
    no_identity,
    parse_identity,
)
from doudi.units.text import ProblemsError, Text

WOMAN = "11010519491231002X"  # the example printed in GB 11643


def with_check_digit(seventeen: str) -> str:
    return seventeen + ric.calc_check_digit(seventeen + "0")


def test_a_resident_number_tells_birth_sex_and_area() -> None:
    woman = parse_identity(WOMAN)
    assert woman.kind is IdentityKind.resident
    assert woman.state is IdentityState.verified_format
    assert woman.birth_date == dt.date(1949, 12, 31)
    assert woman.sex is Sex.female
    assert woman.area == "110105000000"
    assert woman.reason == Text("", "")
    assert woman.warnings == ()
    assert woman.as_18 == WOMAN


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
    ],
)
def test_slips_of_typing_that_change_nothing_are_forgiven(typed: str) -> None:
    assert parse_identity(typed).number == WOMAN


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("110105194912310021", "check digit"),
        ("110105194912310000", "spreadsheet"),
        ("11010519491331002X", "no such date"),
        ("11010519490229002X", "no such date"),
        (with_check_digit("11010510661231002"), "before 1880"),
        ("1101O519491231002X", "Character 5 must be a digit"),
        ("1101051949123100二X", "Character 17 must be a digit"),
        ("11010519491231002A", "Character 18 must be a digit or X"),
        ("1101051949123100X", "18 characters"),
        ("E12345678", "choose its kind"),
        ("", "choose “no number”"),
        (110105194912310020, "must be text"),
        (1.1010519491231e17, "must be text"),
    ],
)
def test_a_bad_number_says_which_figure_or_rule(value: object, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule) as caught:
        parse_identity(value, where="row 7")  # type: ignore[arg-type]
    assert caught.value.problems[0].where == "row 7"


def test_an_error_never_shows_the_whole_number_nor_the_right_check_digit() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_identity("110105194912310021")
    assert "19491231" not in str(caught.value)
    assert "110***********0021" in str(caught.value)
    assert WOMAN not in repr(parse_identity(WOMAN))


def test_a_birth_date_after_the_given_day_is_refused() -> None:
    number = with_check_digit("11010520300101002")
    assert parse_identity(number).birth_date == dt.date(2030, 1, 1)
    with pytest.raises(ProblemsError, match="after 1 July 2022"):
        parse_identity(number, not_after=dt.date(2022, 7, 1))


def test_an_area_that_is_not_listed_is_a_warning_not_an_error() -> None:
    person = parse_identity(with_check_digit("90010119800101001"), where="row 3")
    assert person.state is IdentityState.verified_format
    assert person.area == "900101000000"
    assert "not a listed area" in person.warnings[0].in_("en")
    assert person.warnings[0].where == "row 3"


def test_a_county_that_no_list_has_keeps_its_code_with_a_warning() -> None:
    person = parse_identity(with_check_digit("22990119800101001"))
    assert person.area == "229901000000"
    assert len(person.warnings) == 1


def test_a_number_with_no_such_province_has_no_area() -> None:
    person = parse_identity(with_check_digit("29010119800101001"))
    assert person.area is None
    assert len(person.warnings) == 1


def test_an_old_number_is_accepted_as_not_verified() -> None:
    old = parse_identity("110105491231002")
    assert old.kind is IdentityKind.resident_15
    assert old.state is IdentityState.not_verified
    assert "15" in old.reason.en
    assert old.birth_date == dt.date(1949, 12, 31)
    assert old.sex is Sex.female
    assert old.area == "110105000000"
    assert old.as_18 == WOMAN


@pytest.mark.parametrize("value", ["110105491331002", "11010549123100X"])
def test_a_bad_old_number_is_refused(value: str) -> None:
    with pytest.raises(ProblemsError):
        parse_identity(value)


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permits_are_checked_like_resident_numbers(prefix: str) -> None:
    number = with_check_digit(prefix + "19940823002")
    permit = parse_identity(number)
    assert permit.kind is IdentityKind.residence_permit
    assert permit.state is IdentityState.verified_format
    assert permit.birth_date == dt.date(1994, 8, 23)
    assert permit.area is None
    assert permit.warnings == ()
    with pytest.raises(ProblemsError, match="check digit"):
        parse_identity(number[:17] + ("0" if number[17] != "0" else "1"))


def test_the_card_of_a_foreign_permanent_resident() -> None:
    card = parse_identity(with_check_digit("93115619820501001"))
    assert card.kind is IdentityKind.foreign_permanent
    assert card.sex is Sex.male
    assert card.area is None


def test_a_passport_is_accepted_as_not_verified_when_it_is_said_to_be_one() -> None:
    passport = parse_identity("e1234 5678", kind=IdentityKind.passport)
    assert passport.number == "E12345678"
    assert passport.state is IdentityState.not_verified
    assert passport.reason.zh
    assert (passport.birth_date, passport.sex, passport.area, passport.as_18) == (None,) * 4
    with pytest.raises(ProblemsError, match="5 to 24"):
        parse_identity("护照", kind=IdentityKind.passport)


def test_a_travel_permit_is_accepted_as_not_verified() -> None:
    permit = parse_identity("H12345678", kind=IdentityKind.travel_permit)
    assert permit.state is IdentityState.not_verified


def test_no_number_needs_a_reason() -> None:
    child = no_identity(" 户口尚未登记 ")
    assert child.number is None
    assert child.kind is IdentityKind.none
    assert child.state is IdentityState.not_verified
    assert child.reason.zh == "户口尚未登记"
    assert child.birth_date is None
    with pytest.raises(ProblemsError, match="reason must be given"):
        no_identity("  ")
    with pytest.raises(ProblemsError, match="reason must be given"):
        no_identity(Text("", ""))


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (IdentityKind.residence_permit, "is of a resident identity card"),
        (IdentityKind.resident_15, "has 15 characters"),
        (IdentityKind.none, "cannot be given together"),
    ],
)
def test_the_number_must_fit_the_document_chosen(kind: IdentityKind, rule: str) -> None:
    with pytest.raises(ProblemsError, match=rule):
        parse_identity(WOMAN, kind=kind)


def test_disagreement_with_the_form_is_listed_for_an_officer() -> None:
    woman = parse_identity(WOMAN)
    assert check_identity(woman, birth_date=dt.date(1949, 12, 31), sex=Sex.female) == []
    assert check_identity(woman) == []
    found = check_identity(woman, birth_date=dt.date(1949, 12, 13), sex=Sex.male, where="row 2")
    assert [p.in_("en").partition(": ")[2].partition(" (")[0] for p in found] == [
        "The number says born on 31 December 1949, the form says 13 December 1949",
        "The number says female, the form says male",
    ]


def test_a_passport_disagrees_with_nothing() -> None:
    passport = parse_identity("E12345678", kind=IdentityKind.passport)
    assert check_identity(passport, birth_date=dt.date(1980, 1, 1), sex=Sex.male) == []


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        (WOMAN, "110***********002X"),
        ("110105491231002", "110*********002"),
        ("E12345678", "*******78"),
        ("ABC", "***"),
        ("", ""),
    ],
)
def test_masking(number: str, masked: str) -> None:
    assert mask(number) == masked


@pytest.mark.parametrize("choice", [*IdentityKind, *Sex])
def test_every_choice_has_a_name_in_both_languages(choice: IdentityKind | Sex) -> None:
    assert choice.label.in_("zh") != choice.label.in_("en")


@given(st.text("0123456789X", max_size=30))
def test_masking_keeps_the_length_and_hides_at_least_half(number: str) -> None:
    assert len(mask(number)) == len(number)
    assert mask(number).count("*") * 2 >= len(number)


births = st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31))


@given(births, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_figure_is_caught(
    birth: dt.date, order: int, position: int, shift: int
) -> None:
    number = with_check_digit(f"522725{birth:%Y%m%d}{order:03d}")
    assert parse_identity(number).birth_date == birth
    wrong = str((int(number[position]) + shift) % 10)
    with pytest.raises(ProblemsError):
        parse_identity(number[:position] + wrong + number[position + 1 :])


@given(st.text(max_size=20) | st.text("0123456789X", min_size=15, max_size=18))
def test_any_text_is_either_a_number_or_a_clear_refusal(text: str) -> None:
    problems = []
    try:
        parse_identity(text)
    except ProblemsError as error:
        problems = error.problems
    assert all(problem.in_("zh") and problem.in_("en") for problem in problems)
