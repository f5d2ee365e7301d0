"""Changes: asked for, shown, signed by a second person, made; history stays."""

import datetime as dt

import pytest

from doudi.foundation.access import NotPermitted, acting, system, viewer_of
from doudi.foundation.clock import get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.registry.models import (
    ChangeRequest,
    Document,
    Fact,
    Household,
    Membership,
    Person,
    Supporter,
)
from doudi.registry.selectors.changes import (
    find_undoable_merges,
    list_changes,
    list_changes_to_decide,
    list_own_changes,
)
from doudi.registry.selectors.households import list_members
from doudi.registry.selectors.search import search_register
from doudi.registry.selectors.timeline import list_timeline
from doudi.registry.services.changes import (
    approve_change,
    hand_over_changes,
    refuse_change,
    request_change,
    withdraw_change,
)
from doudi.registry.services.documents import add_document
from doudi.registry.services.households import register_household
from doudi.registry.services.persons import reveal_number
from doudi.registry.tests.families import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    ON,
    QINGGANG,
    VILLAGE,
    declared,
    identity_number,
    make_family,
    make_person,
    make_posting,
    state,
)
from doudi.units.identity import no_identity
from doudi.units.text import ProblemsError


def ask(
    county,
    kind,
    *,
    role=Role.township_clerk,
    area=None,
    household=None,
    person=None,
    on=ON,
    **payload,
):
    with acting(county.viewer(role, area)) as clerk:
        return request_change(
            actor=clerk,
            kind=kind,
            household=household,
            person=person,
            payload=payload,
            effective_on=on,
            on=ON,
            evidence=declared(clerk),
            reason="群众申请",
        )


def sign(county, change, role=Role.township_lead, area=None):
    with acting(county.viewer(role, area)) as lead:
        return approve_change(actor=lead, change=change, on=ON)


def who(household, on=None):
    with acting(system("test")) as viewer:
        return [(m.person.name, m.relation) for m in list_members(viewer, household, on)]


def zhao(county):
    return county.families["赵明远"]


def test_a_newcomer_joins_after_a_second_person_has_signed(county):
    home = zhao(county).household
    with acting(county.viewer(Role.township_clerk)) as clerk:
        baby = make_person(clerk, "赵小河", "2022-05-05", "female")
    change = _add(county, home, baby, "child", dt.date(2022, 5, 5))
    assert change.state == "submitted"
    assert len(who(home)) == 4
    sign(county, change)
    assert who(home)[-1] == ("赵小河", "child")
    assert ("赵小河", "child") not in who(home, dt.date(2022, 5, 4))


def test_nobody_signs_what_they_asked_for_nor_without_the_right(county):
    home = zhao(county).household
    change = ask(county, "remove_member", household=home, person=zhao(county).person("赵小川"))
    with acting(county.viewer(Role.township_clerk)) as clerk, pytest.raises(NotPermitted):
        approve_change(actor=clerk, change=change, on=ON)
    with acting(system("test")) as machine, pytest.raises(ProblemsError, match="自己审核"):
        approve_change(actor=machine, change=change, on=ON)
    with acting(county.viewer(Role.village_cadre)) as cadre, pytest.raises(NotPermitted):
        approve_change(actor=cadre, change=change, on=ON)
    with acting(system("test")) as machine:
        posting = make_posting(machine, Role.township_lead, change.area_code)
        posting.account = county.account(Role.township_clerk)
        posting.save()
    with acting(viewer_of(posting)) as same, pytest.raises(ProblemsError, match="自己审核"):
        approve_change(actor=same, change=change, on=ON)


def test_what_has_changed_since_it_was_shown_is_not_made(county):
    home, child = zhao(county).household, zhao(county).person("赵小川")
    change = ask(county, "remove_member", household=home, person=child)
    other = ask(county, "remove_member", household=home, person=zhao(county).person("孙桂英"))
    sign(county, other)
    with pytest.raises(ProblemsError, match="情况已有变化"):
        sign(county, change)
    assert len(who(home)) == 3


def test_a_change_is_decided_once_refused_with_a_reason_or_withdrawn_by_its_asker(county):
    home, child = zhao(county).household, zhao(county).person("赵小川")
    change = ask(county, "remove_member", household=home, person=child)
    with pytest.raises(ProblemsError, match="已经有一件"):
        ask(county, "remove_member", household=home, person=child)
    with (
        acting(county.viewer(Role.village_cadre)) as cadre,
        pytest.raises(ProblemsError, match="提出的人"),
    ):
        withdraw_change(actor=cadre, change=change, on=ON)
    with acting(county.viewer(Role.township_lead)) as lead:
        assert list(list_changes_to_decide(lead)) == [change]
        with pytest.raises(ProblemsError, match="理由"):
            refuse_change(actor=lead, change=change, on=ON, reason=" ")
        refuse_change(actor=lead, change=change, on=ON, reason="孩子仍在家")
        with pytest.raises(ProblemsError, match="办结"):
            approve_change(actor=lead, change=change, on=ON)
    again = ask(county, "remove_member", household=home, person=child)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        assert list(list_own_changes(clerk)) == [again]
        withdraw_change(actor=clerk, change=again, on=ON)
        assert [c.state for c in list_changes(clerk, household_id=home.pk)] == [
            "withdrawn",
            "refused",
        ]
    assert len(who(home)) == 4


def test_a_change_of_head_takes_effect_at_once_and_the_day_before_stays_as_it_was(county):
    home, wife = zhao(county).household, zhao(county).person("钱秀兰")
    change = ask(county, "change_head", household=home, head=wife.pk)
    assert change.state == "applied"
    assert who(home)[:2] == [("钱秀兰", "head"), ("赵明远", "spouse")]
    before = dict(who(home, ON - dt.timedelta(days=1)))
    assert before == {"赵明远": "head", "钱秀兰": "spouse", "赵小川": "child", "孙桂英": "parent"}


def test_evidence_is_wanted_where_the_county_says_so(county):
    home, child = zhao(county).household, zhao(county).person("赵小川")
    with (
        acting(county.viewer(Role.township_clerk)) as clerk,
        pytest.raises(ProblemsError, match="依据"),
    ):
        request_change(
            actor=clerk,
            kind="remove_member",
            household=home,
            person=child,
            payload={},
            effective_on=ON,
            on=ON,
        )


def test_a_split_sets_up_a_household_elsewhere_and_the_files_follow(county):
    family = zhao(county)
    granny = family.person("孙桂英")
    with acting(system("test")) as machine:
        paper = add_document(actor=machine, person=granny, content=b"%PDF-1", file_name="1.pdf")
    change = ask(
        county,
        "split",
        household=family.household,
        members=[granny.pk],
        head=granny.pk,
        area_code=NEXT_VILLAGE,
        address="河口社区老街1号",
        residence_class="urban",
    )
    sign(county, change)
    with acting(system("test")):
        new = Household.objects.get(split_from=family.household)
        assert (new.area_code, new.residence_class, new.valid_from) == (NEXT_VILLAGE, "urban", ON)
        granny.refresh_from_db()
        assert granny.area_code == NEXT_VILLAGE
        assert {f.area_code for f in Fact.objects.filter(person=granny)} == {NEXT_VILLAGE}
        assert Document.objects.get(pk=paper.pk).area_code == NEXT_VILLAGE
    assert who(new) == [("孙桂英", "head")]
    assert ("孙桂英", "parent") in who(family.household, dt.date(2022, 6, 1))


def test_households_merge_and_the_supporter_goes_along_with_what_is_known(county):
    family, zhou = zhao(county), county.families["周德福"]
    change = ask(
        county,
        "merge_households",
        household=family.household,
        other=zhou.household.pk,
        relations={str(zhou.head.pk): "other"},
    )
    sign(county, change)
    with acting(system("test")) as viewer:
        zhou.household.refresh_from_db()
        assert (zhou.household.state, zhou.household.merged_into) == ("merged", family.household)
        son = Supporter.objects.get(household=family.household)
        assert (son.name, son.supported, son.valid_from) == ("周建国", zhou.head, ON)
        assert {f.name for f in son.facts.all()} == {"payer_income", "payer_household_size"}
        assert zhou.supporters[0].__class__.objects.get(pk=zhou.supporters[0].pk).valid_to == ON
        kinds = [e.what.zh for e in list_timeline(viewer, household_id=zhou.household.pk)]
        assert "并入 SB-0001 户" in kinds


def test_a_household_that_moves_to_another_township_is_signed_by_the_county(county):
    home = zhao(county).household
    change = ask(county, "move", household=home, area_code=FAR_VILLAGE, address="松林村一组")
    with pytest.raises(ProblemsError, match="辖区"):
        sign(county, change)
    sign(county, change, Role.county_lead)
    with acting(county.viewer(Role.township_clerk)):
        assert not Household.objects.filter(pk=home.pk).exists()
        assert not Fact.objects.filter(person=zhao(county).head).exists()
    with acting(county.viewer(Role.township_clerk, QINGGANG)) as there:
        assert len(list_members(there, Household.objects.get(pk=home.pk))) == 4
        assert Fact.objects.filter(person=zhao(county).head).exists()


def test_a_household_that_leaves_the_county_is_dissolved_and_may_come_back(county):
    zhou = county.families["周德福"]
    sign(county, ask(county, "move", household=zhou.household, departs=True, to="邻省务工"))
    with acting(system("test")) as viewer:
        zhou.household.refresh_from_db()
        person = Person.objects.get(pk=zhou.head.pk)
        assert (zhou.household.state, person.state) == ("dissolved", "departed")
        assert list(list_members(viewer, zhou.household)) == []


def test_one_person_marries_into_another_household(county):
    zhou, zhao_home = county.families["周德福"], zhao(county)
    granny = zhao_home.person("孙桂英")
    change = ask(
        county,
        "move",
        household=zhao_home.household,
        person=granny,
        to_household=zhou.household.pk,
        relation="spouse",
    )
    sign(county, change)
    assert who(zhou.household) == [("周德福", "head"), ("孙桂英", "spouse")]


def test_a_death_names_the_day_and_the_next_head(county):
    family = zhao(county)
    change = ask(
        county,
        "death",
        person=family.head,
        died_on="2022-06-20",
        new_head=family.person("钱秀兰").pk,
    )
    sign(county, change)
    with acting(system("test")):
        head = Person.objects.get(pk=family.head.pk)
        assert (head.is_deceased, head.died_on) == (True, dt.date(2022, 6, 20))
        assert head.death_evidence == change.evidence
    assert who(family.household)[0] == ("钱秀兰", "head")


def test_a_wrong_number_is_corrected_and_never_stands_whole_in_the_request(county):
    head = zhao(county).head
    number = identity_number(dt.date(1977, 3, 6), 77)
    change = ask(
        county,
        "correction",
        person=head,
        columns={
            "identity": {"kind": "resident", "number": number},
            "phone": "13900139000",
            "name": "赵明園",
        },
    )
    assert number not in str(ChangeRequest.objects.values_list("payload", "before", "undo"))
    sign(county, change)
    with acting(system("test")) as viewer:
        head.refresh_from_db()
        assert reveal_number(actor=viewer, person=head, what="identity", reason="核对") == number
        assert (head.name, head.name_initials, head.phone_shown) == ("赵明園", "zmy", "139****9000")
        trail = str(list(AuditEvent.objects.values_list("details", "reason")))
    assert number not in trail
    assert "13900139000" not in trail


def test_a_telephone_number_needs_no_second_person(county):
    change = ask(county, "correction", person=zhao(county).head, columns={"phone": "13900139000"})
    assert change.state == "applied"


def test_a_number_of_somebody_else_is_not_taken(county):
    family = zhao(county)
    wife = family.person("钱秀兰")
    with acting(system("test")) as viewer:
        number = reveal_number(actor=viewer, person=wife, what="identity", reason="测试")
    with pytest.raises(ProblemsError, match="合并"):
        ask(county, "correction", person=family.head, columns={"identity": {"number": number}})


def test_a_household_is_corrected_too(county):
    home = zhao(county).household
    change = ask(
        county,
        "correction",
        household=home,
        columns={"residence_class": "urban", "address": "新址"},
    )
    sign(county, change)
    with acting(system("test")):
        home.refresh_from_db()
        assert (home.residence_class, home.address) == ("urban", "新址")
    with pytest.raises(ProblemsError, match="SB-0002"):
        ask(county, "correction", household=home, columns={"number": "SB-0002"})


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("nonsense", {}),
        ("split", {"members": "abc"}),
        ("split", {"members": [{}], "head": 1}),
        ("change_head", {}),
        ("change_head", {"head": "x"}),
        ("change_head", {"head": -1}),
        ("change_head", {"head": 10**30}),
        ("move", {"area_code": "900101102999"}),
        ("move", {"area_code": "县城"}),
        ("move", {"residence_class": "moon", "address": "x"}),
        ("merge_households", {"other": 10**9}),
        ("merge_households", {"other": None}),
        ("merge_households", {"relations": [1, 2]}),
        ("add_member", {"person": 10**9, "relation": "child"}),
        ("correction", {"columns": {"version": 3}}),
        ("correction", {"columns": {"members_are_complete": "maybe"}}),
        ("correction", {"columns": {}}),
        ("death", {"died_on": "2022-02-30"}),
        ("merge_persons", {"other": 1}),
        ("undo_merge", {"change": 1}),
    ],
)
def test_rubbish_is_refused_and_nothing_is_kept(county, kind, payload):
    with pytest.raises(ProblemsError):
        ask(county, kind, household=zhao(county).household, **payload)
    with acting(system("test")):
        assert not ChangeRequest.objects.exists()


def test_a_change_is_not_asked_for_the_future(county):
    with pytest.raises(ProblemsError, match="还没有到"):
        ask(county, "change_head", household=zhao(county).household, head=1, on=dt.date(2022, 7, 2))


@pytest.fixture
def twice(county):
    """The same woman once more: in a household of her own, without a number, with facts and a paper."""
    with acting(system("test")) as machine:
        family = make_family(
            machine,
            [("钱秀蘭", "head", "1979-11-20", "female")],
            number="SB-9",
            phone="13700137000",
        )
        person = family.head
        for column, value in {
            "identity_kind": "none",
            "identity_reason": "系统导入时没有号码",
            "identity_cipher": None,
            "identity_index": None,
            "identity_shown": "",
        }.items():
            setattr(person, column, value)
        person.save()
        state(machine, person, declared(machine), is_unemployed=1)
        add_document(actor=machine, person=person, content=b"%PDF-2", file_name="2.pdf")
    return family


def rows_of(person):
    """Everything that stands under somebody, by table."""
    with acting(system("test")):
        return {
            table.__name__: sorted(table.objects.filter(person=person).values_list("pk", flat=True))
            for table in (Fact, Document, Membership)
        }


def columns_of(*persons):
    with acting(system("test")):
        return [
            {k: v for k, v in row.items() if k != "version"}
            for row in Person.objects.filter(pk__in=[p.pk for p in persons]).order_by("pk").values()
        ]


def test_two_files_of_one_person_become_one_and_can_be_taken_apart(county, twice):
    kept, other = zhao(county).person("钱秀兰"), twice.head
    before = (rows_of(kept), rows_of(other), columns_of(kept, other), who(twice.household))
    change = ask(
        county, "merge_persons", person=kept, other=other.pk, stays_in=zhao(county).household.pk
    )
    sign(county, change)
    with acting(system("test")) as viewer:
        kept.refresh_from_db()
        other.refresh_from_db()
        twice.household.refresh_from_db()
        assert (other.state, other.merged_into, twice.household.state) == (
            "merged",
            kept,
            "dissolved",
        )
        assert kept.phone_shown == "137****7000"
        assert {"is_unemployed", "income_business"} <= {
            f.name for f in Fact.objects.filter(person=kept)
        }
        assert list(find_undoable_merges(viewer, kept.pk)) == [change]
    undo = ask(county, "undo_merge", person=kept, change=change.pk)
    sign(county, undo)
    assert (rows_of(kept), rows_of(other), columns_of(kept, other), who(twice.household)) == before
    with acting(system("test")) as viewer:
        assert not find_undoable_merges(viewer, kept.pk)
    with pytest.raises(ProblemsError, match="没有可以撤销"):
        ask(county, "undo_merge", person=kept, change=change.pk)


def test_the_number_of_the_other_file_may_be_taken_and_given_back(county, twice):
    with_number, without = zhao(county).person("钱秀兰"), twice.head
    before = columns_of(with_number, without)
    change = ask(
        county,
        "merge_persons",
        person=without,
        other=with_number.pk,
        stays_in=zhao(county).household.pk,
    )
    sign(county, change)
    with acting(system("test")):
        without.refresh_from_db()
    assert without.identity_shown == before[0]["identity_shown"]
    assert ("钱秀蘭", "spouse") in who(zhao(county).household)
    sign(county, ask(county, "undo_merge", person=without, change=change.pk))
    assert columns_of(with_number, without) == before


def test_a_merge_across_townships_is_for_somebody_who_sees_both(county):
    kept, far = zhao(county).person("钱秀兰"), county.families["郑䶮"].person("王玉珍")
    with pytest.raises(ProblemsError, match="辖区内没有"):
        ask(county, "merge_persons", person=kept, other=far.pk)
    change = ask(
        county,
        "merge_persons",
        role=Role.county_officer,
        area=COUNTY,
        person=kept,
        other=far.pk,
        stays_in=zhao(county).household.pk,
    )
    with pytest.raises(ProblemsError, match="辖区内没有"):
        sign(county, change)
    sign(county, change, Role.county_lead)


def test_a_merged_file_takes_part_in_nothing_more(county, twice):
    kept, other = zhao(county).person("钱秀兰"), twice.head
    home = zhao(county).household
    sign(county, ask(county, "merge_persons", person=kept, other=other.pk, stays_in=home.pk))
    with acting(system("test")):
        other.refresh_from_db()
    with pytest.raises(ProblemsError, match="已合并"):
        ask(county, "correction", person=other, columns={"name": "钱"})
    with pytest.raises(ProblemsError, match="已合并"):
        _add(county, home, other, "other", ON)


def _add(county, home, person, relation, on):
    with acting(county.viewer(Role.township_clerk)) as clerk:
        return request_change(
            actor=clerk,
            kind="add_member",
            household=home,
            payload={"person": person.pk, "relation": relation},
            effective_on=on,
            on=ON,
            evidence=declared(clerk),
        )


def test_somebody_without_a_household_is_merged_into_the_place_of_the_other(county):
    with acting(system("test")) as machine:
        loose = make_person(
            machine, "周德福", "1950-08-09", "male", area=VILLAGE, identity=no_identity("不明")
        )
    zhou = county.families["周德福"]
    sign(county, ask(county, "merge_persons", person=loose, other=zhou.head.pk))
    with acting(system("test")):
        place = Membership.objects.get(household=zhou.household, valid_to__isnull=True)
        assert (place.person_id, place.relation) == (loose.pk, "head")


def test_a_merged_file_is_still_found_by_its_number(county):
    kept, other = zhao(county).head, county.families["周德福"].head
    with acting(system("test")) as viewer:
        number = reveal_number(actor=viewer, person=other, what="identity", reason="测试")
    home = zhao(county).household
    sign(county, ask(county, "merge_persons", person=kept, other=other.pk, stays_in=home.pk))
    with acting(county.viewer(Role.township_clerk)) as clerk:
        found = search_register(clerk, number)
        assert [(h.name, h.person_state) for h in found.hits] == [("周德福", "merged")]
        assert search_register(clerk, "周德福").hits == []


def test_what_waits_goes_with_the_desk_and_who_asked_stays(county):
    family = zhao(county)
    change = ask(
        county, "remove_member", household=family.household, person=family.person("赵小川")
    )
    old = county.posting(Role.township_clerk)
    with acting(system("test")) as machine:
        new = make_posting(machine, Role.township_clerk, old.area_code, "继任者")
        assert hand_over_changes(machine, old, new, ON) == 1
    with acting(county.viewer(Role.township_clerk)) as before:
        assert not list_own_changes(before)
        with pytest.raises(ProblemsError, match="提出的人"):
            withdraw_change(actor=before, change=change, on=ON)
    with acting(viewer_of(new)) as after:
        assert list(list_own_changes(after)) == [change]
        assert withdraw_change(actor=after, change=change, on=ON).asked_by == old


def test_whoever_registers_a_household_lists_its_members_in_one_go(county):
    today = get_today()
    with acting(county.viewer(Role.township_clerk)) as clerk:
        home = register_household(actor=clerk, area_code=VILLAGE, on=today)
        people = [
            make_person(clerk, name, "1990-01-01", "male", identity=no_identity("未办"))
            for name in ("新户主", "新成员")
        ]
        for person, relation in zip(people, ("head", "sibling"), strict=True):
            change = _ask_to_join(clerk, home, person, relation, today)
            assert change.state == "applied"
        other = make_person(clerk, "再来", "1991-01-01", "male", identity=no_identity("未办"))
    with (
        acting(county.viewer(Role.village_cadre)) as cadre,
        pytest.raises(ProblemsError, match="依据"),
    ):
        _ask_to_join(cadre, home, other, "other", today)


def _ask_to_join(clerk, home, person, relation, today):
    return request_change(
        actor=clerk,
        kind="add_member",
        household=home,
        payload={"person": person.pk, "relation": relation},
        effective_on=today,
        on=today,
    )
