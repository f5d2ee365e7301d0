"""The only doors by which a page gets one object of payments: outside the viewer's area there is none (404)."""

from __future__ import annotations

from doudi.casework.access import there
from doudi.foundation.access import Viewer, permit
from doudi.payments.models import Fund, Funding, Line, PaymentRun
from doudi.payments.selectors.fund_standing import get_fund, get_funding
from doudi.payments.selectors.runs import get_run, look_at_run
from doudi.payments.selectors.trails import get_line
from doudi.registry.models import Household, Person
from doudi.registry.selectors.households import get_household
from doudi.registry.selectors.persons import get_person


def access_run_for_view(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.view")
    return there(get_run(viewer, run_id))


def access_run_for_look(viewer: Viewer, run_id: int) -> PaymentRun:
    """Its county's run too, for a township: to be read, with the lines that are its own."""
    permit(viewer, "pay.view")
    return there(look_at_run(viewer, run_id))


def access_run_for_planning(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.plan")
    return there(get_run(viewer, run_id))


def access_run_for_signature(viewer: Viewer, run_id: int) -> PaymentRun:
    permit(viewer, "pay.sign")
    return there(get_run(viewer, run_id))


def access_fund_for_view(viewer: Viewer, fund_id: int) -> Fund:
    permit(viewer, "pay.view")
    return there(get_fund(viewer, fund_id))


def access_fund_for_budget(viewer: Viewer, fund_id: int) -> Fund:
    permit(viewer, "fund.manage")
    return there(get_fund(viewer, fund_id))


def access_funding_for_ending(viewer: Viewer, funding_id: int) -> Funding:
    permit(viewer, "fund.manage")
    return there(get_funding(viewer, funding_id))


def access_line_for_view(viewer: Viewer, line_id: int) -> Line:
    permit(viewer, "pay.view")
    return there(get_line(viewer, line_id))


def access_household_for_payments(viewer: Viewer, household_id: int) -> Household:
    permit(viewer, "pay.view")
    return there(get_household(viewer, household_id))


def access_person_for_payments(viewer: Viewer, person_id: int) -> Person:
    permit(viewer, "pay.view")
    return there(get_person(viewer, person_id))
