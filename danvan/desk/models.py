"""What a person keeps for themselves on the desk."""

from django.db import models


class SavedFilter(models.Model):
    """A filter of a list that a person named in order to come back to it.  `page` is the name of the list's address."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+", verbose_name="người dùng")
    page = models.CharField("trang", max_length=60)
    name = models.CharField("tên bộ lọc", max_length=60)
    query = models.CharField("điều kiện", max_length=600)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="a_filter_has_one_name")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.page}"
