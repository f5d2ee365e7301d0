"""The formats and banks of this installation: the shipped ones, and a county's own in the `formats` folder of its data."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from doudi.payments.domain.format_reader import Bank, read_banks, read_formats
from doudi.payments.domain.formats import Format
from doudi.units.text import Text, refusal

SHIPPED = Path(__file__).parent / "formats"


def _folders() -> list[Path]:
    own = settings.DOUDI.data / "formats"
    return [SHIPPED, *([own] if own.is_dir() else [])]


@lru_cache(maxsize=1)
def get_formats() -> dict[str, Format]:
    """By name. Raises ProblemsError with every fault of every file."""
    return read_formats(_folders())


@lru_cache(maxsize=1)
def get_banks() -> dict[str, Bank]:
    """By key. The county's own list stands for the shipped one."""
    path = next(f / "banks.yaml" for f in reversed(_folders()) if (f / "banks.yaml").is_file())
    return read_banks(path.read_text(encoding="utf-8"), path.name)


def bank_labels() -> dict[str, Text]:
    return {key: bank.label for key, bank in get_banks().items()}


def format_of(road: str) -> Format:
    """Raises ProblemsError: there is no format of this name (any more)."""
    found = get_formats().get(road)
    if found is None:
        raise refusal("没有这种发放渠道", "there is no such road", where="road", value=road)
    return found


def find_bank(written: str) -> str:
    """The key of a bank as a list writes it, "" where nobody knows it."""
    for key, bank in get_banks().items():
        if written in (key, bank.label.zh, bank.label.en):
            return key
    names = [(key, n) for key, bank in get_banks().items() for n in (bank.label.zh, *bank.also)]
    return next((key for key, name in names if name in written), "")
