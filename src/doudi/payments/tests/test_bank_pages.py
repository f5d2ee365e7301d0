"""The bank's page of a run: files taken, sent, answered, closed; what is wrong with an answer, line by line."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.payments.models import ReturnFile
from doudi.payments.tests.bank import content, done, files, reply
from doudi.payments.tests.pages import browser, text_of
from doudi.payments.tests.runs import again, approve, award, lines, make_desk, plan
from doudi.registry.tests.families import make_county

pytestmark = pytest.mark.time_machine(dt.datetime(2022, 8, 20, 2, tzinfo=dt.UTC))


@pytest.fixture
def desk(own_database):
    return make_desk(make_county())


def upload(raw, name="huipan.txt"):
    return {"upload": SimpleUploadedFile(name, raw)}


def done_at(answer):
    """What came is at the address that the answer leads to: its job is done."""
    with acting(system("test")):
        came = ReturnFile.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])
    done(came)


def test_from_file_to_closed(desk):
    families = list(desk.county.families.values())
    award(desk, families[0], 38067, "2022-08")
    award(desk, families[1], 40000, "2022-08")
    run = approve(desk, plan(desk, "2022-08"))
    (file,) = files(run)
    finance = browser(desk, Role.finance_officer)
    base = f"/pay/runs/{run.pk}/bank/"
    page = text_of(finance.get(base))
    assert file.sha256 in page
    assert "柒佰捌拾元陆角柒分" in page
    taken = finance.get(f"/pay/files/{file.pk}/")
    assert b"".join(taken.streaming_content) == content(file)
    assert file.file_name in taken["Content-Disposition"]
    with acting(system("test")):
        assert AuditEvent.objects.filter(action="payments.file.downloaded").count() == 1
    early = text_of(finance.post(f"/pay/files/{file.pk}/return/", upload(b"x")))
    assert "还没有送出" in early
    assert finance.post(f"{base}send/").status_code == 302
    assert finance.post(f"{base}send/")["Location"] == base  # pressed twice
    assert "请选择文件" in text_of(finance.post(f"/pay/files/{file.pk}/return/"))
    wrong = finance.post(
        f"/pay/files/{file.pk}/return/", upload(reply(file).replace(b"0038067", b"0038068"))
    )
    waits = text_of(finance.get(wrong["Location"]))
    assert "正在核对" in waits
    assert "回盘文件正在核对" in text_of(finance.post(f"{base}close/"))
    done_at(wrong)
    said = text_of(finance.get(wrong["Location"]))
    assert "一笔也没有入账" in said
    assert "第2行 “金额”" in said
    empty = finance.post(f"/pay/files/{file.pk}/return/", upload(b""))
    done_at(empty)
    assert "文件是空的" in text_of(finance.get(empty["Location"]))
    assert "还有2笔没有回盘" in text_of(finance.post(f"{base}close/"))
    good = finance.post(f"/pay/files/{file.pk}/return/", upload(reply(file, {2: "1001"})))
    done_at(good)
    assert "到账 <strong>1</strong> 笔" in text_of(finance.get(good["Location"]))
    assert [line.state for line in lines(run)] == ["paid", "failed"]
    page = text_of(finance.get(base))
    assert "都有结果了" in page
    assert "到账 1 笔，退回 1 笔" in page
    for _twice in range(2):
        assert finance.post(f"{base}close/")["Location"] == base
    assert again(run).state == "closed"
    with acting(system("test")):
        first, _empty = ReturnFile.objects.filter(state="blocked").order_by("pk")
        assert "row 2 “金额”: the amount is not the one" in first.problems[0]["en"]
        posted = ReturnFile.objects.get(state="posted")
    assert "看退回的名单" in text_of(finance.get(f"/pay/returns/{posted.pk}/"))
    # Others see how far it is, never the file itself.
    officer = browser(desk, Role.county_officer)
    assert officer.get(base).status_code == 200
    assert officer.get(f"/pay/files/{file.pk}/").status_code == 403
    assert officer.post(f"{base}close/").status_code == 403
