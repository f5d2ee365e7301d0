"""How hard `make faults` tries: the defaults are what `make test` can afford."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=5, help="how often the worker is killed")
    parser.addoption("--rows", type=int, default=5_000, help="how many rows the run writes")
    parser.addoption(
        "--steps", type=int, default=20, help="steps of cases in which the server is killed"
    )


@pytest.fixture
def steps(request):
    return request.config.getoption("--steps", default=20)


@pytest.fixture
def kills(request):
    return request.config.getoption("--kills", default=5)


@pytest.fixture
def rows(request):
    return request.config.getoption("--rows", default=5_000)
