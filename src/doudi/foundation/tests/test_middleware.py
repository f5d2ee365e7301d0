"""What is asked of every request."""

import pytest
from django.test import Client

from doudi.foundation.models import Account

LARGE = b"x" * 600_000


def _post(client, **more):
    return client.post("/type-size/", LARGE, content_type="application/octet-stream", **more)


def test_nobody_sends_files_without_logging_in(db):
    answer = _post(Client())
    assert answer.status_code == 413
    assert "请求太大" in answer.content.decode()


def test_staff_send_files(db, django_user_model):
    client = Client()
    client.force_login(Account.objects.create(username="clerk", full_name="李慧"))
    from doudi.foundation import audit
    from doudi.foundation.access import acting, system

    with acting(system("test")) as actor:
        audit.record(actor, "foundation.account.created")
    assert _post(client).status_code == 302


@pytest.mark.parametrize("size", ["", "-1", "²", "1e9", "99999999999999999999"])
def test_a_length_that_is_rubbish_is_refused_or_read(size, db):
    answer = Client().post("/type-size/", {"size": "large"}, headers={"Content-Length": size})
    assert answer.status_code in (302, 400, 413)
