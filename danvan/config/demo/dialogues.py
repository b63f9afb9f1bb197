"""Invented dialogues and hot spots: one commune through two years, some others for the figures.

Who chairs, asks and answers is invented; so is every matter.
"""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.config.demo.book import SEED
from danvan.config.demo.people import unit_named
from danvan.dialogues import services
from danvan.dialogues.choices import AskedHow, Audience, Chair, Field, Group, Meeting
from danvan.dialogues.models import Dialogue, DialogueQuestion, HotSpot, LocalEnterprises
from danvan.dialogues.services import NewQuestion, PublicWords
from danvan.evidence import services as evidence
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Evidence, bulk_insert
from danvan.kernel.text import fold
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import class_members

HALL = "Hội trường Ủy ban nhân dân xã"
LAST_YEAR = (
    NewQuestion("Khi nào sửa đoạn đường bị sạt vào bản Mẫu 2?", AskedHow.BEFORE, Group.VOTERS, "bản Mẫu 2",
                Field.CONSTRUCTION),
    NewQuestion("Nước sạch ở điểm tái định cư hay mất vào mùa khô, bao giờ khắc phục?", AskedHow.HALL, Group.VOTERS,
                "bản Mẫu 1", Field.ENVIRONMENT, "Lô Thị Ví Dụ", "bản Mẫu 1", wants_answer=True),
    NewQuestion("Hồ sơ hỗ trợ nhà ở cho hộ nghèo nộp ở đâu, bao lâu có kết quả?", AskedHow.HALL, Group.VOTERS,
                "bản Mẫu 3", Field.POLICY),
    NewQuestion("Đề nghị công khai diện tích rừng giao khoán của từng bản.", AskedHow.BEFORE, Group.VOTERS,
                "bản Mẫu 4", Field.LAND),
    NewQuestion("Hợp tác xã đề nghị được hướng dẫn vay vốn mua máy sấy măng.", AskedHow.HALL, Group.COOPERATIVES,
                "Hợp tác xã Ví Dụ", Field.BUSINESS),
)  # fmt: skip
THIS_YEAR = (
    NewQuestion("Đường vào bản Mẫu 2 vẫn sạt khi mưa, xã đã hứa sửa năm trước.", AskedHow.BEFORE, Group.VOTERS,
                "bản Mẫu 2", Field.CONSTRUCTION),
    NewQuestion("Chợ xã bao giờ được nâng cấp?", AskedHow.BEFORE, Group.VOTERS, "bản Mẫu 1", Field.CONSTRUCTION),
)  # fmt: skip
TO_WAIT = NewQuestion("Trạm y tế có bác sĩ trực ngày nghỉ không?", AskedHow.ONLINE, Group.VOTERS, "bản Mẫu 5",
                      Field.EDUCATION)  # fmt: skip


def invent(actors: Mapping[str, Actor], *, today: date, at: datetime) -> int:
    """Write the dialogues down as their people would, and return how many records there are."""
    commune = unit_named("Mường Xén")
    held = _held_last_year(actors, commune, today=today, at=at)
    _planned_this_year(actors, commune, today=today, at=at)
    _hot_spots(actors, commune, held, today=today)
    records = _of_others(commune, today)
    return 4 + records


def _held_last_year(actors: Mapping[str, Actor], commune: int, *, today: date, at: datetime) -> Dialogue:
    officer, on = actors["congchuc"], date(today.year - 1, 11, 14)
    dialogue = evidence.create_record(
        Dialogue,
        actor=officer,
        unit_id=commune,
        title=f"Đối thoại giữa Chủ tịch UBND xã với Nhân dân, hợp tác xã năm {on.year}",
        audiences=[Audience.PEOPLE, Audience.BUSINESS],
        planned_on=on,
        starts_at="8 giờ 00 phút",
        place=HALL,
        plan_number=f"31/KH-UBND-{on.year}",
        plan_on=on - timedelta(days=30),
        topics="Giao thông nông thôn\nChính sách giảm nghèo\nĐất rừng giao khoán",
    )
    services.give_notice(
        dialogue.pk, actor=officer, noticed_on=on - timedelta(days=10), channels=["board", "hamlets", "loudspeaker"],
        number="58/TB-UBND",
    )  # fmt: skip
    questions = services.take_questions(dialogue.pk, LAST_YEAR, actor=officer, at=at)
    chair = PostHolding.objects.filter(post__unit=commune, post__kind="chair").first()
    services.hold_dialogue(
        dialogue.pk,
        actor=officer,
        at=at,
        happened_on=on,
        present={"voters": 86, "officials": 14, "cooperatives": 3},
        chair_holding_id=chair.pk if chair and chair.valid_from <= on else None,
        chaired_by=Chair.HEAD,
        with_secretary=True,
    )
    _mark_invented(dialogue)
    road, water, house, forest, loan = questions
    services.defer(road.pk, actor=officer, at=at, owner_unit_id=commune, due_on=on + timedelta(days=120))
    services.answer(
        house.pk, actor=officer, text="Nộp tại Trung tâm Phục vụ hành chính công xã, trả kết quả sau 15 ngày.",
        answered_on=on, answered_by="Chủ tịch UBND xã",
    )  # fmt: skip
    services.defer(forest.pk, actor=officer, at=at, owner_unit_id=commune, due_on=on + timedelta(days=30))
    services.answer(
        forest.pk, actor=officer, text="Đã niêm yết diện tích giao khoán của từng bản tại trụ sở và nhà văn hóa.",
        answered_on=on + timedelta(days=41), answered_by="Văn phòng HĐND và UBND xã",
    )  # fmt: skip
    services.defer(
        loan.pk, actor=officer, at=at, owner_unit_id=unit_named("Sở Xây dựng"), due_on=today + timedelta(days=25)
    )
    services.make_case(water.pk, actor=officer, at=at)
    services.publish_results(
        dialogue.pk,
        actor=actors["chutich"],
        at=at,
        results_on=on + timedelta(days=7),
        summary="Có 5 ý kiến được nêu. Xã đã trả lời tại chỗ 1 ý kiến, hẹn trả lời 3 ý kiến, 1 ý kiến vào sổ theo dõi.",
        words=[
            PublicWords(house.pk, house.text, "Nộp tại Trung tâm Phục vụ hành chính công xã, trả sau 15 ngày.", True),
            PublicWords(forest.pk, forest.text, "Đã niêm yết diện tích giao khoán của từng bản.", True),
            PublicWords(road.pk, road.text, "Xã hẹn trả lời sau khi khảo sát.", True),
        ],
    )
    services.begin_conclusion(dialogue.pk, actor=officer)
    return Dialogue.objects.get(pk=dialogue.pk)


def _planned_this_year(actors: Mapping[str, Actor], commune: int, *, today: date, at: datetime) -> None:
    officer, on = actors["congchuc"], today + timedelta(days=18)
    dialogue = evidence.create_record(
        Dialogue,
        actor=officer,
        unit_id=commune,
        title=f"Đối thoại giữa Chủ tịch UBND xã với Nhân dân năm {today.year}",
        audiences=[Audience.PEOPLE],
        planned_on=on,
        starts_at="8 giờ 00 phút",
        place=HALL,
        meeting=Meeting.BOTH,
        plan_number="27/KH-UBND",
        topics="Kết quả thực hiện các ý kiến kỳ trước\nĐường giao thông, chợ xã",
    )
    _mark_invented(dialogue)
    services.announce_dialogue(
        dialogue.pk,
        actor=actors["chutich"],
        at=at,
        words=f"Ủy ban nhân dân xã đối thoại với Nhân dân lúc 8 giờ 00 phút, ngày {on:%d/%m/%Y}, tại {HALL}.",
        takes_questions=True,
        questions_until=on - timedelta(days=2),
        is_checked=True,
    )
    services.take_questions(dialogue.pk, THIS_YEAR, actor=officer, at=at)
    services.send_question(dialogue.pk, TO_WAIT, token="minh-hoa-doi-thoai-0001", at=at)
    business = evidence.create_record(
        Dialogue,
        actor=officer,
        unit_id=commune,
        title=f"Đối thoại với doanh nghiệp, hợp tác xã năm {today.year}",
        audiences=[Audience.BUSINESS],
        planned_on=date(today.year, 6, 12),
        place=HALL,
    )
    _mark_invented(business)
    services.hold_dialogue(
        business.pk,
        actor=officer,
        at=at,
        happened_on=date(today.year, 6, 12),
        present={"enterprises": 6, "cooperatives": 4, "officials": 9},
        chaired_by=Chair.DEPUTY,
        chair_note="Chủ tịch UBND xã đi dự họp của tỉnh",
    )


def _hot_spots(actors: Mapping[str, Actor], commune: int, held: Dialogue, *, today: date) -> None:
    officer = actors["congchuc"]
    told = {
        "unit_id": commune,
        "field": Field.LAND,
        "flagged_by": "Ủy ban MTTQ Việt Nam xã",
        "people_concerned": 34,
    }
    settled = evidence.create_record(
        HotSpot, actor=officer, title="Diện tích rừng giao khoán giữa hai bản", place="bản Mẫu 4, bản Mẫu 5",
        happened_on=(held.happened_on or today) - timedelta(days=20), why="Ranh giới trên hồ sơ và thực địa khác nhau.",
        **told,
    )  # fmt: skip
    services.link_dialogues(settled.pk, actor=officer, dialogue_ids=[held.pk])
    services.close_hot_spot(
        settled.pk, actor=officer, closed_on=today - timedelta(days=40),
        outcome="Đã đo lại, hai bản ký biên bản thống nhất ranh giới.",
    )  # fmt: skip
    waiting = evidence.create_record(
        HotSpot, actor=officer, title="Giá bồi thường đất ở công trình đường vào bản", place="bản Mẫu 2",
        happened_on=today - timedelta(days=44), why="Chênh giá giữa hai đợt bồi thường, chưa được giải thích.",
        **told,
    )  # fmt: skip
    known = DialogueQuestion.objects.filter(dialogue=held, case__isnull=False).values_list("case__code", flat=True)
    services.link_letters(waiting.pk, actor=officer, codes=list(known))
    for spot in (settled, waiting):
        _mark_invented(spot)


def _of_others(commune: int, today: date) -> int:
    """Give the other communes of the province a year of dialogues; as in life, not all held one."""
    chance = random.Random(SEED + 45)
    rows: dict[Any, list[Any]] = {Dialogue: [], LocalEnterprises: []}
    for year in (today.year - 1, today.year):
        day = date(year, 12, 31) if year < today.year else today
        for unit_id in sorted(_heads(day, commune)):
            if chance.random() < 0.25:
                continue
            on = date(year, chance.randint(8, 10), chance.randint(1, 28))
            mixed = chance.random() < 0.5
            rows[Dialogue].append(_bare(chance, unit_id, on, mixed))
            rows[LocalEnterprises].append(
                LocalEnterprises(
                    **_record("local_enterprises", unit_id, "Doanh nghiệp, hợp tác xã đăng ký tại địa bàn", on),
                    enterprises=chance.randint(0, 30),
                    cooperatives=chance.randint(0, 5),
                )
            )
    for model, made in rows.items():
        bulk_insert(model, made)
        Evidence.objects.bulk_create(
            Evidence(
                record_id=each.pk, proves=each.title[:300], fact_on=each.happened_on, state=each.state,
                link="https://example.vn/",
            )
            for each in made
            if each.state != ProofState.DRAFT
        )  # fmt: skip
    return sum(map(len, rows.values()))


def _heads(day: date, commune: int) -> set[int]:
    return set(class_members({"UC_HEAD"}, on=day)) - {commune}


def _bare(chance: random.Random, unit_id: int, on: date, mixed: bool) -> Dialogue:
    deputy = chance.random() < 0.1
    audiences = [Audience.PEOPLE, Audience.BUSINESS] if mixed else [Audience.PEOPLE]
    return Dialogue(
        **_record("dialogue", unit_id, f"Đối thoại với Nhân dân năm {on.year}", on),
        audiences=audiences,
        planned_on=on,
        noticed_on=on - timedelta(days=chance.choice((3, 7, 8, 10, 12))),
        channels=["board", "hamlets"],
        chaired_by=Chair.DEPUTY if deputy else Chair.HEAD,
        chair_note="Người đứng đầu đi công tác" if deputy else "",
        voters=chance.randint(40, 180),
        officials=chance.randint(8, 20),
        enterprises=chance.randint(1, 12) if mixed else 0,
        results_on=on + timedelta(days=chance.choice((5, 8, 10, 21))) if chance.random() < 0.8 else None,
    )


def _record(kind: str, unit_id: int, title: str, on: date) -> dict[str, Any]:
    return {
        "kind": kind,
        "unit_id": unit_id,
        "title": title,
        "folded_title": fold(title),
        "happened_on": on,
        "state": ProofState.VERIFIED,
        "invented": True,
    }


def _mark_invented(record: Any) -> None:
    type(record).objects.filter(pk=record.pk).update(invented=True)
    record.invented = True
