"""A made-up rulebook of corners: figures that nobody entered, negative amounts, dates of data, constants over rows."""

from __future__ import annotations

from doudi.rules.declare import category, day, number, rule, truth
from doudi.rules.language import (
    add_months,
    all,
    any,
    compare,
    completed_years,
    count,
    is_one_of,
    max,
    maximum,
    min,
    minimum,
    month_of,
    presume,
    reached,
    rounded,
    sum,
    when,
)
from doudi.rules.nodes import Entity
from doudi.units.text import Text

household = Entity("household", Text("家庭", "household"))
person = household.rows("person", zh="成员", en="person", maximum=6)
debt = household.rows("debt", zh="债务", en="debt", maximum=3)

THREE = {"one": ("一", "one"), "two": ("二", "two"), "three": ("三", "three")}

FACTS = [
    number(household, "gain", unit="yuan", between=(-1000, 1000), zh="收益", en="gain"),
    number(household, "parts", unit="person", between=(1, 9), zh="份数", en="parts"),
    number(household, "wait", unit="month", between=(-30, 400), zh="等待", en="wait"),
    day(household, "begun", zh="开始", en="begun"),
    category(household, "sort", THREE, zh="种类", en="sort"),
    truth(household, "agrees", zh="同意", en="agrees"),
    truth(household, "elects_cash", zh="选择现金", en="elects cash"),
    day(person, "born", zh="出生", en="born"),
    day(person, "joined", zh="加入", en="joined"),
    number(person, "balance", unit="yuan", between=(-500, 500), zh="结余", en="balance"),
    category(person, "rank", THREE, zh="级别", en="rank"),
    truth(person, "is_here", zh="在家", en="is here"),
    number(debt, "owed", unit="yuan", between=(0, 5000), zh="欠款", en="owed"),
    truth(debt, "is_secured", zh="有担保", en="is secured"),
]


@rule(person, "year", zh="加入时年龄", en="age at joining", law="1")
def age_at_joining(born, joined):
    """Completed years on the day of joining."""
    return completed_years(born, joined)


@rule(person, "year", zh="年龄", en="age", law="1")
def age(born, decision_date):
    """Completed years today."""
    return completed_years(born, decision_date)


@rule(person, "date", zh="届满", en="term ends", law="1")
def term_ends(joined, wait):
    """So many months after joining."""
    return add_months(joined, wait)


@rule(household, "date", zh="最早加入", en="first joined", law="1")
def first_joined(joined):
    """The first day on which somebody joined."""
    return minimum(joined)


@rule(household, "date", zh="较晚", en="the later day", law="1")
def later_day(begun, first_joined, fixed_day):
    """The latest of three days."""
    return max(begun, first_joined, fixed_day)


@rule(household, "month", zh="起始月", en="first month", law="1")
def first_month(later_day):
    """The month after the latest day."""
    return month_of(later_day) + 1


@rule(household, "month", zh="终止月", en="last month", law="1")
def last_month(first_month, decision_month, parts):
    """Not before this month."""
    return when(parts < parts, first_month, max(first_month, decision_month))


@rule(household, "truth", zh="期满", en="time is up", law="1")
def time_is_up(term_ends, begun, wait):
    """All terms have ended, and the household's own."""
    return all(reached(term_ends)) & reached(add_months(begun, wait))


@rule(household, "yuan/person", zh="每份", en="gain a part", law="2")
def per_part(gain, parts):
    """Gain by part."""
    return gain / parts


@rule(household, "yuan/person", zh="每份四舍五入", en="gain a part, half up", law="2")
def per_part_half_up(gain, parts, half_up_jiao):
    """Rounded once, a tie away from zero."""
    return rounded(gain / parts, half_up_jiao)


@rule(household, "yuan/person", zh="每份进一", en="gain a part, up", law="2")
def per_part_up(gain, parts, up_fen):
    """Rounded up."""
    return rounded(gain / parts, up_fen)


@rule(household, "yuan/person", zh="每份舍去", en="gain a part, down", law="2")
def per_part_down(gain, parts, down_yuan):
    """Rounded down."""
    return rounded(gain / parts, down_yuan)


@rule(household, "yuan/person", zh="每份取整未定", en="gain a part, rounding not entered", law="2")
def per_part_open(gain, parts, open_rounding):
    """Nobody has entered how to round."""
    return rounded(gain / parts, open_rounding)


@rule(household, "yuan", zh="收益四舍五入", en="gain, half up", law="2")
def gain_half_up(gain, half_up_jiao):
    """A tie goes away from zero."""
    return rounded(gain, half_up_jiao)


@rule(household, "yuan", zh="收益取整未定", en="gain, rounding not entered", law="2")
def gain_open(gain, open_rounding):
    """Nobody has entered how to round."""
    return rounded(gain, open_rounding)


@rule(person, "yuan", zh="级别份额", en="share by rank", law="3")
def by_rank(balance, rank, rank_share):
    """A share of the balance that differs by rank; one of them is negative."""
    return balance * rank_share[rank]


@rule(person, "yuan", zh="未定份额", en="share not entered", law="3")
def by_open_rate(balance, open_rate):
    """A share that nobody has entered."""
    return balance * open_rate


@rule(household, "number", zh="种类系数", en="factor of the sort", law="3")
def sort_factor(sort, sort_figure):
    """A figure by sort."""
    return sort_figure[sort]


@rule(household, "number", zh="种类系数未定", en="factor not entered", law="3")
def open_factor(sort, open_figure):
    """A figure by sort that nobody has entered."""
    return open_figure[sort]


@rule(household, "truth", zh="种类允许", en="the sort is allowed", law="3")
def sort_allowed(sort, sort_truth, open_truth, agrees):
    """A truth by sort, or one that nobody has entered."""
    return sort_truth[sort] | (open_truth & agrees)


@rule(person, "truth", zh="级别相当", en="of the household's sort", law="3")
def same_rank(rank, sort, agrees, open_option):
    """The rank is the household's sort, or what the option says."""
    other = when(agrees, "two", rank)
    return (rank == sort) & (is_one_of(other, "two", "three") | (open_option == "left"))


@rule(person, "person", zh="一人", en="one person", law="3")
def one_person(is_here, one_head):
    """One person, here or not."""
    return when(is_here, one_head, one_head)


@rule(person, "yuan/person", zh="每人结余", en="balance a head", law="3")
def balance_a_head(balance, one_person, parts):
    """By the household's parts; kept exact until it is compared."""
    return balance / max(one_person, parts)


@rule(person, "truth", zh="高于平均", en="above the average", law="3")
def above_average(balance_a_head, per_part, balance, parts):
    """More than the household's gain a part: quotients against quotients, through variables and rows."""
    return (balance_a_head > per_part) | (balance_a_head == balance / parts) & ~(
        per_part <= balance / parts
    )


@rule(household, "truth", zh="低于未定线", en="below a line not entered", law="3")
def below_open_line(per_part, open_line, agrees):
    """A line whose figure and sign nobody has entered."""
    return compare(per_part, open_line, by=open_line) | agrees


@rule(household, "truth", zh="高于线", en="not below a line", law="3")
def not_below_line(per_part, line):
    """At or above the line, as its sign says."""
    return compare(per_part, line, by=line)


@rule(household, "truth", zh="份数不同", en="parts differ from persons", law="3")
def parts_differ(parts, is_here, gain):
    """Not as many parts as persons here, or no gain."""
    return (parts != count(is_here)) | (gain == 0)


@rule(person, "truth", zh="推定在家", en="presumed here", law="4")
def presumed_here(is_here):
    """Presumed to be here."""
    return presume(is_here, 1, law="4")


@rule(person, "yuan", zh="推定结余", en="presumed balance", law="4")
def presumed_balance(balance, usual_balance):
    """Presumed to be the usual one."""
    return presume(balance, usual_balance, law="4")


@rule(household, "yuan", zh="推定收益", en="presumed gain", law="4")
def presumed_gain(gain, open_gain):
    """Presumed to be what nobody has entered."""
    return presume(gain, open_gain, law="4")


@rule(household, "date", zh="推定开始", en="presumed begin", law="4")
def presumed_begin(begun, later_day):
    """Presumed to be another day that may not be known."""
    return presume(begun, later_day, law="4")


@rule(person, "truth", zh="家庭同意", en="the household agrees", law="5")
def household_agrees(agrees):
    """The same for all persons."""
    return agrees


@rule(person, "yuan", zh="家庭收益", en="the household's gain", law="5")
def household_gain(gain):
    """The same for all persons."""
    return gain


@rule(person, "truth", zh="总是", en="always", law="5")
def always(always_true):
    """The same for everybody."""
    return always_true


@rule(household, "yuan", zh="合计", en="total", law="5")
def total(household_gain, by_rank, owed, is_secured):
    """Sums of what is the same for all, of what differs, and over the other list."""
    return sum(household_gain) + sum(by_rank) - sum(owed, where=~is_secured)


@rule(household, "person", zh="人数", en="persons", law="5")
def persons(always, household_agrees, same_rank, presumed_here):
    """Counts of truths of every sort."""
    return count(always) + count(household_agrees) + count(same_rank) + count(presumed_here)


@rule(household, "truth", zh="任一", en="any and all", law="5")
def any_and_all(always, household_agrees, same_rank, is_secured, above_average):
    """Any and all, over every sort of truth."""
    nobody_else = all(always) & all(household_agrees) & all(is_secured)
    return (any(always) & any(household_agrees)) | nobody_else | any(same_rank & above_average)


@rule(household, "yuan", zh="最小最大", en="least and most", law="5")
def least_and_most(by_rank, household_gain, owed, presumed_balance):
    """Least and most, over every sort of amount."""
    of_debts = min(maximum(owed), minimum(owed), maximum(presumed_balance))
    of_all = minimum(household_gain) + maximum(household_gain)
    return minimum(by_rank) + maximum(by_rank) + of_all + of_debts


@rule(household, "yuan", zh="旧法", en="old law", law="6", until="2015-12-31")
def only_then(gain):
    """In force only long ago."""
    return gain


@rule(household, "yuan", zh="金额", en="amount", law="6")
def amount(total, only_then, least_and_most, elects_cash):
    """What the household gets."""
    return when(elects_cash, max(total, 0), only_then + least_and_most)


@rule(household, "truth", zh="符合", en="qualifies", law="6")
def qualifies(time_is_up, not_below_line, sort_allowed):
    """Time is up, and the rest holds."""
    return time_is_up & (not_below_line | sort_allowed)


@rule(person, "truth", zh="个人符合", en="a person qualifies", law="6")
def person_qualifies(same_rank, presumed_here, qualifies, term_ends):
    """Of the right rank and here."""
    return (same_rank | qualifies) & presumed_here & ~reached(term_ends)


@rule(person, "yuan", zh="个人金额", en="a person's amount", law="6")
def person_amount(by_open_rate, by_rank, age, age_at_joining):
    """More for those who joined young."""
    return when(age_at_joining < age, by_rank, by_open_rate)


VALUES = """
fixed_day: {zh: 日, en: day, kind: date, law: "1", figures: [{from: 2000-01-01, value: 2020-02-29, source: s}]}
half_up_jiao: {zh: 入, en: half up, kind: rounding, law: "2", figures: [{from: 2000-01-01, value: {to: jiao, mode: half_up}, source: s}]}
up_fen: {zh: 进, en: up, kind: rounding, law: "2", figures: [{from: 2000-01-01, value: {to: fen, mode: ceil}, source: s}]}
down_yuan: {zh: 舍, en: down, kind: rounding, law: "2", figures: [{from: 2000-01-01, value: {to: yuan, mode: floor}, source: s}]}
open_rounding: {zh: 未定, en: open, kind: rounding, law: "2"}
rank_share: {zh: 率, en: share, kind: rate, by: rank, between: [-1, 3], law: "3",
  figures: [{from: 2000-01-01, one: 1/3, two: -50%, three: 250%, source: s}]}
open_rate: {zh: 率未定, en: open rate, kind: rate, between: [-2, 3], law: "3"}
sort_figure: {zh: 数, en: figure, kind: number, by: sort, between: [-9, 9], law: "3",
  figures: [{from: 2000-01-01, one: 3, two: -4, three: 0, source: s}]}
open_figure: {zh: 数未定, en: open figure, kind: number, by: sort, between: [-9, 9], law: "3"}
sort_truth: {zh: 是否, en: truth, kind: truth, by: sort, law: "3",
  figures: [{from: 2000-01-01, one: yes, two: no, three: no, source: s}]}
open_truth: {zh: 是否未定, en: open truth, kind: truth, law: "3"}
open_option: {zh: 选项未定, en: open option, kind: category, options: {left: "左|left", right: "右|right"}, law: "3"}
open_line: {zh: 线未定, en: open line, kind: number, unit: yuan/person, between: [-10, 500], comparator: yes, law: "3"}
line: {zh: 线, en: line, kind: number, unit: yuan/person, between: [-10, 500], comparator: yes, law: "3",
  figures: [{from: 2000-01-01, value: 12.5, comparator: ">=", source: s}]}
one_head: {zh: 一人, en: one head, kind: number, unit: person, between: [1, 2], law: "3",
  figures: [{from: 2000-01-01, value: 1, source: s}]}
usual_balance: {zh: 通常, en: usual, kind: number, unit: yuan, between: [-500, 500], law: "4",
  figures: [{from: 2000-01-01, value: -33.33, source: s}]}
open_gain: {zh: 收益未定, en: open gain, kind: number, unit: yuan, between: [-1, 1], law: "4"}
always_true: {zh: 总是, en: always, kind: truth, law: "5", figures: [{from: 2000-01-01, value: yes, source: s}]}
"""

PROGRAMMES = [
    """
programme: odd
name: {zh: 怪, en: Odd}
subject: household
stratum: 10
in_force_from: 2010-01-01
agency: {zh: 民政局, en: civil affairs}
legal_basis: [{zh: 办法, en: Measures}]
period: month
entry: {eligible: qualifies, amount: amount, from_month: first_month, until_month: last_month}
""",
    """
programme: odder
name: {zh: 更怪, en: Odder}
subject: person
stratum: 20
in_force_from: 2010-01-01
agency: {zh: 民政局, en: civil affairs}
legal_basis: [{zh: 办法, en: Measures}]
period: once
entry: {eligible: person_qualifies, amount: person_amount}
""",
]
