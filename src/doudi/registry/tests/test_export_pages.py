"""The pages of exports: asked for, agreed to by a lead, downloaded by whoever asked."""

import pytest
from django.urls import reverse

from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.models import Export
from doudi.registry.selectors.exports import list_exports
from doudi.registry.tests import families
from doudi.registry.work import work_with_exports

NEW, LIST = "/register/exports/new/", "/register/exports/"
ASKED = {
    "kind": "persons",
    "area_code": families.SHIBAN,
    "file_format": "xlsx",
    "reason": "核对两项补贴名单",
}


@pytest.fixture
def county(db):
    return families.make_county()


@pytest.fixture
def clerk(county, client):
    client.force_login(county.account(Role.township_clerk))
    return client


@pytest.fixture
def lead(county, client_of):
    return client_of(Role.township_lead)


@pytest.fixture
def client_of(county):
    from django.test import Client

    def log_in(role, area=None):
        client = Client()
        client.force_login(county.account(role, area))
        return client

    return log_in


def text(answer):
    return answer.content.decode()


def content_of(answer):
    """The answer itself is not closed: that would end the test's transaction."""
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return content


def test_a_list_is_asked_for_written_and_downloaded(clerk, county):
    assert "还没有导出过名单" in text(clerk.get(LIST))
    answer = clerk.post(NEW, ASKED)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "正在生成文件" in text(clerk.get(answer.url))
    with acting(county.viewer(Role.township_clerk)) as viewer:
        export = list_exports(viewer).get()
    perform_run(export.run_id)
    page = text(clerk.get(answer.url))
    assert "下载文件" in page
    assert "7" in page
    file = clerk.get(reverse("registry:download_export", args=[export.pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Cache-Control"] == "no-store"
    assert content_of(file).startswith(b"PK")
    assert "居民名单" in text(clerk.get(LIST))
    assert (
        clerk.get(reverse("registry:document", args=[_document(export, county)])).status_code == 404
    )


def _document(export, county):
    with acting(county.viewer(Role.township_clerk)):
        return Export.objects.get(pk=export.pk).document_id


def test_a_lead_agrees_and_only_the_asker_gets_the_file(clerk, county, lead):
    url = clerk.post(NEW, ASKED | {"whole_numbers": "on"}).url
    assert "等待第二个人批准" in text(clerk.get(url))
    assert "批准导出" not in text(clerk.get(url))
    with acting(county.viewer(Role.township_lead)) as viewer:
        assert [item.count for item in work_with_exports(viewer)] == [1]
    assert "批准导出" in text(lead.get(url))
    assert lead.post(f"{url}approve/").status_code == 302
    with acting(county.viewer(Role.township_clerk)) as viewer:
        perform_run(list_exports(viewer).get().run_id)
    assert "文件只有申请人可以下载" in text(lead.get(url))
    assert lead.get(f"{url}file/").status_code == 302
    assert content_of(clerk.get(f"{url}file/")).startswith(b"PK")


def test_a_refusal_shows_its_reason(clerk, lead):
    url = clerk.post(NEW, ASKED | {"whole_numbers": "on"}).url
    lead.post(f"{url}refuse/", {"reason": ""})
    assert "等待第二个人批准" in text(lead.get(url))
    lead.post(f"{url}refuse/", {"reason": "用不着完整号码"})
    assert "用不着完整号码" in text(clerk.get(url))


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "everything"},
        {"kind": "facts"},
        {"kind": "facts", "facts": ["nonsense"]},
        {"area_code": families.QINGGANG},
        {"area_code": "'; DROP TABLE"},
        {"file_format": ""},
        {"reason": ""},
        {"reason": "用"},
    ],
)
def test_a_bad_request_comes_back_with_the_fault_beside_its_box(clerk, county, changed):
    answer = clerk.post(NEW, ASKED | changed)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    with acting(county.viewer(Role.county_officer)) as viewer:
        assert not list_exports(viewer).exists()


def test_another_townships_exports_are_not_there(clerk, client_of):
    url = clerk.post(NEW, ASKED).url
    far = client_of(Role.township_clerk, families.QINGGANG)
    assert far.get(url).status_code == 404
    assert far.get(f"{url}file/").status_code == 404
