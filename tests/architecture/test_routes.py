"""Every address × everyone × every method.

An address that is not in ACCESS fails the build: whoever adds a page decides
here who may open it.  The pages about one thing are asked about things of lan's
commune; tam next door, and everybody whose post does not reach it, get the same
404 as for what does not exist.
"""

import re
import uuid
from datetime import date, timedelta
from functools import cache
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import actor_in, seats_of
from danvan.calendars.models import ExceptionalDay
from danvan.calendars.services import load_calendar
from danvan.casework.models import Case
from danvan.casework.services import remind_of_cases
from danvan.conclusions.models import TaskFile
from danvan.conclusions.services import Row, attach_notice
from danvan.conclusions.services.reminding import remind_of_tasks
from danvan.config.routes import routes
from danvan.denunciations.models import SealedPaper
from danvan.denunciations.services.letters import draft_letter as draft_sealed
from danvan.denunciations.services.register import Accused, Denouncer, NewDenunciation, take_in
from danvan.denunciations.services.vaults import make_key_ring, make_vault
from danvan.desk.selectors import AUDIENCES
from danvan.desk.services import save_filter
from danvan.desk.web.records import KINDS
from danvan.dialogues.services import NewQuestion, announce_dialogue, take_questions
from danvan.dialogues.web.kinds import QUESTIONS
from danvan.evidence import services as evidence
from danvan.evidence.models import ImportBatch
from danvan.evidence.selectors.batches import model_of
from danvan.indices.models import IndexScore
from danvan.indices.services import load_indices
from danvan.intake.services import SheetLetter, import_letters, receive_mail
from danvan.journal.models import Entry
from danvan.letters.services import draft_letter
from danvan.notices.models import Notice
from danvan.opinions import services as opinions
from danvan.opinions.models import CouncilSession, ResponseFile
from danvan.opinions.services import NewRecommendation
from danvan.petitions.services import NewPetition, NewWriter, register_petition
from danvan.plans.models import Plan, PlanTask
from danvan.reception.models import ReceptionSession
from danvan.reception.services import Details, plan_session
from danvan.reception.services.batches import OldVisit, import_visits
from danvan.reception.services.visits import NewVisit, record_visit
from danvan.reception.web.visit_urls import BOOK
from danvan.schemes.services import load_definitions, recompute
from tests.cast import TODAY
from tests.conclusions.factories import do, issued
from tests.conclusions.factories import draft as concluded_draft
from tests.conclusions.promised import conclusion, tasks
from tests.files import samples
from tests.intake.mails import mail
from tests.kinds import make

pytestmark = pytest.mark.django_db

PUBLIC = "public"
SIGNED_IN = frozenset({"lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa"})
EVERYONE = SIGNED_IN | {"khach"}
# Who may look into lan's commune, write for it, verify it, see its results.
SEES = frozenset({"lan", "minh", "binh", "dung", "thanh"})
WRITES = frozenset({"lan", "minh", "binh", "dung"})
# The bodies that inspect.
KEEPERS = frozenset({"binh", "dung", "thanh"})
WRITERS = WRITES | {"tam"}
READERS = SEES | {"tam"}
RESULTS = READERS | {"quan"}
ADMIN = frozenset({"quan"})
# The file of a letter at lan's desk; desks that take letters in; who works on files at all.
FILES = frozenset({"lan", "minh"})
WRITES_LETTERS = FILES | {"tam"}
DESKS = WRITES_LETTERS | {"thanh"}
FIGURES = DESKS | {"binh", "dung"}

ACCESS: dict[str, object] = {
    "account_login": PUBLIC,
    "reception:book": WRITES_LETTERS | {"binh", "dung", "thanh"},
    "reception:book_paper": WRITES_LETTERS,
    "reception:counts": WRITES_LETTERS | {"binh", "dung", "thanh"},
    "reception:visit_import": WRITES_LETTERS,
    "reception:visit_template": WRITES_LETTERS,
    "reception:visit_problems": WRITES_LETTERS,
    "reception:visit_undo": FILES,
    "reception:open_today": WRITES_LETTERS,
    "reception:visit": FILES,
    "reception:visit_change": FILES,
    "reception:visit_link": FILES,
    "reception:visit_unlink": FILES,
    "reception:visit_petition": FILES,
    "reception:visit_case": FILES,
    "reception:visit_unlink_case": FILES,
    "reception:refusal": FILES,
    "reception:visit_paper": FILES,
    "reception:sheet": FILES,
    "reception:sheet_keys": FILES,
    "reception:sheet_worker": WRITES_LETTERS,
    "reception:minutes": FILES,
    "reception:conclude": FILES,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "petitions:petition_list": FIGURES,
    "petitions:bulk": DESKS,
    "petitions:overview": FIGURES,
    "chasing:list": FIGURES,
    "chasing:letter": FIGURES - {"tam"},
    "moves:list": frozenset({"minh"}),
    "operations:page": ADMIN,
    "operations:health": PUBLIC,
    "petitions:hand_overs": WRITES_LETTERS,
    "petitions:petition": FILES,
    "petitions:act": FILES,
    "petitions:paper": FILES,
    "conclusions:task_list": READERS,
    "conclusions:task": SEES,
    "conclusions:act": FILES,
    "conclusions:file": FILES,
    "conclusions:new": WRITES_LETTERS,
    "conclusions:conclusion": SEES,
    "conclusions:draft": FILES,
    "conclusions:issue": FILES,
    "conclusions:discard": FILES,
    "conclusions:attach": FILES,
    "conclusions:cancel": FILES,
    "conclusions:notice": FILES,
    "conclusions:paper": FILES,
    "letters:register": DESKS,
    "letters:case_letters": FILES,
    "letters:draft": FILES,
    "letters:letter": FILES,
    "letters:issue": FILES,
    "letters:withdraw": FILES,
    "letters:discard": FILES,
    "letters:download": FILES,
    "letters:page_picture": FILES,
    "intake:register": WRITES_LETTERS,
    "intake:receipt": FILES,
    "intake:split": FILES,
    "intake:renew": FILES,
    "intake:letter_import": WRITES_LETTERS,
    "intake:letter_template": WRITES_LETTERS,
    "intake:letter_problems": WRITES_LETTERS,
    "intake:letter_undo": FILES,
    "intake:batch": FILES,
    "intake:batch_receipts": FILES,
    "intake:mails": WRITES_LETTERS,
    "intake:mail": FILES,
    "intake:mail_aside": FILES,
    "intake:mail_take_back": FILES,
    "intake:mail_seal": FILES,
    "intake:mail_paper": FILES,
    "conclusions:board": READERS,
    "conclusions:reminders": WRITES_LETTERS,
    "conclusions:reminder_letter": FILES,
    "conclusions:reminder_sent": FILES,
    "conclusions:general_letter": FILES,
    "conclusions:publishing": WRITES_LETTERS,
    "conclusions:publish": FILES,
    "conclusions:withdraw": FILES,
    "denunciations:list": DESKS,
    "denunciations:take_in": frozenset(),
    "denunciations:numbers": frozenset({"minh"}),
    "denunciations:seals": frozenset(),
    "denunciations:hand_over": frozenset(),
    "denunciations:hand_overs": frozenset({"minh"}),
    "denunciations:renew_vault": frozenset(),
    "denunciations:prove_shares": frozenset(),
    "denunciations:consent": frozenset(),
    "denunciations:denunciation": frozenset({"minh"}),
    "denunciations:ask": frozenset({"minh"}),
    "denunciations:part": frozenset({"minh"}),
    "denunciations:paper": frozenset({"minh"}),
    "denunciations:act": frozenset({"minh"}),
    "denunciations:letters": frozenset({"minh"}),
    "denunciations:letter_draft": frozenset({"minh"}),
    "denunciations:letter": frozenset({"minh"}),
    "denunciations:letter_issue": frozenset({"minh"}),
    "denunciations:letter_withdraw": frozenset({"minh"}),
    "denunciations:letter_discard": frozenset({"minh"}),
    "denunciations:letter_file": frozenset({"minh"}),
    "denunciations:masks": frozenset({"minh"}),
    "denunciations:mask": frozenset({"minh"}),
    "denunciations:renew": frozenset(),
    "opinions:recommendation_list": FIGURES,
    "opinions:record": WRITES_LETTERS,
    "opinions:repeats": FIGURES,
    # Only the Front asks voters.
    "opinions:feedback": frozenset(),
    "opinions:list_import": WRITES_LETTERS,
    "opinions:list_template": WRITES_LETTERS,
    "opinions:list_problems": WRITES_LETTERS,
    "opinions:list_undo": FILES,
    "opinions:sessions": FIGURES,
    "opinions:session_add": WRITES_LETTERS,
    "opinions:session": SEES,
    "opinions:session_change": FILES,
    "opinions:meeting_add": FILES,
    "opinions:session_sheet": FILES,
    "opinions:session_summary": FILES,
    "opinions:session_report": FILES,
    "opinions:slip": FILES,
    "opinions:paper": FILES,
    "opinions:recommendation": SEES,
    "opinions:change": FILES,
    "opinions:say_repeat": FILES,
    "opinions:to_letter": FILES,
    "opinions:act": FILES,
    "portal:answers_to_voters": PUBLIC,
    "reception:schedule": READERS,
    "reception:plan": WRITES_LETTERS,
    "reception:add": WRITES_LETTERS,
    "reception:ad_hoc": WRITES_LETTERS,
    "reception:past": WRITES_LETTERS,
    "reception:import": WRITES_LETTERS,
    "reception:import_template": WRITES_LETTERS,
    "reception:publish": WRITES_LETTERS,
    "reception:drop": WRITES_LETTERS,
    "reception:notice_word": WRITES_LETTERS,
    "reception:notice_pdf": WRITES_LETTERS,
    "reception:duty": READERS,
    "reception:duty_unit": SEES,
    "reception:session": SEES,
    "reception:act": FILES,
    "portal:reception": PUBLIC,
    "portal:reception_feed": PUBLIC,
    "portal:denounce": PUBLIC,
    "portal:dialogues": PUBLIC,
    "portal:dialogue": PUBLIC,
    "portal:dialogue_sent": PUBLIC,
    "portal:home": PUBLIC,
    "portal:calculator": PUBLIC,
    "portal:promises": PUBLIC,
    "portal:letters_published": PUBLIC,
    "portal:letter_start": PUBLIC,
    "portal:letter_step": PUBLIC,
    "portal:letter_receipt": PUBLIC,
    "portal:letter_discard": PUBLIC,
    "portal:letter_remove_paper": PUBLIC,
    "portal:letter_begin_paper": PUBLIC,
    "portal:letter_go_on_paper": PUBLIC,
    "portal:follow": PUBLIC,
    "portal:followed": PUBLIC,
    "portal:followed_act": PUBLIC,
    "portal:followed_letter_act": PUBLIC,
    "portal:followed_paper": PUBLIC,
    "portal:followed_begin_paper": PUBLIC,
    "portal:followed_go_on_paper": PUBLIC,
    "portal:follow_leave": PUBLIC,
    "portal:time_limits": PUBLIC,
    "desk:home": SIGNED_IN,
    "desk:search": SIGNED_IN,
    "agenda:month": READERS,
    "agenda:new_address": READERS,
    "agenda:drop_address": READERS,
    "agenda:feed": PUBLIC,
    "desk:save_filter": SIGNED_IN,
    "desk:remove_filter": frozenset({"lan"}),
    "notices:list": SIGNED_IN,
    "notices:read_all": SIGNED_IN,
    "notices:settings": SIGNED_IN,
    "notices:open": frozenset({"lan"}),
    "authority:index": ADMIN,
    "authority:switch_post": SIGNED_IN,
    "authority:people": ADMIN,
    "authority:person": ADMIN,
    "authority:person_add": ADMIN,
    "authority:person_seat": ADMIN,
    "authority:holding_end": ADMIN,
    "calendar:days": ADMIN,
    "calendar:day_set": ADMIN,
    "calendar:day_remove": ADMIN,
    "calendar:moves": ADMIN,
    "journal:entries": ADMIN,
    "journal:check": ADMIN,
    "units:directory": SIGNED_IN,
    "units:unit": SIGNED_IN,
    "units:export_xlsx": SIGNED_IN,
    "units:export_csv": SIGNED_IN,
    "files:begin": SIGNED_IN,
    # With a token of nobody it is not there; with one's own: tests/files/test_receiving.py.
    "files:go_on": frozenset(),
    "evidence:queue": frozenset({"binh", "dung"}),
    "evidence:verify_several": frozenset({"binh", "dung"}),
    "evidence:piece": SEES,
    "evidence:verify": SEES,
    "evidence:reject": SEES,
    "evidence:change": WRITES,
    "evidence:submit": SEES,
    "evidence:withdraw": SEES,
    "evidence:attach": WRITES,
    "evidence:recall": WRITES,
    "evidence:document_list": READERS,
    "evidence:document_add": WRITERS,
    "evidence:document": SEES,
    "evidence:document_change": WRITES,
    "evidence:document_file": SEES,
    "evidence:file_remove": WRITES,
    "records:index": READERS,
    "plans:task_finish": WRITES,
    "exemplars:gallery": READERS,
    "exemplars:family": SEES,
    "inspections:calendar": READERS,
    "schemes:scorecard": RESULTS,
    "schemes:target": RESULTS,
    "schemes:target_unit": SEES | {"quan"},
    "schemes:matrix": RESULTS,
    "schemes:map": RESULTS,
    "schemes:late": RESULTS,
    "schemes:indicators": RESULTS,
    "schemes:indicator": RESULTS,
    "schemes:weaknesses": RESULTS,
    "schemes:weakness": RESULTS,
    "schemes:declared": RESULTS,
    "schemes:declare": WRITERS,
    "schemes:declare_import": WRITERS,
    "schemes:declare_template": WRITERS,
    "schemes:closing": RESULTS,
    "schemes:closing_year": frozenset({"binh"}),
    "schemes:close": frozenset({"binh"}),
    "schemes:reopen": frozenset({"binh"}),
    "reports:briefing": RESULTS,
    "reports:briefing_docx": RESULTS,
}
# Who writes under another right than that of records.
WRITERS_OF = {Right.WRITE_RECORDS: (WRITERS, WRITES)}
WRITERS_OF[Right.KEEP_INDICES] = (frozenset({"binh"}), frozenset({"binh"}))
WRITERS_OF[Right.KEEP_INSPECTIONS] = (KEEPERS, KEEPERS)
# Dialogues are kept where they are held.
WRITERS_OF[Right.KEEP_RECEPTIONS] = (WRITES_LETTERS, FILES)


def access_of(kind):
    """Return who may open the pages of a kind: its list and files, its rows in lan's commune, its acts."""
    adding, changing = WRITERS_OF[model_of(kind.code).write_right]
    seeing = READERS if kind.code == "index_score" else SEES
    pages = {"list": READERS, "export": READERS, "detail": seeing}
    if kind.form:
        pages |= {"add": adding, "change": changing, "delete": changing}
    if kind.sheet:
        pages |= {"template": adding, "import": adding, "problems": adding, "undo": changing}
    # An act asks for its own right; some are the unit's, some the inspecting body's.
    pages |= {act.name: changing | WRITES for act in kind.acts}
    return {kind.url_name(page): who for page, who in pages.items()}


for each in KINDS.values():
    ACCESS |= access_of(each)

BOOK_PAGES = {f"reception:{each.name}" for each in BOOK}
# Questions stand below a dialogue; only the keepers of its unit act on them.
ACCESS |= {f"dialogues:question_{page}": READERS for page in ("list", "export")}
ACCESS |= {f"dialogues:question_{page}": WRITES_LETTERS for page in ("template", "import", "problems")}
ACCESS |= {f"dialogues:question_{act.name}": FILES for act in QUESTIONS.acts}
ACCESS |= {
    "dialogues:question_detail": SEES,
    "dialogues:question_undo": FILES,
    "dialogues:opening": SEES,
    "dialogues:paper": SEES,
    "dialogues:publish": FILES,
}

METHODS = ("get", "post", "put", "delete")
# What one may do here depends on the state of the thing too: those who may can still meet a 404.
STATEFUL = re.compile(
    r"^(authority:switch_post|mfa_(deactivate_totp|download_recovery_codes|view_recovery_codes|authenticate)"
    r"|evidence:(attach|change|submit|withdraw|verify|reject|recall|document_change|file_remove)"
    r"|schemes:(closing_year|close|reopen)|intake:(letter_problems|letter_undo)|opinions:(list_problems|list_undo)"
    r"|dialogues:question_(undo|admit)|reception:(visit_problems|visit_undo|refusal))$"
)
ACTS = {kind.url_name(act.name) for kind in KINDS.values() for act in kind.acts}
STATEFUL_PAGES = ("change", "delete", "undo", "problems", "finish")
# Who sees a thing and may not act on it is refused in words; it is no secret that the thing exists.
KNOWN_TO = {"evidence": SEES, "indices": READERS}
KNOWN_TO |= {kind.area: SEES for kind in KINDS.values() if kind.area != "indices"}
AREAS = {kind.area for kind in KINDS.values()}


def is_stateful(name):
    area, _, page = name.partition(":")
    return bool(STATEFUL.match(name)) or name in ACTS or (area in AREAS and page.endswith(STATEFUL_PAGES))


@pytest.fixture
def province(cast, settings, tmp_path):
    """The small province with one thing of each kind, all of lan's commune."""
    settings.MEDIA_ROOT = tmp_path
    platform = system_actor(TODAY)
    load_calendar(actor=platform)
    load_indices(actor=platform)
    load_definitions()
    lan = cast.actor("lan")
    document = evidence.add_document(
        cast.place.commune.pk,
        actor=lan,
        uploads=[SimpleUploadedFile("ke-hoach.pdf", samples.pdf())],
        kind="plan",
        number="12/KH-UBND",
        issued_on=date(2026, 1, 20),
        title="Kế hoạch dân vận của xã bí mật",
        issuer="UBND xã Đông Hiếu",
        signer="Người ký",
        signer_title="Chủ tịch",
    )
    plan = evidence.create_record(
        Plan,
        actor=lan,
        unit=cast.place.commune,
        title="Kế hoạch dân vận của xã bí mật",
        happened_on=date(2026, 1, 20),
        plan_kind="government_mobilization",
        year=2026,
        document=document,
    )
    task = evidence.create_record(
        PlanTask,
        actor=lan,
        unit=cast.place.commune,
        title="Việc của xã bí mật",
        plan=plan,
        owner="Văn phòng",
        due_on=date(2026, 10, 1),
    )
    spare = evidence.create_record(
        PlanTask,
        actor=lan,
        unit=cast.place.commune,
        title="Việc thừa của xã bí mật",
        plan=plan,
        owner="Văn phòng",
        due_on=date(2026, 10, 1),
    )
    piece = evidence.attach_evidence(
        plan.pk, actor=lan, proves="kế hoạch", fact_on=date(2026, 1, 20), document_ids=[document.pk]
    )
    evidence.submit_evidence(piece.pk, actor=lan, at=timezone.now())
    batch = ImportBatch.objects.create(
        kind="plan", file_name="ke-hoach.xlsx", sha256="0" * 64, rows=0, person=cast.lan, holding_id=lan.holding_id
    )
    recompute("da04", on=TODAY)
    notice = Notice.objects.create(
        holding_id=lan.holding_id, key="việc", text="Đến hạn: việc bí mật", url="/ho-so/", made_at=timezone.now()
    )
    kept = save_filter(lan, page="plans:plan_list", name="Việc bí mật", query="nam=2026")
    letter = register_petition(
        NewPetition(
            kind="complaint",
            unit_id=cast.place.commune.pk,
            received_on=TODAY,
            channel="desk",
            summary="Chuyện bí mật của một gia đình",
            writers=[NewWriter("Người bí mật")],
        ),
        actor=lan,
        at=timezone.now(),
        papers=[SimpleUploadedFile("don.pdf", samples.pdf())],
    )
    others = {}
    for kind in KINDS.values():
        model = model_of(kind.code)
        if kind.area in ("plans", "indices"):
            continue
        made = [make(model, cast.place.commune, state="draft", title=f"{title} bí mật") for title in ("Việc", "Thừa")]
        others[kind.url_name("")] = [row.pk for row in made]
    dialogue_id, _spare = others["dialogues:dialogue_"]
    asked = take_questions(
        dialogue_id, [NewQuestion("Câu hỏi bí mật"), NewQuestion("Câu bí mật khác")], actor=lan, at=timezone.now()
    )
    others["dialogues:question_"] = [row.pk for row in asked]
    announce_dialogue(
        dialogue_id, actor=lan, at=timezone.now(), words="Mời đến dự", takes_questions=True, questions_until=None
    )
    # Late enough to be chased, and reminded of.
    Case.objects.filter(pk=letter.pk).update(due_on=TODAY - timedelta(days=30))
    remind_of_cases(at=timezone.now(), audiences=AUDIENCES)
    settings.SEAL_KEYS = tmp_path / "seal-keys"
    make_key_ring(at=timezone.now())
    make_vault(needed=2, count=3, actor=platform, at=timezone.now())
    sealed, _is_new = take_in(
        NewDenunciation(
            unit_id=cast.place.commune.pk,
            received_on=TODAY,
            channel="desk",
            accused=[Accused(cast.place.commune.pk, "staff", "Người bí mật")],
            denouncers=[Denouncer("Người bí mật")],
            is_formal=True,
            extract="Chuyện bí mật",
            papers_tell_who=False,
        ),
        actor=platform,
        at=timezone.now(),
        papers=[SimpleUploadedFile("chung-cu.pdf", samples.pdf())],
    )
    drafts = [
        draft_letter(letter, "phieu-huong-dan", {"content": "Chuyện bí mật"}, signer=("CHỦ TỊCH", ""), actor=lan)
        for _ in range(2)
    ]
    brought = import_letters(
        [
            SheetLetter(
                2,
                NewPetition(
                    kind="complaint",
                    unit_id=cast.place.commune.pk,
                    received_on=TODAY,
                    channel="post",
                    summary="Chuyện bí mật",
                    writers=[NewWriter("Người bí mật")],
                ),
            )
        ],
        unit_id=cast.place.commune.pk,
        file_name="bí mật.xlsx",
        sha256="0" * 64,
        actor=lan,
        at=timezone.now(),
    )
    waiting = receive_mail(
        mail("Chuyện bí mật", files=[("don.pdf", samples.pdf(), "application/pdf")]),
        unit_id=cast.place.commune.pk,
        actor=platform,
        at=timezone.now(),
    ).mail
    sealed_drafts = [
        draft_sealed(sealed, "tc-ket-luan", {"content": "Chuyện bí mật"}, signer=("CHỦ TỊCH", ""), actor=platform)
        for _ in range(2)
    ]
    concluded = issued(lan, cast.place.commune.pk, Row("Việc bí mật", cast.place.commune.pk, TODAY), on=TODAY)
    signed = SimpleUploadedFile("thong-bao.pdf", samples.pdf())
    attach_notice(concluded.pk, signed, actor=lan, version=concluded.version)
    told = concluded.tasks.get()
    do(told, "progress", lan, on=TODAY, files=1, note="Chuyện bí mật")
    unwritten = [concluded_draft(lan, cast.place.commune.pk, Row("Việc bí mật")) for _ in range(2)]
    # Late with its first letter waiting for signature, and one past the third.
    late = conclusion(cast.place.commune)
    tasks(cast.place.commune, of=late, due_on=TODAY - timedelta(days=6), text="Lời hứa bí mật")
    tasks(cast.place.commune, of=late, due_on=TODAY - timedelta(days=60), reminders=3, text="Lời hứa bí mật")
    remind_of_tasks(at=timezone.now())
    met = ReceptionSession.objects.create(
        unit=cast.place.commune, on=TODAY, kind="regular", place="Trụ sở", state="open", opened_at=timezone.now()
    )
    visit, _is_new = record_visit(
        met.pk,
        NewVisit(
            matter="complaint",
            outcome="refused",
            refusal_ground="closed",
            name="Người bí mật",
            content="Chuyện bí mật",
            no_id_reason="bí mật",
        ),
        key=uuid.uuid4(),
        actor=lan,
        at=timezone.now(),
    )
    old_book = import_visits(
        [OldVisit(date(2025, 3, 5), "regular", "", NewVisit(matter="other", outcome="answered", name="Người bí mật"))],
        unit_id=cast.place.commune.pk,
        place="Trụ sở",
        file_name="bí mật.xlsx",
        sha256="0" * 64,
        actor=lan,
        at=timezone.now(),
    )
    session = plan_session(
        cast.place.commune.pk,
        TODAY,
        details=Details(place="Phòng bí mật", subject="Chuyện bí mật"),
        actor=lan,
        at=timezone.now(),
    )
    return {
        "session": {"session_id": session.pk, "slug": "sua"},
        "opinions": _voiced(cast, lan),
        "conclusions": {
            "conclusion_id": concluded.pk,
            "draft": unwritten[0].pk,
            "spare": unwritten[1].pk,
            "task_id": told.pk,
            "act": "progress",
            "file_id": TaskFile.objects.get().pk,
            "form": "docx",
            "keeper": cast.place.commune.pk,
            "unit": cast.place.commune.pk,
        },
        "reception": {"session_id": met.pk, "visit_id": visit.pk, "paper": "phieu-tiep", "batch": old_book.pk},
        "intake": {
            "code": letter.code,
            "batch": brought.pk,
            "batch_id": brought.pk,
            "mail_id": waiting.pk,
            "paper_id": waiting.papers.get().pk,
        },
        "letters": {
            "code": letter.code,
            "kind": "phieu-huong-dan",
            "letter_id": drafts[0].pk,
            "spare": drafts[1].pk,
            "file_type": "docx",
            "number": 1,
        },
        "sealed": {
            "code": sealed.code,
            "act": "exclude",
            "part": "stripped",
            "paper_id": SealedPaper.objects.get().pk,
            "number": 1,
            "kind": "tc-ket-luan",
            "letter_id": sealed_drafts[0].pk,
            "spare": sealed_drafts[1].pk,
            "file_type": "docx",
            "custodian_id": 1,
            "request_id": 1,
        },
        "kinds": others,
        "dialogue": dialogue_id,
        "slug": "thong-bao",
        "record_id": plan.pk,
        "plan": plan.pk,
        "task": task.pk,
        "spare_task": spare.pk,
        "evidence_id": piece.pk,
        "document_id": document.pk,
        "file_id": document.files.get().pk,
        "person_id": cast.lan.pk,
        "holding_id": lan.holding_id,
        "day_id": ExceptionalDay.objects.latest("on").pk,
        "unit_id": cast.place.commune.pk,
        "unit": cast.place.commune.pk,
        "target": "T03",
        "indicator": "S04",
        "weakness": "L1",
        "notice": notice.pk,
        "saved_filter": kept.pk,
        "year": 2025,
        "batch": batch.pk,
        "form": "xlsx",
        "code": letter.code,
        "act": "classify",
        "step": "loai",
        "token": "khong-co",
        "paper_id": letter.papers.get().pk,
        "score": IndexScore.objects.first().pk,
    }


def _voiced(cast, lan):
    """A list lan keeps: a recommendation not yet routed, one to answer, one answered with a file."""
    session = CouncilSession.objects.create(
        unit=cast.place.commune, body="council", number=2, term="2026–2031", opens_on=TODAY
    )
    rows = [
        opinions.record_recommendation(
            NewRecommendation(session.pk, "Chuyện bí mật của một gia đình", "roads", TODAY),
            actor=lan,
            at=timezone.now(),
        )
        for _ in range(3)
    ]

    def do(row, act, given, papers=()):
        opinions.perform(row.pk, act, given, actor=lan, on=TODAY, at=timezone.now(), papers=papers)

    for row in rows[1:]:
        do(row, "route", {"to_unit": cast.place.commune.pk})
    do(rows[2], "accept", {})
    answer = SimpleUploadedFile("tra-loi.pdf", samples.pdf())
    do(rows[2], "answer", {"kind": "settled", "number": "1/UBND", "note": "Chuyện bí mật"}, [answer])
    batch = opinions.import_list(
        [NewRecommendation(session.pk, "Chuyện bí mật khác", "roads", TODAY)],
        unit_id=cast.place.commune.pk,
        file_name="bí mật.xlsx",
        sha256="0" * 64,
        actor=lan,
        at=timezone.now(),
    )
    return {
        "recommendation": rows[0].pk,
        "session": session.pk,
        "unit": cast.place.commune.pk,
        "form": "docx",
        "act": "route",
        "file_id": ResponseFile.objects.get().pk,
        "batch": batch.pk,
    }


def address(route, things):
    if route.name.startswith("opinions:"):
        own = things["opinions"]
        of_session = ("session", "meeting_add", "slip")
        of = "session" if route.name.partition(":")[2].startswith(of_session) else "recommendation"
        return reverse(route.name, kwargs={name: own[of if name == "pk" else name] for name in route.parameters})
    if route.name.startswith("denunciations:"):
        things = things["sealed"]
        if route.name == "denunciations:letter_discard":
            things = {**things, "letter_id": things["spare"]}
    if route.name.startswith("conclusions:"):
        things = things["conclusions"]
        page = route.name.partition(":")[2]
        if page in ("draft", "issue", "discard"):
            things = {**things, "conclusion_id": things["spare" if page == "discard" else "draft"]}
    if route.name.startswith("intake:"):
        things = things["intake"]
    if route.name in BOOK_PAGES:
        things = things["reception"]
    elif route.name.startswith("reception:"):
        things = {**things, **things["session"]}
    if route.name.startswith("letters:"):
        things = things["letters"]
        if route.name == "letters:discard":
            things = {**things, "letter_id": things["spare"]}
    if route.name == "dialogues:paper":
        things = {**things, "form": "docx"}
    parameters = {name: things[name] for name in route.parameters if name != "pk"}
    if "pk" in route.parameters:
        # What is deleted on the way must not be missed by the addresses after it.
        name = route.name.partition(":")[2]
        _area, _, page = route.name.partition(":")
        own = [key for key in things["kinds"] if ":" in key and route.name.startswith(key)]
        if own:
            parameters["pk"] = things["kinds"][max(own, key=len)][page.endswith("_delete")]
        elif route.name.startswith("dialogues:"):
            parameters["pk"] = things["dialogue"]
        elif route.name == "exemplars:family":
            parameters["pk"] = things["kinds"]["exemplars:exemplar_"][0]
        else:
            kind = "spare_task" if name == "task_delete" else name.partition("_")[0]
            parameters["pk"] = things[kind]
    return reverse(route.name, kwargs=parameters)


def test_every_address_is_classified():
    assert {route.name for route in routes()} == set(ACCESS)


def test_everyone_meets_every_address_as_classified(province, cast, monkeypatch):
    """One province for everybody: what a request did is undone before the next.

    So who somebody is stays the same, and is asked once; what is not there looks
    the same everywhere, and is not drawn thousands of times.
    """
    monkeypatch.setattr("danvan.authority.middleware.seats_of", cache(seats_of))
    monkeypatch.setattr("danvan.authority.middleware.actor_in", cache(actor_in))
    monkeypatch.setattr("django.conf.urls.handler404", lambda request, exception: HttpResponseNotFound())
    wrong = [fault for who in sorted(EVERYONE) for fault in _wrongs_of(who, province, cast)]

    assert not wrong, "\n".join(wrong)


def _wrongs_of(who, province, cast):
    client = Client(raise_request_exception=False)
    if who != "khach":
        client.force_login(getattr(cast, who))
    signed_in = client.cookies.output()
    before = Entry.objects.latest("pk").pk
    for route in routes():
        for method in METHODS[: {"khach": 4, "lan": 3}.get(who, 2)]:
            client.cookies = SimpleCookie(signed_in.replace("Set-Cookie: ", ""))
            with transaction.atomic():
                response = getattr(client, method)(address(route, province))
                body = response.getvalue() if response.streaming else response.content
                fault = _fault(who, route, method, response)
                if who not in WRITERS | ADMIN | KEEPERS and Entry.objects.filter(pk__gt=before).exists():
                    fault = fault or "leaves an act in the journal"
                if who not in SEES and "bí mật".encode() in body:
                    fault = fault or "shows what is not theirs"
                transaction.set_rollback(True)
            if fault:
                yield f"{who}: {method.upper()} {route.name}: {fault}"


def _fault(who, route, method, response):
    """Return the status when it is not the one this person should meet."""
    status = response.status_code
    if status >= 500:
        fine = False
    elif ACCESS[route.name] is PUBLIC:
        fine = status != 404
    elif who == "khach":
        fine = status == 405 or (status == 302 and response.url.startswith(reverse("account_login")))
    elif who in ACCESS[route.name]:
        # A page may refuse what was sent; it may not pretend not to exist.
        fine = status != 404 or method in {"put", "delete"} or is_stateful(route.name)
    else:
        knows = who in KNOWN_TO.get(route.name.partition(":")[0], ())
        fine = status in {404, 405} or (knows and method == "post")
    return "" if fine else status


def test_nothing_of_one_commune_shows_on_any_list_of_another(province, cast):
    client = Client()
    client.force_login(cast.tam)
    showing = []
    for route in routes():
        if route.parameters - {"form", "year", "target"}:
            continue
        # Typed without accents, so that a page repeating the question does not look like a find.
        response = client.get(address(route, province), {"q": "bi mat"})
        body = response.getvalue() if response.streaming else response.content
        if "bí mật".encode() in body:
            showing.append(route.name)

    assert showing == []
