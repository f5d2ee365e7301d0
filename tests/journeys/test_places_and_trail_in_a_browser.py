"""The table of places and the trail in a browser: a file is shown and confirmed, a village merged, and all of it stands in the trail."""

from doudi.foundation.domain.roles import Role
from tests.journeys.browser import NEEDS_A_BROWSER, PHONE, WIDE, fits, violations

pytestmark = NEEDS_A_BROWSER

TABLE = "code,name\n900101000000,安和县\n900101104000,新设镇\n900101104201,桥头村\n900101102201,上寨社区\n"


def test_places_are_imported_renamed_and_merged(desk, open_desk, tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text(TABLE, encoding="gb18030")
    page = open_desk(Role.county_officer, PHONE)
    page.goto(f"{desk.address}/desk/areas/")
    fits(page)
    assert not violations(page)
    page.get_by_role("link", name="导入区划表").click()
    page.get_by_label("区划表").set_input_files(file)
    page.get_by_role("button", name="核对").click()
    page.get_by_text("上寨村 → 上寨社区").wait_for()
    fits(page)
    assert not violations(page)
    page.get_by_role("button", name="确认更新").click()
    page.get_by_text("区划表已更新").wait_for()

    page.goto(f"{desk.address}/desk/areas/900101102202/")
    assert not violations(page)
    page.get_by_role("link", name="撤销、合并").click()
    page.get_by_label("继任区划代码").fill("900101102201")
    page.get_by_label("依据").fill("安府发〔2022〕3号")
    fits(page)
    page.get_by_role("button", name="停用").click()
    page.get_by_text("已转到继任区划").wait_for()
    page.get_by_role("link", name="上寨社区").wait_for()


def test_the_trail_is_filtered_and_read(desk, open_desk):
    page = open_desk(Role.audit_admin, WIDE)
    page.goto(f"{desk.address}/desk/audit/")
    assert not violations(page)
    page.get_by_label("办了什么").select_option("registry.household.created")
    page.get_by_role("button", name="查询").click()
    page.locator("td.dd-main a").first.click()
    page.get_by_text("registry.household.created").wait_for()
    assert not violations(page)

    page = open_desk(Role.audit_admin, PHONE, "en")
    page.goto(f"{desk.address}/desk/audit/")
    page.get_by_role("heading", name="Audit trail").wait_for()
    fits(page)
    assert not violations(page)
