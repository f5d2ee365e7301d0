"""`kill -9` of the web server at any instant of a step of a case: done wholly, with its event, or not at all; asked again, once."""

import datetime as dt
import http.client
import json
import random
import threading
import uuid

import pytest

from doudi.casework.models import Case, Clock, Letter, Step
from doudi.casework.tests.cases import make_application
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.clock import get_now, get_today
from doudi.foundation.database import address, as_owner
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import ApiToken, AuditEvent
from doudi.foundation.services.tokens import _digest
from doudi.foundation.verify import verify
from doudi.registry.tests.families import make_county, make_family
from tests.faults.born import kill, nursery

SEED = 5
PATIENCE = 60  # seconds for an answer of a server that lives
LONGEST = (
    0.25  # seconds after which a request is surely over, on a machine that has other things to do
)
ROAD = (
    "open",
    "accept",
    "withdraw",
)  # of each family: a case begun, its clocks begun with a letter, all ended
SECRET = "doudi_test_faults"


class Clerk:
    """Asks by the API until it is answered; the server may die meanwhile, and another take its place."""

    def __init__(self, port, bear, chance):
        self.port, self.bear, self.chance = port, bear, chance
        self.server = bear()
        self.died = 0

    def ask_while_it_dies(self, path, **body):
        """One request that is cut off at a seeded instant, then sent again until the answer comes."""
        body |= {"client_key": str(uuid.UUID(int=self.chance.getrandbits(128))), "on": get_today().isoformat()}  # fmt: skip
        doomed, self.server = self.server, None
        killer = threading.Timer(self.chance.uniform(0, LONGEST), kill, [doomed])
        killer.start()
        answer = self.send(path, body)
        killer.join()
        self.died += answer is None
        self.server = self.bear()
        return answer or self.send(path, body)

    def send(self, path, body):
        """The answer, or None where the connection broke."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
            line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = line.getresponse()
            content = json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        assert answer.status == 200, content
        return content


@pytest.fixture
def county(own_database):
    county = make_county()
    posting = county.posting(Role.township_clerk)
    with acting(system("test")) as actor:
        ApiToken.objects.create(
            posting=posting,
            label="faults",
            digest=_digest(SECRET),
            expires_on=get_today() + dt.timedelta(days=1),
            created_by_id=posting.account_id,
            created_at=get_now(),
            last_used_at=get_now(),
        )
        audit.record(actor, "foundation.posting.granted", details={"test": "token"})
    return county


def make_applications(county, number):
    """Of old people alone, each with a name and a birthday of their own."""
    names = (
        "陈" + "".join("零一二三四五六七八九"[int(d)] for d in f"{i:03}") for i in range(number)
    )
    with acting(county.viewer(Role.township_clerk)) as clerk:
        families = [
            make_family(clerk, [(name, "head", f"19{40 + i % 50}-01-{10 + i // 50}", "male")])
            for i, name in enumerate(names)
        ]
        return [make_application(clerk, f.household, f.head, get_today()) for f in families]


def whole(case):
    """What is half about a case: nothing, if every step stands with its event, its letters and its clocks."""
    steps = list(Step.objects.filter(case=case).order_by("seq"))
    assert [s.seq for s in steps] == list(range(1, case.version + 1))
    assert steps[-1].to_state == case.state
    events = AuditEvent.objects.filter(object_type="case", object_id=str(case.pk))
    events = events.filter(action__in=["casework.case.opened", "casework.case.moved"])
    assert [e.details["action"] for e in events.order_by("pk")] == [s.action for s in steps]
    actions = [s.action for s in steps]
    clocks = Clock.objects.filter(case=case)
    assert clocks.filter(ended_on__isnull=True).exists() == (case.state == "accepted")
    assert clocks.filter(name="whole").count() == actions.count("accept")
    assert Letter.objects.filter(case=case).count() == actions.count("accept")
    assert case.is_open == (case.state != "withdrawn")


@pytest.mark.slow
def test_no_step_is_ever_half_done(county, steps):
    chance = random.Random(SEED)  # noqa: S311 # the same instants every time
    applications = make_applications(county, -(-steps // len(ROAD)))
    with nursery(serves=True) as made:
        clerk = Clerk(made.port, made.bear, chance)
        for application in applications:
            path = f"/households/{application.household_id}/cases"
            case_id = clerk.ask_while_it_dies(path, procedure="dibao", application_id=application.pk)["id"]  # fmt: skip
            with acting(system("test")) as actor:
                case = Case.objects.get(pk=case_id)
                whole(case)
                case.about |= {"relatives_asked_on": get_today().isoformat()}
                case.save()
                audit.record(actor, "casework.case.changed", object_type="case", object_id=case_id)
            for action in ROAD[1:]:
                clerk.ask_while_it_dies(f"/cases/{case_id}/steps", action=action, note="不再申请")
                with acting(system("test")):
                    whole(Case.objects.get(pk=case_id))
    assert clerk.died >= steps // 5, "killed too late to prove anything"
    with acting(system("test")):
        assert Case.objects.count() == len(applications)
        assert set(Case.objects.values_list("state", flat=True)) == {"withdrawn"}
    with as_owner():
        report = verify(address().app)
    assert report.is_good, report
