"""A ledger on its way in: uploaded, its columns matched, checked, the good rows imported; the bad ones come back with reasons."""

import datetime as dt
from io import BytesIO

import openpyxl

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Run
from doudi.registry.models import Person
from doudi.registry.tests.families import identity_number
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations
from tests.journeys.register_site import aside

pytestmark = NEEDS_A_BROWSER

HEADER = "户编号,姓名,身份证号,与户主关系,村（社区）"


def ledger(tmp_path, *rows):
    file = tmp_path / "户籍人口.csv"
    file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="gb18030")
    return file


def work():
    """What the worker does: the run that waits."""
    aside(perform_run, aside(lambda: Run.objects.latest("pk")).pk)


def registered(name):
    with acting(system("test")):
        return Person.objects.filter(name=name).count()


def test_good_rows_go_in_and_bad_ones_come_back_with_their_reasons(desk, open_desk, tmp_path):
    head = identity_number(dt.date(1971, 2, 3), 11)
    child = identity_number(dt.date(2012, 9, 1), 22)
    file = ledger(
        tmp_path,
        f"导-1,钱䶮,{head},户主,上寨村",
        f"导-1,钱小燕,{child},子女,上寨村",
        "导-2,孙无号,5.2E+17,户主,上寨村",
    )
    page = open_desk(Role.township_clerk, PHONE)
    page.goto(f"{desk.address}/register/imports/new/")
    fits(page)
    assert not violations(page)
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("heading", name="逐列对应").wait_for()
    fits(page)
    assert not violations(page)
    page.get_by_role("button", name="开始核对").click()
    page.get_by_text("正在核对").wait_for()
    work()
    page.get_by_text("核对结果：还没有改动登记").wait_for()
    page.get_by_text("表格把号码当作数字，后几位已丢失").first.wait_for()
    fits(page)
    assert not violations(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载有问题的行").click()
    sheet = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).active
    assert "孙无号" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert aside(registered, "钱䶮") == 0

    page.get_by_label("只导入没有问题的行").check()
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_text("正在导入").wait_for()
    work()
    page.get_by_role("heading", name="导入结果").wait_for()
    assert not violations(page)
    assert (aside(registered, "钱䶮"), aside(registered, "孙无号")) == (1, 0)


def test_a_file_that_is_no_ledger_is_refused_in_plain_words(desk, open_desk, tmp_path):
    file = tmp_path / "照片.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    page = open_desk(Role.township_clerk, WIDE)
    page.goto(f"{desk.address}/register/imports/new/")
    page.get_by_label("台账文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_text("请改一下这里").wait_for()
    page.get_by_text("照片.csv：").first.wait_for()
    assert not violations(page)
