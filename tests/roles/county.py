"""A county for the roles: one object of every kind in one village, and every role posted there, beside it, above it and elsewhere."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from doudi.care.models import Assessment, CareFile, CareVisit, FollowUp
from doudi.casework.models import (
    Award,
    Campaign,
    CampaignItem,
    Case,
    Decision,
    Draw,
    Hold,
    LawChange,
    Lead,
    ListFile,
    Notice,
    Objection,
    ScannedPage,
    SpotCheck,
    Takeover,
    TakeoverRow,
)
from doudi.casework.services.applications import (
    choose_programmes,
    open_application,
    record_mandate,
    record_trouble,
)
from doudi.casework.services.consents import record_consent
from doudi.casework.services.letters import draft_letter
from doudi.casework.services.relative_flags import declare_relatives
from doudi.casework.tests.cases import bring_to
from doudi.foundation import audit
from doudi.foundation.access import Viewer, acting, system, viewer_of
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.domain.roles import Role
from doudi.foundation.files import store_file
from doudi.foundation.keys import keyring
from doudi.foundation.models import Account, ApiToken, AuditEvent, Posting, Run
from doudi.foundation.services.tokens import _digest
from doudi.payments.models import (
    AccountList,
    BankFile,
    CareAgreement,
    CareMonth,
    CareProvider,
    Fund,
    Funding,
    GoodsList,
    Handout,
    Line,
    PayeeAccount,
    PaymentRun,
    QuarterlyPlace,
    Receivable,
    ReturnFile,
    Store,
)
from doudi.registry.imports.engine import check_file
from doudi.registry.models import DuplicatePair
from doudi.registry.services.changes import request_change
from doudi.registry.services.documents import add_document
from doudi.registry.services.exports import Wish, request_export
from doudi.registry.services.facts import record_evidence
from doudi.registry.services.imports import keep_mapping, note_checked, upload_ledger
from doudi.registry.services.relatives import record_supporter
from doudi.registry.tests.families import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY,
    VILLAGE,
    County,
    make_county,
    make_posting,
)

#: Where a posting lies, seen from the object's village.
POSITIONS = {
    "own": VILLAGE,
    "sibling": NEXT_VILLAGE,
    "parent": COUNTY,
    "foreign": OTHER_COUNTY,
}
INSIDE = {"own", "parent"}


@dataclass
class Roles:
    """`objects`: what an address is filled with, by the name of its parameter ("household_id")."""

    county: County
    objects: dict[str, Any] = field(default_factory=dict)
    postings: dict[tuple[str, str], Posting] = field(default_factory=dict)

    def client(self, role: str, position: str) -> Client:
        """A browser in which that posting is logged in."""
        client = Client()
        client.force_login(Account.objects.get(pk=self.postings[role, position].account_id))
        return client

    def headers(self, role: str, position: str) -> dict[str, str]:
        """For the API: a token of that posting."""
        return {"Authorization": f"Bearer {secret_of(role, position)}"}


def secret_of(role: str, position: str) -> str:
    return f"doudi_test_{role}_{position}"


def make_roles() -> Roles:
    roles = Roles(make_county())
    with acting(system("test")) as actor:
        for role in Role:
            for position, area in POSITIONS.items():
                posting = make_posting(actor, role, area, name=f"{role.value}.{position}")
                roles.postings[role.value, position] = posting
                make_token(posting, secret_of(role.value, position))
        Account.objects.update(password="md5$nobody$knows")  # usable, so that it may be changed
        audit.record(actor, "foundation.posting.granted", details={"test": "matrix"})
        for name, make in OBJECTS.items():
            roles.objects[name] = make(roles, actor)
    return roles


def make_token(posting: Posting, secret: str) -> ApiToken:
    return ApiToken.objects.create(
        posting=posting,
        label="对账",
        digest=_digest(secret),
        expires_on=get_today() + dt.timedelta(days=30),
        created_by_id=posting.account_id,
        created_at=get_now(),
        last_used_at=get_now(),
    )


def _account(roles: Roles, actor: Viewer) -> Account:
    account = Account(username="tester", full_name="何平", area_code=VILLAGE)
    account.set_unusable_password()
    account.save()
    audit.record(actor, "foundation.account.created", object_id=account.pk)
    return account


def _posting(roles: Roles, actor: Viewer) -> int:
    """Of somebody who asks for nothing here: nobody ends his own."""
    posting = Posting.objects.create(
        account=_account(roles, actor),
        role=Role.grid_worker,
        area_code=VILLAGE,
        valid_from=dt.date(2022, 1, 1),
    )
    audit.record(actor, "foundation.posting.granted", object_id=posting.pk)
    roles.objects["account_id"] = posting.account_id
    return posting.pk


def _token(roles: Roles, actor: Viewer) -> int:
    posting = Posting.objects.get(pk=roles.objects["posting_id"])
    return make_token(posting, "doudi_test_object").pk


def _run(roles: Roles, actor: Viewer) -> int:
    run = Run.objects.create(
        kind="registry.import.apply",
        area_code=VILLAGE,
        posting_id=roles.objects["posting_id"],
        state=Run.State.done,
        created_at=get_now(),
    )
    return run.pk


def _household(roles: Roles, actor: Viewer) -> int:
    return roles.county.families["赵明远"].household.pk


def _person(roles: Roles, actor: Viewer) -> int:
    return roles.county.families["赵明远"].head.pk


def _supporter(roles: Roles, actor: Viewer) -> int:
    family = roles.county.families["赵明远"]
    made = record_supporter(
        actor=actor, household=family.household, name="孙建军", kind="child", on=get_today()
    )
    return made.pk


def _document(roles: Roles, actor: Viewer) -> int:
    household = roles.county.families["赵明远"].household
    made = add_document(
        actor=actor, content=b"%PDF-1.7 test", file_name="form.pdf", household=household
    )
    return made.pk


def _change(roles: Roles, actor: Viewer) -> int:
    """Asked for by nobody of the matrix: a lead may decide it, nobody may withdraw it."""
    family = roles.county.families["赵明远"]
    asker = roles.county.viewer(Role.village_cadre)
    with acting(asker):
        evidence = record_evidence(actor=asker, kind="visit", on=get_today(), area_code=VILLAGE)
        made = request_change(
            actor=asker,
            kind="remove_member",
            household=family.household,
            person=family.person("孙桂英"),
            payload={},
            evidence=evidence,
            effective_on=get_today(),
            on=get_today(),
        )
    return made.pk


def _pair(roles: Roles, actor: Viewer) -> int:
    first, second = sorted(roles.county.families["赵明远"].persons[:2], key=lambda p: p.pk)
    pair = DuplicatePair.objects.create(
        area_code=first.area_code,
        other_area_code=second.area_code,
        first=first,
        second=second,
        per_mille=950,
        reasons=["birth.same"],
    )
    audit.record(actor, "registry.duplicates.searched", details={"test": "matrix"})
    return pair.pk


def _event(roles: Roles, actor: Viewer) -> int:
    audit.record(actor, "foundation.area.changed", area_code=VILLAGE)
    return AuditEvent.objects.filter(area_code=VILLAGE).latest("pk").pk


def _area_code(roles: Roles, actor: Viewer) -> str:
    return VILLAGE


def _import(roles: Roles, actor: Viewer) -> int:
    """A checked ledger with a bad row."""
    with acting(system("test", area_code=VILLAGE)) as village:
        content = "户编号,姓名,与户主关系,身份证号\nX1,王五,户主,12345\n".encode()
        record = upload_ledger(actor=village, file_name="台账.csv", content=content, on=get_today())
        note_checked(village, record, check_file(village, record, get_today()).counts)
        return record.pk


def _mapping(roles: Roles, actor: Viewer) -> int:
    mapping = keep_mapping(
        actor=actor,
        name="月报",
        ledger="facts",
        header=["号码", "存款"],
        columns={"号码": "identity", "存款": "fact:deposits"},
        options={},
        area_code=VILLAGE,
    )
    return mapping.pk


def _export(roles: Roles, actor: Viewer) -> int:
    """Asked for by nobody of the matrix, with whole numbers: it waits for a lead."""
    asker = viewer_of(make_posting(actor, Role.township_clerk, VILLAGE, "exporter"))
    with acting(asker):
        wish = Wish("persons", VILLAGE, "xlsx", whole_numbers=True)
        made = request_export(actor=asker, wish=wish, reason="核对名单", on=get_today())
    return made.pk


def _case(roles: Roles, actor: Viewer) -> int:
    """An application for Dibao that waits to be accepted."""
    return bring_to(roles.county, roles.county.families["赵明远"], "applied", start=get_today()).pk


def _award(roles: Roles, actor: Viewer) -> int:
    """Monthly money, held for a while; with the case that gave it."""
    case = bring_to(
        roles.county, roles.county.families["赵明远"], "granted", start=dt.date(2022, 9, 22)
    )
    decision = case.decisions.get()
    today = get_today()
    award = Award.objects.create(
        area_code=VILLAGE,
        household=case.household,
        programme="dibao",
        outcome="money",
        amount_fen=38067,
        from_month=dt.date(2022, 11, 1),
        given_by=decision,
    )
    hold = Hold.objects.create(
        area_code=VILLAGE,
        award=award,
        ground="核实死亡线索",
        from_month=today.replace(day=1),
        until_month=today.replace(day=1),
        signed_on=today,
    )
    audit.record(actor, "casework.case.changed", details={"test": "award"})
    roles.objects |= {"decision_id": decision.pk, "hold_id": hold.pk}
    return award.pk


def _decision(roles: Roles, actor: Viewer) -> int:
    """One of which no record was kept."""
    family = roles.county.families["赵明远"]
    case = bring_to(roles.county, family, "applied", start=get_today())
    made = Decision.objects.create(
        area_code=VILLAGE,
        case=case,
        outcome="granted",
        on=get_today(),
        at=get_now(),
        proposal=[],
        results=[],
        authority={},
        name="李慧",
        record=b"",
        digest="",
    )
    audit.record(actor, "casework.decision.made", object_type="decision", object_id=made.pk)
    return made.pk


def _draw(roles: Roles, actor: Viewer) -> int:
    return _drawn(actor).pk


def _drawn(actor: Viewer) -> Draw:
    draw = Draw.objects.create(
        area_code=VILLAGE, kind="spot_check", on=get_today(), seed="00", share="30%", at=get_now()
    )
    audit.record(actor, "casework.draw.made", object_type="draw", object_id=draw.pk)
    return draw


def _inspection(roles: Roles, actor: Viewer) -> int:
    family = roles.county.families["赵明远"]
    case = bring_to(roles.county, family, "applied", start=get_today())
    draw = Draw.objects.create(
        area_code=VILLAGE,
        kind="double_random",
        on=get_today(),
        seed="00",
        share="10%",
        at=get_now(),
    )
    audit.record(actor, "casework.draw.made", object_type="draw", object_id=draw.pk)
    return SpotCheck.objects.create(
        area_code=VILLAGE,
        draw=draw,
        case=case,
        inspector=roles.county.posting(Role.county_officer),
        due_on=get_today(),
    ).pk


def _spot_check(roles: Roles, actor: Viewer) -> int:
    family = roles.county.families["赵明远"]
    case = bring_to(roles.county, family, "applied", start=get_today())
    draw = _drawn(actor)
    return SpotCheck.objects.create(area_code=VILLAGE, draw=draw, case=case).pk


def _action(roles: Roles, actor: Viewer) -> str:
    return "withdraw"


def _application(roles: Roles, actor: Viewer) -> int:
    """A draft in which everything is said: each page of the walk has something to show."""
    family = roles.county.families["周德福"]
    clerk = roles.county.viewer(Role.township_clerk)
    with acting(clerk):
        draft = open_application(
            actor=clerk, household=family.household, applicant=family.head, on=get_today()
        )
        record_mandate(actor=clerk, application=draft, through="self", mandate={})
        record_trouble(actor=clerk, application=draft, trouble=["old_alone"])
        choose_programmes(actor=clerk, application=draft, choices=["dibao"], on=get_today())
        declare_relatives(actor=clerk, application=draft, is_relative=False, on=get_today())
        consent = record_consent(
            actor=clerk, application=draft, person=family.head, is_given=True, on=get_today()
        )
    roles.objects["consent_id"] = consent.pk
    return draft.pk


def _consent(roles: Roles, actor: Viewer) -> int:
    return roles.objects["consent_id"]


def _law_change(roles: Roles, actor: Viewer) -> int:
    """Of the village itself, so that the places beside it do not see it."""
    made = LawChange.objects.create(
        area_code=VILLAGE,
        title="2022年低保标准",
        source="安府发〔2022〕6号",
        figures=[],
        asked_at=get_now(),
    )
    audit.record(actor, "casework.law.drafted", object_id=made.pk)
    return made.pk


def _notice(roles: Roles, actor: Viewer) -> int:
    """On the wall since today."""
    today = get_today()
    made = Notice.objects.create(
        area_code=VILLAGE,
        case_id=roles.objects["case_id"],
        kind="preliminary",
        state="posted",
        token="notice2notice",
        shown={"name": "赵明远", "members": 4, "office": "石板镇", "phone": "0854-1234567"},
        days=7,
        posted_on=today,
        last_day=today + dt.timedelta(days=7),
        expires_on=today + dt.timedelta(days=7),
    )
    audit.record(actor, "casework.notice.posted", object_id=made.pk)
    return made.pk


def _campaign(roles: Roles, actor: Viewer) -> int:
    """A raise of the village's own, planned, with one line that waits for a person."""
    made = Campaign.objects.create(
        area_code=VILLAGE,
        kind="raise",
        title="2022年提标",
        basis="安民发〔2022〕8号",
        programmes=["dibao"],
        on=get_today(),
        from_month=dt.date(2023, 1, 1),
        state="planned",
        plan={"changes": {"down": 1}, "townships": {}, "more_fen": 0},
        plan_digest="a plan",
        asked_at=get_now(),
    )
    award = Award.objects.get(pk=roles.objects["award_id"])
    item = CampaignItem.objects.create(
        area_code=VILLAGE,
        campaign=made,
        household=award.household,
        award=award,
        programme="dibao",
        before_fen=38067,
        after_fen=30000,
        change="down",
        state="for_a_person",
    )
    roles.objects["item_id"] = item.pk
    audit.record(actor, "casework.raise.planned", object_id=made.pk)
    return made.pk


def _campaign_item(roles: Roles, actor: Viewer) -> int:
    return roles.objects["item_id"]


def _objection(roles: Roles, actor: Viewer) -> int:
    made = Objection.objects.create(
        area_code=VILLAGE,
        case_id=roles.objects["case_id"],
        notice_id=roles.objects["notice_id"],
        about="notice",
        channel="window",
        text="人数不对",
        who_cipher=keyring().encrypt("孙国庆 13900001234", "objection.who"),
        received_on=get_today(),
        holds=False,
        token="objection2objection",
    )
    audit.record(actor, "casework.objection.received", object_id=made.pk)
    return made.pk


def _visit(roles: Roles, actor: Viewer) -> int:
    """By two, with a photograph."""
    from doudi.casework.models import Case
    from doudi.casework.tests.visits import PICTURE, visit_home

    with acting(roles.county.viewer(Role.grid_worker)) as worker:
        case = Case.objects.get(pk=roles.objects["case_id"])
        return visit_home(worker, case, pictures=[PICTURE]).visit.pk


def _letter(roles: Roles, actor: Viewer) -> int:
    """A draft for somebody to check."""
    case = Case.objects.get(pk=roles.objects["case_id"])
    return draft_letter(actor=actor, case=case, kind="ended_letter", on=get_today()).pk


def _deed(roles: Roles, actor: Viewer) -> str:
    return "return"


def _batch(roles: Roles, actor: Viewer) -> int:
    """Letters in one PDF, ready to be fetched."""
    document = add_document(
        actor=actor, content=b"%PDF-1.7 batch", file_name="letters.pdf", area_code=VILLAGE
    )
    run = Run.objects.create(
        kind="casework.letters.print",
        area_code=VILLAGE,
        params={"letters": 1, "document": document.pk},
        state=Run.State.done,
        created_at=get_now(),
    )
    return run.pk


def _page(roles: Roles, actor: Viewer) -> int:
    """A scanned page without a code."""
    document = add_document(
        actor=actor, content=b"%PDF-1.7 scan", file_name="scan.pdf", area_code=VILLAGE
    )
    page = ScannedPage.objects.create(
        area_code=VILLAGE,
        document=document,
        page=1,
        state="waiting",
        problem="no_code",
        uploaded_on=get_today(),
    )
    return page.pk


def _takeover(roles: Roles, actor: Viewer) -> int:
    """An award of an old system that is higher than the law gives, with a file of faults."""
    family, today = roles.county.families["赵明远"], get_today()
    made = Takeover.objects.create(
        area_code=VILLAGE,
        kind="awards",
        document_id=roles.objects["document_id"],
        faults_id=roles.objects["document_id"],
        on=today,
        state="checked",
        counts={"lower": 1, "good": 1, "bad": 1},
        uploaded_at=get_now(),
    )
    row = TakeoverRow.objects.create(
        area_code=VILLAGE,
        takeover=made,
        line=2,
        household=family.household,
        person=family.head,
        programme="dibao",
        old={"amount_fen": 50000, "from_month": "2020-03-01", "paid_through": "2022-06-01"},
        verdict="eligible",
        amount_fen=38067,
        difference="lower",
        state="open",
    )
    audit.record(actor, "casework.takeover.checked", object_id=made.pk)
    roles.objects["row_id"] = row.pk
    return made.pk


def _list_file(roles: Roles, actor: Viewer) -> int:
    """A list of deaths with one lead, of the household that has the award."""
    family, today = roles.county.families["赵明远"], get_today()
    made = ListFile.objects.create(
        area_code=VILLAGE,
        kind="deaths",
        source="县公安局",
        received_on=today,
        document_id=roles.objects["document_id"],
        faults_id=roles.objects["document_id"],
        state="compared",
        counts={"rows": 2, "leads": 1, "bad": 1},
        uploaded_at=get_now(),
    )
    lead = Lead.objects.create(
        area_code=VILLAGE,
        list_file=made,
        kind="deaths",
        person=family.head,
        household=family.household,
        award_id=roles.objects["award_id"],
        found={"name": "赵明元", "name_differs": True, "said": {"died_on": "2022-07-01"}},
        raised_on=today,
        due_on=today,
    )
    audit.record(actor, "casework.list.compared", object_id=made.pk)
    roles.objects["lead_id"] = lead.pk
    return made.pk


def _payment_run(roles: Roles, actor: Viewer) -> int:
    """Of the village itself, planned, with one line that is to be paid."""
    family, today = roles.county.families["赵明远"], get_today()
    fund = Fund.objects.create(
        area_code=VILLAGE, source="county", name="县级救助资金", valid_from=today
    )
    run = PaymentRun.objects.create(
        area_code=VILLAGE,
        month=today.replace(day=1),
        number=1,
        kind="regular",
        state="planned",
        on=today,
        plan_digest="a plan",
        totals={
            "lines": 1,
            "fen": 38067,
            "arrears_fen": 0,
            "short_fen": 0,
            "by_change": {"new": [1, 38067, 0]},
            "held": {"no_account": [1, 100]},
            "programmes": {"dibao": [1, 38067]},
            "all_programmes": ["dibao"],
            "funds": {str(fund.pk): [1, 38067]},
            "townships": {},
        },
        asked_at=get_now(),
    )
    line = Line.objects.create(
        run=run,
        area_code=VILLAGE,
        number=1,
        household=family.household,
        programme="dibao",
        fund=fund,
        amount_fen=38067,
        month_fen=38067,
        before_fen=0,
        state="planned",
        change="new",
    )
    audit.record(actor, "payments.run.planned", object_id=run.pk)
    funding = Funding.objects.create(
        area_code=VILLAGE, programme="dibao", fund=fund, road="rural_bank", valid_from=today
    )
    stored = store_file(b"a file of a run")._asdict()
    bank_file = BankFile.objects.create(
        area_code=VILLAGE, run=run, number=1, road="rural_bank", fund=fund, file_name="DF01.txt",
        lines=1, amount_fen=38067, **stored,
    )  # fmt: skip
    came = ReturnFile.objects.create(
        area_code=VILLAGE, bank_file=bank_file, file_name="HP01.txt", state="blocked",
        problems=[{"zh": "文件是空的", "en": "the file is empty"}], received_on=today, **stored,
    )  # fmt: skip
    account = PayeeAccount.objects.create(
        area_code=VILLAGE, household=family.household, holder=family.head, holder_name=family.head.name,
        bank="rural_credit", number_cipher=keyring().encrypt("621700009000000000", "account.number"),
        number_index=b"x", number_shown="6217 **** 0000", valid_from=today,
    )  # fmt: skip
    sheet = AccountList.objects.create(
        area_code=VILLAGE, file_name="账户.csv", state="blocked", received_on=today,
        problems=[{"zh": "文件是空的", "en": "the file is empty"}], **stored,
    )  # fmt: skip
    roles.objects |= {
        "account_list_id": sheet.pk,
        "payee_account_id": account.pk,
        "bank_file_id": bank_file.pk,
        "return_file_id": came.pk,
    }
    roles.objects |= {"line_id": line.pk, "fund_id": fund.pk, "funding_id": funding.pk}
    return run.pk


#: By the name of an address's parameter. Add one when an address has a new kind of object in it.
def _receivable(roles: Roles, actor: Viewer) -> int:
    """Proposed by nobody in particular, of a payment that was planned only: whoever signs it is told that things have changed."""
    award = Award.objects.get(pk=roles.objects["award_id"])
    receivable = Receivable.objects.create(
        area_code=award.area_code,
        household_id=award.household_id,
        person_id=award.person_id,
        award=award,
        programme=award.programme,
        amount_fen=38067,
        months=[{"line": roles.objects["line_id"], "month": "2022-08", "component": "main", "fen": 38067, "award": award.pk}],
        ground="change",
        words="情况变化后多发",
        proposed_on=get_today(),
    )  # fmt: skip
    audit.record(actor, "payments.receivable.proposed", object_id=receivable.pk)
    return receivable.pk


def _store(roles: Roles, actor: Viewer) -> int:
    store = Store.objects.create(area_code=VILLAGE, name="村救助物资库")
    audit.record(actor, "payments.store.added", object_id=store.pk)
    return store.pk


def _care_file(roles: Roles, actor: Viewer) -> int:
    file = CareFile.objects.create(
        area_code=VILLAGE,
        household_id=roles.objects["household_id"],
        person_id=roles.objects["person_id"],
        group="tekun",
        opened_on=dt.date(2022, 9, 1),
    )
    assessment = Assessment.objects.create(
        area_code=VILLAGE,
        file=file,
        client_id=uuid.uuid4(),
        occasion="first",
        on=dt.date(2022, 9, 1),
        assessors=[{"name": "李慧", "office": ""}, {"name": "王秀英", "office": ""}],
        indicators=dict.fromkeys(
            ("eat", "dress", "bed_transfer", "toilet", "walk_indoors", "bathe"), "can"
        ),
        least=0,
        most=0,
        level="self_care_full",
        recorded_at=get_now(),
    )
    roles.objects["assessment_id"] = assessment.pk
    visit = CareVisit.objects.create(
        area_code=VILLAGE,
        file=file,
        client_id=uuid.uuid4(),
        kind="village",
        visitor="王秀英",
        on=dt.date(2022, 9, 2),
        at=get_now(),
        place="本人家中",
        outcome="met",
        answers={"clothes": "not_fine"},
        notes={"clothes": "缺一床棉被"},
        own_word="照护得好",
        recorded_at=get_now(),
    )
    roles.objects["follow_up_id"] = FollowUp.objects.create(
        area_code=VILLAGE, visit=visit, about="clothes", words="缺一床棉被", owner="village"
    ).pk
    audit.record(actor, "care.file.opened", object_id=file.pk)
    return file.pk


def _goods_list(roles: Roles, actor: Viewer) -> int:
    goods = GoodsList.objects.create(
        area_code=VILLAGE,
        name="冬令救助",
        store_id=roles.objects["store_id"],
        item="棉被",
        unit="床",
        quantity=1,
        made_on=get_today(),
    )
    handout = Handout.objects.create(
        area_code=VILLAGE, goods_list=goods, household_id=roles.objects["household_id"]
    )
    roles.objects["handout_id"] = handout.pk
    audit.record(actor, "payments.goods.listed", object_id=goods.pk)
    return goods.pk


def _care(roles: Roles, actor: Viewer) -> int:
    """Bought for a month from a provider of the village's own."""
    today = get_today()
    provider = CareProvider.objects.create(
        area_code=VILLAGE,
        name="安和居家养老服务中心",
        credit_code="52900101MJ0000001B",
        entered_on=today,
    )
    agreement = CareAgreement.objects.create(
        area_code=VILLAGE, household_id=roles.objects["household_id"], person_id=roles.objects["person_id"],
        programme="tekun", provider=provider, provider_name=provider.name, hours=20, hour_fen=2500,
        first_month=today.replace(day=1), document_id=roles.objects["document_id"], entered_on=today,
    )  # fmt: skip
    care = CareMonth.objects.create(
        area_code=VILLAGE, agreement=agreement, household_id=agreement.household_id, person_id=agreement.person_id,
        month=agreement.first_month, hour_fen=2500, hours_planned=20, hours_delivered=18, delivered_on=today,
    )  # fmt: skip
    family = roles.county.families["赵明远"]
    other = Award.objects.create(
        area_code=VILLAGE, household=family.household, person=family.persons[-1], programme="tekun", outcome="money",
        amount_fen=112997, parts={"basic": 57330, "care": 55667}, from_month=today.replace(day=1),
    )  # fmt: skip
    audit.record(actor, "payments.care.agreed", object_id=agreement.pk)
    roles.objects |= {
        "care_provider_id": provider.pk,
        "care_month_id": care.pk,
        "care_award_id": other.pk,
    }
    return agreement.pk


def _quarterly(roles: Roles, actor: Viewer) -> int:
    place = QuarterlyPlace.objects.create(
        area_code=VILLAGE, source="安和民发〔2022〕9号", valid_from=get_today()
    )
    audit.record(actor, "payments.rhythm.changed", object_id=place.pk)
    return place.pk


OBJECTS = {
    "posting_id": _posting,  # and its account_id
    "token_id": _token,
    "run_id": _run,
    "household_id": _household,
    "person_id": _person,
    "supporter_id": _supporter,
    "document_id": _document,
    "change_id": _change,
    "pair_id": _pair,
    "export_id": _export,
    "event_id": _event,
    "code": _area_code,
    "import_id": _import,
    "mapping_id": _mapping,
    "application_id": _application,  # and its consent_id
    "consent_id": _consent,
    "case_id": _case,
    "letter_id": _letter,
    "deed": _deed,
    "batch_id": _batch,
    "page_id": _page,
    "decision_id": _decision,
    "draw_id": _draw,
    "check_id": _spot_check,
    "inspection_id": _inspection,
    "visit_id": _visit,
    "action": _action,
    "law_change_id": _law_change,
    "value": lambda roles, actor: "dibao_line",
    "award_id": _award,  # and its decision_id, hold_id
    "campaign_id": _campaign,  # and its item_id
    "item_id": _campaign_item,
    "notice_id": _notice,
    "objection_id": _objection,
    "list_id": _list_file,  # and its lead_id
    "takeover_id": _takeover,  # and its row_id
    "area": lambda roles, actor: VILLAGE,
    "size": lambda roles, actor: "a9",
    "report": lambda roles, actor: "t14",
    "payment_run_id": _payment_run,  # and its line_id, fund_id, funding_id, bank_file_id, return_file_id, account_list_id, payee_account_id
    "receivable_id": _receivable,
    "store_id": _store,
    "goods_list_id": _goods_list,  # and its handout_id
    "care_file_id": _care_file,  # and its assessment_id, follow_up_id
    "quarterly_id": _quarterly,
    "care_agreement_id": _care,  # and its care_provider_id, care_month_id, care_award_id
}
