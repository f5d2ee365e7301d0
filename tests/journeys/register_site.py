"""A served county for the journeys through the register: real pages, a real database, somebody logged in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from doudi.config.serve import make_server
from doudi.registry.tests.families import County, make_county


@dataclass
class Desk:
    """The address of the site, and its county."""

    address: str
    county: County

    def cookies(self, role, area_code=None, lang="zh-hans"):
        """The cookies of somebody of this role who has logged in."""
        with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread
            session = aside.submit(_log_in, self.county.account(role, area_code)).result()
        return [
            {"name": "doudi_session", "value": session, "url": self.address},
            {"name": "doudi_language", "value": lang, "url": self.address},
        ]


def _log_in(account):
    client = Client()
    client.force_login(account)
    connection.close()
    return client.cookies["doudi_session"].value


@pytest.fixture(scope="module")
def desk(module_database):
    """A county of its own for the module, served."""
    county = make_county()
    server = make_server("127.0.0.1", 0, lambda line: None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Desk(f"http://127.0.0.1:{server.effective_port}", county)
    server.close()
    thread.join(timeout=10)


@pytest.fixture
def open_desk(chromium, desk):
    """`open_desk(role, size)`: a page of somebody who has logged in."""
    contexts = []

    def open_one(role, size, lang="zh-hans", *, area_code=None, scripts=True):
        context = chromium.new_context(viewport=size, java_script_enabled=scripts)
        contexts.append(context)
        context.add_cookies(desk.cookies(role, area_code, lang))
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_one
    for context in contexts:
        context.close()
