"""What stops a simulation before it begins."""

import pytest

from doudi.portal import simulation_page
from doudi.units.text import ProblemsError


def test_a_page_file_that_is_not_installed_is_named_before_the_work_begins(monkeypatch) -> None:
    monkeypatch.setattr(simulation_page, "SCRIPTS", ("vendor/no_such_library.js",))
    with pytest.raises(ProblemsError, match="make setup") as refused:
        simulation_page.require_page_files()
    assert refused.value.problems[0].where == "vendor/no_such_library.js"
