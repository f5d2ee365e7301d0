"""docs/en/path.md is run: every request is sent on its own day, every answer holds what is shown."""

import datetime as dt
import json
import re
import shlex
import uuid
from pathlib import Path

import pytest

from doudi.casework.domain.visits import Findings, Position, Visitor
from doudi.casework.models import Case, CrossCheck, SpotCheck
from doudi.casework.services.cross_checks import ask_cross_check, record_report, tell_result
from doudi.casework.services.draws import draw_spot_checks, record_spot_check
from doudi.casework.services.transition import open_case
from doudi.casework.services.visits import record_visit
from doudi.casework.tests.cases import make_application
from doudi.casework.tests.policy_families import register_case, worked_case
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import CHINA
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import COUNTY, make_county
from tests.roles.county import make_token

GUIDE = (Path(__file__).parents[2] / "docs/en/path.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^## (\d+)[^(]*\((?:[\d-]+ to )?(\d{4}-\d\d-\d\d)", re.MULTILINE)
EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n\n```json (\d+)\n(.*?)```", re.DOTALL)
SECRETS = {Role.township_clerk: "doudi_path_clerk", Role.county_lead: "doudi_path_lead"}


def sections():
    """(number of the step, its day, its examples)."""
    found = list(HEADING.finditer(GUIDE))
    ends = [m.start() for m in found[1:]] + [len(GUIDE)]
    return [
        (int(m[1]), dt.date.fromisoformat(m[2]), EXAMPLE.findall(GUIDE[m.end() : end]))
        for m, end in zip(found, ends, strict=True)
    ]


def holds(answer, shown, where="answer"):
    """Every field shown is in the answer; of a list every shown item, in order. Ids are anybody's."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            assert name in answer, f"{where}.{name}"
            if name != "id":
                holds(answer[name], value, f"{where}.{name}")
    elif isinstance(shown, list):
        assert len(answer) >= len(shown), where
        for place, value in enumerate(shown):
            holds(answer[place], value, f"{where}[{place}]")
    else:
        assert answer == shown, where


class Walk:
    """The family, and what is done by page."""

    def __init__(self, client):
        self.client = client
        self.county = make_county()
        with acting(system("test")) as actor:
            for role, secret in SECRETS.items():
                make_token(self.county.posting(role), secret)
            audit.record(actor, "foundation.token.issued")

    def clerk(self):
        return acting(self.county.viewer(Role.township_clerk))

    def case(self):
        return Case.objects.get(pk=self.pk)

    def apply(self, on):
        with self.clerk() as clerk:
            family = register_case(clerk, worked_case("dibao", "政策案例1，"), on=on).family
            application = make_application(clerk, family.household, family.head, on)
            self.pk = open_case(
                actor=clerk,
                procedure="dibao",
                household=family.household,
                on=on,
                application=application,
                programmes=["dibao"],
                about={"relatives_asked_on": on.isoformat()},
            ).pk

    def cross_check(self, on):
        with self.clerk() as clerk:
            check = ask_cross_check(actor=clerk, case=self.case(), on=on - dt.timedelta(days=2))
            check = record_report(actor=clerk, check=check, on=on, findings=[], nothing_found=True)
            tell_result(actor=clerk, check=check, on=on, how="in_person")
            assert check.state == CrossCheck.State.reported

    def visit(self, on):
        with acting(self.county.viewer(Role.village_cadre)) as cadre:
            record_visit(
                actor=cadre,
                case=self.case(),
                client_id=uuid.uuid4(),
                kind="home",
                at=dt.datetime.combine(on, dt.time(8), CHINA),
                visitors=[Visitor("王秀英"), Visitor("李慧")],
                position=Position(place="家中"),
                findings=Findings(
                    met_name="父亲", answers={"food": "enough", "no_signature": "手有伤"}
                ),
            )

    def draw(self, on):
        with acting(self.county.viewer(Role.county_officer)) as officer:
            draw_spot_checks(actor=officer, area=COUNTY, on=on)
            for check in SpotCheck.objects.filter(case_id=self.pk):
                record_spot_check(actor=officer, check=check, on=on, agrees=True)

    def send(self, curl):
        words = shlex.split(curl.replace("\\\n", " "))[1:]
        headers, url, body = {}, "", None
        while words:
            word = words.pop(0)
            if word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = words.pop(0)
            else:
                url = word
        token = headers["Authorization"]
        for name, role in (("$CLERK", Role.township_clerk), ("$LEAD", Role.county_lead)):
            token = token.replace(name, SECRETS[role])
        url = url.replace("$API", "/api/v1").replace("$CASE", str(self.pk))
        sent = {"headers": {"Authorization": token}}
        if body is None:
            return self.client.get(url, **sent)
        return self.client.post(url, body, content_type=headers["Content-Type"], **sent)


@pytest.fixture
def path(db, client, time_machine):
    time_machine.move_to(dt.datetime(2022, 7, 1, 9, tzinfo=CHINA))
    return Walk(client)


def test_every_example_of_the_path(path, time_machine):
    by_page = {1: path.apply, 4: path.cross_check, 5: path.visit, 9: path.draw}
    seen = 0
    for number, on, examples in sections():
        time_machine.move_to(dt.datetime.combine(on, dt.time(9), CHINA))
        if number in by_page:
            by_page[number](on)
        for curl, status, shown in examples:
            answer = path.send(curl)
            assert answer.status_code == int(status), (curl, answer.content.decode())
            holds(answer.json(), json.loads(shown), curl)
            seen += 1
    assert seen == GUIDE.count("\ncurl ")
