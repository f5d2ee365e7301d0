"""Decisions of the policy's worked cases, from the register's facts to the months that are paid."""

import pytest

from doudi.casework.models import Award
from doudi.casework.selectors.awards import months_of
from doudi.casework.services.decisions import decide_case
from doudi.casework.services.proposals import propose
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county

DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]


@pytest.fixture
def county(db):
    return make_county()


def filed(county, programme, start, *, on=None, programmes=None, person=0, applied_on=None):
    """A worked case as a case of casework that waits for its decision. `person` None: the household's own."""
    entry = worked_case(programme, start)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        found = register_case(clerk, entry)
        whose = None if programmes is None or person is None else found.family.persons[person]
        case = file_case(
            clerk,
            found.family,
            on=on or found.case.on,
            programmes=programmes or DIBAO,
            person=whose,
            applied_on=applied_on,
        )
    return found.family, case, on or found.case.on


def confirm(county, case, on, *, action="confirm", change=None, **more):
    """Decide as the engine proposes, or with `change` laid over its first result."""
    with acting(county.viewer(Role.county_lead)) as lead:
        results = propose(lead, case, on).results
        if change:
            results = [{**results[0], **change}, *results[1:]]
        return decide_case(actor=lead, case=case, action=action, results=results, on=on, **more)


def awards_of(county, household, **only):
    with acting(county.viewer(Role.county_lead)):
        return list(Award.objects.filter(household=household, **only).order_by("pk"))


def paid(county, award, until):
    with acting(county.viewer(Role.county_lead)):
        return [(str(m), fen) for m, fen in months_of(Award.objects.get(pk=award.pk), until)]


def test_case_1_a_family_of_four(county):
    family, case, on = filed(county, "dibao", "政策案例1，")
    decision = confirm(county, case, on)
    assert decision.outcome == "granted"
    [award] = awards_of(county, family.household)
    assert (award.programme, award.amount_fen, award.members) == ("dibao", 38067, 4)
    with acting(county.viewer(Role.county_lead)):
        case.refresh_from_db()
    assert case.state == "granted"
