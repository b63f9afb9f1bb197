"""Questions about voters' recommendations."""

from danvan.opinions.selectors.batches import batch_rows, batches_visible_to
from danvan.opinions.selectors.boards import (
    Board,
    Cluster,
    SessionLine,
    board_of,
    cluster_keys,
    clusters,
    rows_of_session,
    session_lines,
)
from danvan.opinions.selectors.dues import dues
from danvan.opinions.selectors.facts import (
    counted,
    feedback_of,
    first_steps,
    known_of,
    responses_of,
)
from danvan.opinions.selectors.feedback import Asking, answers_named, askings, to_ask
from danvan.opinions.selectors.limits import why_not_counted
from danvan.opinions.selectors.lists import (
    Row,
    Tab,
    commune_choices,
    filter_choices,
    in_tab,
    narrowed,
    rows_of,
    tabs_of,
)
from danvan.opinions.selectors.pages import (
    RecommendationPage,
    recommendation_page,
    response_file,
    suggestions,
)
from danvan.opinions.selectors.papers import (
    group_of,
    in_groups,
    report_fields,
    slip_fields,
    slips_of,
    summary_fields,
)
from danvan.opinions.selectors.published import (
    PublishedAnswer,
    published,
    published_choices,
    published_rows,
)
from danvan.opinions.selectors.publishing import what_to_look_at
from danvan.opinions.selectors.visible import (
    NO_PUBLIC_WORDS,
    may_see_any,
    meetings_of,
    own_scope,
    recommendations_visible_to,
    responses_to_ask,
    sessions_visible_to,
    sight_of,
)
from danvan.opinions.selectors.waiting import waiting_for

__all__ = [
    "NO_PUBLIC_WORDS",
    "Asking",
    "Board",
    "Cluster",
    "PublishedAnswer",
    "RecommendationPage",
    "Row",
    "SessionLine",
    "Tab",
    "answers_named",
    "askings",
    "batch_rows",
    "batches_visible_to",
    "board_of",
    "cluster_keys",
    "clusters",
    "commune_choices",
    "counted",
    "dues",
    "feedback_of",
    "filter_choices",
    "first_steps",
    "group_of",
    "in_groups",
    "in_tab",
    "known_of",
    "may_see_any",
    "meetings_of",
    "narrowed",
    "own_scope",
    "published",
    "published_choices",
    "published_rows",
    "recommendation_page",
    "recommendations_visible_to",
    "report_fields",
    "response_file",
    "responses_of",
    "responses_to_ask",
    "rows_of",
    "rows_of_session",
    "session_lines",
    "sessions_visible_to",
    "sight_of",
    "slip_fields",
    "slips_of",
    "suggestions",
    "summary_fields",
    "tabs_of",
    "to_ask",
    "waiting_for",
    "what_to_look_at",
    "why_not_counted",
]
