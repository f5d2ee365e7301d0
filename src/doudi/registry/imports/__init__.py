"""Ledgers on their way into the register: read, mapped, checked, shown, then applied. See README.md."""
