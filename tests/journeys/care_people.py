"""Somebody who is looked after: policy case 12 through the window and the desk, and the file that the duty opens."""

import datetime as dt

import time_machine

from doudi.care.services.files import open_found_files
from doudi.foundation.access import acting, system
from tests.journeys.test_policy_cases import begin, to_file

OLD_MAN = "政策案例12，六十六岁无儿无女的老人，两项指标不能达到，半护理"


def recognise_old_man(county, client):
    """Two indicators not reached: 851.63 yuan a month from July, seen every 14 days. A file is opened once."""
    walk = begin(county, client, "tekun", OLD_MAN)
    to_file(
        walk,
        ("2022-05-23", "2022-05-24", "2022-05-30", "2022-06-01", "2022-06-09"),
        [f"tekun:{walk.family.head.pk}"],
        indicators=True,
        cannot=("bathe", "walk_indoors"),
    )
    walk.draw("2022-06-09")
    walk.decide("2022-06-20")
    assert walk.awards()["tekun"].amount_fen == 85163
    with time_machine.travel("2022-06-21T01:00:00Z", tick=False), acting(system("care")) as duty:
        assert open_found_files(actor=duty, on=dt.date(2022, 6, 21)) == 1
        assert open_found_files(actor=duty, on=dt.date(2022, 6, 21)) == 0
    return walk
