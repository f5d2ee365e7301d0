"""What the browser journeys share: where Chromium is, the two widths, and what every page must hold."""

import os
import shutil

import pytest

from doudi.foundation import paper

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
IS_CI = bool(os.environ.get("CI"))
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NEEDS_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not IS_CI and (CHROMIUM is None or not paper.can_make_pdf()),
        reason="no Chromium or no Pango here (see docs/en/working.md)",
    ),
]


def fits(page):
    """Nothing is wider than the window, and what is pressed is large enough for a thumb."""
    page.wait_for_load_state()  # a click may just have left the last page
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, page.locator("h1").inner_text()
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main select, main input:not([type=hidden])')]
        .filter(e => e.checkVisibility() && !e.matches('.dd-enter'))
        .map(e => [e.innerText || e.name, (e.closest('label') || e).getBoundingClientRect().height])
        .filter(([, height]) => height < 31.5)"""
    )
    assert not small, small


def violations(page):
    """What axe finds serious or critical on a page."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        (
            page.locator("h1").inner_text(),
            found["id"],
            [n["html"][:120] for n in found["nodes"][:3]],
        )
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
