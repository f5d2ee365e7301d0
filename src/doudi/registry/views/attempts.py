"""A service called for a form: what it refuses becomes a fault of the form, and nothing of it stays in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from doudi.registry.forms.base import DeskForm
from doudi.units.text import ProblemsError

Result = TypeVar("Result")


def attempt(form: DeskForm, call: Callable[[], Result]) -> Result | None:
    """What the call returns; None: refused, and the form says why."""
    try:
        with transaction.atomic():
            return call()
    except ProblemsError as refused:
        form.refuse(refused)
        return None
