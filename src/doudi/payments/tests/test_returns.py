"""What comes back from the bank: taken as a whole, or refused as a whole with each line named."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Run
from doudi.payments.models import LedgerEntry, PayeeAccount, Transfer
from doudi.payments.services.returns import take_in_return
from doudi.payments.services.sending import close_run
from doudi.payments.tests.bank import answer_all, content, done, files, reply, sent, take_in
from doudi.payments.tests.runs import again, award, lines, make_desk, plan
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError


@pytest.fixture
def desk(own_database):
    desk = make_desk(make_county())
    for place, family in enumerate(list(desk.county.families.values())[:3]):
        award(desk, family, 38067 + place * 100, "2022-08")
    return desk


def test_the_file_says_each_line_and_its_totals(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    assert file.file_name == "DF9001010000172022080101.txt"
    assert file.lines == 3
    rows = content(file).decode("gb18030").split("\r\n")
    assert rows[0].startswith("H9001010000172022080101")
    assert rows[-1] == ""
    assert rows[-2] == f"T{3:08}{file.amount_fen:016}"
    assert rows[1].startswith("D20220801000001")
    assert {len(row.encode("gb18030")) for row in rows[1:-2]} == {179}


def test_paid_and_failed_lines(desk):
    run = sent(desk, "2022-08")
    returned = answer_all(desk, run, {2: "1002"})[0]
    assert (returned.state, returned.paid, returned.failed) == ("posted", 2, 1)
    assert [line.state for line in lines(run)] == ["paid", "failed", "paid"]
    second = lines(run)[1]
    assert second.bank_reason == "户名与账号不符"
    with acting(system("test")):
        states = dict(PayeeAccount.objects.values_list("pk", "is_confirmed"))
        assert states[second.account_id] is False
        assert Transfer.objects.filter(source="sent", target="paid").count() == 2
        assert Transfer.objects.get(source="sent", target="returned").line_id == second.pk
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        close_run(actor=finance, run=run, on=dt.date(2022, 8, 9))


def test_two_files_answer_one(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    assert take_in(desk, file, reply(file, only=[1, 3])).state == "posted"
    assert [line.state for line in lines(run)] == ["paid", "sent", "paid"]
    assert take_in(desk, file, reply(file, only=[2])).state == "posted"
    assert [line.state for line in lines(run)] == ["paid", "paid", "paid"]


def test_what_was_paid_and_given_back_is_paid_again(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    answer_all(desk, run)
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        close_run(actor=finance, run=run, on=dt.date(2022, 8, 9))
    late = take_in(desk, file, reply(file, {2: "9001"}, only=[2]), on=dt.date(2022, 8, 20))
    assert late.state == "posted"
    assert again(run).state == "closed"
    assert lines(run)[1].state == "failed"
    with acting(system("test")):
        assert LedgerEntry.objects.filter(kind="late_return").count() == 1
        assert Transfer.objects.filter(source="paid", target="returned").count() == 1
    following = plan(desk, "2022-09")
    (held,) = lines(following, change="retried")
    assert (held.state, held.reason) == ("held", "account_refused")


def swap(old, new, count=1):
    return lambda raw: raw.replace(old, new, count)


def drop_last_row(raw):
    return b"\r\n".join(raw.split(b"\r\n")[:-2]) + b"\r\n"


def repeat_a_line(raw):
    rows = raw.split(b"\r\n")
    return b"\r\n".join([*rows[:2], rows[1], *rows[2:]])


FAULTS = {
    "unknown line": (swap(b"R20220801000002", b"R20220801000077"), "送出的文件里没有这一笔", "第3行"),
    "another run": (swap(b"R20220801000002", b"R20220702000002"), "属于另一批或另一个月", "第3行"),
    "another file": (swap(b"2022080101", b"2022070101"), "另一批或另一个月的回盘", "第1行"),
    "another payer": (swap(b"900101000017", b"900101000018"), "别的单位", "第1行"),
    "changed amount": (swap(b"00000000038167", b"00000000038168"), "金额与送出的不一致", "第3行"),
    "no amount": (swap(b"00000000038167", b"000000000381.7"), "不是金额", "第3行"),
    "changed account": (swap(b"6217", b"6218"), "账号与送出的不一致", "第2行"),
    "wrong total": (swap(b"0000000000114501", b"0000000000114502"), "合计与明细不符", "第5行"),
    "duplicate": (repeat_a_line, "重复，第2行已经有了", "第3行"),
    "cut off": (drop_last_row, "文件可能不完整", "第4行"),
    "cut within a row": (lambda raw: raw[: len(raw) // 2], "不完整", "行"),
    "unknown answer": (swap(b"0000  ", b"7777  "), "没有约定过这个结果代码", "第2行"),
    "empty": (lambda raw: b"", "文件是空的", ""),
    "blank": (lambda raw: b"\r\n \r\n", "文件是空的", ""),
    "utf-8": (lambda raw: raw.decode("gb18030").encode(), "编码是 UTF-8", ""),
    "not text": (lambda raw: bytes(range(256)) * 40, "", "第1行"),
    "a workbook": (lambda raw: b"PK\x03\x04" + raw, "", "第1行"),
    "broken bytes": (lambda raw: raw.replace("赵明远".encode("gb18030"), b"\xd5\xff\xc3\xf7\xd4\xb6"), "编码的字节", "行"),
    "changed name": (lambda raw: raw.replace("赵明远".encode("gb18030"), "赵明近".encode("gb18030")), "户名与送出的不一致", "行"),
}  # fmt: skip


def test_a_fault_anywhere_and_nothing_is_posted(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    good = reply(file)
    for fault, (change, words, where) in FAULTS.items():
        bad = change(good)
        assert bad != good, fault
        returned = take_in(desk, file, bad)
        assert returned.state == "blocked", fault
        said = "\n".join(p["zh"] for p in returned.problems)
        assert words in said, fault
        assert where in said, fault
        assert all(p["en"] for p in returned.problems), fault
    assert [line.state for line in lines(run)] == ["sent"] * 3
    with acting(system("test")):
        assert not Transfer.objects.filter(source="sent").exists()
        assert not PayeeAccount.objects.filter(is_confirmed__isnull=False).exists()
    assert take_in(desk, file, good).state == "posted"


def test_the_file_that_was_sent_is_not_an_answer(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    returned = take_in(desk, file, content(file))
    assert returned.state == "blocked"
    (problem,) = returned.problems
    assert "送出去的那个文件" in problem["zh"]
    assert "was sent" in problem["en"]


def test_the_same_file_twice_and_a_line_answered_before(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    good = reply(file)
    take_in(desk, file, good)
    twice = take_in(desk, file, good)
    assert twice.state == "blocked"
    assert "不再入账" in twice.problems[0]["zh"]
    other = take_in(desk, file, reply(file, {1: "1001"}))
    assert other.state == "blocked"
    assert "已经有回盘结果" in other.problems[0]["zh"]
    assert [line.state for line in lines(run)] == ["paid"] * 3


def test_a_file_at_work_is_taken_once_and_one_whose_job_stopped_begins_anew(desk):
    run = sent(desk, "2022-08")
    (file,) = files(run)
    good = reply(file)
    with acting(desk.county.viewer(Role.finance_officer)) as finance:
        about = {"actor": finance, "bank_file": file, "upload": good, "file_name": "a.txt", "on": dt.date(2022, 8, 4)}  # fmt: skip
        first, again = take_in_return(**about), take_in_return(**about)
        assert (first.state, first.pk, first.job_id) == ("checking", again.pk, again.job_id)
        with pytest.raises(ProblemsError, match="being checked"):
            close_run(actor=finance, run=run, on=dt.date(2022, 8, 9))
        Run.objects.filter(pk=first.job_id).update(state="failed")
        third = take_in_return(**about)
    assert third.pk == first.pk
    assert third.job_id != first.job_id
    assert done(third).state == "posted"
    assert [line.state for line in lines(run)] == ["paid"] * 3
    with acting(system("test")):
        Run.objects.filter(pk=first.job_id).update(state="queued")
    assert perform_run(first.job_id).skipped == 1
    with acting(system("test")):
        assert Transfer.objects.filter(source="sent").count() == 3
