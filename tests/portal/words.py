"""Every word a public page can say: in its templates, in the modules behind it, and in the data it shows."""

import ast
import re
from datetime import date
from pathlib import Path

from django.apps import apps
from django.utils.translation.template import templatize

from danvan.calendars.choices import LimitUnit, Procedure
from danvan.calendars.rules import clock_picture, due_dates, working_days
from danvan.calendars.rules.working_days import read_calendar
from danvan.calendars.selectors import DATA
from danvan.calendars.selectors import time_limits as limits_of_law
from danvan.casework.choices import CaseKind, Stage
from danvan.casework.rules.acts import WRITER
from danvan.conclusions.choices import Origin
from danvan.denunciations.choices import Standing
from danvan.denunciations.choices import State as SealedState
from danvan.denunciations.rules import guards as sealed_guards
from danvan.denunciations.selectors.following import PLAIN as SEALED_PLAIN
from danvan.denunciations.selectors.tables import BESIDES as SEALED_BESIDES
from danvan.denunciations.selectors.tables import act_table
from danvan.denunciations.selectors.tables import label_of as sealed_label
from danvan.dialogues.choices import Audience, Group, Meeting
from danvan.dialogues.choices import Field as QuestionField
from danvan.indices.choices import IndexName
from danvan.kernel.text import weekday_name
from danvan.opinions.choices import Body, Field, ResultKind
from danvan.petitions.choices import Satisfaction, State
from danvan.petitions.rules import guards
from danvan.petitions.selectors.following import PLAIN
from danvan.petitions.selectors.tables import BESIDES, label_of, table_of
from danvan.schemes.selectors import read_definition
from danvan.schemes.services.definitions import DEFINITIONS
from danvan.ui.statuses import STATUSES

ROOT = Path(__file__).resolve().parents[2] / "danvan"
# Behind the public pages; what only the desk says in them needs no English.
MODULES = (
    *sorted((ROOT / "portal").rglob("*.py")),
    ROOT / "ui/forms.py",
    ROOT / "casework/services/following.py",
    ROOT / "casework/templatetags/casework.py",
    ROOT / "files/services/storing.py",
    ROOT / "files/services/holding.py",
    ROOT / "intake/services/drafts.py",
    ROOT / "denunciations/services/papers.py",
    ROOT / "denunciations/web/people.py",
    ROOT / "calendars/choices.py",
)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "translate", "blocktranslate"}
# How figures are said by the rules of schemes.
FIGURES = ("hạng %(number)s", "+%(number)s bậc", "-%(number)s bậc", "%(number)s bậc", "không có gì để tính")
VIETNAMESE = re.compile(r"[À-ỹĐđ]")


def public_templates():
    """Return the templates of the public pages and all they extend or include, and the pages of errors."""
    found = {*(ROOT / "portal/templates").rglob("*.html"), *(ROOT / "ui/templates").glob("*.html"),
             ROOT / "ui/templates/ui/_field.html", ROOT / "ui/templates/ui/_many_files.html"}  # fmt: skip
    waiting = list(found)
    while waiting:
        text = waiting.pop().read_text()
        for name in re.findall(r'{% (?:extends|include) "((?!django/)[^"]+)"', text):
            (path,) = [Path(app.path) / "templates" / name for app in apps.get_app_configs()
                       if (Path(app.path) / "templates" / name).exists()]  # fmt: skip
            if path not in found:
                found.add(path)
                waiting.append(path)
    return found


def of_templates():
    """Return what the templates translate."""
    quoted = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    said = [
        match
        for path in public_templates()
        for match in re.findall(rf"gettext\({quoted}", templatize(path.read_text()))
    ]
    return {ast.literal_eval(each) for each in said}


def _trees(paths):
    return [node for path in paths for node in ast.walk(ast.parse(Path(path).read_text()))]


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def of_modules():
    """Return what the modules behind the public pages translate."""
    calls = [node for node in _trees(MODULES) if isinstance(node, ast.Call) and _name(node) in CALLS]
    return {call.args[0].value for call in calls if call.args and _is_text(call.args[0])}


def _literals(*modules):
    """Return the Vietnamese texts of modules of rules, other than what a programmer reads."""
    nodes = _trees(module.__file__ for module in modules)
    parts = [part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values]
    read = [node.value for node in nodes if isinstance(node, ast.Expr)]
    unsaid = {id(node) for node in (*parts, *read)}
    said = {node.value for node in nodes if _is_text(node) and id(node) not in unsaid}
    return {text for text in said if text == text.strip() and VIETNAMESE.search(text)}


def of_refusals():
    """Return the sentences of refusals that somebody outside can meet."""
    nodes = _trees(
        ROOT / name
        for name in (
            "calendars/rules/time_limits.py",
            "calendars/rules/working_days.py",
            "casework/services/performing.py",
            "denunciations/selectors/seals.py",
            "denunciations/services/register.py",
            "kernel/text.py",
            "kernel/workflow.py",
            "petitions/services/register.py",
        )
    )
    said = []
    for node in nodes:
        target = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else getattr(node, "arg", "")
        if target in ("message", "never") and isinstance(node, ast.Assign | ast.keyword):
            said += ast.walk(node.value)
        elif isinstance(node, ast.Call) and _name(node) == "UnreadableDate":
            said.append(node.args[0])
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            said += [value for key, value in pairs if key is not None and _is_text(key) and key.value == "why"]
    return {node.value for node in said if _is_text(node) and VIETNAMESE.search(node.value)}


def _told_besides():
    """Return what is written on a timeline for the writer to read and stands in no table of acts."""
    calls = [node for node in _trees(ROOT.glob("*/services/**/*.py")) if isinstance(node, ast.Call)]
    written = [call for call in calls if _name(call) == "record_case_act" and _is_text(call.args[1])]
    return {call.args[1].value for call in written if any(each.arg == "is_told" for each in call.keywords)}


def of_acts():
    """Return the acts writers are told of, those they do, and what may stand against these."""
    found, besides = set(), _told_besides()
    assert besides >= {"register", "move_due", "hand_over"}
    for table, rules, label, named in (
        *((table_of(kind), guards, lambda act, kind=kind: label_of(table_of(kind), act), BESIDES)
          for kind in CaseKind.values if kind != CaseKind.DENUNCIATION),
        (act_table(), sealed_guards, sealed_label, SEALED_BESIDES),
    ):  # fmt: skip
        theirs = [act for act in table.values() if act.told or act.right == WRITER]
        found |= {label(act) for act in (*(act.code for act in theirs), *(besides & named.keys()))}
        asked = {f"_{guard}" for act in theirs if act.right == WRITER for guard in act.guards}
        functions = [node for node in _trees([rules.__file__]) if getattr(node, "name", "") in asked]
        found |= {node.value for each in functions for node in ast.walk(each) if _is_text(node) and node.value}
    return {text for text in found if VIETNAMESE.search(text)}


def _of_scheme(scheme):
    """Return the words of a scheme the front page shows: all of the leading one, the figures of another."""
    leads = scheme.scheme.is_leading
    found = {scheme.scheme.issuer, scheme.scheme.span} if leads else {scheme.scheme.name}
    if leads:
        found |= {group.name for group in (*scheme.groups, *scheme.task_groups)}
        found |= {target.statement for target in scheme.targets}
    found |= {target.name for target in scheme.targets}
    return found | {target.counts for target in scheme.targets if target.value == "count"}


def of_data():
    """Return the words of choices, of the table of limits, of the calendar and of the scheme."""
    limits = list(limits_of_law().values())
    calendar = list(read_calendar((DATA / "working_calendar.csv").read_text().splitlines()))
    schemes = [read_definition(path) for path in sorted(DEFINITIONS.glob("*.toml"))]
    choices = (CaseKind, Stage, Standing, State, SealedState, Satisfaction, IndexName, Procedure, LimitUnit,
               Body, Field, ResultKind, Origin, Audience, QuestionField, Group, Meeting)  # fmt: skip
    found = {str(label) for each in choices for label in each.labels}
    found |= set(PLAIN.values()) | set(SEALED_PLAIN.values()) | {look.word for look in STATUSES.values()}
    found |= {text for limit in limits for text in (limit.name, limit.trigger, limit.basis)}
    found |= {weekday_name(date(2026, 11, day)) for day in range(2, 9)}
    found |= {row.name for row in calendar} | set(working_days._OFF_BECAUSE.values())
    found |= {label.lower() for label in due_dates.PAUSE_LABELS.values()}
    found |= set(FIGURES).union(*(_of_scheme(scheme) for scheme in schemes))
    return {text for text in found if VIETNAMESE.search(text)}


def everything():
    """Return all of it."""
    return of_templates() | of_modules() | _literals(clock_picture, due_dates) | of_refusals() | of_acts() | of_data()
