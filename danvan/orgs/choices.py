"""Words of the units: levels, kinds, how one unit follows another."""

from django.db import models


class Level(models.TextChoices):
    """A tier of local government.  The district tier ended on 30/06/2025."""

    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"


class UnitKind(models.TextChoices):
    """What a unit is.  The first seven are governments of a territory."""

    PROVINCE = "province", "tỉnh"
    CITY = "city", "thành phố"
    TOWN = "town", "thị xã"
    DISTRICT = "district", "huyện"
    WARD = "ward", "phường"
    TOWNSHIP = "township", "thị trấn"
    COMMUNE = "commune", "xã"
    DEPARTMENT = "department", "sở, ban, ngành"
    MANAGEMENT_BOARD = "management_board", "ban quản lý thuộc UBND tỉnh"
    COUNCIL_OFFICE = "council_office", "văn phòng HĐND"
    PUBLIC_SERVICE_UNIT = "public_service_unit", "đơn vị sự nghiệp"
    VERTICAL_AGENCY = "vertical_agency", "cơ quan ngành dọc"
    PARTY_COMMITTEE = "party_committee", "cấp ủy"
    PARTY_BODY = "party_body", "cơ quan tham mưu của Đảng"
    FRONT = "front", "Mặt trận Tổ quốc"
    SOCIO_POLITICAL_ORG = "socio_political_org", "tổ chức chính trị - xã hội"


class UnitClass(models.TextChoices):
    """Who a target applies to: the six overlapping expressions of the scheme, kept apart."""

    PARTY = "UC_PARTY", "cấp ủy cơ sở"
    STATE = "UC_STATE", "cơ quan nhà nước"
    GOV = "UC_GOV", "chính quyền các cấp"
    ALL = "UC_ALL", "cơ quan, đơn vị"
    ADMIN = "UC_ADMIN", "cơ quan hành chính nhà nước"
    HEAD = "UC_HEAD", "người đứng đầu chính quyền"
    DIST = "UC_DIST", "huyện, thành phố, thị xã"
    PROV = "UC_PROV", "cấp tỉnh"
    CELL = "UC_CELL", "chi bộ"


class SuccessionKind(models.TextChoices):
    """How a unit, or part of it, passes to the next."""

    MERGE = "merge", "nhập vào đơn vị mới"
    PARTIAL = "partial", "nhập một phần"
    RENAME = "rename", "đổi tên, đổi loại"
    WHOLE = "whole", "giữ nguyên, đổi cấp trên"
    REORGANISATION = "reorganisation", "sắp xếp tổ chức"


class Confidence(models.TextChoices):
    """How sure we are of a legal act and its dates."""

    CONFIRMED = "confirmed", "đã đối chiếu văn bản"
    REPORTED = "reported", "theo nguồn công khai"
    NUMBER_UNKNOWN = "number_unknown", "chưa rõ số văn bản"


class PostKind(models.TextChoices):
    """What a post is in its unit; posts, not names, decide who may act."""

    CHAIR = "chair", "chủ tịch"
    VICE_CHAIR = "vice_chair", "phó chủ tịch"
    HEAD = "head", "thủ trưởng"
    DEPUTY_HEAD = "deputy_head", "cấp phó"
    SECRETARY = "secretary", "bí thư"
    OFFICER = "officer", "công chức, viên chức"
