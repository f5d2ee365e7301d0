"""A ledger is compared with the register before it is imported: who stands there already under another number, or none."""

import pytest
from django.urls import reverse

from doudi.foundation.access import acting
from doudi.foundation.jobs import perform_run
from doudi.foundation.models import Account, Run
from doudi.registry.imports.tests.taking_in import FAMILY, HEAD, ledger, make_clerk, upload
from doudi.registry.models import Import
from doudi.registry.selectors.duplicates import list_row_matches
from doudi.registry.services.duplicates import start_comparison
from doudi.registry.services.imports import check_import
from doudi.registry.tests import families
from doudi.units.identity import no_identity
from doudi.units.text import ProblemsError


@pytest.fixture
def clerk(db):
    """林大山 is registered without a number, in the next village."""
    viewer = make_clerk()
    with acting(viewer):
        families.make_person(
            viewer,
            "林大珊",
            "1980-05-01",
            "male",
            area=families.NEXT_VILLAGE,
            identity=no_identity("号码待核实"),
            phone="13900001111",
        )
    return viewer


@pytest.fixture
def record(clerk):
    record = upload(clerk, ledger(*FAMILY))
    with acting(clerk):
        run = check_import(actor=clerk, import_id=record.pk, on=families.ON)
    perform_run(run.pk)
    with acting(clerk):
        return Import.objects.get(pk=record.pk)


def compare(clerk, record):
    with acting(clerk):
        run = start_comparison(actor=clerk, record=record)
    run = perform_run(run.pk)
    assert run.state == Run.State.done, run.message
    return run


def test_a_row_that_may_be_somebody_without_a_number_is_shown(clerk, record, client):
    run = compare(clerk, record)
    with acting(clerk):
        assert [(m.row, m.person.name) for m in list_row_matches(clerk, run)] == [(2, "林大珊")]
    client.force_login(Account.objects.get(pk=clerk.account_id))
    page = client.get(reverse("registry:compare_import", args=[record.pk])).content.decode()
    assert "林大珊" in page
    assert "姓名音同或形近" in page
    assert HEAD not in page
    assert HEAD not in str(list(run.items.values("payload", "result")))


def test_the_comparison_is_started_from_the_ledgers_page(clerk, record, client):
    client.force_login(Account.objects.get(pk=clerk.account_id))
    url = reverse("registry:compare_import", args=[record.pk])
    assert url in client.get(reverse("registry:import", args=[record.pk])).content.decode()
    assert client.post(url).url == url
    assert "正在比对" in client.get(url).content.decode()
    with acting(clerk), pytest.raises(ProblemsError, match="being compared"):
        start_comparison(actor=clerk, record=record)


def test_a_ledger_that_is_not_checked_is_not_compared(clerk):
    record = upload(clerk, ledger(*FAMILY))
    with acting(clerk), pytest.raises(ProblemsError, match="checked"):
        start_comparison(actor=clerk, record=record)
