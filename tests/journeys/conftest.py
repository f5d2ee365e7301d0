"""A real Chromium and a real server."""

import threading

import pytest

from doudi.config.serve import make_server
from doudi.registry.tests.families import make_county
from tests.journeys.browser import CHROMIUM, LAUNCH
from tests.journeys.register_site import Desk


@pytest.fixture(scope="module")
def site():
    server = make_server("127.0.0.1", 0, lambda line: None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    contexts = []

    def open_one(size, lang="zh-hans", *, scripts=True):
        context = chromium.new_context(viewport=size, java_script_enabled=scripts)
        contexts.append(context)
        context.add_cookies([{"name": "doudi_language", "value": lang, "url": site}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_one
    for context in contexts:
        context.close()


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
