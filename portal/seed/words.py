"""What buyers and reps of the demo write."""

SENTENCES = (
    "Cần chạy liên tục ba ca, dừng máy tối đa bốn giờ mỗi tháng.",
    "Ưu tiên chi phí bảo trì thấp và có người đến trong ngày.",
    "Nghiệm thu tại nhà máy, có mặt kỹ sư của hai bên.",
    "Ngân sách năm sau chốt trong tháng 1.",
)
