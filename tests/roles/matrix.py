"""Who gets what from every address: the one table. A route without a line, or a line without a route, fails the test.

To add a route, add one line where its app stands:

    line("GET", "registry:household", LOOKERS, outside=404)

reads: of the roles, LOOKERS are answered 200 and all others 403; those of LOOKERS whose posting lies elsewhere (beside the
object's village, or in another county) get 404; nobody logged in is sent to log in. Each role asks from four postings:

    own      the object's own village                       parent   the county above it
    sibling  the village beside it in the same township     foreign  another county

Every object (household_id=… in an address) lies in the own village; `county.py` makes one for each name. What a line says:

    to        the roles that are answered (names in full; groups below)
    ok        what they are answered: 200; 302 where a button leads on
    outside   what they are answered from sibling and foreign: as `ok` where the address names no object, else 404
    data      what is posted. Every request is taken back, so nothing is really changed.

A page that only says "not found" to its own village would pass a careless eye: `outside` without an `ok` is no line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from doudi.registry.domain.change_kinds import HOUSEHOLD_KINDS, PERSON_KINDS

EVERYBODY = (
    "resident_service grid_worker village_cadre township_clerk township_lead county_officer county_lead "
    "finance_officer auditor system_admin security_admin audit_admin"
)
LOOKERS = (
    "resident_service grid_worker village_cadre township_clerk township_lead county_officer county_lead "
    "finance_officer auditor"
)
PAPERS = LOOKERS.replace(" finance_officer", "")  # whoever may see documents
RECORDERS = "resident_service grid_worker village_cadre township_clerk county_officer"
ASKERS = "resident_service village_cadre township_clerk county_officer"
REVEALERS = "township_clerk township_lead county_officer county_lead auditor"
CLERKS = "township_clerk county_officer"
LEADS = "township_lead county_lead"
EXPORTERS = f"{CLERKS} {LEADS}"
RUN_VIEWERS = f"{CLERKS} {LEADS} finance_officer auditor system_admin"
POSTING_VIEWERS = "security_admin township_lead county_lead auditor"
AREA_KEEPERS = "county_officer system_admin"


@dataclass(frozen=True)
class Line:
    method: str
    route: str
    to: frozenset[str]
    ok: int
    outside: int
    data: dict[str, Any] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


LINES: list[Line] = []
OPEN: dict[str, str] = {}


def line(
    method: str,
    route: str,
    to: str,
    *,
    ok: int = 200,
    outside: int | None = None,
    data: dict[str, Any] | None = None,
    query: dict[str, str] | None = None,
) -> None:
    roles = frozenset(to.split())
    unknown = roles - set(EVERYBODY.split())
    assert not unknown, f"{route}: no such role {unknown}"
    LINES.append(
        Line(method, route, roles, ok, ok if outside is None else outside, data or {}, query or {})
    )


def open_to_all(reason: str, *routes: str) -> None:
    """Asks for no login. The reason is for whoever reads this table; the app's own tests ask the page."""
    OPEN.update(dict.fromkeys(routes, reason))


# --- open to all ---------------------------------------------------------------------------------------------------
open_to_all("the site's frame", "foundation:about", "foundation:language", "foundation:type_size")
open_to_all(
    "residents ask without a name",
    *(
        [
            "portal:home",
            "portal:check",
            "portal:result",
            "portal:letter_pdf",
            "portal:letter_docx",
            "portal:example",
        ]
    ),
)
open_to_all(
    "whoever stands before the poster, or holds a receipt: each reads by its token only",
    *(
        [
            "portal:notice_board",
            "portal:notice",
            "portal:object_to_notice",
            "portal:objection",
            "portal:objection_back",
            "portal:my",
            "portal:my_case",
            "portal:my_reasons",
            "portal:my_object",
        ]
    ),
)
open_to_all(
    "the law is public",
    *(
        [
            "rules:index",
            "rules:stacking",
            "rules:changes",
            "rules:procedures",
            "rules:procedure",
            "rules:programme",
            "rules:booklet",
            "rules:card",
        ]
    ),
)
open_to_all("the door", "account_login", "account_inactive", "mfa_authenticate")

# --- one's own account ---------------------------------------------------------------------------------------------
line("GET", "account_logout", EVERYBODY)
line("POST", "account_logout", EVERYBODY, ok=302)
line("GET", "mfa_index", EVERYBODY)
line("GET", "account_change_password", EVERYBODY)
line("GET", "account_reauthenticate", EVERYBODY)
line("GET", "mfa_reauthenticate", EVERYBODY, ok=302)  # no second factor yet: by password
line("GET", "mfa_activate_totp", EVERYBODY, ok=302)  # first the password again
line("GET", "mfa_deactivate_totp", EVERYBODY, ok=404)
line("GET", "mfa_view_recovery_codes", EVERYBODY, ok=404)
line("GET", "mfa_generate_recovery_codes", EVERYBODY, ok=302)
line("GET", "foundation:choose_posting", EVERYBODY)
line("POST", "foundation:choose_posting", EVERYBODY, ok=404)  # no posting named

# --- the desk ------------------------------------------------------------------------------------------------------
RUN_MANAGERS = f"{CLERKS} system_admin"
line("GET", "foundation:home", EVERYBODY)
line("GET", "foundation:runs", RUN_VIEWERS)
line("GET", "foundation:run", RUN_VIEWERS, outside=404)
line("POST", "foundation:stop_run", RUN_MANAGERS, ok=302, outside=404)
line("POST", "foundation:resume_run", RUN_MANAGERS, ok=302, outside=404)
# --- staff ---------------------------------------------------------------------------------------------------------
line("GET", "foundation:audit", "auditor audit_admin")
line("GET", "foundation:audit_event", "auditor audit_admin", outside=404)
line("GET", "foundation:areas", AREA_KEEPERS)
line("GET", "foundation:area_import", AREA_KEEPERS)
line("POST", "foundation:area_import", AREA_KEEPERS)
line("GET", "foundation:area_new", AREA_KEEPERS)
line("POST", "foundation:area_new", AREA_KEEPERS)
line("GET", "foundation:area", AREA_KEEPERS, outside=404)
for name in ("area_rename", "area_end"):
    line("GET", f"foundation:{name}", AREA_KEEPERS, outside=404)
    line("POST", f"foundation:{name}", AREA_KEEPERS, outside=404)
line("GET", "foundation:accounts", "system_admin")
line("GET", "foundation:account_new", "system_admin")
line("POST", "foundation:account_new", "system_admin")  # the form again: nothing is filled in
line("GET", "foundation:account", "system_admin", outside=404)
line("POST", "foundation:account", "system_admin", outside=404)
line("POST", "foundation:account_password", "system_admin", outside=404)
line("POST", "foundation:account_second_factor", "system_admin", outside=404)
line("GET", "foundation:postings", POSTING_VIEWERS)
line("GET", "foundation:posting", POSTING_VIEWERS, outside=404)
line("GET", "foundation:posting_new", "security_admin")
line("POST", "foundation:posting_new", "security_admin")
for step in ("posting_end", "posting_cover", "posting_hand_over"):
    line("GET", f"foundation:{step}", "security_admin", outside=404)
    line("POST", f"foundation:{step}", "security_admin", outside=404)
line("GET", "foundation:tokens", "security_admin")
line("GET", "foundation:token_new", "security_admin")
line("POST", "foundation:token_new", "security_admin")
line("POST", "foundation:token_revoke", "security_admin", ok=302, outside=404)

# --- the API (a token of the same posting; strangers get 401) ------------------------------------------------------
open_to_all("what the API is, without anything in it", "api:openapi-json", "api:api-root")
line("GET", "api:me", EVERYBODY)
line("GET", "api:areas", LOOKERS)
line("GET", "api:run", RUN_VIEWERS, outside=404)
line("GET", "api:households", LOOKERS)
line("GET", "api:household", LOOKERS, outside=404)
line("GET", "api:persons", LOOKERS)
line("GET", "api:person", LOOKERS, outside=404)

# --- the register --------------------------------------------------------------------------------------------------
line("GET", "registry:search", LOOKERS)
line("POST", "registry:search", LOOKERS, ok=302)
line("GET", "registry:household", LOOKERS, outside=404)
line("GET", "registry:household_law", REVEALERS, outside=404)
line("GET", "registry:household_timeline", LOOKERS, outside=404)
line("GET", "registry:person", LOOKERS, outside=404)
line("GET", "registry:person_timeline", LOOKERS, outside=404)
line("GET", "registry:reveal_identity", REVEALERS, outside=404)
line("POST", "registry:reveal_identity", REVEALERS, outside=404, data={"reason": "核对低保材料"})
line("GET", "registry:reveal_phone", REVEALERS, outside=404)
line("POST", "registry:reveal_phone", REVEALERS, outside=404, data={"reason": "通知补材料"})
line("GET", "registry:register_household", RECORDERS)
line("POST", "registry:register_household", RECORDERS)  # an empty form comes back
line("GET", "registry:register_person", RECORDERS)
line("POST", "registry:register_person", RECORDERS)
for subject in ("household", "person", "supporter"):
    line("GET", f"registry:record_{subject}_facts", RECORDERS, outside=404)
    line("POST", f"registry:record_{subject}_facts", RECORDERS, outside=404)
for owner in ("household", "person"):
    line("GET", f"registry:add_{owner}_document", RECORDERS, outside=404)
    line("POST", f"registry:add_{owner}_document", RECORDERS, outside=404)
line("GET", "registry:document", PAPERS, outside=404)

# --- changes of households and persons ---
for file in ("household", "person"):
    line("GET", f"registry:{file}_lookers", REVEALERS, outside=404)
for kind in HOUSEHOLD_KINDS:
    line("GET", f"registry:household_{kind.name}", ASKERS, outside=404)
    line("POST", f"registry:household_{kind.name}", ASKERS, outside=404)  # an empty form comes back
for kind in PERSON_KINDS:
    line("GET", f"registry:person_{kind.name}", ASKERS, outside=404)
    line("POST", f"registry:person_{kind.name}", ASKERS, outside=404)
line("GET", "registry:changes", LOOKERS)
line("GET", "registry:change", LOOKERS, outside=404)
line("POST", "registry:approve_change", LEADS, ok=302, outside=404)
line("POST", "registry:refuse_change", LEADS, ok=302, outside=404, data={"reason": "材料不齐"})
line("POST", "registry:withdraw_change", ASKERS, outside=404)  # told that somebody else asked

# --- possible duplicates -------------------------------------------------------------------------------------------
line("GET", "registry:duplicates", CLERKS)
line("POST", "registry:search_duplicates", CLERKS, ok=302)
line("GET", "registry:duplicate", CLERKS, outside=404)
line("POST", "registry:duplicate", CLERKS, outside=404)  # the form comes back: no verdict
line("GET", "registry:compare_import", CLERKS, outside=404)
line("POST", "registry:compare_import", CLERKS, ok=302, outside=404)

# --- the county at a glance ----------------------------------------------------------------------------------------
line("GET", "county:map", LOOKERS)
# --- imports -------------------------------------------------------------------------------------------------------
for page in ("imports", "import_new", "mappings"):
    line("GET", f"registry:{page}", CLERKS)
line("GET", "registry:import_template", CLERKS, query={"ledger": "people"})
line("POST", "registry:import_new", CLERKS)  # the form again: no file
line("GET", "registry:import", CLERKS, outside=404)
line("POST", "registry:import_match", CLERKS, outside=404)  # the page again: nothing is matched
line("POST", "registry:import_apply", CLERKS, outside=404)
line("POST", "registry:import_discard", CLERKS, ok=302, outside=404)
line("GET", "registry:import_bad_rows", CLERKS, outside=404)
line("POST", "registry:import_save_mapping", CLERKS, outside=404)
line("GET", "registry:mapping", CLERKS, outside=404)
line("POST", "registry:mapping", CLERKS, outside=404)


# --- lists that leave Doudi ----------------------------------------------------------------------------------------
line("GET", "registry:exports", EXPORTERS)
line("GET", "registry:request_export", EXPORTERS)
line("POST", "registry:request_export", EXPORTERS)  # an empty form comes back
line("GET", "registry:export", EXPORTERS, outside=404)
line("POST", "registry:approve_export", LEADS, ok=302, outside=404)
line("POST", "registry:refuse_export", LEADS, ok=302, outside=404, data={"reason": "用途不明"})
line(
    "GET", "registry:download_export", EXPORTERS, ok=302, outside=404
)  # told that somebody else asked
line("POST", "registry:mapping_adopt", CLERKS, ok=302)  # back to the list: no name

# --- casework ------------------------------------------------------------------------------------------------------
CASE_VIEWERS = PAPERS
line("GET", "casework:case", CASE_VIEWERS, outside=404)
line("GET", "casework:take_step", CASE_VIEWERS, outside=404)
for page in ("cross_check", "appraisal"):
    line("GET", f"casework:{page}", CLERKS, outside=404)
    line("POST", f"casework:{page}", CLERKS, outside=404)  # the page again: nothing is filled in
VISITORS = "grid_worker village_cadre township_clerk township_lead county_officer county_lead"
line("GET", "casework:visits", VISITORS)
line("GET", "casework:visit_session", VISITORS)
line("GET", "casework:visit_family", VISITORS, outside=404)
line("POST", "casework:visit_family", VISITORS, outside=404)  # an empty form comes back
line("POST", "casework:receive_visit", VISITORS, ok=422, outside=404)
line("GET", "casework:visit", CASE_VIEWERS, outside=404)
line("GET", "casework:late_visits", CLERKS)
line("POST", "casework:look_at_visit", CLERKS, outside=404)  # the sheet again: nothing is said
line("POST", "casework:visit_facts", RECORDERS, ok=302, outside=404)  # nothing seen: said there
open_to_all("a script, with nobody in it", "casework:visit_worker")
line("POST", "casework:take_step", CASE_VIEWERS, outside=404)  # the form again: no reason
line("GET", "casework:today", CASE_VIEWERS)
line("GET", "casework:cases", CASE_VIEWERS)
line("GET", "casework:supervision", f"{LEADS} county_officer auditor")

# --- intake: the one window ---
TAKERS = "resident_service village_cadre township_clerk county_officer"
line("GET", "casework:intake", TAKERS)
line("POST", "casework:intake", TAKERS)  # an empty search
line("GET", "casework:intake_applicant", TAKERS, outside=404)
line("POST", "casework:intake_applicant", TAKERS, outside=404)  # the form again: nobody chosen
line("GET", "casework:application", CASE_VIEWERS, outside=404)
for step in ("who", "trouble", "urgent", "programmes", "relatives", "consents"):
    line("GET", f"casework:intake_{step}", TAKERS, outside=404)
    line("POST", f"casework:intake_{step}", TAKERS, outside=404)  # the form again: nothing said
line("GET", "casework:intake_facts", TAKERS, outside=404)
line("POST", "casework:intake_facts", TAKERS, ok=302, outside=404)  # no answer is one too
line("GET", "casework:intake_check", TAKERS, outside=404)
line("POST", "casework:intake_check", TAKERS, ok=302, outside=404)
line("POST", "casework:intake_give_up", TAKERS, ok=302, outside=404)
line("GET", "casework:withdraw_consent", TAKERS, outside=404)
line("POST", "casework:withdraw_consent", TAKERS, outside=404)  # the form again: no day
line("GET", "casework:papers", TAKERS, outside=404)
line("POST", "casework:papers", TAKERS, outside=404)
# --- the place's own law -------------------------------------------------------------------------------------------
LAW_VIEWERS = f"{CLERKS} {LEADS} auditor"
line("GET", "casework:law", LAW_VIEWERS)
line("GET", "casework:law_value", LAW_VIEWERS)
line("GET", "casework:law_new", "county_officer")
line("POST", "casework:law_new", "county_officer")  # the form again: nothing is filled in
line("GET", "casework:law_change", LAW_VIEWERS, outside=404)
line("GET", "casework:law_affected", LAW_VIEWERS, outside=404)
for page in ("law_heading", "law_figure"):
    line("GET", f"casework:{page}", "county_officer", outside=404)
    line("POST", f"casework:{page}", "county_officer", outside=404)
for step in ("law_remove", "law_withdraw"):
    line("POST", f"casework:{step}", "county_officer", ok=302, outside=404)
line("POST", "casework:law_check", "county_officer", outside=404)  # the page again: no day
line("POST", "casework:law_sign", "county_lead", ok=302, outside=404)
line("POST", "casework:law_refuse", "county_lead", outside=404)  # the page again: no reason
# --- what follows a decision ---------------------------------------------------------------------------------------
line("GET", "casework:awards", CASE_VIEWERS)
line("GET", "casework:award", CASE_VIEWERS, outside=404)
for page, roles in (
    ("review_award", CLERKS),
    ("hold_award", LEADS),
    ("lift_hold", LEADS),
    ("report_change", ASKERS),
    ("ask_reconsideration", ASKERS),
    ("reopen_case", CLERKS),
):
    line("GET", f"casework:{page}", roles, outside=404)
    line("POST", f"casework:{page}", roles, outside=404)  # an empty form comes back
for method in ("GET", "POST"):
    line(method, "casework:carry_out", CLERKS, ok=404)  # the matrix's case is no reconsideration
CASE_WORKERS = "township_clerk county_officer"
SUPERVISORS = "county_officer township_lead county_lead auditor"
line("GET", "casework:opinion", CASE_WORKERS, outside=404)
line("POST", "casework:opinion", CASE_WORKERS, outside=404)  # the form again: nothing is known
line("GET", "casework:decide", LEADS, outside=404)
line("POST", "casework:decide", LEADS, outside=404)  # the form again: nothing chosen
line("POST", "casework:replay", SUPERVISORS, outside=404)
line("GET", "casework:draws", CASE_WORKERS)
line("GET", "casework:inspections", SUPERVISORS)
line("POST", "casework:inspections", SUPERVISORS)  # the form again: no share
line("GET", "casework:inspection", SUPERVISORS, outside=404)
line("POST", "casework:inspection", SUPERVISORS, outside=404)  # the form again: no day
line("POST", "casework:draws", CASE_WORKERS)  # the page again: no case waits
line("GET", "casework:draw", CASE_VIEWERS, outside=404)
line("GET", "casework:spot_check", CASE_WORKERS, outside=404)
line("POST", "casework:spot_check", CASE_WORKERS, outside=404)  # the form again: no day
line("GET", "casework:household_cases", CASE_VIEWERS, outside=404)
# Nothing fits the case of the table: the services refuse (422), whom the area or the role does not refuse before.
DAY = {"on": "2022-07-01"}
line("GET", "api:cases", CASE_VIEWERS)
line("GET", "api:case", CASE_VIEWERS, outside=404)
line("GET", "api:proposal", REVEALERS, outside=404)
line("GET", "api:awards", CASE_VIEWERS)
line(
    "POST",
    "api:open_case",
    "resident_service village_cadre township_clerk county_officer",
    ok=422,
    outside=404,
    data={"procedure": "none", **DAY},
)
line("POST", "api:case_steps", CASE_VIEWERS, ok=422, outside=404, data={"action": "none", **DAY})
line("POST", "api:api_opinion", CLERKS, ok=422, outside=404, data=DAY)
line("POST", "api:api_decision", LEADS, ok=422, outside=404, data={"action": "none", **DAY})
line(
    "POST", "api:api_notice", CLERKS, ok=422, outside=404, data={"phone": "1", "places": "x", **DAY}
)
line(
    "POST",
    "api:api_objections",
    "resident_service village_cadre township_clerk county_officer",
    ok=422,
    outside=404,
    data={"about": "notice", "channel": "window", "text": "x", **DAY},
)
line(
    "POST",
    "api:api_consents",
    "resident_service village_cadre township_clerk county_officer",
    ok=404,
    outside=404,
    data={"person_id": 999_999_999, "is_given": True, **DAY},
)
line(
    "POST",
    "api:api_visits",
    "grid_worker village_cadre township_clerk township_lead county_officer county_lead",
    ok=422,
    outside=404,
    data={
        "client_id": "00000000-0000-4000-8000-000000000000",
        "kind": "home",
        "at": "2022-07-01T10:00:00+08:00",
    },
)
CHECKERS = "township_clerk township_lead county_officer county_lead"
line("POST", "api:api_check_letter", CHECKERS, ok=422, outside=404, data={"on": "2099-01-01"})
line("POST", "api:api_sign_letter", LEADS, ok=422, outside=404, data={"on": "2099-01-01"})
line("POST", "api:api_return_letter", CHECKERS, ok=422, outside=404, data={"reason": ""})
line(
    "POST",
    "api:api_serve_letter",
    "resident_service village_cadre township_clerk county_officer",
    ok=422,
    outside=404,
    data={"how": "post", "on": "2099-01-01"},
)
line("GET", "casework:sent_on", CASE_VIEWERS)
for step in ("push_case", "push_feedback"):
    line("GET", f"casework:{step}", CLERKS, outside=404)
    line("POST", f"casework:{step}", CLERKS, outside=404)  # the form again: nothing said
# notices and objections
PHOTOGRAPHERS = f"grid_worker village_cadre {EXPORTERS}"
line("GET", "casework:takeovers", CLERKS)
line("GET", "casework:takeover_new", CLERKS)
line("POST", "casework:takeover_new", CLERKS)  # the form again: no file
line("GET", "casework:takeover_template", CLERKS, query={"kind": "awards"})
line("GET", "casework:takeover", CLERKS, outside=404)
line("POST", "casework:takeover_apply", CLERKS, outside=404)  # the page again: not chosen how
line("GET", "casework:takeover_faults", CLERKS, outside=404)
line("GET", "casework:takeover_row", CLERKS, outside=404)
line("POST", "casework:takeover_row", CLERKS, outside=404)  # the form again: nothing said
for method in ("GET", "POST"):
    line(method, "casework:takeover_case", CLERKS, ok=404)  # the matrix's row is an award
line("GET", "casework:leads", CLERKS)
line("GET", "casework:lead_lists", CLERKS)
line("GET", "casework:lead_list_new", CLERKS)
line("POST", "casework:lead_list_new", CLERKS)  # the form again: no file
line("GET", "casework:lead_list_template", CLERKS, query={"kind": "deaths"})
line("GET", "casework:lead_list", CLERKS, outside=404)
line("GET", "casework:lead_list_faults", CLERKS, outside=404)
line("GET", "casework:lead", f"{CLERKS} {LEADS}", outside=404)
line("POST", "casework:verify_lead", CLERKS, outside=404)  # the page again: nothing said
line("GET", "casework:review_for_lead", CASE_WORKERS, outside=404)
line("POST", "casework:review_for_lead", CASE_WORKERS, outside=404)  # the form again
line("GET", "casework:board", CASE_VIEWERS)
line("GET", "casework:post_notices", CLERKS, outside=404)
line("POST", "casework:post_notices", CLERKS, outside=404)  # the form again
line("GET", "casework:post_notice", CLERKS, outside=404)
line("POST", "casework:post_notice", CLERKS, outside=404)  # the form again
line("GET", "casework:notice", CASE_VIEWERS, outside=404)
line("POST", "casework:notice_photo", PHOTOGRAPHERS, outside=404)  # no file: the page again
line("POST", "casework:void_notice", CLERKS, outside=404)  # no reason: the page again
line("GET", "casework:poster", CASE_VIEWERS, outside=404)
line("GET", "casework:poster_pdf", CASE_VIEWERS, ok=302, outside=404)  # no such size of paper
line("GET", "casework:objections", CASE_VIEWERS)
line("GET", "casework:add_objection", ASKERS, outside=404)
line("POST", "casework:add_objection", ASKERS, outside=404)  # the form again
line("GET", "casework:objection", CASE_VIEWERS, outside=404)
line("POST", "casework:answer_objection", CLERKS, outside=404)  # the form again
line("POST", "casework:withdraw_objection", ASKERS, ok=302, outside=404)
line("GET", "casework:reveal_objector", REVEALERS, outside=404)
line("POST", "casework:reveal_objector", REVEALERS, outside=404)  # no reason: the form again
line("GET", "casework:letters", EXPORTERS)
line("GET", "casework:sign_letters", LEADS)
line("POST", "casework:sign_letters", LEADS)  # the form again: none chosen
line("GET", "casework:print_letters", EXPORTERS)
line("POST", "casework:print_letters", EXPORTERS)  # the form again: none chosen
for page in ("letter_batch", "letter_batch_file"):
    line("GET", f"casework:{page}", EXPORTERS, outside=404)
for page in ("letter", "letter_pdf", "letter_docx"):
    line("GET", f"casework:{page}", CASE_VIEWERS, outside=404)
line("GET", "casework:letter_action", EXPORTERS, outside=404)
line("POST", "casework:letter_action", EXPORTERS, outside=404)  # the form again: no reason
line("POST", "casework:make_form", CLERKS, ok=302, outside=404, data={"kind": "visit_form"})
line("GET", "casework:office", "county_officer")
line("POST", "casework:office", "county_officer")  # the form again: empty
line("GET", "casework:scans", CLERKS)
line("POST", "casework:scans", CLERKS)  # the form again: no file
line("GET", "casework:file_page", CLERKS, outside=404)
line("POST", "casework:file_page", CLERKS, outside=404)  # the form again: no code
# raises, reviews of all, one-off payments
CAMPAIGNERS = "township_clerk township_lead county_officer county_lead auditor"
line("GET", "casework:campaigns", CAMPAIGNERS)
for page in ("new_raise", "new_review_campaign", "new_one_off"):
    line("GET", f"casework:{page}", CLERKS)
    line("POST", f"casework:{page}", CLERKS)  # the form again: nothing said
line("GET", "casework:campaign", CAMPAIGNERS, outside=404)
line("GET", "casework:campaign_items", CAMPAIGNERS, outside=404)
line("POST", "casework:sign_campaign", LEADS, outside=404)  # another plan: the page again
line("POST", "casework:drop_campaign", CLERKS, outside=404)  # no reason: the page again
line("POST", "casework:close_campaign", CLERKS, outside=404)  # not begun: the page again
line("GET", "casework:review_item", CLERKS, outside=404)
line("POST", "casework:review_item", CLERKS, outside=404)  # not signed yet: the page again
line("GET", "casework:settle_item", LEADS, outside=404)
line("POST", "casework:settle_item", LEADS, outside=404)  # nothing said: the page again
# payments
PAYERS = "township_clerk township_lead county_officer county_lead finance_officer auditor"
SIGNERS = "county_lead finance_officer"
line("GET", "payments:runs", PAYERS)
line("GET", "payments:new_run", "county_officer")
line("POST", "payments:new_run", "county_officer")  # the form again: no month
for page in ("run", "lines"):
    line("GET", f"payments:{page}", PAYERS, outside=404)
line("POST", "payments:sign_run", SIGNERS, outside=404)  # another plan: the page again
line("POST", "payments:replan_run", "county_officer", ok=302, outside=404)
line(
    "POST", "payments:release_run", "county_officer", outside=404
)  # the page again: nothing has stopped
line("POST", "payments:drop_run", "county_officer", outside=404)  # no reason: the page again
line("GET", "payments:compare_run", "county_officer", outside=404)
line("POST", "payments:compare_run", "county_officer", outside=404)  # no file: the page again
line("GET", "payments:paid_differences", PAYERS, outside=404)
line(
    "POST", "payments:settle_differences", "county_officer", outside=404
)  # nothing said: the page again
line("GET", "payments:bank", PAYERS, outside=404)
for step in ("send_run", "close_run", "upload_return"):  # not now, no file: the page again
    line("POST", f"payments:{step}", "finance_officer", outside=404)
line("GET", "payments:bank_file", "finance_officer", outside=404)
line("GET", "payments:return_file", PAYERS, outside=404)
line("GET", "payments:accounts", PAYERS)
line("GET", "payments:household_accounts", PAYERS, outside=404)
for method in ("GET", "POST"):  # nothing said: the form again
    line(method, "payments:new_account", CLERKS, outside=404)
    line(method, "payments:import_accounts", CLERKS)
    line(method, "payments:reveal_account", REVEALERS, outside=404)
line("GET", "payments:account_list", CLERKS, outside=404)
for page in ("funds", "fundings"):
    line("GET", f"payments:{page}", PAYERS)
line("GET", "payments:fund", PAYERS, outside=404)
line("GET", "payments:new_fund", "finance_officer")
for step in ("new_fund", "set_funding"):
    line("POST", f"payments:{step}", "finance_officer")  # the form again: nothing said
line("POST", "payments:fund_budget", "finance_officer", outside=404)  # no amount: the page again
line("POST", "payments:end_funding", "finance_officer", ok=302, outside=404)
for page in ("line", "household_payments", "person_payments"):
    line("GET", f"payments:{page}", PAYERS, outside=404)
for page in ("reports", "reconciliation"):
    line("GET", f"payments:{page}", PAYERS)
line("GET", "payments:report", PAYERS)

# what was paid too much
line("GET", "payments:receivables", PAYERS)
line("GET", "payments:too_much", CLERKS)
for page in ("too_much_of", "propose_receivable"):
    line("GET", f"payments:{page}", CLERKS, outside=404)
line("POST", "payments:propose_receivable", CLERKS, outside=404)  # nothing too much: the page again
line("GET", "payments:receivable", PAYERS, outside=404)
for deed, hands in (
    ("sign", LEADS),
    ("drop", f"{CLERKS} {LEADS}"),
    ("repay", CLERKS),
    ("plan", CLERKS),
    ("waive", LEADS),
    ("refund", "finance_officer"),
    ("fine", CLERKS),
):
    line("GET", f"payments:{deed}_receivable", hands, outside=404)
for deed, hands in (
    ("repay", CLERKS),
    ("waive", LEADS),
    ("refund", "finance_officer"),
    ("fine", CLERKS),
):
    line("POST", f"payments:{deed}_receivable", hands, outside=404)  # the form again: nothing said
for deed, hands in (("sign", LEADS), ("drop", f"{CLERKS} {LEADS}")):
    line("POST", f"payments:{deed}_receivable", hands, outside=404)
line("POST", "payments:plan_receivable", CLERKS, ok=302, outside=404)  # no plan at all: all at once
line("GET", "payments:give_up_line", CLERKS, outside=404)
line("POST", "payments:give_up_line", CLERKS, outside=404)  # no reason: the page again

# goods
for page in ("goods", "new_goods_list", "redeem_voucher", "goods_checks", "new_store"):
    line("GET", f"payments:{page}", CLERKS)
for page in ("new_goods_list", "redeem_voucher", "new_store"):
    line("POST", f"payments:{page}", CLERKS)  # the form again: nothing said
for page in ("store", "goods_list", "handout", "drop_handout", "check_handout"):
    line("GET", f"payments:{page}", CLERKS, outside=404)
for page in ("store", "handout", "drop_handout", "check_handout"):
    line("POST", f"payments:{page}", CLERKS, outside=404)  # the form again: nothing said

# --- care ----------------------------------------------------------------------------------------------------------
CARERS = "grid_worker village_cadre township_clerk county_officer"  # whoever may report a change
CARE_LOOKERS = f"{CARERS} {LEADS} auditor"
for page in ("villages", "files", "follow_ups"):
    line("GET", f"care:{page}", CARE_LOOKERS)
line("GET", "care:visits", CARERS)
line("GET", "care:file", CARE_LOOKERS, outside=404)
for page, hands in (
    ("report", CARERS),
    ("visit", CARERS),
    ("follow_up", CARERS),
    ("close", CLERKS),
    ("assess", CLERKS),
    ("open", CLERKS),
    ("tell", CLERKS),
    ("object", CARERS),
):
    line("GET", f"care:{page}", hands, outside=404)
    line("POST", f"care:{page}", hands, outside=404)  # the form again: nothing said
# services bought with care money
for page in ("services", "care_providers"):
    line("GET", f"payments:{page}", PAYERS)
for page in ("care", "care_month", "care_provider"):
    line("GET", f"payments:{page}", PAYERS, outside=404)
line("GET", "payments:choose_care", CLERKS)
for method in ("GET", "POST"):  # nothing said: the form again
    line(method, "payments:new_care_provider", CLERKS)
    for page in ("new_care", "care_provider_account", "correct_care", "end_care"):
        line(method, f"payments:{page}", CLERKS, outside=404)
for page in ("care_hours", "care_month"):
    line("POST", f"payments:{page}", CLERKS, outside=404)
# places paid by the quarter
line("GET", "payments:quarterly", PAYERS)
for method in ("GET", "POST"):  # nothing said: the form again
    line(method, "payments:new_quarterly", "county_officer")
    line(method, "payments:end_quarterly", "county_officer", outside=404)
