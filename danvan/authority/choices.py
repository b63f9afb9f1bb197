"""Roles of the people who use the system (nghean practice, section 2)."""

from django.db import models


class Role(models.TextChoices):
    """What a post is for in the system.  Rights follow from the role, the unit and the day."""

    PARTY_ADVISER = "party_adviser", "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    STANDING_OFFICE = "standing_office", "Cơ quan thường trực (Sở Nội vụ)"
    RECEPTION_OFFICE = "reception_office", "Ban Tiếp công dân"
    INSPECTORATE = "inspectorate", "Thanh tra tỉnh"
    SERVICE_CENTRE = "service_centre", "Trung tâm Phục vụ hành chính công"
    FRONT = "front", "Mặt trận Tổ quốc"
    COUNCIL_OFFICE = "council_office", "Văn phòng HĐND"
    DEPT_FOCAL = "dept_focal", "Đầu mối sở, ngành"
    DEPT_HEAD = "dept_head", "Thủ trưởng sở, ngành"
    DISTRICT_FOCAL = "district_focal", "Đầu mối cấp huyện (đến 30/06/2025)"
    COMMUNE_CHAIR = "commune_chair", "Chủ tịch UBND xã, phường"
    COMMUNE_OFFICER = "commune_officer", "Công chức xã, phường"
    HAMLET_HEAD = "hamlet_head", "Trưởng thôn, bản, khối"
    CLEARANCE_COUNCIL = "clearance_council", "Hội đồng bồi thường"
    INSPECTOR = "inspector", "Thành viên đoàn kiểm tra"
    LEADER = "leader", "Lãnh đạo tỉnh"
    DENUNCIATION_DESK = "denunciation_desk", "Người tiếp nhận tố cáo"
    SEAL_KEEPER = "seal_keeper", "Người giữ khóa niêm phong"
    ADMIN = "admin", "Quản trị hệ thống"
