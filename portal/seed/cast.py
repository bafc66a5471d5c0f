"""The people whom visitors of the demo can be."""

from dataclasses import dataclass

DEMO_PASSWORD = "bidwright-demo"


@dataclass(frozen=True)
class Member:
    """One of the cast: sign in with this address and the demo password."""

    email: str
    name: str
    form: str
    job: str
    roles: tuple[str, ...]
    pack: str
    company: str = ""
    language: str = "vi"


MINH_PHAT = "Tập đoàn Minh Phát"
BINH_AN = "Công ty CP Hóa chất Bình An"
COMPANIES = {
    MINH_PHAT: ("equipment", "enterprise", "Bắc Ninh"),
    "Cơ khí Chính xác Sao Việt": ("equipment", "workshop", "TP. Hồ Chí Minh"),
    BINH_AN: ("energy", "industrial", "Đồng Nai"),
    "Tiệm giặt Cô Tám": ("energy", "shop", "TP. Hồ Chí Minh"),
}

# What is known of each company: their own answers first, then what fit lines read.
FACTS = {
    MINH_PHAT: {"decides": "finance", "power": "large", "sites": "4", "industry": "dairy"},
    "Cơ khí Chính xác Sao Việt": {
        "decides": "engineer", "organisation": "workshop", "power": "medium", "sites": "1",
        "industry": "workshop", "beta": "yes", "air_quality": "class_1",
    },
    BINH_AN: {
        "business": "heavy_industry", "usage": "large", "target": "no_target", "sites": "2",
        "industry": "chemicals",
    },
    "Tiệm giặt Cô Tám": {
        "business": "service", "usage": "small", "target": "no_target", "sites": "1",
        "industry": "retail",
    },
}  # fmt: skip

CAST = (
    Member("minh@minhphat.example", "Lê Minh", "chị", "Trưởng phòng tài chính", ("buyer",), "equipment", "Tập đoàn Minh Phát"),
    Member("dung@minhphat.example", "Phạm Anh Dũng", "anh", "Tổng giám đốc", ("reviewer",), "equipment", "Tập đoàn Minh Phát"),
    Member("phuc@minhphat.example", "Võ Hữu Phúc", "anh", "Trưởng bộ phận dịch vụ", ("reviewer",), "equipment", "Tập đoàn Minh Phát"),
    Member("tuan@minhphat.example", "Hồ Quốc Tuấn", "anh", "Giám đốc nhà máy", ("reviewer",), "equipment", "Tập đoàn Minh Phát"),
    Member("bao@saoviet.example", "Đỗ Gia Bảo", "anh", "Kỹ sư trưởng", ("buyer",), "equipment", "Cơ khí Chính xác Sao Việt"),
    Member("lan@binhan.example", "Nguyễn Thị Lan", "chị", "Trưởng phòng mua hàng", ("buyer",), "energy", "Công ty CP Hóa chất Bình An"),
    Member("tam@cotam.example", "Trần Thị Tám", "cô", "Chủ tiệm", ("buyer",), "energy", "Tiệm giặt Cô Tám"),
    Member("huong@songhong.example", "Nguyễn Thu Hương", "chị", "Nhân viên bán hàng", ("rep",), "equipment"),
    Member("khoa@songhong.example", "Trịnh Minh Khoa", "anh", "Nhân viên bán hàng", ("rep",), "equipment"),
    Member("thao@songhong.example", "Trần Bích Thảo", "chị", "Trưởng bộ phận bán hàng", ("head", "rep"), "equipment"),
    Member("mai@songhong.example", "Bùi Ngọc Mai", "chị", "Nhân viên tiếp thị", ("marketer",), "equipment"),
    Member("son@dien.example", "Đặng Hải Sơn", "anh", "Nhân viên bán hàng", ("rep",), "energy"),
    Member("nga@dien.example", "Ngô Thanh Nga", "chị", "Nhân viên bán hàng", ("rep",), "energy"),
    Member("long@dien.example", "Vũ Đình Long", "anh", "Trưởng bộ phận bán hàng", ("head", "rep"), "energy"),
    Member("chi@dien.example", "Lý Kim Chi", "chị", "Nhân viên tiếp thị", ("marketer",), "energy"),
    Member("admin@bidwright.example", "Quản trị", "", "Quản trị hệ thống", ("admin",), ""),
)  # fmt: skip
