"""By when a recommendation must be answered, and from which day that is counted.

Joint Resolution 72/2025, art. 49.1: sixty days from the day the competent body
receives it, for recommendations to the National Assembly.  For a people's
council a house rule of thirty days stands until the standing body of the
council sets a day, which then wins (art. 50).  While it lies unrouted, the
count runs from the day its keeper received it: whoever keeps it answers for
that.
"""

from datetime import date

ANSWER_RULES = {"national_assembly": "CT-ANS", "council": "CT-HDND"}
PUBLISH_RULE, POSTING_RULE, REPORT_RULE = "CT-PUB", "CT-POST", "CT-REP"


def answer_rule(body: str) -> str:
    """Return the limit by whose session it is."""
    return ANSWER_RULES[body]


def trigger_day(received_on: date, lies_with_since: date | None) -> date:
    """Return the day the count begins: when it came to whoever it lies with, else when its keeper received it."""
    return lies_with_since or received_on
