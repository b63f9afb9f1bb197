"""Invented notices in the style offices write them, and the small province whose units they name."""

from danvan.calendars.selectors import shipped_calendar
from danvan.conclusions.rules.naming import Names, UnitName, words_of

COMMUNE, BUILDING, FARMING, INTERIOR, FINANCE, PROVINCE, OFFICE, POLICE, NEIGHBOUR, HOA, HOAF, CULTURE = range(1, 13)

UNITS = (
    (COMMUNE, "xã Mường Xén", ("UBND xã Mường Xén",)),
    (NEIGHBOUR, "xã Na Ngoi", ("UBND xã Na Ngoi",)),
    (HOA, "xã Hòa Sơn", ("UBND xã Hòa Sơn",)),
    (HOAF, "xã Hoa Sơn", ("UBND xã Hoa Sơn",)),
    (BUILDING, "Sở Xây dựng", ("Sở XD",)),
    (FARMING, "Sở Nông nghiệp và Môi trường", ("Sở NNMT",)),
    (INTERIOR, "Sở Nội vụ", ("Sở NV",)),
    (FINANCE, "Sở Tài chính", ("Sở TC",)),
    (CULTURE, "Sở Văn hóa, Thể thao và Du lịch", ("Sở VHTTDL",)),
    (PROVINCE, "tỉnh Nghệ An", ("UBND tỉnh", "UBND tỉnh Nghệ An")),
    (OFFICE, "Văn phòng Ủy ban nhân dân tỉnh", ("Văn phòng UBND tỉnh",)),
    (POLICE, "Công an tỉnh", ()),
)
OLD = (
    (90, "Sở Tài nguyên và Môi trường", ("Sở TNMT",), ((FARMING, "Sở Nông nghiệp và Môi trường"),)),
    (91, "huyện Kỳ Sơn", ("UBND huyện Kỳ Sơn",), ((COMMUNE, "xã Mường Xén"), (NEIGHBOUR, "xã Na Ngoi"))),
)


def names(home: int = COMMUNE) -> Names:
    """Return the names of the small province, for a notice of one of its units."""
    by_words: dict[str, list[UnitName]] = {}
    said = {unit: name for unit, name, _short in UNITS}
    rows = [(unit, name, short, ()) for unit, name, short in UNITS] + list(OLD)
    for unit, name, short, heirs in rows:
        for text in (name, *short):
            spelled = text.replace(",", "").lower()
            by_words.setdefault(" ".join(words_of(text)), []).append(
                UnitName(spelled, unit, name, heirs, is_old=bool(heirs))
            )
    if home == COMMUNE:
        by_words["ubnd xa"] = [UnitName("ubnd xã", COMMUNE, said[COMMUNE])]
    return Names(by_words, home, said[home])


CALENDAR = shipped_calendar()

RECEPTION = """ỦY BAN NHÂN DÂN                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ MƯỜNG XÉN                          Độc lập - Tự do - Hạnh phúc
Số: 112/TB-UBND                       Mường Xén, ngày 12 tháng 11 năm 2026

THÔNG BÁO
Kết luận của Chủ tịch UBND xã tại buổi tiếp công dân định kỳ ngày 10/11/2026

Ngày 10/11/2026, tại Trụ sở tiếp công dân xã, Chủ tịch UBND xã chủ trì buổi tiếp công dân định kỳ. Tham dự có đại
diện Phòng Kinh tế, Công an xã. Sau khi nghe ý kiến của công dân và báo cáo của các bộ phận, Chủ tịch UBND xã
kết luận như sau:

1. Về kiến nghị sửa lan can cầu tràn qua suối: Giao Phòng Kinh tế chủ trì, phối hợp với Ban quản lý bản kiểm tra
hiện trạng, sửa chữa xong trước ngày 15/12/2026.
2. Về phản ánh đường liên bản bị hư hỏng do xe chở vật liệu:
a) Đề nghị Sở Xây dựng kiểm tra tải trọng xe trên tuyến, trả lời UBND xã bằng văn bản trong 10 ngày làm việc.
b) Giao Công an xã xử lý xe chở quá tải, báo cáo kết quả trong tháng 12.
3. Về kiến nghị cấp giấy chứng nhận quyền sử dụng đất: UBND xã trả lời công dân bằng văn bản chậm nhất ngày
20/12/2026.
4. Người dân cơ bản đồng tình với các nội dung đã nêu.

Trên đây là kết luận của Chủ tịch UBND xã; các đơn vị, cá nhân liên quan biết, thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT.
"""

PROVINCIAL = """THÔNG BÁO
Kết luận của Chủ tịch UBND tỉnh tại phiên tiếp công dân tháng 11 năm 2026
Chủ tịch UBND tỉnh có ý kiến chỉ đạo như sau:
I. Các vụ việc cụ thể
1. Vụ việc thu hồi đất tại khối 3:
- Giao Sở NN&MT chủ trì, phối hợp với Sở Xây dựng, Thanh tra tỉnh và UBND xã Mường Xén rà soát hồ sơ, tham mưu UBND tỉnh
trước ngày 05/12/2026; báo cáo kết quả chậm nhất là ngày 15 tháng 12 năm 2026.
- Giao Sở Tài nguyên và Môi trường cung cấp hồ sơ trước ngày 30/11.
2. Vụ việc bồi thường tuyến đường: yêu cầu UBND các xã: Mường Xén, Na Ngoi tổ chức đối thoại với các hộ dân, hoàn thành
trong quý I năm 2027.
3. Giao các sở: Xây dựng, Tài chính, Nội vụ báo cáo UBND tỉnh trong thời hạn 15 (mười lăm) ngày. Giao
Văn phòng UBND tỉnh theo dõi, đôn đốc
việc thực hiện và định kỳ hằng tháng báo cáo.
II. Về công tác chung
Các sở, ban, ngành liên quan thực hiện nghiêm quy chế tiếp công dân.
Nơi nhận:
- Các sở.
"""

LOOSE = """Kết luận của Chủ tịch UBND tỉnh tại cuộc làm việc với Mặt trận Tổ quốc:
- Giao UBND huyện Kỳ Sơn rà soát các hộ sau thiên tai, báo cáo trước ngày 05/12/2026.
- Đề nghị Sở Văn hóa, Thể thao và Du lịch hướng dẫn các xã, phường liên quan tổ chức lễ hội an toàn.
- Yêu cầu Sở TC trả lời ông Nguyễn Văn Ví Dụ về khoản hỗ trợ, hạn hoàn thành 18/12/2026
và báo cáo UBND tỉnh.
"""
