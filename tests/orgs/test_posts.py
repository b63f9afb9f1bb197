"""Posts and their holders: what the acts write, and what they refuse."""

from datetime import date

import pytest

from danvan.accounts.models import Person
from danvan.journal.selectors import acts_on
from danvan.kernel.errors import NotFound
from danvan.orgs import services
from danvan.orgs.models import Post, PostHolding
from danvan.orgs.selectors import posts_on
from tests.real_units import Nobody

ACTOR = Nobody(person_id=1, holding_id=2)
NEW, OLD = date(2025, 7, 1), date(2024, 1, 1)


@pytest.fixture
def commune(real_units):
    return real_units.by_code("17179", NEW).unit_id


@pytest.fixture
def before(real_units):
    return real_units.by_code("17179", date(2025, 6, 30)).unit_id


@pytest.fixture
def lan(db):
    return Person.objects.create_user("lan-posts", "mat-khau-thu-nghiem", full_name="Lan")


def chair(unit_id, start=NEW, **more):
    return services.create_post(
        unit_id=unit_id, title="Chủ tịch UBND", kind="chair", valid_from=start, actor=ACTOR, **more
    )


def test_makes_a_post_and_writes_it_down(commune):
    post = chair(commune)

    (entry,) = acts_on("post", post.pk)
    assert (entry.act, entry.unit_id, entry.person_id) == ("orgs.create_post", commune, 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": "  "}, "chưa có chức danh"),
        ({"kind": "king"}, "chưa có chức danh"),
        ({"valid_from": date(2025, 6, 30)}, "không có hiệu lực vào ngày này"),
        ({"valid_until": NEW}, "ngày kết thúc phải sau"),
    ],
)
def test_refuses_a_post_that_cannot_stand(commune, change, why):
    given = {"unit_id": commune, "title": "Chủ tịch", "kind": "chair", "valid_from": NEW, "actor": ACTOR, **change}

    with pytest.raises(services.CannotCreatePost, match=why):
        services.create_post(**given)

    assert not Post.objects.filter(unit=commune).exists()


def test_refuses_a_post_in_no_unit(real_units):
    with pytest.raises(NotFound):
        chair(0)


def test_seats_and_unseats_a_person(commune, lan):
    post = chair(commune)
    holding = services.appoint(post.pk, person_id=lan.pk, valid_from=NEW, acting=True, actor=ACTOR)

    (shown,) = posts_on(commune, NEW)
    assert [(holder.name, holder.acting) for holder in shown.holders] == [("Lan", True)]

    services.end_holding(holding.pk, valid_until=date(2026, 1, 1), reason="Chuyển công tác", actor=ACTOR)

    assert posts_on(commune, date(2025, 12, 31))[0].holders
    assert not posts_on(commune, date(2026, 1, 1))[0].holders
    assert [entry.reason for entry in acts_on("post_holding", holding.pk)] == ["Chuyển công tác", ""]


def test_refuses_to_seat_someone_twice_or_outside_the_post(commune, lan):
    post = chair(commune)
    services.appoint(post.pk, person_id=lan.pk, valid_from=NEW, actor=ACTOR)

    with pytest.raises(services.CannotAppoint, match="đã giữ chức vụ"):
        services.appoint(post.pk, person_id=lan.pk, valid_from=date(2026, 1, 1), actor=ACTOR)
    with pytest.raises(services.CannotAppoint, match="không có hiệu lực"):
        services.appoint(post.pk, person_id=lan.pk, valid_from=OLD, actor=ACTOR)
    with pytest.raises(NotFound):
        services.appoint(post.pk, person_id=0, valid_from=NEW, actor=ACTOR)

    assert PostHolding.objects.filter(post=post).count() == 1


@pytest.mark.parametrize(
    ("day", "reason", "why"),
    [(NEW, "Nghỉ", "phải sau ngày bắt đầu"), (date(2026, 1, 1), " ", "chưa có lý do")],
)
def test_refuses_an_end_that_makes_no_sense(commune, lan, day, reason, why):
    holding = services.appoint(chair(commune).pk, person_id=lan.pk, valid_from=NEW, actor=ACTOR)

    with pytest.raises(services.CannotEndHolding, match=why):
        services.end_holding(holding.pk, valid_until=day, reason=reason, actor=ACTOR)

    holding.refresh_from_db()
    assert holding.valid_until is None


def test_refuses_to_end_a_holding_later_than_it_ended(commune, lan):
    holding = services.appoint(chair(commune).pk, person_id=lan.pk, valid_from=NEW, actor=ACTOR)
    services.end_holding(holding.pk, valid_until=date(2026, 1, 1), reason="Nghỉ", actor=ACTOR)

    with pytest.raises(services.CannotEndHolding, match="đã thôi giữ"):
        services.end_holding(holding.pk, valid_until=date(2026, 6, 1), reason="Nghỉ", actor=ACTOR)


def test_a_successor_inherits_nothing_by_itself(commune, before):
    chair(before, date(2024, 12, 1))

    assert posts_on(commune, NEW) == []


def test_takes_over_chosen_posts_with_their_mark_and_without_their_holders(commune, before, lan):
    source = chair(before, date(2024, 12, 1))
    services.appoint(source.pk, person_id=lan.pk, valid_from=date(2024, 12, 1), actor=ACTOR)

    services.inherit_posts(commune, from_unit_id=before, on=NEW, actor=ACTOR, post_ids=[source.pk])

    (shown,) = posts_on(commune, NEW)
    assert shown.inherited_from == "thị trấn Cầu Giát"
    assert shown.holders == ()


def test_refuses_to_take_over_twice_or_from_a_stranger(commune, before, real_units):
    source = chair(before, date(2024, 12, 1))
    stranger = real_units.by_code("16681", NEW).unit_id
    services.inherit_posts(commune, from_unit_id=before, on=NEW, actor=ACTOR, post_ids=[source.pk])

    for unit, posts, why in [
        (commune, [source.pk], "đã được tiếp nhận"),
        (commune, [], "không thuộc đơn vị trước"),
        (stranger, [source.pk], "không kế thừa nhau"),
    ]:
        with pytest.raises(services.CannotInheritPosts, match=why):
            services.inherit_posts(unit, from_unit_id=before, on=NEW, actor=ACTOR, post_ids=posts)
