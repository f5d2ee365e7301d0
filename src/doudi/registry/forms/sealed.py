"""Boxes for what may be a whole number: it goes to the server, and never comes back to the page as it was typed.

Between the form, the preview and the confirmation it travels sealed, like a number in the database.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from django import forms

from doudi.foundation.keys import BadKeys, keyring

PREFIX, PURPOSE = "sealed:", "form.number"
_NUMBER = re.compile(r"(?:[0-9][\s-]*){7,}")


def seal(value: str) -> str:
    """What a hidden box may hold instead of the value."""
    return PREFIX + base64.urlsafe_b64encode(keyring().encrypt(value, PURPOSE)).decode()


def unseal(value: str) -> str:
    """What was sealed; "" when somebody changed it on the way."""
    try:
        return keyring().decrypt(base64.urlsafe_b64decode(value.removeprefix(PREFIX)), PURPOSE)
    except (BadKeys, ValueError):
        return ""


class SealedInput(forms.TextInput):
    """Reads what was typed or sealed; shows it again only if it has no whole number in it."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        is_sealed = isinstance(value, str) and value.startswith(PREFIX)
        return unseal(value) if is_sealed else value

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return None if shown and _NUMBER.search(shown) else shown


class SealedField(forms.CharField):
    """A text that may be a whole number."""

    widget = SealedInput


def sent_again(form: forms.Form, left_out: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a form was sent, for the hidden boxes of a page that asks to confirm it."""
    found = []
    for name, values in form.data.lists():  # type: ignore[union-attr]
        field = form.fields.get(name)
        for value in values if name not in left_out else ():
            if isinstance(field, SealedField) and value:
                value = value if value.startswith(PREFIX) else seal(value)
            found.append((name, value))
    return found
