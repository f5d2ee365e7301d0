"""Two people at two desks at the same moment: one change is made, the other is told."""

import threading

import pytest
from django.db import connection

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.models import ChangeRequest, Membership
from doudi.registry.services.changes import approve_change, request_change
from doudi.registry.services.households import add_member
from doudi.registry.tests.families import ON, declared, make_county, make_person
from doudi.units.text import ProblemsError


@pytest.fixture
def county(own_database):
    return make_county()


def at_once(*pieces):
    """Run each in a thread with its own connection, started together; what each returned or was told."""
    start, answers = threading.Barrier(len(pieces)), [None] * len(pieces)

    def run(index, piece):
        try:
            start.wait(10)
            answers[index] = piece()
        except ProblemsError as told:
            answers[index] = told
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(pieces)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_one_person_is_not_taken_into_two_households(county):
    with acting(county.actor) as machine:
        newcomer = make_person(machine, "赵小河", "2020-01-01", "male")
    homes = [county.families[name].household for name in ("赵明远", "周德福")]

    def join(home):
        with acting(county.viewer(Role.township_clerk)) as clerk:
            add_member(actor=clerk, household=home, person=newcomer, relation="other", on=ON)

    answers = at_once(*(lambda home=home: join(home) for home in homes))
    assert sum(isinstance(a, ProblemsError) for a in answers) == 1
    with acting(system("test")):
        assert Membership.objects.filter(person=newcomer).count() == 1


def test_a_change_is_signed_once(county):
    family = county.families["赵明远"]
    with acting(county.viewer(Role.township_clerk)) as clerk:
        change = request_change(
            actor=clerk,
            kind="remove_member",
            household=family.household,
            person=family.person("赵小川"),
            payload={},
            effective_on=ON,
            on=ON,
            evidence=declared(clerk),
        )

    def sign(role):
        with acting(county.viewer(role)) as lead:
            approve_change(actor=lead, change=change, on=ON)

    answers = at_once(lambda: sign(Role.township_lead), lambda: sign(Role.county_lead))
    assert sum(isinstance(a, ProblemsError) for a in answers) == 1
    with acting(system("test")):
        assert ChangeRequest.objects.get(pk=change.pk).state == "applied"
