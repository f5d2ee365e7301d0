"""Addresses of the register, under /register/. Imports, duplicates and exports bring their own lists."""

from django.urls import include, path

from doudi.registry.domain.change_kinds import HOUSEHOLD_KINDS, PERSON_KINDS
from doudi.registry.views import (
    changes,
    documents,
    facts,
    households,
    lookers,
    persons,
    registering,
    search,
)

app_name = "registry"
HOUSEHOLD, PERSON = "households/<int:household_id>/", "persons/<int:person_id>/"
CHANGE = "changes/<int:change_id>/"
urlpatterns = [
    path("", search.show_search, name="search"),
    path("households/new/", registering.register_household, name="register_household"),
    path(HOUSEHOLD, households.show_household, name="household"),
    path(f"{HOUSEHOLD}law/", households.show_household_law, name="household_law"),
    path(f"{HOUSEHOLD}timeline/", households.show_household_timeline, name="household_timeline"),
    path(f"{HOUSEHOLD}facts/", facts.record_household_facts, name="record_household_facts"),
    path(f"{HOUSEHOLD}documents/", documents.add_household_document, name="add_household_document"),
    path("persons/new/", registering.register_lone_person, name="register_person"),
    path(PERSON, persons.show_person, name="person"),
    path(f"{PERSON}timeline/", persons.show_person_timeline, name="person_timeline"),
    path(f"{PERSON}reveal/identity/", persons.reveal, {"what": "identity"}, name="reveal_identity"),
    path(f"{PERSON}reveal/phone/", persons.reveal, {"what": "phone"}, name="reveal_phone"),
    path(f"{PERSON}facts/", facts.record_person_facts, name="record_person_facts"),
    path(f"{PERSON}documents/", documents.add_person_document, name="add_person_document"),
    path("supporters/<int:supporter_id>/facts/", facts.record_supporter_facts, name="record_supporter_facts"),
    path("duplicates/", include("doudi.registry.duplicates_urls")),
    path("exports/", include("doudi.registry.exports_urls")),
    path("documents/<int:document_id>/", documents.show_document, name="document"),
    path(f"{HOUSEHOLD}lookers/", lookers.show_household_lookers, name="household_lookers"),
    path(f"{PERSON}lookers/", lookers.show_person_lookers, name="person_lookers"),
    *(
        path(f"{HOUSEHOLD}changes/{kind.name}/", changes.request_household_change, {"kind": kind.name}, name=f"household_{kind.name}")
        for kind in HOUSEHOLD_KINDS
    ),
    *(
        path(f"{PERSON}changes/{kind.name}/", changes.request_person_change, {"kind": kind.name}, name=f"person_{kind.name}")
        for kind in PERSON_KINDS
    ),
    path("changes/", changes.show_changes, name="changes"),
    path(CHANGE, changes.show_change, name="change"),
    path(f"{CHANGE}approve/", changes.approve, name="approve_change"),
    path(f"{CHANGE}refuse/", changes.refuse, name="refuse_change"),
    path(f"{CHANGE}withdraw/", changes.withdraw, name="withdraw_change"),
    path("imports/", include("doudi.registry.imports_urls")),
]  # fmt: skip
