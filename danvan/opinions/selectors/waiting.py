"""What waits for somebody in this area, for their home page."""

from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.opinions.selectors.feedback import count_to_ask
from danvan.opinions.selectors.lists import Tab, narrowed, tabs_of
from danvan.opinions.selectors.visible import may_see_any

_SHOWN = ("chuyen", "tiep-nhan", "tre", "sap-han", "cong-khai")


def waiting_for(actor: Actor, *, on: date) -> list[Tab]:
    """Return what somebody has to do: to route, to accept, late, nearly due; answers to publish or to ask voters about.

    Nothing for who only watches.  At most two queries.
    """
    found: list[Tab] = []
    works = actor.may(Right.KEEP_OPINIONS) or actor.may(Right.ANSWER_OPINIONS)
    if works and may_see_any(actor):
        found = [tab for tab in tabs_of(actor, narrowed(actor, on=on), on=on) if tab.code in _SHOWN and tab.count]
    if actor.may(Right.GATHER_FEEDBACK) and (number := count_to_ask(actor)):
        found.append(Tab("phan-hoi", "trả lời chưa lấy ý kiến cử tri", number))
    return found
