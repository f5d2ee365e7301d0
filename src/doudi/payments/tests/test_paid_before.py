"""The first run beside the last file that was really paid: nobody's money stops because of the change."""

import datetime as dt
import io

import pytest

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import NotPermitted, acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
from doudi.payments.services.paid_before import compare_with_paid
from doudi.payments.tests.runs import award, make_desk, plan
from doudi.registry.tests.families import identity_number, make_county
from doudi.units.text import ProblemsError

HEADER = "姓名,身份证号,项目,金额\n"


@pytest.fixture
def desk(db):
    return make_desk(make_county(), programmes=("dibao", "old_age_allowance"))


def number_of(person):
    with acting(system("test")):
        person.refresh_from_db()
    return keyring().decrypt(person.identity_cipher, "person.identity")


def row(person, yuan, programme="低保"):
    return f"{person.name},{number_of(person)},{programme},{yuan}\n"


def taken_over(desk, family, fen, **more):
    made = award(desk, family, fen, "2020-01", **more)
    with acting(system("test")) as actor:
        Award.objects.filter(pk=made.pk).update(paid_through=dt.date(2022, 7, 1))
        audit.record(actor, "casework.award.given", object_type="award", object_id=made.pk)
    return made


def look(desk, run, text, *, role=Role.county_officer, name="7月实发.csv"):
    content = text if isinstance(text, bytes) else text.encode("gb18030")
    with acting(desk.county.viewer(role)) as actor:
        return compare_with_paid(actor=actor, run=run, file_name=name, content=content)


def dibao():
    from doudi.foundation.rulebook import get_rulebook

    return get_rulebook().programmes["dibao"].label.zh


def test_each_difference_comes_to_a_person_and_who_would_stop_comes_first(desk):
    one, two, three, four = list(desk.county.families.values())[:4]
    taken_over(desk, one, 38067)
    taken_over(desk, two, 40000)
    taken_over(desk, four, 20000)
    stranger = f"王五,{identity_number(dt.date(1950, 1, 1), 301)},{dibao()},100\n"
    file = HEADER + row(one.head, "380.67", dibao()) + row(two.head, "395.00", dibao()) + row(three.head, "210", dibao()) + stranger  # fmt: skip
    found = look(desk, plan(desk, "2022-08"), file)
    assert found.counts == {"only_there": 1, "stranger": 1, "different": 1, "only_here": 1, "same": 1}  # fmt: skip
    assert [(d.kind, d.name, d.there_fen, d.here_fen) for d in found.differences] == [
        ("only_there", three.head.name, 21000, 0),
        ("stranger", "王五", 10000, 0),
        ("different", two.head.name, 39500, 40000),
        ("only_here", four.head.name, 0, 20000),
    ]
    assert not found.nobody_stops
    assert (found.there_fen, found.here_fen) == (38067 + 39500 + 21000 + 10000, 38067 + 40000 + 20000)  # fmt: skip
    with acting(system("test")):
        event = AuditEvent.objects.filter(action="payments.run.compared").get()
        assert number_of(one.head) not in str(event.details)


def test_taken_over_as_it_was_nothing_differs_and_no_past_month_comes_again(desk):
    one = desk.county.families["赵明远"]
    taken_over(desk, one, 38067)
    taken_over(desk, one, 5000, programme="old_age_allowance", person=one.head)
    run = plan(desk, "2022-08")
    assert run.totals["fen"] == 38067 + 5000
    found = look(desk, run, HEADER + row(one.head, "380.67", dibao()) + row(one.head, "50", "高龄津贴"))  # fmt: skip
    assert found.nobody_stops
    assert found.differences == []


def test_what_the_run_holds_back_says_why(desk):
    one = desk.county.families["赵明远"]
    taken_over(desk, one, 38067)
    with acting(system("test")) as actor:
        one.household.accounts.update(valid_to=dt.date(2022, 7, 1))
        audit.record(actor, "payments.account.closed", object_type="account")
    found = look(desk, plan(desk, "2022-08"), HEADER + row(one.head, "380.67", dibao()))
    assert [(d.kind, d.reason) for d in found.differences] == [("only_there", "no_account")]


def test_a_workbook_and_two_rows_of_one_award(desk):
    from openpyxl import Workbook

    one = desk.county.families["赵明远"]
    taken_over(desk, one, 38067)
    book, sink = Workbook(), io.BytesIO()
    for cells in (["姓名", "身份证号", "项目", "金额"], [one.head.name, number_of(one.head), dibao(), 300.00], [one.head.name, number_of(one.head), dibao(), "80.67"]):  # fmt: skip
        book.active.append(cells)
    book.save(sink)
    found = look(desk, plan(desk, "2022-08"), sink.getvalue(), name="a.xlsx")
    assert (found.counts["same"], found.differences) == (1, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("姓名,金额\n张三,1\n", "identity number"),
        (HEADER, "nothing below the header"),
        (HEADER + "张三,110101194912310013,金子,1\n", "no such programme"),
        (b"\x00\x01\x02" * 99, "."),
        (b"PK\x03\x04" + b"x" * 50, "."),
        (b"%PDF-1.7", "."),
    ],
)
def test_rubbish_is_refused_with_a_sentence(desk, text, words):
    run = plan(desk, "2022-08")
    with pytest.raises(ProblemsError, match=words):
        look(desk, run, text)


def test_rows_that_cannot_be_read_are_named_and_the_others_compared(desk):
    one = desk.county.families["赵明远"]
    taken_over(desk, one, 38067)
    bad = ["张三,12,{},1", "李四,{}x,{},1", "王五,{},{},-5", "王五,{},{},=1+1", "王五,{},{},99999999", "王五,{},=HYPERLINK(1),5"]  # fmt: skip
    texts = [b.replace("{}", number_of(one.head), b.count("{}") - 1).replace("{}", dibao()) for b in bad]  # fmt: skip
    found = look(desk, plan(desk, "2022-08"), HEADER + row(one.head, "380.67", dibao()) + "\n".join(texts))  # fmt: skip
    assert found.counts["same"] == 1
    assert {p.where for p in found.problems} == {f"第{n}行" for n in range(3, 9)}
    assert not any(number_of(one.head) in str(p) for p in found.problems)


def test_only_who_plans_and_only_what_is_planned(desk):
    run = plan(desk, "2022-08")
    with pytest.raises(NotPermitted):
        look(desk, run, HEADER, role=Role.finance_officer)
    run.state = "sent"
    with pytest.raises(ProblemsError, match="while it is planned"):
        look(desk, run, HEADER)


def test_the_page_says_who_would_stop_and_refuses_what_is_no_table(desk, client):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    one, two = list(desk.county.families.values())[:2]
    taken_over(desk, one, 38067)
    run = plan(desk, "2022-08")
    client.force_login(desk.county.account(Role.county_officer))
    url = reverse("payments:compare_run", args=[run.pk])
    assert url in client.get(reverse("payments:run", args=[run.pk])).content.decode()
    file = HEADER + row(one.head, "380.67", dibao()) + row(two.head, "210", dibao())
    page = client.post(url, {"upload": SimpleUploadedFile("7月.csv", file.encode("gb18030"))}, follow=True)  # fmt: skip
    html = page.content.decode()
    assert "有 1 笔上次发了、这一批没有，还没有说明原因" in html
    assert two.head.name in html
    assert number_of(two.head) not in html
    assert "请选择文件" in client.post(url, {}).content.decode()
    empty = client.post(url, {"upload": SimpleUploadedFile("a.csv", b"")}).content.decode()
    assert "文件是空的" in empty
