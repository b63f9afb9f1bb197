"""Denunciations: what may be counted in the clear, everything else sealed.

No column here holds a name, a text or a number of a document.  The parts of a
file are three compartments (`choices.Compartment`), each under keys of its
own; a key is itself wrapped by the platform's key ring, or put into the vault
when it opens an identity.  docs/security/to-cao.md says against whom.
"""

from django.db import models
from django.db.models import Q

from danvan.casework.choices import Channel, Retention
from danvan.casework.models import Case
from danvan.denunciations.choices import (
    Compartment,
    Complexity,
    Protection,
    Purpose,
    Sphere,
    TextKind,
    Treatment,
    Verdict,
    letter_kinds,
)


class Denunciation(Case):
    """One denunciation, by what may be counted of it."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_denunciation")
    channel = models.CharField("nguồn", max_length=20, choices=Channel)
    is_formal = models.BooleanField("có đơn ký hoặc trình bày trực tiếp")
    is_anonymous = models.BooleanField("không rõ người tố cáo")
    people_count = models.PositiveIntegerField("số người tố cáo", default=1)
    sphere = models.CharField("lĩnh vực", max_length=20, choices=Sphere, blank=True)
    is_competent = models.BooleanField("thuộc thẩm quyền", null=True, blank=True)
    conditions = models.CharField("điều kiện chưa đạt", max_length=4, blank=True)
    complexity = models.CharField("mức phức tạp", max_length=10, choices=Complexity, blank=True)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict, blank=True)
    protection = models.CharField("bảo vệ người tố cáo", max_length=6, choices=Protection, blank=True)
    waived_on = models.DateField("ngày không yêu cầu giữ bí mật", null=True, blank=True)
    retention = models.CharField("thời hạn bảo quản", max_length=12, choices=Retention, blank=True)

    class Meta:
        verbose_name = "tố cáo"
        verbose_name_plural = "tố cáo"


class Vault(models.Model):
    """Where the keys of identities are put in; taken out only with its private key."""

    public_key = models.BinaryField("khóa công khai")
    # How many shares its key was printed in, and how many give it back; unknown of vaults made before this was kept.
    shares = models.PositiveSmallIntegerField("số mảnh khóa", null=True, blank=True)
    needed = models.PositiveSmallIntegerField("số mảnh đủ để khôi phục", null=True, blank=True)
    made_at = models.DateTimeField("lập lúc")
    ended_at = models.DateTimeField("hết dùng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "kho niêm phong"
        verbose_name_plural = "kho niêm phong"
        constraints = [
            models.UniqueConstraint(fields=["ended_at"], nulls_distinct=False, name="one_vault_is_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Custodian(models.Model):
    """Somebody who keeps a key to the vault: a pair whose private half opens with their passphrase."""

    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, related_name="+", verbose_name="người giữ khóa")
    public_key = models.BinaryField("khóa công khai")
    salt = models.BinaryField("muối")
    locked_key = models.BinaryField("khóa riêng đã khóa")
    made_at = models.DateTimeField("lập lúc")
    ended_at = models.DateTimeField("thôi giữ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "người giữ khóa"
        verbose_name_plural = "người giữ khóa"
        constraints = [
            models.UniqueConstraint(fields=["holding"], condition=Q(ended_at=None), name="one_key_per_custodian")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class VaultKey(models.Model):
    """The vault's private key, sealed to one custodian."""

    vault = models.ForeignKey(Vault, models.CASCADE, related_name="keys")
    custodian = models.ForeignKey(Custodian, models.CASCADE, related_name="vault_keys")
    sealed = models.BinaryField("khóa đã niêm phong")

    class Meta:
        verbose_name = "chìa kho"
        verbose_name_plural = "chìa kho"
        constraints = [models.UniqueConstraint(fields=["vault", "custodian"], name="one_vault_key_per_custodian")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Rehearsal(models.Model):
    """Shares were brought together and gave the vault's key back, or did not."""

    vault = models.ForeignKey(Vault, models.PROTECT, related_name="rehearsals")
    at = models.DateTimeField("lúc")
    shares = models.PositiveSmallIntegerField("số mảnh đã ghép")
    succeeded = models.BooleanField("khôi phục được")

    class Meta:
        verbose_name = "lần diễn tập khôi phục"
        verbose_name_plural = "lần diễn tập khôi phục"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class SealedKey(models.Model):
    """A key of one compartment: wrapped by a key of the ring, or put into a vault.  Destroyed, it is empty."""

    denunciation = models.ForeignKey(Denunciation, models.CASCADE, related_name="keys")
    compartment = models.CharField("phần", max_length=10, choices=Compartment)
    # The case it was made for: what is passed on keeps being bound to it.
    bound_to = models.PositiveBigIntegerField("lập cho hồ sơ")
    wrapped = models.BinaryField("khóa đã niêm phong")
    wrapped_by = models.CharField("khóa bọc", max_length=40, blank=True)
    vault = models.ForeignKey(Vault, models.PROTECT, null=True, blank=True, related_name="+")
    destroyed_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    class Meta:
        verbose_name = "khóa hồ sơ"
        verbose_name_plural = "khóa hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment=Compartment.IDENTITY, vault__isnull=False)
                | (~Q(compartment=Compartment.IDENTITY) & Q(vault=None)),
                name="only_identities_are_in_the_vault",
            ),
            models.UniqueConstraint(
                fields=["denunciation", "compartment"],
                condition=~Q(compartment=Compartment.IDENTITY),
                name="one_key_per_compartment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class SealedText(models.Model):
    """Words of a file, sealed."""

    key = models.ForeignKey(SealedKey, models.PROTECT, related_name="texts")
    act = models.ForeignKey("casework.CaseAct", models.CASCADE, null=True, blank=True, related_name="sealed_texts")
    kind = models.CharField("loại", max_length=10, choices=TextKind)
    sealed = models.BinaryField("nội dung đã niêm phong")

    class Meta:
        verbose_name = "lời đã niêm phong"
        verbose_name_plural = "lời đã niêm phong"

    def __str__(self) -> str:
        return f"{self.pk}"


class SealedPaper(models.Model):
    """A file of a denunciation, sealed with its name and type."""

    key = models.ForeignKey(SealedKey, models.PROTECT, related_name="papers")
    act = models.ForeignKey("casework.CaseAct", models.CASCADE, null=True, blank=True, related_name="sealed_papers")
    # The file it is the blackened copy of, for one that was given to the team.
    made_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    head = models.BinaryField("tên, loại đã niêm phong")
    sealed = models.BinaryField("tệp đã niêm phong")
    size = models.PositiveIntegerField("số byte")

    class Meta:
        verbose_name = "tệp đã niêm phong"
        verbose_name_plural = "tệp đã niêm phong"

    def __str__(self) -> str:
        return f"{self.pk}"


class SealedLetter(models.Model):
    """A paper of the case that goes out: a draft until it has its day; what it says lies in one part of the file.

    What stands open here is its kind, its number and its day, as of the acts of
    the case.
    """

    denunciation = models.ForeignKey(Denunciation, models.CASCADE, related_name="sealed_letters")
    key = models.ForeignKey(SealedKey, models.PROTECT, related_name="letters")
    kind = models.CharField("mẫu", max_length=40, choices=letter_kinds)
    sealed = models.BinaryField("nội dung đã niêm phong")
    number = models.ForeignKey("casework.OutgoingNumber", models.PROTECT, null=True, blank=True, related_name="+")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    word = models.ForeignKey(SealedPaper, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey(SealedPaper, models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "văn bản của hồ sơ kín"
        verbose_name_plural = "văn bản của hồ sơ kín"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None, word=None, number=None) | Q(issued_on__isnull=False, word__isnull=False),
                name="a_sealed_letter_has_its_day_and_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether it has not gone out yet."""
        return self.issued_on is None


class MaskedPage(models.Model):
    """What is blackened on a page of a sealed file, and whether somebody looked at the result; sealed like the file."""

    paper = models.ForeignKey(SealedPaper, models.CASCADE, related_name="masked_pages")
    number = models.PositiveSmallIntegerField("trang")
    treatment = models.CharField("xử lý", max_length=10, choices=Treatment, default=Treatment.OPEN)
    boxes = models.BinaryField("các ô che đã niêm phong")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "trang đã che"
        verbose_name_plural = "trang đã che"
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="a_page_is_masked_once")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Exclusion(models.Model):
    """Somebody, or a unit with all below it, to whom the case does not exist; a mark tells nobody whom."""

    denunciation = models.ForeignKey(Denunciation, models.CASCADE, related_name="exclusions")
    mark = models.CharField("dấu", max_length=64, db_index=True)

    class Meta:
        verbose_name = "loại trừ"
        verbose_name_plural = "loại trừ"
        constraints = [models.UniqueConstraint(fields=["denunciation", "mark"], name="one_mark_per_exclusion")]

    def __str__(self) -> str:
        return f"{self.pk}"


class TeamMember(models.Model):
    """Somebody the resolver named in writing to verify the case."""

    denunciation = models.ForeignKey(Denunciation, models.CASCADE, related_name="team")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, related_name="+", verbose_name="thành viên")
    leads = models.BooleanField("tổ trưởng", default=False)
    since = models.DateField("từ")
    until = models.DateField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "thành viên tổ xác minh"
        verbose_name_plural = "thành viên tổ xác minh"
        constraints = [
            models.UniqueConstraint(
                fields=["denunciation", "holding"], condition=Q(until=None), name="a_member_is_in_a_team_once"
            )
        ]
        indexes = [models.Index(fields=["holding"], condition=Q(until=None), name="team_member_standing")]

    def __str__(self) -> str:
        return f"{self.pk}"


class IdentityRequest(models.Model):
    """Somebody asks to know an identity; a custodian consents for some hours, or refuses."""

    denunciation = models.ForeignKey(Denunciation, models.CASCADE, related_name="identity_requests")
    asked_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, related_name="+", verbose_name="người xin")
    asked_at = models.DateTimeField("xin lúc")
    purpose = models.CharField("mục đích", max_length=10, choices=Purpose)
    reason = models.OneToOneField(SealedText, models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField("số giờ")
    decided_by = models.ForeignKey(Custodian, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    is_granted = models.BooleanField("đồng ý", null=True, blank=True)
    until = models.DateTimeField("đến lúc", null=True, blank=True)

    class Meta:
        verbose_name = "yêu cầu mở danh tính"
        verbose_name_plural = "yêu cầu mở danh tính"
        constraints = [
            models.UniqueConstraint(
                fields=["denunciation", "asked_by"], condition=Q(decided_at=None), name="one_request_waits"
            ),
            models.CheckConstraint(condition=Q(hours__range=(1, 72)), name="an_identity_is_open_for_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class ReleasedKey(models.Model):
    """A key of an identity while it is open; gone when the time is over."""

    request = models.ForeignKey(IdentityRequest, models.CASCADE, related_name="released")
    key = models.ForeignKey(SealedKey, models.CASCADE, related_name="+")
    wrapped = models.BinaryField("khóa đã niêm phong")
    wrapped_by = models.CharField("khóa bọc", max_length=40)

    class Meta:
        verbose_name = "khóa danh tính đang mở"
        verbose_name_plural = "khóa danh tính đang mở"

    def __str__(self) -> str:
        return f"{self.pk}"


class Reading(models.Model):
    """Somebody opened a part of a file.  Kept as long as the case."""

    denunciation = models.ForeignKey(Denunciation, models.PROTECT, related_name="readings")
    compartment = models.CharField("phần", max_length=10, choices=Compartment)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(IdentityRequest, models.PROTECT, null=True, blank=True, related_name="readings")
    paper_id = models.BigIntegerField("tệp", null=True, blank=True)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần mở"
        verbose_name_plural = "lần mở"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
