"""Seals that work, and the people a sealed case passes through.

son       takes denunciations in for lan's and minh's commune
phuc      takes them in for the province, where vy resolves
kim       keeps a key to the vault
"""

from types import SimpleNamespace

from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.denunciations.services.vaults import make_custodian_key, make_key_ring, make_vault, recover
from tests.cast import PASSWORD, TODAY, actor_of, seat

PASSPHRASE = "bốn con trâu đi qua suối"


def make_house(cast):
    """Return the people by name, and the shares of the vault; the ring is made where the settings say."""
    place, now = cast.place, timezone.now()
    people = {
        "son": seat("son", "Sơn", place.commune, title="Công chức tiếp nhận", kind="officer",
                    role="denunciation_desk", over=place.commune, subtree=False),
        "phuc": seat("phuc", "Phúc", place.province, title="Ban Tiếp công dân", kind="officer",
                     role="reception_office", over=place.province, subtree=False),
        "vy": seat("vy", "Vy", place.province, title="Chủ tịch UBND tỉnh", kind="chair", role="leader",
                   over=place.province, subtree=False),
        "kim": seat("kim", "Kim", place.adviser, title="Giữ khóa niêm phong", kind="officer", role="seal_keeper",
                    over=place.province, subtree=False),
    }  # fmt: skip
    make_key_ring(at=now)
    platform = system_actor(TODAY)
    shares = make_vault(needed=2, count=3, actor=platform, at=now)
    custodian = make_custodian_key(PASSPHRASE, actor=actor_of(people["kim"]), at=now)
    recover(shares[:2], custodian, actor=platform)

    def actor(name):
        return actor_of(people[name]) if name in people else cast.actor(name)

    return SimpleNamespace(
        actor=actor, place=place, cast=cast, shares=shares, custodian=custodian, people=people, platform=platform
    )


def confirmed(client, address):
    """Open an address that asks for the password again; sent on after it."""
    response = client.get(address)
    if response.status_code == 302 and "xac-nhan" in response.url:
        response = client.post(response.url, {"password": PASSWORD}, follow=True)
    return response
