"""A small made-up rulebook with every kind of operation, for the engine's own tests."""

from __future__ import annotations

from doudi.rules.declare import category, day, number, rule, truth
from doudi.rules.language import (
    add_months,
    all,
    any,
    compare,
    completed_years,
    count,
    for_one_person,
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
member = household.rows("member", zh="成员", en="member", maximum=8)
helper = household.rows("helper", zh="帮扶人", en="helper", maximum=4)

FACTS = [
    truth(household, "is_local", zh="本地户籍", en="is local"),
    category(
        household,
        "place",
        {"town": ("城镇", "town"), "farm": ("农村", "farm")},
        zh="居住地",
        en="place",
    ),
    number(household, "savings", unit="yuan", between=(0, 1_000_000), zh="存款", en="savings"),
    day(household, "moved_on", zh="迁入日期", en="moved on"),
    day(member, "born_on", zh="出生日期", en="born on"),
    number(member, "income", unit="yuan", between=(0, 1_000_000), zh="年收入", en="yearly income"),
    truth(member, "studies", zh="在读", en="studies"),
    truth(member, "is_away", zh="不在家", en="is away"),
    category(
        member,
        "illness",
        {"none": ("无", "none"), "light": ("轻", "light"), "grave": ("重", "grave")},
        zh="疾病",
        en="illness",
    ),
    number(
        helper, "gives", unit="yuan/month", between=(0, 100_000), zh="每月给付", en="gives a month"
    ),
    number(helper, "mouths", unit="person", between=(1, 30), zh="家庭人口", en="mouths to feed"),
]


@rule(member, "year", zh="周岁", en="age", law="§1")
def age(born_on, decision_date):
    """Age in completed years."""
    return completed_years(born_on, decision_date)


@rule(member, "truth", zh="计入家庭成员", en="counts", law="§2")
def counts(is_away):
    """Whoever is away does not count; an unasked absence is presumed not to be one."""
    return ~presume(is_away, 0, law="§2")


@rule(member, "yuan", zh="计入的收入", en="countable income", law="§3")
def countable_income(income, studies, counts, income_allowance):
    """Income above the allowance counts, a student's does not."""
    return when(counts & ~studies, max(income - income_allowance, 0), 0)


@rule(household, "person", zh="人口", en="size", law="§2")
def size(counts):
    """Those who count, at least one."""
    return max(count(counts), 1)


@rule(helper, "yuan/month", zh="应给付", en="due support", law="§4")
def due_support(gives, mouths, line, place, support_share):
    """A share of what a helper has above the line for each mouth."""
    return max(gives - line[place] * mouths, 0) * support_share


@rule(household, "yuan", zh="家庭总收入", en="total", law="§3")
def total(countable_income, due_support, base_months):
    """What the members have in the base period, and the support due to them."""
    return sum(countable_income) + sum(due_support) * base_months


@rule(household, "yuan/person/month", zh="人均月收入", en="per head", law="§3")
def per_head(total, size, base_months):
    """Total by head and month."""
    return total / (size * base_months)


@rule(household, "truth", zh="收入低于标准", en="income below the line", law="§5")
def meets_income_test(per_head, line, place):
    """Income by head is below the line."""
    return compare(per_head, line[place], by=line)


@rule(household, "truth", zh="存款在限额内", en="savings within the limit", law="§6")
def meets_savings_test(savings, savings_months, line, place, size):
    """Savings by head do not exceed so many months of the line."""
    return savings / size <= line[place] * savings_months


@rule(household, "truth", zh="居住已满期", en="has lived here long enough", law="§7")
def has_settled(moved_on, waiting_months):
    """So many months since moving in."""
    return reached(add_months(moved_on, waiting_months))


@rule(household, "truth", zh="符合条件", en="qualifies", law="§5")
def qualifies(is_local, has_settled, meets_income_test, meets_savings_test):
    """Local, settled, income and savings within the limits."""
    return is_local & has_settled & meets_income_test & meets_savings_test


@rule(household, "yuan/month", zh="补差", en="gap", law="§8")
def gap(total, size, line, place, base_months, gap_rounding):
    """What is missing to the line, rounded once."""
    missing = (line[place] * size * base_months - total) / base_months
    return max(rounded(missing, gap_rounding), 0)


@rule(household, "yuan/month", zh="加发", en="extra", law="§9")
def extra(illness, age, line, place, illness_share, old_age):
    """A share of the line for the gravest illness, and once more where someone is old."""
    one_line = for_one_person(line[place])
    share = maximum(
        when(is_one_of(illness, "light", "grave"), one_line * illness_share[illness], 0)
    )
    return (
        share
        + when(any(age >= old_age) & ~all(age >= old_age), share, 0)
        + minimum(when(age < old_age, share, 0))
    )


@rule(household, "yuan/month", zh="每月金额", en="amount", law="§8")
def amount(gap, extra, gap_rounding, most):
    """Gap and extra, at most the ceiling."""
    return rounded(min(gap + extra, most), gap_rounding)


@rule(household, "month", zh="起发月", en="first month", law="§10")
def first_month(decision_date):
    """The month after the decision."""
    return month_of(decision_date) + 1


RULES = [
    ("small", r)
    for r in (
        age, counts, countable_income, size, due_support, total, per_head, meets_income_test, meets_savings_test,
        has_settled, qualifies, gap, extra, amount, first_month,
    )
]  # fmt: skip

VALUES = """
line:
  {zh: 标准, en: line, kind: number, unit: yuan/person/month, by: place, between: [0, 10000], comparator: yes, law: §5,
   figures: [{from: 2010-01-01, town: 679.00, farm: 5292/12, comparator: "<", source: made up}]}
income_allowance:
  {zh: 免计额, en: allowance, kind: number, unit: yuan, between: [0, 10000], law: §3,
   figures: [{from: 2010-01-01, value: 100, source: made up}]}
support_share:
  {zh: 赡养比例, en: support share, kind: rate, law: §4, figures: [{from: 2010-01-01, value: 1/3, source: made up}]}
base_months:
  {zh: 核算月数, en: base months, kind: number, unit: month, between: [1, 12], law: §3,
   figures: [{from: 2010-01-01, value: 12, source: made up}]}
savings_months:
  {zh: 存款月数, en: savings months, kind: number, unit: month, between: [0, 60], law: §6,
   figures: [{from: 2010-01-01, value: 24, source: made up}]}
waiting_months:
  {zh: 等待月数, en: waiting months, kind: number, unit: month, between: [0, 60], law: §7,
   figures: [{from: 2010-01-01, value: 6, source: made up}]}
gap_rounding:
  {zh: 取整, en: rounding, kind: rounding, law: §8, figures: [{from: 2010-01-01, value: {to: jiao, mode: ceil}, source: made up}]}
illness_share:
  {zh: 疾病加发比例, en: illness share, kind: rate, by: illness, law: §9,
   figures: [{from: 2010-01-01, none: 0, light: 10%, grave: 30%, source: made up}]}
old_age:
  {zh: 老年, en: old age, kind: number, unit: year, between: [0, 120], law: §9,
   figures: [{from: 2010-01-01, value: 60, source: made up}]}
most:
  {zh: 上限, en: ceiling, kind: number, unit: yuan/month, between: [0, 100000], law: §8,
   figures: [{from: 2010-01-01, value: 3000, source: made up}]}
"""

PROGRAMME = """
programme: small
name: {zh: 小额补助, en: Small aid}
subject: household
stratum: 10
in_force_from: 2010-01-01
agency: {zh: 民政局, en: civil affairs}
legal_basis: [{zh: 小额补助办法, en: Small Aid Measures}]
period: month
entry: {eligible: qualifies, amount: amount, from_month: first_month}
"""
