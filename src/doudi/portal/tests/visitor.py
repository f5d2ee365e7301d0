"""A visitor of /check/ without a browser: presses buttons, carries the hidden answers, reads the page."""

import html
import re

from django.test import Client

CHECK = "/check/"


class Visitor:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.response = None

    # -- what the page shows -----------------------------------------------------------------
    @property
    def page(self) -> str:
        return self.response.text

    @property
    def title(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()

    @property
    def at(self) -> str:
        return self._hidden("at")

    @property
    def sealed(self) -> str:
        return self._hidden("answers")

    @property
    def faults(self) -> list[str]:
        summary = re.search(r'<div class="dd-faults".*?</div>', self.page, re.DOTALL)
        found = re.findall(r"<a [^>]*>(.*?)</a>", summary[0]) if summary else []
        return [html.unescape(text) for text in found]

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return html.unescape(found[1]) if found else ""

    # -- what the visitor does ---------------------------------------------------------------
    def start(self) -> "Visitor":
        self.response = self.client.post(CHECK, {"do": "start"})
        return self

    def press(self, do: str, address: str = CHECK, **boxes) -> "Visitor":
        """`boxes` with `__` for a dot: income_wage__per."""
        posted = {name.replace("__", "."): value for name, value in boxes.items()}
        posted = {"answers": self.sealed, "at": self.at, "do": do} | posted
        self.response = self.client.post(address, posted)
        return self

    def next(self, **boxes) -> "Visitor":
        return self.press("next", **boxes)

    def begin_with_family(self) -> "Visitor":
        """A rural couple and a child of ten, up to the first question about them."""
        self.start()
        self.next(v="900101000000").next(v="rural").next(v="yes")
        self.press("add", name="爸爸", kind="head", birth="1984-03-02")
        self.press("add", name="妈妈", kind="spouse", birth="38岁")
        return self.next(name="小明", kind="child", birth="10")
