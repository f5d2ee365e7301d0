"""Accounts: recorded with whose they are, from a page or a list; families that cannot be paid are named first."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent, Run
from doudi.foundation.spreadsheets import Heading
from doudi.payments.domain.account_numbers import clean_holder, clean_number
from doudi.payments.models import AccountList, PayeeAccount
from doudi.payments.rosters import written
from doudi.payments.services.account_import import take_in_accounts
from doudi.payments.services.accounts import record_account
from doudi.payments.tests.bank import answer_all, sent
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import award, card, make_desk
from doudi.registry.services.persons import IDENTITY
from doudi.registry.tests.families import make_county
from doudi.units.text import Problem, ProblemsError, Text

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))
ON = dt.date(2022, 8, 20)
PDF = b"%PDF-1.7 agreement"


@pytest.fixture
def desk(own_database):
    return make_desk(make_county())


def standing(**only):
    with acting(system("test")):
        return list(PayeeAccount.objects.filter(valid_to__isnull=True, **only).order_by("pk"))


def identity_of(person):
    with acting(system("test")):
        return keyring().decrypt(person.identity_cipher, IDENTITY)


@pytest.mark.parametrize(
    "number",
    ["", "12", "6217000010001234564", "6217 0000 1000 1234 56a", "1" * 20, "１２３", "=1+1"],
)
def test_a_number_that_no_bank_gives(number):
    with pytest.raises(ProblemsError):
        clean_number(number)
    digits = card(5)
    assert clean_number(f"{digits[:4]} {digits[4:9]}-{digits[9:]}") == digits


@pytest.mark.parametrize("name", ["", " ", "=赵", "赵|明", "赵\n明", "长" * 31, "赵1"])
def test_a_name_that_no_file_can_carry(name):
    with pytest.raises(ProblemsError):
        clean_holder(name)
    assert clean_holder(" 阿卜杜热合曼·麦麦提 ") == "阿卜杜热合曼·麦麦提"


def test_the_page_of_a_family(desk):
    family = desk.county.families["赵明远"]
    clerk = browser(desk, Role.township_clerk)
    base = f"/pay/households/{family.household.pk}/accounts/"
    assert "6217 ****" in text_of(clerk.get(base))
    assert "<html" not in text_of(clerk.get(base, headers={"HX-Request": "true"}))
    asked = {
        "person": "family",
        "holder": str(family.head.pk),
        "bank": "postal",
        "number": card(77),
    }
    for change, words in (
        ({"number": "123"}, "12到19位"),
        ({"number": card(77)[:-1] + "0" if card(77)[-1] != "0" else card(77)[:-1] + "1"}, "校验位"),
        ({"bank": "moon"}, "moon"),
        ({"holder": "outside"}, "请填写户名"),
        ({"holder": "outside", "holder_name": "王某"}, "须附书面协议"),
        ({"number": card(1)}, "须附书面协议"),  # another family's
        ({"person": "999999"}, "999999"),
    ):
        assert words in text_of(clerk.post(f"{base}new/", asked | change))
    assert clerk.post(f"{base}new/", asked).status_code == 302
    (account,) = standing(household=family.household, person=None)
    assert (account.holder_name, account.bank, account.valid_from) == (
        family.head.name,
        "postal",
        ON,
    )
    paper = SimpleUploadedFile("协议.pdf", PDF)
    outside = asked | {
        "holder": "outside",
        "holder_name": "王某",
        "number": card(78),
        "agreement": paper,
    }
    assert clerk.post(f"{base}new/", outside).status_code == 302
    (account,) = standing(household=family.household, person=None)
    assert (account.holder_id, account.basis, bool(account.agreement_id)) == (
        None,
        "agreement",
        True,
    )
    page = text_of(clerk.get(base))
    assert "代领协议" in page
    assert card(78) not in page
    reveal = f"/pay/accounts/{account.pk}/reveal/"
    assert card(78) not in text_of(clerk.post(reveal, {"reason": ""}))
    assert card(78) in text_of(clerk.post(reveal, {"reason": "核对存折"}))
    with acting(system("test")):
        event = AuditEvent.objects.get(action="payments.account.revealed")
    assert event.reason == "核对存折"


def test_a_childs_own_money_goes_to_somebody_of_the_family_or_by_agreement(desk):
    family, other = list(desk.county.families.values())[:2]
    child = family.persons[-1]
    about = {"household": family.household, "person": child, "bank": "postal", "number": card(80)}
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        with pytest.raises(ProblemsError, match="agreement"):
            record_account(
                actor=officer, holder=other.head, holder_name=other.head.name, on=ON, **about
            )
        with pytest.raises(ProblemsError, match="not of this family"):
            record_account(
                actor=officer,
                holder=family.head,
                holder_name=family.head.name,
                on=ON,
                **about | {"person": other.head},
            )
        made = record_account(
            actor=officer, holder=family.head, holder_name=family.head.name, on=ON, **about
        )
    assert made.person_id == child.pk


def test_families_that_cannot_be_paid(desk):
    families = list(desk.county.families.values())[:4]
    for family in families:
        award(desk, family, 38067, "2022-08")
    run = sent(desk, "2022-08")
    answer_all(desk, run, {1: "1002"})
    refused, renamed, nothing, fine = families
    with acting(system("test")) as actor:
        from doudi.foundation import audit

        PayeeAccount.objects.filter(household=renamed.household).update(holder_name="赵某")
        PayeeAccount.objects.filter(household=nothing.household).update(valid_to=ON)
        audit.record(actor, "payments.account.recorded")
    page = text_of(browser(desk, Role.county_officer).get("/pay/accounts/"))
    places = [page.index(f.household.number) for f in (refused, renamed, nothing)]
    assert places == sorted(places)
    assert fine.household.number not in page
    assert "户名与账号不符" in page
    only = text_of(browser(desk, Role.county_officer).get("/pay/accounts/?problem=no_account"))
    assert nothing.household.number in only
    assert refused.household.number not in only


# -- from a list ------------------------------------------------------------------------------------
HEADINGS = ("姓名", "身份证号", "开户银行", "账号", "收款人")


def csv(rows, encoding="gb18030"):
    return "\r\n".join(",".join(r) for r in [HEADINGS, *rows]).encode(encoding)


def take(desk, content, name="账户.csv"):
    return take_as(desk, Role.county_officer, content, name)


def take_as(desk, role, content, name="账户.csv"):
    """How many were recorded. Raises what the page says: the job refused the list."""
    with acting(desk.county.viewer(role)) as actor:
        taken = take_in_accounts(actor=actor, upload=content, file_name=name, on=ON)
    assert taken.state == "checking"
    return recorded(taken)


def recorded(taken):
    assert perform_run(taken.job_id).state == "done"
    with acting(system("test")):
        taken.refresh_from_db()
    if taken.state == "blocked":
        assert (taken.recorded, taken.rows) == (0, 0)
        raise ProblemsError([Problem(Text(p["zh"], p["en"])) for p in taken.problems])
    return taken.recorded


def rows_of(desk, first=200):
    people = [f.head for f in list(desk.county.families.values())[:3]]
    return [
        [p.name, identity_of(p), "农村信用社", card(first + n), "" if n else "本人"]
        for n, p in enumerate(people)
    ]


def test_a_list_is_recorded_once(desk):
    rows = rows_of(desk)
    assert take(desk, csv(rows)) == 3
    assert take(desk, csv(rows)) == 0
    numbers = {a.number_shown for a in standing()}
    assert {f"{card(200 + n)[:4]} **** {card(200 + n)[-4:]}" for n in range(3)} <= numbers
    book = b"".join(written("账户", [Heading(h) for h in HEADINGS], rows, ON))
    assert take(desk, book, "账户.xlsx") == 0


FAULTS = {
    "check digit": (lambda r: r.__setitem__(3, "6217000010001234564"), "校验位", "“账号”"),
    "lost digits": (lambda r: r.__setitem__(3, "6.217E+18"), "12到19位", "“账号”"),
    "bank": (lambda r: r.__setitem__(2, "月球银行"), "不认识这家银行", "“开户银行”"),
    "name": (lambda r: r.__setitem__(0, "赵某"), "不一致", "“姓名”"),
    "nobody": (lambda r: r.__setitem__(1, "110101199003070011"), "没有这个人", "“身份证号”"),
    "no number": (lambda r: r.__setitem__(1, ""), "没有身份证号", "“身份证号”"),
    "payee": (lambda r: r.__setitem__(4, "村里"), "只能写", "“收款人”"),
    "formula": (lambda r: r.__setitem__(0, "=cmd"), "户名里只能有文字", "“姓名”"),
    "empty name": (lambda r: r.__setitem__(0, ""), "请填写户名", "“姓名”"),
}


def test_a_fault_anywhere_and_nothing_is_recorded(desk):
    before = [a.pk for a in standing()]
    for fault, (change, words, column) in FAULTS.items():
        rows = rows_of(desk)
        change(rows[1])
        with pytest.raises(ProblemsError) as refused:
            take(desk, csv(rows))
        said = refused.value.in_("zh")
        assert words in said, fault
        assert column in said, fault
        assert "第3行" in said, fault
    assert [a.pk for a in standing()] == before


def test_a_list_that_says_a_thing_twice_or_is_no_list(desk):
    rows = rows_of(desk)
    shared = [rows[0], [*rows[1][:3], rows[0][3], ""]]
    for content, words in (
        (csv([rows[1], [*rows[1][:3], card(300), ""]]), "第2行已经有这一户"),
        (csv(shared), "别的家庭也用这个账号"),
        (csv([[*rows[1][:3], card(0), ""]]), "别的家庭也用这个账号"),
        (b"", "空"),
        (b"PK\x03\x04rubbish", "工作簿"),
        ("姓名,身份证号\n赵,1\n".encode(), "缺少这几列：开户银行、账号"),
        (csv([]), "表头下面没有内容"),
        (csv(rows, "utf-16"), ""),
        (bytes(range(256)), ""),
    ):
        with pytest.raises(ProblemsError) as refused:
            take(desk, content)
        assert words in refused.value.in_("zh")
    assert len(standing()) == len({a.household_id for a in standing()})


def test_a_clerk_does_not_reach_another_township(desk):
    far = next(
        f for f in desk.county.families.values() if f.household.area_code.startswith("900101103")
    )
    row = [far.head.name, identity_of(far.head), "邮储", card(400), ""]
    with pytest.raises(ProblemsError, match="nobody of this number"):
        take_as(desk, Role.township_clerk, csv([row]))


def test_the_import_page_names_each_fault(desk):
    officer = browser(desk, Role.county_officer)
    rows = rows_of(desk)
    rows[0][3] = "12"
    url = "/pay/accounts/import/"
    sent = officer.post(url, {"upload": SimpleUploadedFile("账户.csv", csv(rows))})
    page = text_of(officer.get(sent["Location"]))
    assert "正在核对" in page
    assert 'http-equiv="refresh"' in page
    panel = officer.get(sent["Location"], headers={"HX-Request": "true"})
    assert "<html" not in text_of(panel)
    assert "HX-Refresh" not in panel.headers
    with acting(system("test")):
        taken = AccountList.objects.get()
    with pytest.raises(ProblemsError):
        recorded(taken)
    assert officer.get(sent["Location"], headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = text_of(officer.get(sent["Location"]))
    assert "12到19位" in page
    assert "第2行" in page
    assert "一个账户也没有登记" in page
    good = officer.post(url, {"upload": SimpleUploadedFile("账户.csv", csv(rows_of(desk)))})
    with acting(system("test")):
        taken = AccountList.objects.latest("pk")
    assert recorded(taken) == 3
    assert "登记了 <strong>3</strong> 个" in text_of(officer.get(good["Location"]))
    assert "请选择文件" in text_of(officer.post(url))
    assert "文件是空的" in text_of(officer.post(url, {"upload": SimpleUploadedFile("a.csv", b"")}))
    lead = browser(desk, Role.county_lead)
    assert lead.get(good["Location"]).status_code == 403


def test_a_list_at_work_is_taken_once_and_begins_anew_where_its_job_stopped(desk):
    content = csv(rows_of(desk))
    with acting(desk.county.viewer(Role.county_officer)) as officer:
        first, again = (
            take_in_accounts(actor=officer, upload=content, file_name="a.csv", on=ON)
            for _ in range(2)
        )
        assert first.pk == again.pk
        assert first.job_id == again.job_id
        Run.objects.filter(pk=first.job_id).update(state="failed")
        third = take_in_accounts(actor=officer, upload=content, file_name="a.csv", on=ON)
    assert (third.pk, third.job_id == first.job_id) == (first.pk, False)
    assert "任务停下了" not in text_of(browser(desk, Role.county_officer).get(f"/pay/accounts/lists/{third.pk}/"))  # fmt: skip
    assert recorded(third) == 3
