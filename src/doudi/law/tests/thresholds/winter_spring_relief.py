"""Winter relief: amounts per person, no threshold."""

from __future__ import annotations

NO_THRESHOLD = {
    "winter_spring_food": "an amount",
    "winter_spring_clothing": "an amount",
    "winter_spring_heating": "an amount",
}
