"""Files of the people whom somebody has to look after, and what is written in them."""

from doudi.care.models.assessments import Assessment, AssessmentPaper, ConditionReport
from doudi.care.models.files import CareFile
from doudi.care.models.visits import CareVisit, CareVisitPhoto, FollowUp

__all__ = [
    "Assessment",
    "AssessmentPaper",
    "CareFile",
    "CareVisit",
    "CareVisitPhoto",
    "ConditionReport",
    "FollowUp",
]
