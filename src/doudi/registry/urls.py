"""Addresses of the register, under /register/. Imports, duplicates and exports bring their own lists."""

from django.urls import path

from doudi.registry.views import documents, facts, households, persons, registering, search

app_name = "registry"
HOUSEHOLD, PERSON = "households/<int:household_id>/", "persons/<int:person_id>/"
urlpatterns = [
    path("", search.show_search, name="search"),
    path("households/new/", registering.register_household, name="register_household"),
    path(HOUSEHOLD, households.show_household, name="household"),
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
    path("documents/<int:document_id>/", documents.show_document, name="document"),
]  # fmt: skip
