"""Which day is the last: the deadlines that follow from what happened to a person, each with its fact."""

from knowledge_base.deadlines.calculation import Deadline, Event, deadlines
from knowledge_base.deadlines.rules import EventKind, Rule, read_rules

__all__ = ["Deadline", "Event", "EventKind", "Rule", "deadlines", "read_rules"]
