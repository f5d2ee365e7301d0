"""Forms of the pages. `ACTION_FORMS`: the page on which an action of a procedure is done, by the name that procedures use."""

#: name → url name (with case_id). "" is the plain page: a note and a button.
ACTION_FORMS: dict[str, str] = {
    "": "casework:take_step",
    "papers": "casework:papers",
    "push": "casework:push_case",
    "cross_check": "casework:cross_check",
    "appraisal": "casework:appraisal",
    "opinion": "casework:opinion",
    "notice": "casework:post_notice",
    "decision": "casework:decide",
    "carry_out": "casework:carry_out",
}
