"""Applications, cases and their steps, what was found, what was decided, what follows from it: one file for each noun."""

from doudi.casework.models.applications import Application, Consent, PapersNotice, RelativeFlag
from doudi.casework.models.awards import Award, Hold
from doudi.casework.models.campaigns import Campaign, CampaignItem
from doudi.casework.models.cases import Case, Clock, NumberSeries, Step
from doudi.casework.models.decisions import Decision, LawSnapshot, Opinion
from doudi.casework.models.investigation import Appraisal, CrossCheck, Visit, VisitPaper
from doudi.casework.models.law_changes import LawChange, LawEffect, LawPack
from doudi.casework.models.leads import Lead, ListFile
from doudi.casework.models.letters import Letter, Office, ScannedPage
from doudi.casework.models.notices import Notice, Objection
from doudi.casework.models.spot_checks import Draw, SpotCheck
from doudi.casework.models.takeovers import Takeover, TakeoverRow

__all__ = [
    "Application",
    "Appraisal",
    "Award",
    "Campaign",
    "CampaignItem",
    "Case",
    "Clock",
    "Consent",
    "CrossCheck",
    "Decision",
    "Draw",
    "Hold",
    "LawChange",
    "LawEffect",
    "LawPack",
    "LawSnapshot",
    "Lead",
    "Letter",
    "ListFile",
    "Notice",
    "NumberSeries",
    "Objection",
    "Office",
    "Opinion",
    "PapersNotice",
    "RelativeFlag",
    "ScannedPage",
    "SpotCheck",
    "Step",
    "Takeover",
    "TakeoverRow",
    "Visit",
    "VisitPaper",
]
