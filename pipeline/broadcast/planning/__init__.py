"""Planning: the schedule checked, and the week's programmes planned so that every piece reaches its people."""

from pipeline.broadcast.planning.diff import diff
from pipeline.broadcast.planning.explain import explain
from pipeline.broadcast.planning.occurrences import Occurrence, occurrences
from pipeline.broadcast.planning.pieces import Candidate, candidates
from pipeline.broadcast.planning.plan import PlanError, plan_week
from pipeline.broadcast.planning.programmes import take_out
from pipeline.broadcast.planning.request import PlanRequest
from pipeline.broadcast.planning.rules import check_pieces, check_schedule
from pipeline.broadcast.planning.spoken import Overheads, SlotTexts, Spoken, link_text, spoken_texts

__all__ = [
    "Candidate",
    "Occurrence",
    "Overheads",
    "PlanError",
    "PlanRequest",
    "SlotTexts",
    "Spoken",
    "candidates",
    "check_pieces",
    "check_schedule",
    "diff",
    "explain",
    "link_text",
    "occurrences",
    "plan_week",
    "spoken_texts",
    "take_out",
]
