"""The demonstration's cases go by the same road as everybody's: drawn, visited, decided."""

import datetime as dt

from doudi.casework.demo.load import Office, Plan, make_case
from doudi.casework.models import Award, SpotCheck
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import COUNTY, SHIBAN, make_county, make_posting


def test_a_granted_case_of_the_demonstration_was_drawn_and_visited(db):
    county = make_county()
    with acting(system("test")) as actor:
        make_posting(actor, Role.township_clerk, SHIBAN, "clerk")
        make_posting(actor, Role.county_lead, COUNTY, "director")
        make_posting(actor, Role.county_officer, COUNTY, "officer")
    with acting(county.viewer(Role.township_clerk)) as clerk:
        found = register_case(clerk, worked_case("dibao", "政策案例1，"))
    family, today = found.family, found.case.on + dt.timedelta(days=24)
    case = make_case(Office(today), family.household, Plan(1, 40, 6))
    assert case.state == "granted"
    with acting(county.viewer(Role.county_lead)):
        assert SpotCheck.objects.get(case=case).done_on == today - dt.timedelta(days=12)
        assert Award.objects.filter(household=family.household).count() == 1
