"""Who reacts to which event.  The whole of it, in one table."""

from danvan.committees import jobs as committees
from danvan.desk import jobs as desk
from danvan.exemplars import jobs as exemplars
from danvan.intake import jobs as intake
from danvan.journal.jobs import react
from danvan.schemes import jobs as schemes


def wire() -> None:
    """Fill the table of reactions; called once, when the project starts."""
    react("RecordChanged", schemes.refresh_after_record_changed)
    react("CalendarChanged", desk.list_moves_soon)
    react("CaseChanged", schemes.refresh_after_case_changed)
    react("RecommendationChanged", schemes.refresh_after_recommendation_changed)
    react("CommendationProposed", exemplars.take_over_commendation)
    react("ConclusionTaskChanged", schemes.refresh_after_conclusion_task_changed)
    react("EvidenceRejected", desk.tell_of_returned_evidence)
    react("HoldingChanged", schemes.refresh_after_holding_changed)
    react("HoldingEnded", committees.refresh_after_holding_ended)
    react("SessionChanged", schemes.refresh_after_session_changed)
    react("UnitsImported", schemes.recompute_after_units_imported, desk.propose_hand_overs_now, intake.pass_on_mail_now)
