"""Schemathesis asks the API what its description allows, and what it does not: no crash, no answer the description lacks."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from doudi.config.wsgi import application
from doudi.foundation import audit
from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.registry.tests.families import make_county
from tests.architecture.source_files import ROOT
from tests.roles.county import make_token

SECRET = "doudi_test_by_description"
HEADERS = {"Authorization": f"Bearer {SECRET}"}
# Twelve digits may name no province, and the test itself adds the token that a case leaves out.
NOT_SAID_BY_THE_DESCRIPTION = [positive_data_acceptance, negative_data_rejection]
schema = schemathesis.openapi.from_path(ROOT / "docs/api/openapi.json")
schema.app = application


@pytest.fixture(scope="module")
def _county(module_database, django_db_blocker):
    with django_db_blocker.unblock():
        county = make_county()
        with acting(system("test")) as actor:
            make_token(county.posting(Role.township_clerk), SECRET)
            audit.record(actor, "foundation.token.issued")
        yield


@pytest.mark.usefixtures("_county")
@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_described(case, django_db_blocker):
    with django_db_blocker.unblock():
        case.call_and_validate(headers=HEADERS, excluded_checks=NOT_SAID_BY_THE_DESCRIPTION)
