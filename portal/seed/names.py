"""Invented companies and people, as they are named in Vietnam."""

from dataclasses import dataclass

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng",
    "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh", "Trịnh", "Mai", "Tạ",
)  # fmt: skip
MIDDLE = (
    "Thị", "Văn", "Minh", "Thu", "Quốc", "Ngọc", "Đức", "Thanh", "Hữu", "Bích",
    "Xuân", "Gia", "Hải", "Kim", "Anh", "Tuấn",
)  # fmt: skip
GIVEN = (
    "An", "Bình", "Châu", "Chi", "Cường", "Diệp", "Dũng", "Dương", "Giang", "Hà", "Hạnh",
    "Hiền", "Hiếu", "Hòa", "Hùng", "Huy", "Khánh", "Khoa", "Kiên", "Lâm", "Linh", "Loan",
    "Long", "Mai", "Nam", "Nga", "Nhung", "Phong", "Phúc", "Phương", "Quân", "Quang", "Sơn",
    "Tâm", "Thảo", "Thắng", "Thủy", "Tín", "Trang", "Trung", "Tú", "Tùng", "Uyên", "Vân",
    "Việt", "Vinh", "Yến",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """Companies of one segment: how they are called, what they do, who works there."""

    pack: str
    segment: str
    names: tuple[str, ...]
    industry: str
    jobs: tuple[str, ...]
    provinces: tuple[str, ...]


SOUTH = ("TP. Hồ Chí Minh", "Đồng Nai", "Tây Ninh", "Vĩnh Long", "Cần Thơ", "An Giang")
NORTH = ("Hà Nội", "Hải Phòng", "Bắc Ninh", "Hưng Yên", "Phú Thọ", "Ninh Bình", "Thái Nguyên")
CENTRE = ("Đà Nẵng", "Huế", "Quảng Ngãi", "Khánh Hòa", "Gia Lai", "Lâm Đồng", "Nghệ An")

KINDS = (
    Kind(
        "energy", "industrial",
        (
            "Công ty CP Hóa chất Sông Lô", "Công ty CP Xút Việt Phát", "Công ty TNHH Thép Tân Hưng",
            "Công ty CP Xi măng Yên Bình", "Công ty CP Phân bón Bình Thuận",
            "Công ty TNHH Kính nổi Đông Á", "Công ty CP Giấy An Khánh",
            "Công ty TNHH Nhựa Đại Việt", "Công ty CP Hóa dầu Nam Hải",
            "Công ty CP Gạch men Thăng Long", "Công ty TNHH Khí công nghiệp Bắc Hà",
            "Công ty CP Sơn Phương Nam", "Công ty CP Cao su Phước Lộc",
        ),
        "chemicals", ("Giám đốc sản xuất", "Trưởng phòng mua hàng", "Kế toán trưởng", "Cơ điện trưởng", "Giám đốc nhà máy"),
        SOUTH + CENTRE,
    ),
    Kind(
        "energy", "emissions",
        (
            "Công ty CP May Hòa Thọ Xanh", "Công ty TNHH Điện tử Minh Quang",
            "Công ty CP Thủy sản Cửu Long Xanh", "Công ty TNHH Da giày Thuận An",
            "Công ty CP Dệt Phú Thọ", "Công ty TNHH Nội thất Gỗ Việt",
            "Công ty CP Sữa Cao Nguyên", "Công ty TNHH Bao bì Hòa Bình",
            "Công ty CP Logistics Cảng Xanh", "Công ty TNHH Linh kiện Đông Nam",
            "Công ty CP Thực phẩm Cửu Long",
        ),
        "export", ("Trưởng ban phát triển bền vững", "Trưởng phòng mua hàng", "Giám đốc tài chính", "Quản lý nhà máy"),
        SOUTH + CENTRE,
    ),
    Kind(
        "energy", "shop",
        (
            "Tiệm giặt Sạch Thơm", "Giặt ủi Bảy Hiền", "Cửa hàng tiện lợi Góc Phố",
            "Tiệm giặt Hoa Sen", "Siêu thị mini An Phú", "Tiệm bánh Mùa Thu", "Quán cơm Ba Miền",
            "Cửa hàng Tiện Ích 24", "Tiệm giặt Nhanh", "Nhà thuốc Tâm Đức",
            "Cà phê Sân Vườn", "Tạp hóa Cô Năm", "Phòng tập Sức Trẻ", "Tiệm giặt Bọt Biển",
        ),
        "retail", ("Chủ cửa hàng", "Quản lý"),
        SOUTH + CENTRE,
    ),
    Kind(
        "equipment", "enterprise",
        (
            "Tập đoàn Nhựa Bình Minh Phát", "Công ty CP Dệt may Thái Bình Dương",
            "Công ty CP Bia Sông Hàn", "Công ty CP Sữa Ba Vì Xanh", "Tổng công ty Thép Miền Nam Mới",
            "Công ty CP Dược Hậu Lộc", "Công ty CP Gỗ An Cường Phát", "Công ty CP Ô tô Trường Sơn",
            "Công ty CP Đóng tàu Hạ Long Mới", "Công ty CP Điện tử Sao Bắc",
            "Công ty CP Nước giải khát Tân Tiến", "Công ty CP Lốp xe Đông Phương",
        ),
        "manufacturing", ("Trưởng phòng tài chính", "Trưởng phòng mua hàng", "Quản đốc nhà máy", "Trưởng bộ phận dịch vụ", "Tổng giám đốc", "Kỹ sư bảo trì"),
        NORTH + SOUTH,
    ),
    Kind(
        "equipment", "workshop",
        (
            "Cơ khí Thành Long", "Xưởng CNC Việt Tín", "Cơ khí chính xác Đại Phát",
            "Gara Ô tô Hùng Vương", "Xưởng mộc Tràng An", "Xưởng sơn tĩnh điện Minh Hải",
            "Cơ khí Phú Cường", "Xưởng đúc Ý Yên", "Cơ khí Tân Lập", "Xưởng phun cát Hải An",
            "Cơ khí nông nghiệp Sông Tiền", "Xưởng in Hồng Đức",
        ),
        "workshop", ("Chủ xưởng", "Kỹ sư trưởng", "Thợ cả"),
        NORTH + SOUTH + CENTRE,
    ),
    Kind(
        "equipment", "public",
        (
            "Bệnh viện Đa khoa Phú Bình", "Trường Cao đẳng Nghề Bắc Sông",
            "Trung tâm Đăng kiểm 99-07", "Nhà máy nước Sông Đáy", "Bệnh viện Phục hồi An Bình",
            "Trường Đại học Kỹ thuật Ven Biển", "Ban Quản lý Khu công nghệ Hòa Xuân",
            "Trung tâm Quan trắc Tây Bắc",
        ),
        "public", ("Trưởng phòng vật tư", "Phó giám đốc", "Cán bộ đấu thầu", "Trưởng khoa thiết bị"),
        NORTH + CENTRE,
    ),
)  # fmt: skip
