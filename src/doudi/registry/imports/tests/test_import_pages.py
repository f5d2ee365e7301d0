"""The pages of imports: from the file to the result, and what each refuses."""

import datetime as dt
import io

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Account, AuditEvent, Run
from doudi.registry.imports.tests.taking_in import FAMILY, HEAD, SON, ledger, make_clerk
from doudi.registry.models import Import, ImportMapping, Person


@pytest.fixture
def clerk(own_database, time_machine):
    time_machine.move_to(dt.datetime(2022, 7, 1, 2, tzinfo=dt.UTC), tick=True)
    return make_clerk()


@pytest.fixture
def browser(clerk, client):
    client.force_login(Account.objects.get(pk=clerk.account_id))
    return client


def upload(browser, content, name="台账.csv", follow=True, **more):
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("registry:import_new"), {"file": file, **more}, follow=follow)


def the_import(clerk):
    with acting(clerk):
        return Import.objects.select_related("document").get()


def match_data(page):
    form = page.context["match_form"]
    data = {bound.name: bound.value() for bound in form}
    return {
        name: "" if value is None else str(value)
        for name, value in data.items()
        if value is not False
    }


def match(browser, page, **changes):
    record = page.context["record"]
    data = match_data(page) | changes
    return browser.post(reverse("registry:import_match", args=[record.pk]), data, follow=True)


def perform():
    for run in Run.objects.filter(state=Run.State.queued):
        perform_run(run.pk)


def test_a_ledger_goes_from_the_file_to_the_register_by_its_pages(browser, clerk):
    bad = f"H2,{FAMILY[0].split(',')[1]},,王五,户主,{HEAD[:-2]},男,,"
    page = upload(browser, ledger(*FAMILY, bad))
    shown = page.context["match_form"].column_rows()[5]["samples"][0]
    assert shown == HEAD[:3] + "*" * 11 + HEAD[-4:]
    assert HEAD not in page.content.decode()
    page = match(browser, page, members_are_complete="on")
    assert "正在核对" in page.content.decode()
    perform()
    page = browser.get(reverse("registry:import", args=[the_import(clerk).pk]))
    text = page.content.decode()
    assert "核对结果：还没有改动登记" in text
    assert "18位" in text
    assert {name: value for name, _, value in page.context["counts"]}["persons_new"] == 3
    with acting(clerk):
        assert Person.objects.count() == 0
    apply = reverse("registry:import_apply", args=[the_import(clerk).pk])
    assert "不能整份导入" in browser.post(apply, {"mode": "all_or_none"}).content.decode()
    page = browser.post(apply, {"mode": "good_rows"}, follow=True)
    assert "正在导入" in page.content.decode()
    perform()
    page = browser.get(reverse("registry:import", args=[the_import(clerk).pk]))
    assert "导入结果" in page.content.decode()
    with acting(clerk):
        assert Person.objects.count() == 3
        assert Import.objects.get().staged is None


def test_rows_at_odds_with_the_register_are_counted_among_the_bad_ones(browser, clerk):
    match(browser, upload(browser, ledger(*FAMILY)))
    perform()
    browser.post(
        reverse("registry:import_apply", args=[the_import(clerk).pk]), {"mode": "good_rows"}
    )
    perform()
    page = upload(browser, ledger(*(row.replace("林子涵", "林子函") for row in FAMILY)))
    number = page.context["record"].pk
    match(browser, page)
    perform()
    page = browser.get(reverse("registry:import", args=[number]))
    counts = {name: value for name, _, value in page.context["counts"]}
    assert (counts["good"], counts["bad"], counts["conflicts"], counts["persons_same"]) == (
        2,
        1,
        1,
        2,
    )
    assert "姓名与登记的不同" in page.content.decode()
    apply = reverse("registry:import_apply", args=[number])
    answer = browser.post(apply, {"mode": "all_or_none"})
    assert "有 1 行有问题" in answer.content.decode()


def test_a_shipped_mapping_keeps_its_words_through_the_pages(browser, clerk):
    header = "补贴对象姓名,补贴对象身份证号,补贴项目,实发金额,发放年月"
    page = upload(browser, ledger(f"林大山,{HEAD},耕地地力保护补贴,60,202206", header=header))
    assert "按保存过的对应方案" in page.content.decode()
    match(browser, page)
    perform()
    page = browser.get(reverse("registry:import", args=[the_import(clerk).pk]))
    assert [g.text["zh"][:8] for g in page.context["groups"]] == ["登记中没有此人，"]
    browser.post(reverse("registry:mapping_adopt"), {"name": "财政“一卡通”：补贴发放明细"})
    assert ImportMapping.objects.get().options["values"]["fact_name"]["高龄津贴"]


def test_the_bad_rows_come_back_with_their_reasons(browser, clerk):
    bad = FAMILY[2].replace(SON, "=1+1").replace("林子涵", "林?")
    match(browser, upload(browser, ledger(FAMILY[0], bad)))
    perform()
    answer = browser.get(reverse("registry:import_bad_rows", args=[the_import(clerk).pk]))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    header, row = book.get_sheet_by_index(0).to_python()
    assert header[-2:] == ["原文件行号", "问题"]
    assert row[5] == "'=1+1"
    assert row[-2] in ("3", 3.0)
    assert "生僻字" in row[-1]
    with acting(clerk):
        assert AuditEvent.objects.filter(action="registry.import.bad_rows_downloaded").count() == 1


def test_a_saved_mapping_is_recognised_and_can_be_edited(browser, clerk):
    header = "编号,区划,甲,乙,丙"
    content = ledger(f"H1,{FAMILY[0].split(',')[1]},林大山,户主,{HEAD}", header=header)
    page = upload(browser, content, ledger="people")
    assert "还没有对应这些必需的项" in match(browser, page).content.decode()
    chosen = {
        f"column_{n}": target
        for n, target in enumerate(
            ["household_number", "area_code", "name", "relation", "identity"]
        )
    }
    match(browser, page, **chosen)
    perform()
    save = reverse("registry:import_save_mapping", args=[the_import(clerk).pk])
    assert "已保存" in browser.post(save, {"name": "派出所导出"}, follow=True).content.decode()
    mapping = ImportMapping.objects.get(name="派出所导出")
    assert mapping.columns["丙"] == "identity"
    page = upload(browser, content)
    assert page.context["record"].mapping["columns"] == mapping.columns
    assert "按保存过的对应方案" in page.content.decode()
    edit = reverse("registry:mapping", args=[mapping.pk])
    data = match_data_of(browser.get(edit).context["form"]) | {"name": "户籍月报", "column_1": ""}
    browser.post(edit, data)
    mapping.refresh_from_db()
    assert (mapping.name, "区划" in mapping.columns) == ("户籍月报", False)
    assert "户籍月报" in browser.get(reverse("registry:mappings")).content.decode()


def match_data_of(form):
    return {bound.name: bound.value() or "" for bound in form}


def test_a_template_read_back_has_every_column_of_its_ledger(browser):
    from doudi.registry.imports.guessing import guess_columns
    from doudi.registry.imports.ledgers import ledgers

    for found in ledgers().values():
        answer = browser.get(reverse("registry:import_template"), {"ledger": found.name})
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        header = book.get_sheet_by_index(0).to_python()[0]
        assert list(guess_columns(header, found).values()) == list(found.template)
    assert (
        browser.get(reverse("registry:import_template"), {"ledger": "nonsense"}).status_code == 404
    )


def test_a_discarded_import_leaves_nothing_and_a_hopeless_file_is_refused_at_once(browser, clerk):
    page = upload(browser, b"\xff\xfe\x00rubbish")
    assert "这不是文本" in page.content.decode()
    match(browser, upload(browser, ledger(*FAMILY)))
    perform()
    record = the_import(clerk)
    page = browser.post(reverse("registry:import_discard", args=[record.pk]), follow=True)
    assert "已放弃" in page.content.decode()
    with acting(clerk):
        assert Import.objects.get().state == "discarded"
        assert Person.objects.count() == 0
    again = reverse("registry:import_apply", args=[record.pk])
    assert "不能这样做" in browser.post(again, {"mode": "good_rows"}).content.decode()


def test_nobody_without_the_permission_gets_in(clerk, client):
    from doudi.foundation.access import system
    from doudi.registry.tests.families import VILLAGE, make_posting

    with acting(system("test")) as actor:
        posting = make_posting(actor, Role.grid_worker, VILLAGE)
        from doudi.foundation import audit

        audit.record(actor, "registry.household.created")
    client.force_login(posting.account)
    assert client.get(reverse("registry:imports")).status_code == 403
