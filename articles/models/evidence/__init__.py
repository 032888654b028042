"""What is kept of evidence: statements that people mark, what they set aside, addresses, and house rules."""

from articles.models.evidence.house_rules import HouseRule, RuleCount, RuleHit
from articles.models.evidence.statements import AddressCheck, Dismissal, MarkedStatement

__all__ = ["AddressCheck", "Dismissal", "HouseRule", "MarkedStatement", "RuleCount", "RuleHit"]
