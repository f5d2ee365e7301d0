"""Pictures say what the figures beside them say."""

import pytest

from doudi.payments.models import Line, PaymentRun
from doudi.payments.pictures import bar, stops_of_line, stops_of_run


def test_a_bar_is_as_wide_as_its_figures():
    pieces = bar([("a", 300), ("b", 0), ("c", 100)])
    assert [(p.key, p.x, p.width) for p in pieces] == [("a", 0, 750), ("c", 750, 250)]


def test_what_is_there_is_seen():
    assert bar([("a", 10_000_000), ("b", 1)])[1].width > 0


def test_nothing_has_no_bar():
    assert bar([]) == bar([("a", 0), ("b", -5)]) == []


@pytest.mark.parametrize(
    ("state", "done", "now"),
    [("planning", 0, 1), ("signed_once", 2, 1), ("sent", 5, 1), ("closed", 6, 0)],
)
def test_how_far_a_run_has_come(state, done, now):
    places = [place for _label, place in stops_of_run(PaymentRun(state=state))]
    assert (places.count("done"), places.count("now")) == (done, now)


def test_a_run_that_was_given_up_goes_nowhere():
    assert stops_of_run(PaymentRun(state="dropped")) == []


@pytest.mark.parametrize(
    ("state", "last"),
    [("planned", "到账"), ("sent", "到账"), ("failed", "银行退回")],
)
def test_where_a_payment_ends(state, last):
    assert stops_of_line(Line(state=state))[-1][0].zh == last


def test_every_state_of_a_payment_is_known():
    shown = {state for state in Line.State.values if stops_of_line(Line(state=state))}
    assert shown == set(Line.State.values) - {"stopped", "overpaid"}
