"""Families for tests: fictional people in the demonstration county, made through the services as a clerk would.

    county = make_county()                      in `db` or in a database of its own
    with acting(county.viewer(Role.township_clerk)) as clerk:
        county.families["赵明远"].head …

Places: county 900101000000 with townships 石板镇 (villages 900101102201, 900101102202) and 青岗镇 (900101103201); beside it
the county 900102000000 with one village and one family, which nobody of the first county may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from stdnum.cn import ric

from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, system, viewer_of
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Account, Area, Posting
from doudi.registry.domain.statements import Statement
from doudi.registry.models import Evidence, Household, Membership, Person, Supporter
from doudi.registry.services.facts import record_evidence, record_facts
from doudi.registry.services.households import add_member, register_household
from doudi.registry.services.persons import register_person
from doudi.registry.services.relatives import record_supporter
from doudi.units.identity import IdentityNumber, Sex, no_identity, parse_identity

ON = dt.date(2022, 7, 1)
PROVINCE, PREFECTURE, COUNTY = "900000000000", "900100000000", "900101000000"
SHIBAN, QINGGANG = "900101102000", "900101103000"
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = "900101102201", "900101102202", "900101103201"
OTHER_COUNTY, OTHER_TOWNSHIP, OTHER_VILLAGE = "900102000000", "900102100000", "900102100201"

AREAS = {
    PROVINCE: ("云岭省", "Yunling province", None),
    PREFECTURE: ("青禾市", "Qinghe prefecture", None),
    COUNTY: ("安和县", "Anhe county", None),
    SHIBAN: ("石板镇", "Shiban township", None),
    VILLAGE: ("上寨村", "Shangzhai village", False),
    NEXT_VILLAGE: ("河口社区", "Hekou community", True),
    QINGGANG: ("青岗镇", "Qinggang township", None),
    FAR_VILLAGE: ("松林村", "Songlin village", False),
    OTHER_COUNTY: ("平川县", "Pingchuan county", None),
    OTHER_TOWNSHIP: ("新桥镇", "Xinqiao township", None),
    OTHER_VILLAGE: ("柳湾村", "Liuwan village", False),
}

#: Where each role of the county has its posting.
HOMES = {
    Role.resident_service: SHIBAN,
    Role.grid_worker: VILLAGE,
    Role.village_cadre: VILLAGE,
    Role.township_clerk: SHIBAN,
    Role.township_lead: SHIBAN,
}

FAR_AWAY = {Role.township_clerk: QINGGANG, Role.township_lead: QINGGANG}
OTHER = {
    Role.village_cadre: OTHER_VILLAGE,
    Role.township_clerk: OTHER_TOWNSHIP,
    Role.county_officer: OTHER_COUNTY,
    Role.county_lead: OTHER_COUNTY,
}


@dataclass
class Family:
    """A household with its members, the head first."""

    household: Household
    members: list[Membership]
    supporters: list[Supporter] = field(default_factory=list)

    @property
    def persons(self) -> list[Person]:
        return [m.person for m in self.members]

    @property
    def head(self) -> Person:
        return self.members[0].person

    def person(self, name: str) -> Person:
        return next(p for p in self.persons if p.name == name)


@dataclass
class County:
    """`postings` by (role, area code); `families` by the name of the head."""

    actor: Viewer
    postings: dict[tuple[Role, str], Posting]
    families: dict[str, Family]

    def posting(self, role: Role, area_code: str | None = None) -> Posting:
        return self.postings[role, area_code or HOMES.get(role, COUNTY)]

    def viewer(self, role: Role, area_code: str | None = None) -> Viewer:
        return viewer_of(self.posting(role, area_code))

    def account(self, role: Role, area_code: str | None = None) -> Account:
        """For `client.force_login`."""
        return self.posting(role, area_code).account


def make_county(actor: Viewer | None = None) -> County:
    """Two townships, three villages, some families, a posting of every role; and a neighbouring county."""
    actor = actor or system("test")
    with acting(actor):
        make_areas(actor)
        postings = make_postings(actor)
        families = [make(actor) for make in FAMILIES]
    return County(actor, postings, {f.head.name: f for f in families})


def make_areas(actor: Viewer) -> None:
    Area.objects.bulk_create(
        Area(code=code, name=zh, name_en=en, is_urban=urban, valid_from=dt.date(2000, 1, 1))
        for code, (zh, en, urban) in AREAS.items()
    )
    audit.record(actor, "registry.household.created", details={"test": "areas"})


def make_postings(actor: Viewer) -> dict[tuple[Role, str], Posting]:
    places = [(role, HOMES.get(role, COUNTY)) for role in Role]
    places += [*FAR_AWAY.items(), *OTHER.items()]
    found = {(role, area): make_posting(actor, role, area) for role, area in places}
    audit.record(actor, "registry.household.created", details={"test": "postings"})
    return found


def make_posting(actor: Viewer, role: Role, area_code: str, name: str = "") -> Posting:
    """An account of its own (nobody can log in with it but by `force_login`) with this one posting."""
    username = name or f"{role.value}-{area_code}"
    account = Account(
        username=username,
        full_name=name or f"{role.label.zh}{area_code[6:]}",
        area_code=area_code,
    )
    account.set_unusable_password()
    account.save()
    return Posting.objects.create(
        account=account, role=role.value, area_code=area_code, valid_from=dt.date(2020, 1, 1)
    )


def identity_number(born: dt.date, order: int, *, county: str = "900101") -> str:
    """A number of right form in the fictional province; odd orders are men."""
    body = f"{county}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def make_person(
    actor: Viewer,
    name: str,
    born: str,
    sex: str,
    *,
    area: str = VILLAGE,
    identity: IdentityNumber | None = None,
    phone: str = "",
) -> Person:
    """`born` "1977-03-05". The number's order comes from the name, so that people of one birthday differ."""
    day = dt.date.fromisoformat(born)
    if identity is None:
        order = (sum(map(ord, name)) % 499) * 2 + (1 if sex == "male" else 2)
        identity = parse_identity(identity_number(day, order))
    return register_person(
        actor=actor,
        name=name,
        area_code=area,
        identity=identity,
        sex=Sex(sex),
        birth_date=day,
        hukou_area=area,
        phone=phone,
        on=ON,
    )


def make_family(
    actor: Viewer,
    people: Sequence[tuple[str, str, str, str]],
    *,
    area: str = VILLAGE,
    number: str = "",
    address: str = "",
    residence_class: str = "rural",
    phone: str = "",
) -> Family:
    """`people`: (name, relation to the head, born, sex), the head first; the phone is the head's."""
    household = register_household(
        actor=actor,
        area_code=area,
        number=number,
        address=address,
        residence_class=residence_class,
        valid_from=dt.date(2010, 1, 1),
        members_are_complete=True,
        on=ON,
    )
    members = []
    for name, relation, born, sex in people:
        person = make_person(
            actor, name, born, sex, area=area, phone=phone if relation == "head" else ""
        )
        members.append(
            add_member(
                actor=actor,
                household=household,
                person=person,
                relation=relation,
                valid_from=dt.date(2010, 1, 1),
                on=ON,
            )
        )
    household.refresh_from_db()
    return Family(household, members)


def declared(actor: Viewer, area: str = VILLAGE, on: dt.date = ON) -> Evidence:
    return record_evidence(actor=actor, kind="declared", source="入户申报表", on=on, area_code=area)


def state(actor: Viewer, subject: object, evidence: Evidence, **values: int | str) -> None:
    """Facts by name: a number in steps, or the name of an option; amounts cover the year before `ON`."""
    year = (ON.replace(year=ON.year - 1), ON - dt.timedelta(days=1))
    facts = [
        Statement(
            name,
            value=None if isinstance(given, str) else int(given),
            option=given if isinstance(given, str) else None,
            period=year if name.startswith("income_") else None,
        )
        for name, given in values.items()
    ]
    record_facts(actor=actor, subject=subject, facts=facts, evidence=evidence, on=ON)  # type: ignore[arg-type]


def zhao(actor: Viewer) -> Family:
    """Parents with a schoolboy and a grandmother: wages, a farm, a little saved."""
    family = make_family(
        actor,
        [
            ("赵明远", "head", "1977-03-05", "male"),
            ("钱秀兰", "spouse", "1979-11-20", "female"),
            ("赵小川", "child", "2010-06-01", "male"),
            ("孙桂英", "parent", "1944-02-14", "female"),
        ],
        number="SB-0001",
        address="上寨村三组12号",
        phone="13800138001",
    )
    evidence = declared(actor)
    state(actor, family.household, evidence, has_local_hukou=1, homes=1)
    state(actor, family.head, evidence, income_wage=1_260_000, months_worked=9, is_able_to_work=1)
    state(actor, family.person("钱秀兰"), evidence, income_business=480_000, business_cost=120_000)
    state(actor, family.person("赵小川"), evidence, schooling="up_to_bachelor", income_wage=0)
    state(actor, family.person("孙桂英"), evidence, income_pension_basic=150_000, deposits=300_000)
    return family


def zhou(actor: Viewer) -> Family:
    """An old man alone; his son lives elsewhere and owes support."""
    family = make_family(
        actor, [("周德福", "head", "1950-08-09", "male")], number="SB-0002", address="上寨村一组3号"
    )
    son = record_supporter(
        actor=actor,
        household=family.household,
        name="周建国",
        kind="child",
        supported=family.head,
        identity=parse_identity(identity_number(dt.date(1975, 5, 5), 31)),
        on=ON,
    )
    evidence = declared(actor)
    state(actor, family.head, evidence, income_pension_basic=150_000, is_able_to_work=0, deposits=0)
    state(actor, son, evidence, payer_income=420_000, payer_household_size=3)
    family.supporters.append(son)
    return family


def wu(actor: Viewer) -> Family:
    """A mother in town with a severely disabled daughter; rare characters in a name."""
    family = make_family(
        actor,
        [
            ("吴㛃", "head", "1984-01-30", "female"),
            ("吴雨桐", "child", "2012-09-15", "female"),
        ],
        area=NEXT_VILLAGE,
        number="SB-0003",
        address="河口社区滨河路5号2单元301",
        residence_class="urban",
    )
    list_of_disabled = record_evidence(
        actor=actor, kind="department", source="县残联", on=ON, area_code=COUNTY
    )
    state(
        actor,
        family.person("吴雨桐"),
        list_of_disabled,
        disability_type="intellectual",
        disability_grade="grade_1",
    )
    state(actor, family.head, declared(actor, NEXT_VILLAGE), income_wage=2_400_000, is_unemployed=0)
    return family


def zheng(actor: Viewer) -> Family:
    """In the other township: grandparents with a child whose number nobody has."""
    family = make_family(
        actor,
        [
            ("郑䶮", "head", "1958-04-18", "male"),
            ("王玉珍", "spouse", "1960-12-02", "female"),
        ],
        area=FAR_VILLAGE,
        number="QG-0001",
        address="松林村二组",
    )
    child = make_person(
        actor,
        "郑念",
        "2016-03-03",
        "female",
        area=FAR_VILLAGE,
        identity=no_identity("未办理户口登记"),
    )
    family.members.append(
        add_member(
            actor=actor,
            household=family.household,
            person=child,
            relation="grandchild",
            on=ON,
        )
    )
    return family


def feng(actor: Viewer) -> Family:
    """In the neighbouring county."""
    return make_family(
        actor,
        [("冯国强", "head", "1969-07-07", "male"), ("买买提·艾力", "other", "1990-10-10", "male")],
        area=OTHER_VILLAGE,
        number="LW-0001",
        address="柳湾村",
    )


FAMILIES = (zhao, zhou, wu, zheng, feng)
