"""A family's cases follow it to another village, whole and with their history."""

import datetime as dt

from doudi.casework.models import Case, Clock, Decision, Step, Visit
from doudi.casework.tests.cases import bring_to
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.models import ChangeRequest
from doudi.registry.services.changes import approve_change, request_change
from doudi.registry.tests.families import FAR_VILLAGE, QINGGANG, make_county


def test_cases_go_with_the_household_to_another_township(db):
    county = make_county()
    family = next(iter(county.families.values()))
    case = bring_to(county, family, "granted")
    on = dt.date(2022, 12, 1)
    with acting(county.viewer(Role.county_officer)) as officer:
        change = request_change(
            actor=officer,
            kind=ChangeRequest.Kind.move,
            household=family.household,
            payload={"area_code": FAR_VILLAGE, "address": ""},
            effective_on=on,
            on=on,
        )
    with acting(county.viewer(Role.county_lead)) as lead:
        if change.state != "applied":
            approve_change(actor=lead, change=change, on=on)
    with acting(county.viewer(Role.township_clerk)):
        assert not Case.objects.filter(pk=case.pk).exists()
    with acting(county.viewer(Role.township_clerk, QINGGANG)):
        assert Case.objects.get(pk=case.pk).area_code == FAR_VILLAGE
        for table in (Step, Clock, Visit, Decision):
            assert table.objects.filter(case=case).exists(), table
