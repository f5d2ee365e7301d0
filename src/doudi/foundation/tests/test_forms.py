"""Forms: what clerks type is read, what is wrong stands beside its field."""

import datetime as dt

import pytest
from django import forms
from django.template.loader import render_to_string

from doudi.foundation.fields import DayField, MonthField, YuanField, add_problems
from doudi.units.dates import Month
from doudi.units.text import Problem, ProblemsError, Text


class Income(forms.Form):
    amount = YuanField(label="金额")
    since = DayField(label="从哪天起", help_text="不清楚时写大概的日子")
    month = MonthField(label="月份", required=False)
    kind = forms.ChoiceField(
        label="种类", choices=[("a", "务工"), ("b", "种植")], widget=forms.RadioSelect
    )
    is_sure = forms.BooleanField(label="已核实", required=False)


GOOD = {"amount": "1,234.50", "since": "2022年7月1日", "month": "2022-07", "kind": "a"}


def _html(form):
    return render_to_string("foundation/form.html", {"form": form})


def test_what_clerks_type_is_read():
    form = Income(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "amount": 123450,
        "since": dt.date(2022, 7, 1),
        "month": Month(2022, 7),
        "kind": "a",
        "is_sure": False,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "十二"), ("amount", "1.234"), ("amount", "NaN"), ("since", "2022-02-30"), ("since", "昨天"), ("month", "2022-13"), ("kind", "c"), ("since", "")],
)  # fmt: skip
def test_what_cannot_be_read_is_a_fault_of_its_field(field, value):
    form = Income(GOOD | {field: value})
    assert list(form.errors) == [field]
    html = _html(form)
    assert "请改一下这里" in html
    assert f'href="#id_{field}' in html
    assert f'id="id_{field}_error"' in html


def test_a_field_says_its_hint_and_whether_it_may_stay_empty():
    html = _html(Income())
    assert "不清楚时写大概的日子" in html
    assert html.count("（可不填）") == 1  # ticks need no such word
    assert "dd-faults" not in html


def test_what_a_service_refuses_stands_beside_the_field_it_is_about():
    form = Income(GOOD)
    form.is_valid()
    add_problems(
        form,
        ProblemsError(
            [
                Problem(Text("金额太大", "too large"), "amount", "9999"),
                Problem(Text("这户已经注销", "the household is closed")),
            ]
        ),
    )
    assert "金额太大（填写的是“9999”）" in form.errors["amount"]
    assert form.non_field_errors() == ["这户已经注销"]


def test_djangos_own_faults_are_said_in_plain_words():
    assert Income({}).errors["kind"] == ["请选择一项。"]
    assert Income({}).errors["amount"] == ["请填写这一项。"]
    assert Income(GOOD | {"kind": "c"}).errors["kind"] == ["没有“c”这个选项，请重新选择。"]
