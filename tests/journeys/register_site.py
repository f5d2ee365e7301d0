"""A served county for the journeys through the register: real pages, a real database, somebody logged in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from doudi.registry.tests.families import County


@dataclass
class Desk:
    """The address of the site, and its county."""

    address: str
    county: County

    def cookies(self, role, area_code=None, lang="zh-hans"):
        """The cookies of somebody of this role who has logged in."""
        session = aside(_log_in, self.county.account(role, area_code))
        return [
            {"name": "doudi_session", "value": session, "url": self.address},
            {"name": "doudi_language", "value": lang, "url": self.address},
        ]


def _log_in(account):
    client = Client()
    client.force_login(account)
    return client.cookies["doudi_session"].value


def aside(work, *arguments):
    """The database from a thread of its own: Playwright's loop runs in this one."""

    def do():
        try:
            return work(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do).result()
