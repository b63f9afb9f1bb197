"""What cannot be done with a session, each with what to do instead."""

from django.utils.translation import gettext_lazy as _

from danvan.conclusions.services.publishing import LooksPersonal
from danvan.kernel.errors import RuleError


class SessionExists(RuleError):
    """The unit has such a session on that day and hour already."""

    code = "session_exists"
    field = "on"
    message = _("Ngày %(on)s đã có buổi tiếp công dân cùng giờ trong lịch. Chọn giờ khác hoặc sửa buổi đã có.")


class NothingToPlan(RuleError):
    """No day is named, or every day named is planned already."""

    code = "nothing_to_plan"
    message = _("Không có ngày nào để lên lịch: hãy chọn thứ trong tuần hoặc ngày trong tháng, và khoảng thời gian.")


class DayIsPast(RuleError):
    """A schedule is for days to come."""

    code = "day_is_past"
    field = "on"
    message = _("Ngày %(on)s đã qua nên không lên lịch được. Buổi tiếp đã diễn ra thì dùng “Ghi buổi tiếp đã qua”.")


class DayIsToCome(RuleError):
    """What has not happened is planned, not written down as held."""

    code = "day_is_to_come"
    field = "on"
    message = _("Ngày %(on)s chưa tới nên chưa ghi là đã tiếp được. Hãy lên lịch cho ngày này.")


class PublishedAfterwards(RuleError):
    """A schedule is published before its day."""

    code = "published_afterwards"
    field = "published_on"
    message = _("Ngày công bố không thể sau ngày tiếp. Nếu lịch chưa công bố thì để trống.")


class NotAWorkingDay(RuleError):
    """Reception is planned for days on which agencies work."""

    code = "not_a_working_day"
    field = "on"
    message = _("Ngày %(on)s không phải ngày làm việc (%(why)s). Hãy chọn ngày khác.")


class NotItsDay(RuleError):
    """A session is opened on its day, or written down later."""

    code = "not_its_day"
    message = _("Chưa đến ngày tiếp (%(on)s) nên chưa mở được buổi tiếp. Nếu tiếp sớm hơn, hãy dời lịch trước.")


class AlreadyPublished(RuleError):
    """What people could read is moved or cancelled, not removed."""

    code = "already_published"
    message = _("Buổi tiếp ngày %(on)s đã công bố nên không xóa được. Hãy dời hoặc ghi không tổ chức, có nêu lý do.")


class NothingToPublish(RuleError):
    """None of the sessions chosen waits to be published."""

    code = "nothing_to_publish"
    message = _("Không có buổi tiếp nào chưa công bố trong các buổi đã chọn.")


class ReasonMissing(RuleError):
    """Moving, cancelling and correcting need a reason."""

    code = "reason_missing"
    field = "reason"
    message = _("Cần ghi lý do.")


class GroundMissing(RuleError):
    """An ad hoc session has a ground of article 18.3."""

    code = "ground_missing"
    field = "ground"
    message = _("Cần chọn căn cứ tiếp đột xuất theo Điều 18.3 Luật Tiếp công dân.")


class ChairMissing(RuleError):
    """Somebody chaired the session."""

    code = "chair_missing"
    field = "chaired_by"
    message = _("Cần ghi ai đã tiếp: người đứng đầu, hoặc người được ủy quyền kèm họ tên, chức vụ.")


class NotTheHead(RuleError):
    """A deputy's post is never the head's."""

    code = "not_the_head"
    field = "chair"
    message = _(
        "Người được ghi không giữ chức vụ đứng đầu đơn vị vào ngày tiếp %(on)s. Hãy chọn người đứng đầu ngày đó, hoặc "
        "ghi là ủy quyền."
    )


class NobodyWasHead(RuleError):
    """On a day on which the head's post stood vacant nobody received as the head."""

    code = "nobody_was_head"
    field = "chaired_by"
    message = _(
        "Ngày %(on)s chức vụ đứng đầu đơn vị không ghi ai giữ. Hãy ghi là ủy quyền; nếu đã có người giữ hoặc được giao "
        "quyền, đề nghị quản trị hệ thống ghi chức vụ của người ấy trước."
    )


class WhichHead(RuleError):
    """Two hold the head's post on the day a post changes hands."""

    code = "which_head"
    field = "chair"
    message = _("Ngày %(on)s có nhiều người cùng được ghi giữ chức vụ đứng đầu đơn vị. Hãy chọn người đã tiếp.")


class HeadIsNoDelegate(RuleError):
    """Whoever receives for the head is somebody else."""

    code = "head_is_no_delegate"
    field = "chair"
    message = _("Người được chọn là người đứng đầu đơn vị. Hãy chọn cấp phó, hoặc ghi họ tên người được ủy quyền.")


class MinutesMissing(RuleError):
    """A session without a visitor leaves a minute all the same."""

    code = "minutes_missing"
    field = "minutes"
    message = _("Buổi tiếp không có công dân đến vẫn cần ghi diễn biến (ví dụ: không có công dân đến) để được tính.")


class ScheduleLooksPersonal(LooksPersonal):
    """What a schedule tells everybody may name somebody who comes."""

    field = "confirmed"
    message = (
        "Nội dung dự kiến hoặc thành phần có chỗ giống thông tin cá nhân: %(words)s. Đề nghị sửa, hoặc đánh dấu đã xem "
        "và giữ nguyên."
    )


class PlaceMissing(RuleError):
    """People must know where to come."""

    code = "place_missing"
    field = "place"
    message = _("Cần ghi nơi tiếp công dân.")
