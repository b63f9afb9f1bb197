"""Letters by the thousand or the million, written to the tables in bulk: for benchmarks and for plans of queries.

The shape is that of a province after five years: one desk and a few communes
have most of it, three in a hundred are open, some words stand in every second
letter and some in one of twenty thousand.  The same seed gives the same letters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import exp
from random import Random
from typing import Any

from django.db import connection

from danvan.kernel.text import fold
from danvan.petitions.choices import Subject

AGES = 1826
# One letter in so many has this word.
RARE_WORD, RARE = "mắc ca", 20_000
FREQUENT_WORD = "đề nghị"

_PHRASES = (
    "đề nghị xem xét việc cấp giấy chứng nhận quyền sử dụng đất", "việc thu hồi đất để làm đường chưa bồi thường đúng",
    "đề nghị làm lại con đường liên xóm bị ngập mùa mưa", "khiếu nại quyết định xử phạt vi phạm hành chính",
    "phản ánh trại lợn gây ô nhiễm nguồn nước của bà con", "đề nghị hỗ trợ hộ nghèo sửa nhà sau bão",
    "tranh chấp ranh giới thửa đất với hộ liền kề", "chế độ người có công chưa được hưởng đủ",
    "thái độ của cán bộ một cửa khi nhận hồ sơ", "phản ánh việc thu các khoản đóng góp ngoài quy định",
    "đề nghị lắp đèn đường và biển báo tại ngã ba", "việc lấn chiếm hành lang giao thông kéo dài",
    "đề nghị công khai danh sách hộ được hỗ trợ", "khiếu nại phương án tái định cư của dự án",
    "phản ánh quy định về hồ sơ đăng ký kinh doanh rườm rà", "đề nghị nạo vét mương tiêu của cánh đồng",
    "nhà văn hóa xóm xuống cấp chưa được sửa", "việc xây nhà trái phép trên đất nông nghiệp",
    "đề nghị trả lời bằng văn bản", "kính mong quý cơ quan giải quyết theo pháp luật",
    "bãi rác tự phát gần trường tiểu học", "trường mầm non thiếu phòng học", "trạm y tế thiếu thuốc",
    "đề nghị kiểm tra mỏ đá nổ mìn gần khu dân cư", "xe tải chở đất làm hỏng đường bê tông",
    "nước sinh hoạt bị đục nhiều ngày", "đề nghị xác nhận thời gian công tác để hưởng trợ cấp",
    "khiếu nại kết quả xét tuyển viên chức", "phản ánh quán hát gây ồn ban đêm", "đề nghị hòa giải tranh chấp lối đi",
)  # fmt: skip
_ONSETS = (
    "b", "c", "ch", "d", "đ", "g", "h", "k", "l", "m", "n", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"
)  # fmt: skip
_RIMES = (
    "a", "an", "ang", "anh", "ao", "ây", "ân", "âm", "em", "ên", "êu", "i", "inh", "in", "o", "on", "ong", "oi",
    "ôi", "ơi", "u", "ung", "uân", "ương", "ươi", "ư", "y", "yên"
)  # fmt: skip
_FAMILIES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Hồ", "Ngô", "Cao", "Thái", "Đậu", "Lô",
    "Vi", "Kha", "Lương", "Moong", "Chu"
)  # fmt: skip
_MIDDLES = (
    "Văn", "Thị", "Hữu", "Đức", "Xuân", "Minh", "Quốc", "Ngọc", "Thanh", "Bá", "Đình", "Trọng"
)  # fmt: skip

_KINDS = (
    ("complaint", "KN"), ("recommendation", "KNPA"), ("regulation", "PAKN"), ("mixed", "NND"), ("denunciation", "TC")
)  # fmt: skip
_SHARES = (25, 80, 90, 94, 100)

_TABLES = ("casework_case", "casework_clock", "casework_caseact", "casework_assignment", "casework_paper",
           "casework_reminder", "petitions_petition", "petitions_writer")  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A unit that takes letters in, and the holding letters are given to there."""

    unit_id: int
    holding_id: int


def fill_letters(number: int, desks: Sequence[Desk], *, today: date, seed: int = 404) -> None:
    """Replace all letters by so many invented ones; the first desks have by far the most."""
    with connection.cursor() as cursor:
        # Row triggers and foreign keys are not what is measured.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(_TABLES)} RESTART IDENTITY CASCADE")
        cursor.execute(_LETTER)
        with cursor.copy("COPY letter FROM STDIN") as copy:
            for row in _letters(number, desks, today, Random(seed)):
                copy.write_row(row)
        # Sorted once at the end, rather than kept in order a million times.
        for statement in [*_STATEMENTS, *_take_indexes_away(cursor)]:
            cursor.execute(statement)
        cursor.execute("DROP TABLE letter")
        for table in _TABLES:
            if table != "petitions_petition":
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET session_replication_role = DEFAULT")


def _take_indexes_away(cursor: Any) -> list[str]:
    """Drop the indexes that hold nothing but an order, and return what makes them again."""
    cursor.execute(
        """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
              AND indexdef NOT LIKE 'CREATE UNIQUE%%'
        """,
        [list(_TABLES)],
    )
    found = cursor.fetchall()
    for name, _made_by in found:
        cursor.execute(f"DROP INDEX {name}")
    return [made_by for _name, made_by in found]


# --- one letter after another -----------------------------------------------------------------------------------------


def _letters(number: int, desks: Sequence[Desk], today: date, random: Random) -> Iterator[tuple[Any, ...]]:
    # A tenth at the first desk, then falling off, as the places of a ranking do.
    shares = list(accumulate([3.0, *(1 / (1 + place / 4) for place in range(1, len(desks)))]))
    syllables = [f"{onset}{rime}" for onset in _ONSETS for rime in _RIMES]
    random.shuffle(syllables)
    falling = list(accumulate(1 / (place + 8) for place in range(len(syllables))))
    likely = list(accumulate(1 / (place + 4) for place in range(len(_PHRASES))))
    names = [
        f"{family} {middle} {given.capitalize()}"
        for family in _FAMILIES
        for middle in _MIDDLES
        for given in syllables[:40]
    ]
    frequent_first = list(accumulate(1 / (place + 300) for place in range(len(names))))
    random.shuffle(names)
    folded = {text: fold(text) for text in (*_PHRASES, *syllables, *names, RARE_WORD)}
    subjects = list(Subject.values)
    for id_ in range(1, number + 1):
        desk = random.choices(desks, cum_weights=shares)[0]
        # As they came, so that neighbours in the table are neighbours in time.
        age = min(AGES - 1, int(AGES * (1 - id_ / number)) + random.randrange(3))
        # One in RARE, the first of them at the largest desk.
        has_rare = id_ % RARE == 7
        if id_ == 7:
            desk = desks[0]
        pieces = random.choices(_PHRASES, cum_weights=likely, k=3)
        pieces += random.choices(syllables, cum_weights=falling, k=8)
        name = random.choices(names, cum_weights=frequent_first)[0]
        said = [*pieces, *([RARE_WORD] if has_rare else [])]
        parcel = f"thửa {random.randint(1, 900)} tờ {random.randint(1, 90)}"
        kind, prefix = random.choices(_KINDS, cum_weights=_SHARES)[0]
        if has_rare:
            kind, prefix = _KINDS[1]
        received = today - timedelta(days=age)
        is_open = random.random() < 0.9 * exp(-age / 55) or random.random() < 0.002
        code = f"{prefix}-{received.year}-{id_:07}"
        yield (
            id_, code, kind, desk.unit_id, desk.holding_id if random.random() < 0.7 else None, received, is_open,
            *_standing(kind, age, is_open, received, today, random),
            ", ".join([*said, parcel]),
            " ".join([fold(code), *(folded[each] for each in said), parcel.replace("ử", "u").replace("ờ", "o"),
                      folded[name]]),
            random.choice(subjects) if random.random() < 0.9 else "",
            name, folded[name], f"0400{random.randint(0, 10**8):08}" if random.random() < 0.6 else "",
        )  # fmt: skip


def _standing(
    kind: str, age: int, is_open: bool, received: date, today: date, random: Random
) -> tuple[str, str, date | None, date, date | None, date | None, str, date | None, date | None, str]:
    """Return state, handled, handled_on, handling_due_on, accepted_on, resolution_due_on, settled, settled_on, due_on,
    due_stage."""
    handling_due = received + timedelta(days=12)
    took = random.choice((2, 4, 6, 8, 9, 10, 15))
    if is_open and (age < took or kind == "mixed"):
        state = random.choice(("received", "received", "classified", "proposed" if kind == "complaint" else "received"))
        return state, "", None, handling_due, None, None, "", None, handling_due, "answer"
    handled_on = received + timedelta(days=took)
    if kind == "mixed":
        return "split", "split", handled_on, handling_due, None, None, "", None, None, ""
    if is_open:
        accepted = min(handled_on, today)
        state = "in_work" if kind in ("recommendation", "regulation") else random.choice(
            ("accepted", "verifying", "verifying", "verified", "suspended", "dialogue_done")
        )  # fmt: skip
        due = accepted + timedelta(days=random.choice((30, 45, 60)))
        return state, "accepted", accepted, handling_due, accepted, due, "", None, due, "resolution"
    elsewhere = "transferred" if kind in ("recommendation", "regulation") else "guided"
    outcome = random.choice(("accepted", "accepted", "accepted", elsewhere, elsewhere, "filed", "linked"))
    if outcome != "accepted":
        return outcome, outcome, handled_on, handling_due, None, None, "", None, None, ""
    due = handled_on + timedelta(days=random.choice((30, 45, 60)))
    settled_on = min(due + timedelta(days=random.randint(-30, 12)), today)
    settled = (
        "answered" if kind in ("recommendation", "regulation") else random.choice(("decided", "decided", "withdrawn"))
    )
    return "archived", "accepted", handled_on, handling_due, handled_on, due, settled, settled_on, None, ""


# --- into the tables --------------------------------------------------------------------------------------------------

_LETTER = """
CREATE TEMP TABLE letter (
    id bigint, code text, kind text, unit_id bigint, officer_id bigint, received_on date, is_open boolean,
    state text, handled text, handled_on date, handling_due_on date, accepted_on date, resolution_due_on date,
    settled text, settled_on date, due_on date, due_stage text,
    summary text, folded text, subject text, name text, folded_name text, id_number text
)
"""

_STATEMENTS = (
    """
    INSERT INTO casework_case (
        id, code, kind, unit_id, officer_id, received_on, is_open, state, state_before, last_act_on, handled,
        handled_on, handling_due_on, accepted_on, resolution_due_on, resolution_first_due_on, settled, settled_on,
        due_on, due_stage, version, invented, made_at
    )
    SELECT id, code, kind, unit_id, officer_id, received_on, is_open, state, '',
           coalesce(settled_on, handled_on, received_on), handled, handled_on, handling_due_on, accepted_on,
           resolution_due_on, resolution_due_on, settled, settled_on, due_on, due_stage, 1, true, now()
    FROM letter
    """,
    """
    INSERT INTO petitions_petition (
        case_ptr_id, channel, forwarded_by, forwarded_number, pages, summary, request, subject, respondent_kind,
        respondent, decision_ref, instance, is_discipline, failed_tests, has_originals, people_count, all_signed,
        complex_tests, is_remote, remote_reason, verdict, remedy, reply, retention, old_number, folded
    )
    SELECT id, 'desk', '', '', 1, summary, '', subject, '', '', '', 1, false, '{}', false, 1, false, '{}', false, '',
           '', '', '', '', '', folded
    FROM letter WHERE kind <> 'denunciation'
    """,
    """
    INSERT INTO petitions_writer (petition_id, name, folded_name, address, phone, email, id_number, is_representative)
    SELECT id, name, folded_name, 'xóm 1', '', '', id_number, false FROM letter WHERE kind <> 'denunciation'
    """,
    # Signed by somebody else too, now and then.
    """
    INSERT INTO petitions_writer (petition_id, name, folded_name, address, phone, email, id_number, is_representative)
    SELECT a.id, b.name, b.folded_name, 'xóm 2', '', '', b.id_number, false
    FROM letter a JOIN letter b ON b.id = a.id - 1 WHERE a.id % 9 = 0 AND a.kind <> 'denunciation'
    """,
    """
    INSERT INTO casework_clock (
        case_id, stage, rule, is_extended, extensions, trigger_on, due_on, excluded_days, explanation, is_provisional,
        calendar_version, ended_on
    )
    SELECT id, stage, rule, false, 0, trigger_on, clock.due_on, 0,
           'Tính từ ngày sau ngày nhận đơn, không tính ngày nghỉ; hết hạn vào ngày làm việc cuối cùng của thời hạn.',
           false, '2026', ended_on
    FROM letter CROSS JOIN LATERAL (
        VALUES ('answer', 'TCD-ANS', received_on, handling_due_on, handled_on),
               ('acceptance', CASE WHEN received_on < '2026-07-01' THEN 'KN-ACC1-V1' ELSE 'KN-ACC1-V2' END,
                received_on, handling_due_on,
                CASE WHEN kind = 'complaint' THEN handled_on ELSE received_on END),
               ('resolution', CASE WHEN kind = 'complaint' THEN 'KN-RES1-N' ELSE '' END,
                accepted_on, resolution_due_on, settled_on)
    ) AS clock (stage, rule, trigger_on, due_on, ended_on)
    WHERE trigger_on IS NOT NULL AND (stage <> 'acceptance' OR kind = 'complaint')
    """,
    """
    INSERT INTO casework_caseact (
        case_id, act, "on", at, holding_id, from_state, to_state, number, note, detail, is_told
    )
    SELECT id, act, day, day + time '08:00', officer_id, '', to_state, '', '', '{}', act = 'register'
    FROM letter CROSS JOIN LATERAL (
        VALUES ('register', received_on, 'received'), ('classify', received_on + 1, 'classified'),
               ('accept', accepted_on, 'accepted'), ('assign', accepted_on, 'verifying'),
               ('archive', settled_on, 'archived')
    ) AS done (act, day, to_state)
    WHERE day IS NOT NULL
    """,
    # Nine of ten lie with their own unit, the tenth with another one.
    """
    INSERT INTO casework_assignment (case_id, task, unit_id, holding_id, since, until)
    SELECT a.id, 'verify', CASE WHEN a.id % 10 = 0 THEN b.unit_id ELSE a.unit_id END, a.officer_id, a.accepted_on,
           a.settled_on
    FROM letter a JOIN letter b ON b.id = a.id - 1 WHERE a.accepted_on IS NOT NULL
    """,
    """
    INSERT INTO files_storedfile (sha256, content_type, size, stored_at)
    SELECT 'invented-' || number, 'application/pdf', 1000, now() FROM generate_series(1, 100) AS number
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO casework_paper (case_id, stored_id, kind, name, number, added_at)
    SELECT letter.id, stored.id, 'letter', 'don.pdf', '', now()
    FROM letter JOIN files_storedfile AS stored ON stored.sha256 = 'invented-' || (letter.id % 100 + 1)
    WHERE letter.id % 3 = 0
    """,
    """
    INSERT INTO casework_reminder (case_id, stage, due_on, step, made_at)
    SELECT id, due_stage, due_on, 4, now() FROM letter WHERE is_open AND due_on <= current_date + 10
    """,
)
