"""Policy case 29: a hidden car, five months of 630 yuan each; and a month too little beside it."""

from doudi.casework.domain.difference import arrears_and_overpayment, differences
from doudi.units.dates import Month


def months(first: str, count: int, fen: int) -> dict[Month, int]:
    begin = Month.parse(first)
    return {begin + i: fen for i in range(count)}


def test_what_was_drawn_without_right_is_the_whole_of_it():
    found = differences(months("2022-03", 5, 63000), {})
    assert arrears_and_overpayment(found) == (0, 315000)


def test_too_little_and_too_much_stand_side_by_side():
    paid = months("2022-03", 2, 10000) | months("2022-05", 1, 30000)
    right = months("2022-03", 3, 20000)
    found = differences(paid, right)
    assert [d.owed_fen for d in found] == [10000, 10000, -10000]
    assert arrears_and_overpayment(found) == (20000, 10000)


def test_alike_is_no_difference():
    assert differences(months("2022-03", 2, 100), months("2022-03", 2, 100)) == []
