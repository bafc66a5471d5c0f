"""The keys of a model file with what they mean, in both languages, from the schema itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from configurator.writing import json_schema

Say = Callable[[str, str], str]


@dataclass(frozen=True)
class Key:
    """One key: its name, whether it has to be there, and what it means."""

    name: str
    needed: bool
    text: str


@dataclass(frozen=True)
class Part:
    """One part of a model file: where it stands, what it is, and its keys."""

    id: str
    title: str
    about: str
    keys: tuple[Key, ...]


def _say_in(language: str) -> Say:
    # The English stands in the schema, where editors read it; so no catalogue could hold the pair.
    return lambda en, vi: vi if language.startswith("vi") else en


def parts(language: str) -> list[Part]:
    """The parts of a model file in the order in which they stand in it."""
    schema, say = json_schema(), _say_in(language)
    whole = {**schema["$defs"], "Model": schema}
    return [
        Part(
            name.lower(),
            say(*TITLES[name]),
            say(whole[name]["description"], ABOUT[name]),
            tuple(sorted(_keys(whole[name], name, say), key=_rank)),
        )
        for name in TITLES
    ]


def _keys(part: dict[str, Any], name: str, say: Say) -> Iterator[Key]:
    for key, told in part["properties"].items():
        shared = VIETNAMESE.get(("", key), "")
        text = say(told["description"], VIETNAMESE.get((name, key), shared))
        yield Key(key, key in part.get("required", ()), text)


def _rank(key: Key) -> tuple[bool, bool]:
    """What is needed first; dates, which few need, last."""
    return not key.needed, key.name.startswith("valid_")


TITLES = {
    "Model": ("The file", "Tệp mô hình"),
    "Group": ("groups", "groups: nhóm"),
    "Option": ("options of a group", "options: tùy chọn của nhóm"),
    "Number": ("numbers", "numbers: thông số"),
    "Unit": ("unit of a number", "unit: đơn vị của thông số"),
    "Rule": ("rules", "rules: quy tắc"),
    "TableSheet": ("tables", "tables: bảng"),
    "TestConfiguration": ("tests", "tests: cấu hình kiểm thử"),
}

ABOUT = {
    "Model": "Một mô hình sản phẩm: mọi điều có thể cấu hình của một sản phẩm.",
    "Group": "Các tùy chọn, trong đó sản phẩm nào cũng có ít nhất min và nhiều nhất max. "
    "Nhóm nằm dưới một tùy chọn (parent) chỉ có hiệu lực khi tùy chọn đó có trong sản phẩm.",
    "Option": "Một thứ người mua có thể chọn.",
    "Number": "Một con số từ min đến max theo từng bước; mỗi sản phẩm có đúng một giá trị.",
    "Unit": "Điều mà con số đếm; ký hiệu như kW thì ghi một lần, không cần khóa.",
    "Rule": "Một câu mà mọi sản phẩm đều tuân theo: formula, hoặc when cùng requires hay excludes.",
    "TableSheet": "Một bảng như tệp mô hình gọi tên; các hàng nằm trong một tệp CSV riêng. Hàng đầu "
    "gọi tên nhóm, tùy chọn và thông số; sản phẩm nào cũng khớp với ít nhất một trong các hàng còn "
    "lại. Một ô ghi một hay nhiều tùy chọn (c22|c37), yes hoặc no, một số, một khoảng số (7..14), "
    "dấu - nghĩa là không chọn gì, dấu * nghĩa là gì cũng được.",
    "TestConfiguration": "Các lựa chọn phải bán được, hoặc không được bán, mỗi lần kiểm tra mô hình.",
}

VIETNAMESE = {
    ("", "id"): "Tên dùng trong quy tắc, bảng và báo cáo; không trùng trong cả mô hình.",
    ("", "text"): "Điều người mua đọc.",
    ("", "more"): "Một hai câu giải thích thêm.",
    ("", "order"): "Số nhỏ đứng trước; bằng nhau thì theo thứ tự trong tệp.",
    ("", "valid_from"): "Ngày đầu tiên có hiệu lực.",
    ("", "valid_to"): "Ngày cuối cùng còn hiệu lực.",
    ("Model", "id"): "Tên của sản phẩm trong bộ dữ liệu.",
    ("Model", "include"): "Các tệp quy tắc và bảng dùng chung, đường dẫn tính từ tệp này.",
    ("Model", "groups"): "Các bước cấu hình, theo thứ tự người mua nhìn thấy.",
    ("Model", "numbers"): "Những con số người mua nhập.",
    ("Model", "rules"): "Những câu mà mọi sản phẩm đều tuân theo.",
    ("Model", "tables"): "Những kết hợp được bán.",
    ("Model", "tests"): "Cấu hình phải bán được, hoặc không được bán, mỗi lần kiểm tra.",
    ("Group", "text"): "Tên của bước.",
    ("Group", "parent"): "Tùy chọn mà nhóm nằm dưới; sản phẩm không có tùy chọn đó thì không có gì "
    "của nhóm này.",
    ("Group", "min"): "Phải chọn ít nhất bao nhiêu tùy chọn.",
    ("Group", "max"): "Được chọn nhiều nhất bao nhiêu tùy chọn; all là tất cả.",
    ("Group", "show"): "when_possible: bước không hiện khi không còn gì trong đó chọn được.",
    ("Group", "options"): "Các tùy chọn, theo thứ tự người mua nhìn thấy.",
    ("Option", "code"): "Tên dùng trong quy tắc, bảng và giá; không trùng trong cả mô hình.",
    ("Option", "default"): "Sản phẩm có sẵn nếu không ai yêu cầu khác.",
    ("Option", "recommended"): "Nhà cung cấp khuyên chọn.",
    ("Option", "attributes"): "Các con số theo tên (power_kw, weight_kg …) cho quy tắc, bảng tính "
    "và so sánh.",
    ("Option", "show"): "when_possible: tùy chọn không hiện khi không chọn được.",
    ("Number", "unit"): "Đơn vị đứng cạnh con số, ghi một lần hoặc bằng hai ngôn ngữ.",
    ("Unit", "vi"): "Đơn vị bằng tiếng Việt.",
    ("Unit", "en"): "Đơn vị bằng tiếng Anh.",
    ("Unit", "one"): "Một cái bằng tiếng Anh, khi gọi khác: machine của machines.",
    ("Number", "min"): "Giá trị nhỏ nhất.",
    ("Number", "max"): "Giá trị lớn nhất, cách giá trị nhỏ nhất một số nguyên bước.",
    ("Number", "step"): "Từ giá trị này đến giá trị kế tiếp.",
    ("Number", "default"): "Giá trị tạm tính cho đến khi có người chọn; bỏ trống thì lấy nhỏ nhất.",
    ("Number", "group"): "Nhóm mà con số hiện bên cạnh.",
    ("Number", "quantity_of"): "Tùy chọn, hoặc các tùy chọn, được đếm bằng con số này.",
    ("Rule", "text"): "Lý do người mua đọc khi quy tắc ngăn một lựa chọn.",
    ("Rule", "formula"): "Công thức trên tùy chọn, nhóm và thông số, đúng với mọi sản phẩm.",
    (
        "Rule",
        "when",
    ): "Khi công thức này đúng thì mọi requires đều đúng và không excludes nào đúng.",
    ("Rule", "requires"): "Một công thức, hoặc một danh sách công thức.",
    ("Rule", "excludes"): "Một công thức, hoặc một danh sách công thức.",
    ("TableSheet", "text"): "Lý do người mua đọc khi bảng ngăn một lựa chọn.",
    ("TableSheet", "file"): "Tệp CSV, đường dẫn tính từ tệp này.",
    ("TestConfiguration", "text"): "Vì sao điều này quan trọng.",
    (
        "TestConfiguration",
        "choices",
    ): "Nhóm → tùy chọn, tùy chọn → yes hoặc no, thông số → giá trị.",
    ("TestConfiguration", "sellable"): "Phải có sản phẩm với các lựa chọn này hay không.",
    ("TestConfiguration", "on"): "Ngày được hỏi; bỏ trống thì là mọi ngày.",
}
"""(Part, key) → text; part "" for keys that mean the same wherever they stand."""
