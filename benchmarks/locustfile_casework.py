"""Fifty clerks at their desks, for `benchmarks.load_casework`: locust loads this file in a process of its own.

Each has an account, a township and a list of families and cases (a file that DOUDI_LOAD names). Two of three requests read (the
work of today, a case, a search, a household, the form that is about to be filled in), one writes (an application opened, who
applies, what the trouble is, the consents, a step of a case).
"""

from __future__ import annotations

import json
import os
import re
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, constant_pacing, task

DESKS: list[dict[str, Any]] = json.loads(Path(os.environ["DOUDI_LOAD"]).read_text(encoding="utf-8"))
SECONDS = float(os.environ.get("DOUDI_LOAD_PACE", "5"))
TOKEN = "0123456789abcdef" * 2  # of the form and of the cookie: they must only agree
VERSION = re.compile(r'name="version" value="([^"]+)"')
CONSENT = re.compile(r'name="(p[0-9]+)"')
_numbers = count()


class Clerk(HttpUser):
    wait_time = constant_pacing(SECONDS)

    def on_start(self) -> None:
        self.desk = DESKS[next(_numbers) % len(DESKS)]
        self.turn = 0
        self.application = 0
        self.client.cookies.set("doudi_session", self.desk["session"])
        self.client.cookies.set("doudi_csrf", TOKEN)
        self.client.headers["Referer"] = str(self.host)

    # -- reading --
    @task
    def read(self) -> None:
        self.turn += 1
        kind = self.turn % 4
        if kind == 0:
            self._get("/cases/", "today")
        elif kind == 1:
            self._get(f"/cases/{self._next('cases')}/", "case")
        elif kind == 2:
            self._get(f"/cases/all/?q={self._next('words')}", "search")
        else:
            self._get(f"/register/households/{self._next('homes')}/", "household")

    # -- writing --
    @task
    def write(self) -> None:
        if not self.application:
            self._open_application()
            return
        step = self.turn % 4
        here = f"/cases/applications/{self.application}/"
        if step == 0:
            self._fill(f"{here}trouble/", "trouble", {"trouble_text": "老人住院，家里没有收入"})
        elif step == 1:
            self._fill(f"{here}relatives/", "relatives", {"is_relative": "no"})
        elif step == 2:
            self._sign(f"{here}consents/")
            self.application = 0  # the next family
        else:
            self._step()
        self.turn += 1

    def _open_application(self) -> None:
        home, person = self._next("families")
        answer = self._fill(f"/cases/intake/households/{home}/", "open", {"applicant": person})
        found = re.search(r"/applications/([0-9]+)/", answer or "")
        self.application = int(found.group(1)) if found else 0

    def _sign(self, address: str) -> None:
        page = self._get(address, "form")
        given = {"on": self.desk["on"], "pledged": "yes"}
        for box in set(CONSENT.findall(page)):
            given |= {box: "yes", f"{box}.form": "signature"}
        self._post(address, "consents", page, given)

    def _step(self) -> None:
        if self.desk["applied"]:
            case = self.desk["applied"].pop()
            self._fill(f"/cases/{case}/steps/withdraw/", "step", {"on": self.desk["on"], "note": "申请人撤回"})  # fmt: skip

    # -- one request --
    def _fill(self, address: str, name: str, given: dict[str, Any]) -> str | None:
        return self._post(address, name, self._get(address, "form"), given)

    def _get(self, address: str, name: str) -> str:
        with self.client.get(address, name=f"read {name}", catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{name}: {answer.status_code}")
            return answer.text or ""

    def _post(self, address: str, name: str, page: str, given: dict[str, Any]) -> str | None:
        """Where it leads. A page that comes back instead says what is wrong: that is an error here."""
        version = VERSION.search(page)
        given = given | {"csrfmiddlewaretoken": TOKEN}
        given |= {"version": version.group(1)} if version else {}
        with self.client.post(
            address,
            data=given,
            name=f"write {name}",
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if answer.status_code != 302:
                faults = re.findall(
                    r'class="[^"]*(?:error|fault)[^"]*"[^>]*>([^<]+)', answer.text or ""
                )
                answer.failure(f"{name}: {answer.status_code} {faults[:2]}")
                return None
            return str(answer.headers.get("location"))

    def _next(self, kind: str) -> Any:
        found = self.desk[kind]
        found.append(found.pop(0))
        return found[-1]
