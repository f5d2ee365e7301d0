"""The only place that asks the machine what day it is. No Django: the `doudi` command uses it too.

A legal day is China's civil day, wherever the server's clock stands. Everything else is told its date (`on=`).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def get_today() -> date:
    return datetime.now(CHINA).date()


def get_now() -> datetime:
    """The present moment, in China's time zone. For stamps and leases; a legal day is `get_today`."""
    return datetime.now(CHINA)
