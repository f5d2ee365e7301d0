"""A real Chromium and a real server."""

import threading

import pytest

from doudi.config.serve import make_server
from tests.journeys.browser import CHROMIUM, LAUNCH


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
