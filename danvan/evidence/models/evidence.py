"""The proof of a record and its way through verification."""

import pghistory
from django.db import models
from django.db.models import Q

from danvan.evidence.choices import ProofState


@pghistory.track()
class Evidence(models.Model):
    """One handing-in of proof for a record: what it proves, by which documents, and who decided on it.

    A record has at most one piece on its way (draft or submitted) and at most
    one verified; what a new piece replaces becomes superseded.
    """

    record = models.ForeignKey("evidence.Record", models.CASCADE, related_name="evidence")
    proves = models.CharField("chứng minh điều gì", max_length=300)
    fact_on = models.DateField("ngày của sự việc", null=True, blank=True)
    documents = models.ManyToManyField("evidence.Document", related_name="evidence", verbose_name="văn bản", blank=True)
    link = models.URLField("đường dẫn công khai", max_length=500, blank=True)
    state = models.CharField("tình trạng", max_length=20, choices=ProofState, default=ProofState.DRAFT)
    submitted_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    decided_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    reason = models.TextField("lý do trả lại", blank=True)

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(state__in=[ProofState.DRAFT, ProofState.SUBMITTED]),
                name="one_piece_of_evidence_on_its_way",
            ),
            models.UniqueConstraint(
                fields=["record"], condition=Q(state=ProofState.VERIFIED), name="one_verified_piece_of_evidence"
            ),
            models.CheckConstraint(
                name="rejected_evidence_has_a_reason", condition=~Q(state=ProofState.REJECTED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="nobody_verifies_their_own_evidence",
                condition=~Q(state=ProofState.VERIFIED)
                | Q(decided_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(decided_by=models.F("submitted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"minh chứng {self.pk}"
