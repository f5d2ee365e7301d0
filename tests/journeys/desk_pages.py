"""A case walked through the real pages, form by form, as the people of its offices fill them in; the day is frozen.

    walk = Walk(client, county, found)         `found`: a family of policy_families.register_case
    walk.apply("2022-09-22", ["dibao"])        the six pages of the intake, then handed in
    walk.step("2022-09-22", "accept")
    walk.self.intake("2022-09-22")                    the case page's text

Every form is fetched first and sent back with what it holds, as a browser would; only what a person fills in is changed. What a
page refuses fails the test with the page's own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser

import time_machine
from django.test import Client
from django.urls import reverse

from doudi.casework.models import Application, Award, Case, SpotCheck
from doudi.casework.selectors.awards import months_of
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import County, Family

CLERK, TOWNSHIP, OFFICER, COUNTY_LEAD = Role.township_clerk, Role.township_lead, Role.county_officer, Role.county_lead  # fmt: skip
INDICATORS = ("eat", "dress", "bed_transfer", "toilet", "walk_indoors", "bathe")


class Boxes(HTMLParser):
    """Every form of a page: what would be sent if nothing were changed, and the page's words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.words: list[str] = []
        self._select = self._area = ""
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag in ("style", "script"):
            self._hidden += 1
        if tag == "form":
            self.forms.append({})
        if not self.forms or not (a.get("name") or tag == "option"):
            return
        name = a.get("name") or ""
        if tag == "input" and a.get("type") not in ("submit", "file", "button"):
            if a.get("type") in ("checkbox", "radio") and "checked" not in a:
                return
            self.forms[-1].setdefault(name, []).append(a.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in a:
            self.forms[-1].setdefault(self._select, []).append(a.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = [""]

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self._hidden -= 1
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.forms[-1][self._area][0] += data
        elif not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Refused(Exception):
    """A page did not go on; its words say why."""


class Walk:
    def __init__(self, client: Client, county: County, family: Family) -> None:
        self.client, self.county, self.family = client, county, family
        self.case_id = 0

    # -- a browser ----------------------------------------------------------------------------------
    def get(self, day: str, role: Role, url: str) -> Boxes:
        with self.at(day, role):
            answer = self.client.get(url, follow=True)
        assert answer.status_code == 200, (url, answer.status_code)
        return Boxes(answer.content.decode())

    def send(self, day: str, role: Role, url: str, box: str = "", **filled: object) -> str:
        """Fetch the form that holds `box` (the last one of the page), fill in, send. The address gone on to."""
        fetched = self.get(day, role, url)
        wanted = box or next(iter(filled), "")
        forms = [f for f in fetched.forms if "q" not in f or wanted == "q"]
        mine = [f for f in forms if wanted in f] or forms[-1:]
        data: dict[str, object] = {**mine[-1], **filled} if mine else dict(filled)
        with self.at(day, role):
            answer = self.client.post(url, data)
        if answer.status_code != 302:
            raise Refused(_faults(answer.content.decode()))
        return answer.url

    @contextmanager
    def at(self, day: str, role: Role) -> Iterator[None]:
        """Somebody of the role sits down on a day."""
        moment = dt.datetime.fromisoformat(f"{day}T10:00:00+08:00")
        with time_machine.travel(moment, tick=False):
            self.client.force_login(self.county.account(role))
            yield

    # -- the window ---------------------------------------------------------------------------------
    def open(self, day: str) -> int:
        url = reverse("casework:intake_applicant", args=[self.family.household.pk])
        following = self.send(day, CLERK, url, applicant=str(self.family.head.pk))
        return int(re.findall(r"\d+", following)[-1])

    def apply(self, day: str, choices: list[str], *, trouble: str = "illness") -> list[int]:
        """The whole intake. Returns the cases that it opens; the first is walked on."""
        application = self.open(day)

        self.send(day, CLERK, self.intake("who", application), through="self")
        self.send(day, CLERK, self.intake("trouble", application), trouble=[trouble])
        self.send(day, CLERK, self.intake("programmes", application), choices=choices)
        self.facts(day, self.intake("facts", application))
        self.send(day, CLERK, self.intake("relatives", application), is_relative="no")
        self.consents(day, self.intake("consents", application))
        self.send(day, CLERK, self.intake("check", application), box="csrfmiddlewaretoken")
        return self.cases_of(application)

    def intake(self, name: str, application: int) -> str:
        return reverse(f"casework:intake_{name}", args=[application])

    def urgent(self, day: str, application: int, what: str, yuan: str) -> None:
        """Aid first: three things, and the case opens."""
        url = self.intake("urgent", application)
        self.send(day, CLERK, url, what=what, when=day, needed=yuan)
        self.cases_of(application)

    def facts(self, day: str, url: str) -> None:
        """Whatever is still asked is answered by what the family does not have."""
        for _ in range(24):
            with self.at(day, CLERK):
                answer = self.client.get(url)
            if answer.status_code == 302:
                return
            fetched = Boxes(answer.content.decode())
            html = answer.content.decode()
            filled = {}
            if 'name="none_else"' in html:
                filled["none_else"] = "on"
            if 'name="others_are"' in html:
                filled["others_are"] = "no"
            with self.at(day, CLERK):
                answer = self.client.post(url, {**fetched.forms[-1], **filled})
            assert answer.status_code == 302, _faults(answer.content.decode())
            if "facts" not in answer.url:
                return
            url = answer.url
        raise AssertionError("the questions do not end")

    def consents(self, day: str, url: str) -> None:
        with self.at(day, CLERK):
            html = self.client.get(url).content.decode()
        adults = sorted(set(re.findall(r'name="(p\d+)"', html)))
        self.send(day, CLERK, url, box=adults[0], pledged="yes", **dict.fromkeys(adults, "yes"))

    def cases_of(self, application: int) -> list[int]:
        with acting(self.county.viewer(COUNTY_LEAD)):
            row = Application.objects.get(pk=application)
            found = list(Case.objects.filter(application=row).order_by("pk").values_list("pk", flat=True))  # fmt: skip
        self.case_id = found[0]
        return found

    # -- the desk -----------------------------------------------------------------------------------
    def url(self, name: str, *more: object) -> str:
        return reverse(f"casework:{name}", args=[self.case_id, *more])

    def page(self, day: str, role: Role = CLERK) -> str:
        return self.get(day, role, self.url("case")).text

    def step(self, day: str, action: str, role: Role = CLERK, **filled: object) -> None:
        self.send(day, role, self.url("take_step", action), box="note", **filled)

    def check(self, day: str) -> None:
        """Ask, the report finds nothing, the applicant is told."""
        url = self.url("cross_check")
        self.send(day, CLERK, url, box="ask-on", do="ask")
        with acting(self.county.viewer(CLERK)):
            state = Case.objects.get(pk=self.case_id).state
        if state in ("accepted", "pushed"):
            self.send(day, CLERK, url, box="start-on", do="start")

    def push(self, day: str) -> None:
        """Passed on to the place of the hukou, which the page knows."""
        self.send(day, CLERK, self.url("push_case"), box="sent_to")

    def report(self, day: str) -> None:
        url = self.url("cross_check")
        self.send(day, CLERK, url, box="report-on", **{"do": "report", "report-nothing_found": "on"})  # fmt: skip
        html = self.get_html(day, url)
        way = re.search(r'name="tell-how" value="(\w+)"', html).group(1)
        self.send(day, CLERK, url, box="tell-on", **{"do": "tell", "tell-how": way})

    def get_html(self, day: str, url: str, role: Role = CLERK) -> str:
        with self.at(day, role):
            return self.client.get(url).content.decode()

    def visit(self, day: str, *, cannot: tuple[str, ...] = (), indicators: bool = False, **filled: object) -> None:  # fmt: skip
        given = {
            "visitor_1": "李慧",
            "visitor_2": "王秀英",
            "outcome": "met",
            "met_person": str(self.family.head.pk),
            "place": "上寨村三组",
            "no_signature": "手受伤",
            "q_house": "own_sound",
        }
        if indicators:
            given |= {f"i_{name}": "cannot" if name in cannot else "can" for name in INDICATORS}
        self.send(day, CLERK, self.url("visit_family"), box="visitor_1", **(given | filled))

    def appraise(self, day: str) -> None:
        """Villagers say what they know of the facts; nobody votes on who gets what."""
        self.step(day, "call_appraisal")
        self.send(day, CLERK, self.url("appraisal"), box="minutes", place="村委会", chair="李慧", called="9", attended="8", minutes="按收入和财产逐项评议", panel="\n".join(f"村民{n}，村民代表" for n in "甲乙丙丁戊己庚辛"), text_1="是否独自生活", true_1="8", not_true_1="0", unsure_1="0")  # fmt: skip

    def opinion(self, day: str, **filled: object) -> None:
        self.send(day, CLERK, self.url("opinion"), box="differs_because", **filled)

    def notice(self, day: str) -> None:
        """Sent by the button that says it hangs."""
        html = self.get_html(day, self.url("post_notice"))
        button = re.findall(r'<button[^>]*name="(\w+)"[^>]*value="(\w+)"', html)
        more = {n: v for n, v in button if v in ("post", "posted")}
        self.send(
            day,
            CLERK,
            self.url("post_notice"),
            box="phone",
            phone="0854-1234567",
            places="村务公开栏",
            **more,
        )

    def draw(self, day: str, role: Role = OFFICER) -> None:
        """The draw of the day; whoever is drawn is visited by the deciding level."""
        self.send(day, role, reverse("casework:draws"), box="csrfmiddlewaretoken")
        with acting(self.county.viewer(role)):
            checks = list(SpotCheck.objects.filter(case=self.case_id, done_on__isnull=True))
        for check in checks:
            url = reverse("casework:spot_check", args=[check.pk])
            self.send(day, role, url, box="found", agrees="yes")

    def decide(self, day: str, action: str = "confirm", role: Role = COUNTY_LEAD, **filled: object) -> None:  # fmt: skip
        self.send(day, role, self.url("decide"), box="differs_because", action=action, **filled)

    def review(self, day: str, award: Award, ground: str = "income") -> None:
        """The award is looked at again: the case walked on is the review."""
        url = reverse("casework:review_award", args=[award.pk])
        following = self.send(day, CLERK, url, ground=ground, on=day)
        self.case_id = int(re.findall(r"\d+", following)[-1])

    def incomes(self, day: str, **of_the_head: str) -> None:
        """What came in over the base period is declared anew: the head's as given, nothing else of anybody's."""
        for person in self.family.persons:
            url = reverse("registry:record_person_facts", args=[person.pk]) + "?group=income"
            amounts = re.findall(
                r'name="([a-z_]+)"[^>]*inputmode="decimal"', self.get_html(day, url)
            )
            filled = dict.fromkeys(amounts, "0") | (
                of_the_head if person == self.family.head else {}
            )
            self.send(day, CLERK, url, box="learnt_on", **filled)

    # -- what came of it ----------------------------------------------------------------------------
    def awards(self) -> dict[str, Award]:
        with acting(self.county.viewer(COUNTY_LEAD)):
            rows = Award.objects.filter(household=self.family.household).order_by("pk")
            return {a.programme: a for a in rows}

    def paid(self, until: str, programmes: Sequence[str] = ()) -> dict[str, int]:
        """Fen of every month, all awards of the household together, or those of some programmes."""
        found: dict[str, int] = {}
        with acting(self.county.viewer(COUNTY_LEAD)):
            rows = Award.objects.filter(household=self.family.household)
            for award in rows.filter(programme__in=programmes) if programmes else rows:
                for month, fen in months_of(award, dt.date.fromisoformat(until)):
                    found[str(month)] = found.get(str(month), 0) + fen
        return found


def _faults(html: str) -> str:
    found = re.findall(r'class="[^"]*(?:error|fault|problem)[^"]*"[^>]*>(.*?)</(?:div|ul|p|span|li|section)>', html, re.S)  # fmt: skip
    return Boxes(" ".join(found)).text[:1500] or Boxes(html).text[:3000]
