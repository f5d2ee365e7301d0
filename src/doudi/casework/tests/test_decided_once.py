"""What is decided stands: two who decide at once never both win, and a law signed later changes no decision."""

import datetime as dt
import threading

import pytest
from django.db import connection
from typer.testing import CliRunner

from doudi.casework.models import Award, Case, Decision
from doudi.casework.services.decisions import decide_case
from doudi.casework.services.proposals import propose
from doudi.casework.tests.law_changes import draft, sign, work_out
from doudi.casework.tests.policy_families import file_case, register_case, worked_case
from doudi.config.cli import app
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.foundation.rulebook import current_pack_digest
from doudi.law import cn
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 7, 15)
DIBAO = ["dibao", "gradual_exit", "dibao_edge", "single_person_case"]


@pytest.fixture
def county(own_database, monkeypatch):
    monkeypatch.setattr(cn, "case_files", list)  # the rulebook's own cases take a minute
    return make_county()


def file_one(county):
    """Policy case 1, waiting for its decision."""
    with acting(county.viewer(Role.township_clerk)) as clerk:
        family = register_case(clerk, worked_case("dibao", "政策案例1，")).family
        return file_case(clerk, family, on=ON, programmes=DIBAO)


def decide(county, case, **more):
    with acting(county.viewer(Role.county_lead)) as lead:
        results = propose(lead, case, ON).results
        return decide_case(actor=lead, case=case, action="confirm", results=results, on=ON, **more)


@pytest.mark.parametrize("version", [1, None])
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(county, version):
    case = file_one(county)
    barrier, won, told = threading.Barrier(2), [], []

    def press():
        try:
            with acting(county.viewer(Role.county_lead)) as lead:
                results = propose(lead, case, ON).results
                barrier.wait(20)
                done = decide_case(
                    actor=lead,
                    case=case,
                    action="confirm",
                    results=results,
                    on=ON,
                    version=version,
                )
            won.append(done.pk)
        except ProblemsError as refused:
            told.append(refused.in_("zh"))
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(60)
    assert (len(won), len(told)) == (1, 1)
    assert told[0].startswith("这件刚被别人办过" if version else "现在的环节是“已确认”")
    with acting(county.viewer(Role.county_lead)):
        assert Decision.objects.get().pk == won[0]
        assert Award.objects.filter(household=case.household).count() == 1
        assert Case.objects.get(pk=case.pk).version == case.version + 1
        assert AuditEvent.objects.filter(action="casework.decision.made").count() == 1


def test_a_law_signed_later_changes_nothing_of_an_earlier_decision(county, monkeypatch):
    monkeypatch.setattr("doudi.config.database.open_database", lambda environment: None)
    sign(county, work_out(county, draft(county)))  # 480 yuan in the country
    case = file_one(county)
    decision = decide(county, case)
    with acting(county.viewer(Role.county_lead)):
        assert decision.pack_digest == current_pack_digest() != ""
    before = replayed(case)
    assert before[0] == 0
    later = draft(county, urban="900", rural="600", since=dt.date(2022, 7, 10))
    sign(county, work_out(county, later))
    with acting(county.viewer(Role.county_lead)) as lead:
        kept = Decision.objects.get(pk=decision.pk)
        assert (kept.pack_digest, kept.digest) == (decision.pack_digest, decision.digest)
        assert kept.pack_digest != current_pack_digest()
        now = propose(lead, case, ON).results[0]["amount_fen"]
        assert now != kept.results[0]["amount_fen"]
    assert replayed(case) == before


def replayed(case):
    """`doudi replay CASE`: its exit code and its words."""
    found = CliRunner().invoke(app, ["replay", case.number])
    return found.exit_code, found.output
