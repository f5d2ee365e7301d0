"""The place's own law: written down, worked out, signed by a second person, in force everywhere at once."""

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection

from doudi.casework.models import LawChange, LawEffect, LawPack
from doudi.casework.selectors.law import newest_digest
from doudi.casework.services import law_changes as service
from doudi.casework.tests.law_changes import ON, draft, sign, work_out
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Run
from doudi.foundation.rulebook import current_pack_digest, get_rulebook, rulebook_with_pack
from doudi.law import cn
from doudi.registry.tests.families import COUNTY, OTHER_COUNTY, SHIBAN, make_county
from doudi.rules.dimensions import STEPS_PER_FEN
from doudi.units.text import ProblemsError


@pytest.fixture
def few_cases(monkeypatch):
    """The rulebook's own cases take a minute; one test looks at some of them."""
    monkeypatch.setattr(cn, "case_files", list)


@pytest.fixture
def county(own_database, few_cases):
    return make_county()


def line_of(area=COUNTY, on=ON, key="urban"):
    found = get_rulebook().values.resolve("dibao_line", key, area, on)
    return found.figure // STEPS_PER_FEN, found.source


def test_a_signed_figure_is_in_force_with_its_source(county):
    with acting(system("test")):
        before, _ = line_of()
        assert current_pack_digest() == ""
    change = work_out(county, draft(county))
    assert change.state == LawChange.State.checked, change.check_run.message
    with acting(system("test")):
        assert line_of()[0] == before  # nothing is in force before the signature
    sign(county, change)
    with acting(system("test")):
        assert line_of() == (72_000, change.source)
        assert current_pack_digest() == LawPack.objects.get().digest == newest_digest()
        assert line_of(OTHER_COUNTY)[0] == before
        assert line_of(on=ON - dt.timedelta(1))[0] == before
    assert change.decided_by == county.posting(Role.county_lead)


def test_the_check_tells_who_is_affected_and_by_how_much(county):
    change = work_out(county, draft(county, urban="900", rural="900"))
    result = change.check_result
    assert result["people"] > 0
    assert {p["name"] for p in result["programmes"]} >= {"dibao", "dibao_edge"}
    dibao = next(p for p in result["programmes"] if p["name"] == "dibao")
    with acting(county.viewer(Role.county_officer)):
        effects = list(LawEffect.objects.filter(change=change, programme="dibao"))
    gains = sum((e.after_fen or 0) - (e.before_fen or 0) for e in effects)
    assert dibao["after_fen"] - dibao["before_fen"] == gains
    assert (
        len({e.household_id for e in LawEffect.objects.none()} | {e.household_id for e in effects})
        <= result["households"]
    )
    assert {e.kind for e in effects} <= {"new", "more", "settled", "unclear"}


def test_a_case_of_the_place_that_changes_is_told_and_does_not_stand_against_it(
    county, monkeypatch
):
    monkeypatch.setattr(cn, "case_files", lambda: [cn.HERE / "dibao" / "cases" / "months.yaml"])
    change = work_out(county, draft(county, since=dt.date(2021, 1, 1)), on=ON)
    assert change.check_result["cases"] + change.check_result["untouched"] > 0
    assert change.check_result["faults"] == []
    for line in change.check_result["changed"]:
        assert "应为" in line["zh"]
        assert "得到" in line["zh"]


def test_a_case_that_cannot_be_read_keeps_it_from_a_signature(county, monkeypatch, tmp_path):
    broken = tmp_path / "cases" / "broken.yaml"
    broken.parent.mkdir()
    broken.write_text("cases: [{name: x, facts: {no_such_fact: 1}}]", encoding="utf-8")
    monkeypatch.setattr(cn, "HERE", tmp_path)
    monkeypatch.setattr(cn, "case_files", lambda: [broken])
    monkeypatch.setattr(
        cn, "backgrounds_path", lambda: Path(cn.__file__).parent / "backgrounds.yaml"
    )
    change = work_out(county, draft(county))
    assert change.check_result["faults"]
    assert change.state == LawChange.State.draft
    with pytest.raises(ProblemsError, match="another stage"):
        sign(county, change)
    assert not LawPack.objects.exists()


def test_nobody_signs_what_he_has_entered_or_without_the_right(county):
    change = work_out(county, draft(county))
    with acting(county.viewer(Role.county_officer)) as officer, pytest.raises(NotPermitted):
        service.sign_law_change(actor=officer, change_id=change.pk, version=change.version)
    with acting(system("test")):
        LawChange.objects.filter(pk=change.pk).update(asked_by=county.posting(Role.county_lead))
        _note()
    with pytest.raises(ProblemsError, match="cannot sign it"):
        sign(county, change)
    assert not LawPack.objects.exists()


def test_what_was_changed_after_the_check_is_not_signed(county):
    change = work_out(county, draft(county))
    with acting(system("test")):
        figures = [{**change.figures[0], "urban": "7200"}]
        LawChange.objects.filter(pk=change.pk).update(figures=figures)
        _note()
    with pytest.raises(ProblemsError, match="work them out again"):
        sign(county, change)
    other = work_out(county, draft(county, urban="730", rural="480", since=dt.date(2022, 9, 1)))
    sign(county, other)
    change = work_out(county, _again(county, change))
    third = work_out(county, draft(county, area=SHIBAN, since=dt.date(2023, 1, 1)))
    sign(county, third)
    with pytest.raises(ProblemsError, match="work them out again"):
        sign(county, change)  # the law under it has changed
    assert LawPack.objects.count() == 2


def test_two_who_sign_at_once_never_both_win(county):
    change = work_out(county, draft(county))
    answers, barrier = [], threading.Barrier(2)

    def press():
        try:
            barrier.wait(10)
            sign(county, LawChange.objects.get(pk=change.pk))
            answers.append("signed")
        except ProblemsError:
            answers.append("refused")
        finally:
            connection.close()

    pressing = [threading.Thread(target=press) for _ in range(2)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(60)
    assert sorted(answers) == ["refused", "signed"]
    assert LawPack.objects.count() == 1


def test_another_process_sees_it_at_once(county, own_database):
    """A process that has read the law before, as a server's or a worker's has, works with the new figures at its next question."""
    code = (
        "import sys, django, datetime as dt; django.setup()\n"
        "from doudi.foundation import database\n"
        f"database.use(database.Address(*{[getattr(own_database, n) for n in own_database.__slots__]!r}))\n"
        "from doudi.foundation.access import acting, system\n"
        "from doudi.foundation.rulebook import get_rulebook\n"
        "for _ in sys.stdin:\n"
        "    with acting(system('test')):\n"
        "        found = get_rulebook().values.resolve('dibao_line', 'urban', '900101000000', dt.date(2022, 7, 1))\n"
        "        print(found.figure // 100800, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:

        def asked():
            other.stdin.write("?\n")
            other.stdin.flush()
            return int(other.stdout.readline())

        before = asked()
        change = work_out(county, draft(county))
        assert asked() == before != 72_000
        sign(county, change)
        assert asked() == 72_000
        other.stdin.close()


def test_a_decision_is_not_overtaken_by_a_signature(county):
    change = work_out(county, draft(county))
    with acting(county.viewer(Role.county_officer)):
        assert service.freeze_pack_digest() == ""
        assert current_pack_digest() == ""
    sign(county, change)
    with acting(county.viewer(Role.county_officer)):
        assert service.freeze_pack_digest() == newest_digest() != ""


def test_one_question_in_a_transaction(county, django_assert_num_queries):
    sign(county, work_out(county, draft(county)))
    with acting(system("test")):
        get_rulebook()
        with django_assert_num_queries(0):
            for _ in range(20):
                get_rulebook()
    with acting(system("test")), django_assert_num_queries(1):
        get_rulebook()


def test_an_old_pack_stays_readable(county):
    sign(county, work_out(county, draft(county)))
    first = newest_digest()
    sign(
        county,
        work_out(county, draft(county, urban="800", rural="500", since=dt.date(2022, 10, 1))),
    )
    later = dt.date(2022, 10, 1)
    book = rulebook_with_pack(first)
    assert (
        book.values.resolve("dibao_line", "urban", COUNTY, later).figure == 72_000 * STEPS_PER_FEN
    )
    with acting(system("test")):
        assert line_of(on=later)[0] == 80_000
        assert line_of(on=ON)[0] == 72_000


def test_a_refusal_needs_a_reason_and_ends_it(county):
    change = work_out(county, draft(county))
    with acting(county.viewer(Role.county_lead)) as lead:
        with pytest.raises(ProblemsError, match="give a reason"):
            service.refuse_law_change(actor=lead, change_id=change.pk, reason=" ")
        service.refuse_law_change(actor=lead, change_id=change.pk, reason="文号写错了")
    with pytest.raises(ProblemsError, match="another stage"):
        sign(county, change)
    assert not LawEffect.objects.exists()


def test_a_check_that_broke_off_may_be_started_again(county):
    change = draft(county)
    with acting(county.viewer(Role.county_officer)) as officer:
        run = service.ask_law_check(actor=officer, change_id=change.pk, on=None, today=ON)
        with pytest.raises(ProblemsError, match="already"):
            service.ask_law_check(actor=officer, change_id=change.pk, on=None, today=ON)
        Run.objects.filter(pk=run.pk).update(state=Run.State.failed)
        service.ask_law_check(actor=officer, change_id=change.pk, on=None, today=ON)


def _again(county, change):
    """The officer writes the figure down once more."""
    with acting(county.viewer(Role.county_officer)) as officer:
        return service.put_figure(
            actor=officer,
            change_id=change.pk,
            value="dibao_line",
            written={"urban": "720", "rural": "480"},
            since=ON,
            comparator="<",
            number=0,
        )


def _note():
    from doudi.foundation import audit

    audit.record(system("test"), "casework.law.drafted", details={"test": "law"})
