"""How hard `make faults` tries: the defaults are what `make test` can afford."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=5, help="how often the worker is killed")
    parser.addoption("--rows", type=int, default=5_000, help="how many rows the run writes")
    parser.addoption(
        "--steps", type=int, default=20, help="steps of cases in which the server is killed"
    )
    parser.addoption("--points", type=int, default=10, help="kills in one payment")
    parser.addoption("--lines", type=int, default=3_000, help="payments of that one")


@pytest.fixture
def points(request):
    return request.config.getoption("--points", default=10)


@pytest.fixture
def lines(request):
    return request.config.getoption("--lines", default=3_000)


@pytest.fixture
def steps(request):
    return request.config.getoption("--steps", default=20)


@pytest.fixture
def kills(request):
    return request.config.getoption("--kills", default=5)


@pytest.fixture
def rows(request):
    return request.config.getoption("--rows", default=5_000)
