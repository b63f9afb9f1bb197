"""The seals from a terminal: making them, trying whether they can be brought back, renewing them.

Shares of the vault's key are printed once and read from the terminal, never
from an argument, which other accounts of the machine could see.
"""

import argparse
import getpass
import sys
from typing import Any

from django.conf import settings
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.denunciations.models import Custodian
from danvan.denunciations.selectors import seals
from danvan.denunciations.services import vaults
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date


class NoSuchCustodian(RuleError):
    """Nobody with this name made a custodian's key."""

    code = "no_such_custodian"
    message = "Chưa có người giữ khóa nào mang tên đăng nhập %(name)s; người đó cần lập khóa ở trang Giữ khóa trước."


def commands(subparsers: Any) -> None:
    """Add the commands of this area."""
    seal = subparsers.add_parser("seals", help="khóa niêm phong tố cáo: lập, diễn tập khôi phục, xoay khóa")
    does = seal.add_subparsers(title="việc", metavar="VIỆC", required=True)
    make = does.add_parser("make", help="lập khóa hệ thống và kho niêm phong, in các mảnh khóa một lần")
    make.add_argument("--shares", type=int, default=5, metavar="N", help="số mảnh, mỗi người giữ một (mặc định 5)")
    make.add_argument("--needed", type=int, default=3, metavar="K", help="số mảnh đủ để khôi phục (mặc định 3)")
    make.set_defaults(act=_make)
    does.add_parser("status", help="tình trạng khóa").set_defaults(act=_status)
    does.add_parser("rehearse", help="diễn tập: ghép các mảnh, xem có mở được kho không, rồi quên đi").set_defaults(
        act=_rehearse
    )
    recover = does.add_parser("recover", help="giao khóa kho cho một người giữ khóa từ các mảnh")
    recover.add_argument("custodian", metavar="TÊN", help="tên đăng nhập của người giữ khóa")
    recover.set_defaults(act=_recover)
    does.add_parser("rotate", help="bọc lại mọi khóa hồ sơ bằng khóa hệ thống mới, bỏ khóa cũ").set_defaults(
        act=_rotate
    )


def _make(options: argparse.Namespace) -> int:
    if not vaults.LEAST_SHARES <= options.needed <= options.shares <= vaults.MOST_SHARES:
        print(f"Cần {vaults.LEAST_SHARES} ≤ K ≤ N ≤ {vaults.MOST_SHARES}.", file=sys.stderr)
        return 2
    now = timezone.now()
    if not settings.SEAL_KEYS.exists():
        vaults.make_key_ring(at=now)
        print(f"Đã lập khóa hệ thống: {settings.SEAL_KEYS}. Sao lưu riêng, không để cùng bản sao lưu cơ sở dữ liệu.")
    shares = vaults.make_vault(
        needed=options.needed, count=options.shares, actor=system_actor(timezone.localdate()), at=now
    )
    print(f"Kho niêm phong đã lập. Mỗi mảnh giao cho một người ở một cơ quan khác nhau; {options.needed} mảnh là đủ.")
    print("Các mảnh chỉ hiện một lần này.")
    for number, share in enumerate(shares, start=1):
        print(f"\nMảnh {number}/{options.shares}:\n{share}")
    print("\nTiếp theo: người giữ khóa lập khóa riêng ở trang Giữ khóa, rồi chạy `danvan seals recover TÊN`.")
    return 0


def _status(options: argparse.Namespace) -> int:
    found = seals()
    print(f"Khóa hệ thống: {'có' if found.has_ring else 'không đọc được'}, {found.wrapping} khóa bọc.")
    made = f"lập ngày {format_date(timezone.localdate(found.made_at))}" if found.made_at else "chưa lập"
    print(f"Kho niêm phong: {made}.")
    print(f"Người mở được kho: {found.custodians}.")
    rehearsed = format_date(timezone.localdate(found.rehearsed_at)) if found.rehearsed_at else "chưa lần nào"
    print(f"Diễn tập khôi phục gần nhất: {rehearsed}.")
    print(f"Khóa hồ sơ còn bọc bằng khóa cũ: {found.old_wraps}.")
    return 0 if found.is_ready and not found.is_overdue(timezone.now()) else 1


def _rehearse(options: argparse.Namespace) -> int:
    fine = vaults.rehearse(_asked_shares(), actor=system_actor(timezone.localdate()), at=timezone.now())
    print("Ghép được: kho niêm phong khôi phục được từ các mảnh này." if fine else "Không ghép được kho đang dùng.")
    return 0 if fine else 1


def _recover(options: argparse.Namespace) -> int:
    custodian = Custodian.objects.filter(holding__person__username=options.custodian, ended_at=None).first()
    if custodian is None:
        raise NoSuchCustodian(params={"name": options.custodian})
    vaults.recover(_asked_shares(), custodian, actor=system_actor(timezone.localdate()))
    print(f"{options.custodian} đã mở được kho niêm phong.")
    return 0


def _rotate(options: argparse.Namespace) -> int:
    number = vaults.rotate_key_ring(actor=system_actor(timezone.localdate()), at=timezone.now())
    print(f"Đã bọc lại {number} khóa hồ sơ; khóa cũ đã bỏ, bản sao lưu trước đây không mở được nữa.")
    return 0


def _asked_shares() -> list[str]:
    """Read shares one by one, unseen on a terminal, until an empty line."""
    shares: list[str] = []
    while True:
        prompt = f"Mảnh thứ {len(shares) + 1} (để trống khi đủ): "
        typed = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
        if not typed.strip():
            return shares
        shares.append(typed.strip())
