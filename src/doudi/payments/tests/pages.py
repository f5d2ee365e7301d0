"""Pages as somebody of the county sees them."""

from __future__ import annotations

from django.test import Client

from doudi.foundation.domain.roles import Role
from doudi.payments.tests.runs import Desk


def browser(desk: Desk, role: Role) -> Client:
    client = Client()
    client.force_login(desk.county.account(role))
    return client


def text_of(answer) -> str:
    return answer.content.decode()
