"""Casework's places in the staff menu."""

from doudi.foundation.pages import NavigationEntry

NAVIGATION: tuple[NavigationEntry, ...] = ()
