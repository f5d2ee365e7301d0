"""Persons and their households; supporters, whose household is named in `supporter_household`."""

from openfisca_core.entities import build_entity

Person = build_entity(key="person", plural="persons", label="household member", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="household",
    roles=[{"key": "member", "label": "member"}],
)
Supporter = build_entity(
    key="supporter",
    plural="supporters",
    label="legal supporter",
    roles=[{"key": "payer", "label": "payer"}],
)
