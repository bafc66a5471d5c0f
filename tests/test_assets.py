"""What set-up makes: script, fonts, translations."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from portal import assets

VIETNAMESE = (
    "Giá điện giờ thấp điểm: 1.234.567,50 ₫ − Quỹ dự phòng; “Bạn tiết kiệm 5,5 %” ẰẮẶẲẴ ộởữỵ"
)


@pytest.mark.parametrize("weight", assets.WEIGHTS)
@pytest.mark.parametrize("kind", ["woff2", "ttf"])
def test_fonts_write_vietnamese_with_figures_of_one_width(weight: int, kind: str) -> None:
    font = TTFont(assets.ROOT / f"static/fonts/inter-{weight}.{kind}")
    assert not {ord(letter) for letter in VIETNAMESE} - set(font.getBestCmap())
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert font["OS/2"].usWeightClass == weight
    assert "fvar" not in font


def test_page_fonts_stay_small_enough_for_a_phone() -> None:
    sizes = [
        (assets.ROOT / f"static/fonts/inter-{weight}.woff2").stat().st_size
        for weight in assets.WEIGHTS
    ]
    assert sum(sizes) < 80_000


def test_served_htmx_is_the_reviewed_file() -> None:
    served = (assets.ROOT / "static/vendor/htmx.min.js").read_bytes()
    assert hashlib.sha256(served).hexdigest() == assets.CHECKSUMS[assets.HTMX]


def test_changed_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(assets.CHECKSUMS, assets.HTMX, "0" * 64)
    with pytest.raises(assets.AssetError, match=r"django_htmx/.* expected 0000"):
        assets.source(*assets.HTMX)


def test_missing_package_is_named() -> None:
    with pytest.raises(assets.AssetError, match="no_such_package is not installed"):
        assets.source("no_such_package", "file")


def test_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "font"
    assets.write(path, b"old")

    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        assets.write(path, b"new")
    assert path.read_bytes() == b"old"
