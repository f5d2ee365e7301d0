"""One account for several families only with an agreement, wherever they live."""

import datetime as dt

import pytest

from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.keys import keyring
from doudi.payments.models import PayeeAccount
from doudi.payments.services.accounts import PURPOSE, record_account
from doudi.payments.services.approving import sign_run
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, award, card, lines, make_desk, plan
from doudi.registry.models import Membership
from doudi.registry.tests.families import make_county

ON = dt.date(2022, 8, 1)


@pytest.fixture
def desk(db):
    return make_desk(make_county())


def two_of(desk):
    """Two families, each of another township."""
    near = desk.county.families["赵明远"]
    far = next(f for f in desk.county.families.values() if f.household.area_code[:9] == "900101103")
    return near, far


def share(*families):
    """All of them have the number of the first, each in its own name: two clerks cannot see each other's."""
    with acting(system("test")) as actor:
        number = keyring().blind_index(card(77), PURPOSE)
        homes = [f.household.pk for f in families]
        PayeeAccount.objects.filter(household__in=homes).update(number_index=number)
        audit.record(actor, "payments.account.recorded", object_type="account")


def said(run):
    return {i.household_id: (i.state, i.reason) for i in lines(run)}


def test_who_recorded_it_later_is_held_in_whichever_township(desk):
    near, far = two_of(desk)
    for family in (near, far):
        award(desk, family, 38067, "2022-08")
    share(near, far)
    run = plan(desk, "2022-08")
    first, second = _in_order(near, far)
    assert said(run) == {
        first.household.pk: ("planned", ""),
        second.household.pk: ("held", "shared"),
    }
    officer = browser(desk, Role.county_officer)
    (held,) = lines(run, state="held")
    page = text_of(officer.get(f"/pay/lines/{held.pk}/"))
    assert "别的家庭也用这个账户，没有书面协议" in page
    assert f"/pay/households/{second.household.pk}/accounts/" in page
    mine = text_of(officer.get(f"/pay/households/{second.household.pk}/accounts/"))
    assert "别的家庭也用这个账户" in mine
    other = text_of(officer.get(f"/pay/households/{first.household.pk}/accounts/"))
    assert "别的家庭也用这个账户" not in other
    assert second.household.number in text_of(officer.get("/pay/accounts/?problem=shared"))


def _in_order(*families):
    with acting(system("test")):
        return sorted(families, key=lambda f: f.household.accounts.get().pk)


def test_with_an_agreement_both_are_paid(desk):
    near, far = _in_order(*two_of(desk))
    for family in (near, far):
        award(desk, family, 38067, "2022-08")
    share(near, far)
    with acting(system("test")) as actor:
        PayeeAccount.objects.filter(household=far.household).update(basis="agreement")
        audit.record(actor, "payments.account.recorded", object_type="account")
    assert {state for state, _reason in said(plan(desk, "2022-08")).values()} == {"planned"}


def test_the_account_of_who_has_moved_on_waits_for_its_family(desk):
    """Its owner lives elsewhere by now: that family's account was first, but is no longer one of its own."""
    near, far = _in_order(*two_of(desk))
    for family in (near, far):
        award(desk, family, 38067, "2022-08")
    share(near, far)
    with acting(system("test")) as actor:
        Membership.objects.filter(person=near.head).update(valid_to=dt.date(2022, 7, 1))
        audit.record(actor, "registry.household.moved", object_type="household")
    found = said(plan(desk, "2022-08"))
    assert found[far.household.pk] == ("planned", "")
    assert found[near.household.pk] == ("held", "shared")


def test_people_of_one_family_share_an_account_as_they_like(desk):
    family = desk.county.families["赵明远"]
    child = family.persons[-1]
    award(desk, family, 38067, "2022-08")
    award(desk, family, 9000, "2022-08", programme="dibao", person=child)
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        for person in (None, child):
            record_account(
                actor=officer, household=family.household, person=person, holder=family.head,
                holder_name=family.head.name, bank="rural_credit", number=card(77), on=ON,
            )  # fmt: skip
    assert {i.reason for i in lines(plan(desk, "2022-08"))} == {""}


def test_shared_after_the_plan_was_made_the_signatures_are_void(desk):
    from doudi.foundation.jobs import perform_run

    near, far = two_of(desk)
    for family in (near, far):
        award(desk, family, 38067, "2022-08")
    run = plan(desk, "2022-08")
    share(near, far)
    for role in (Role.county_lead, Role.finance_officer):
        with acting(desk.county.viewer(role)) as actor:
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=run.on)
    perform_run(run.approve_run_id)
    assert (again(run).state, again(run).plan_digest) == ("planned", "")
