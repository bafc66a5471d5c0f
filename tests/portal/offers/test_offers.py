"""A page per standard offer that people and search engines read the same way."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.configure.choices import Product
from portal.configure.prices import Market, priced
from portal.packs import pack_in_force
from portal.packs.pack import Pack
from tests.portal.factories import client_of


def energy() -> Pack:
    return pack_in_force("energy", clock.now())


def prices(page: str) -> list[Decimal]:
    return [Decimal(found) for found in re.findall(r'itemprop="price" value="([^"]+)"', page)]


def test_every_standard_offer_has_a_page_with_its_price(client: FlaskClient) -> None:
    pack = energy()
    for offer in pack.offers.values():
        page = client.get(f"/offers/{offer.id}")
        assert page.status_code == 200 and offer.name.en in page.text
        if offer.product:
            product = Product.made(pack.version_id, offer.product, pack.choices(offer))
            waterfall = priced(product, Market(offer.segment, "VND"))
            assert waterfall is not None
            assert set(prices(page.text)) == {t.net.amount for t in waterfall.totals if t}
        else:
            tariff = pack.tariffs[offer.plan or ""]
            assert tariff.energy[0].price in prices(page.text)


def test_the_page_says_in_schema_org_what_people_read(client: FlaskClient) -> None:
    offer = next(o for o in energy().offers.values() if o.plan == "quarterly_prepay")
    page = client.get(f"/offers/{offer.id}").text
    for kind in ("Product", "Offer", "UnitPriceSpecification", "Organization"):
        assert f'itemtype="https://schema.org/{kind}"' in page
    assert prices(page) == [2780, 120000]
    assert "2,780 ₫" in page.replace("\u00a0", " ") and 'content="KWH"' in page
    assert "valueAddedTaxIncluded" in page and 'rel="canonical"' in page
    assert "<script>" not in page and "ld+json" not in page


def test_both_languages_have_the_page(app: Flask) -> None:
    offer = next(iter(energy().offers.values()))
    assert offer.name.vi in client_of(app, language="vi").get(f"/offers/{offer.id}").text


def test_an_offer_that_is_none_is_not_there(client: FlaskClient) -> None:
    assert client.get("/offers/gold").status_code == 404


def test_the_map_names_every_public_page_and_each_opens(client: FlaskClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [loc.text or "" for loc in ET.fromstring(answer.text).findall(".//s:loc", spaces)]
    pack = energy()
    assert len(found) == 1 + len(pack.segments) + len(pack.offers)
    for address in found:
        path = "/" + address.split("/", 3)[3]
        assert client.get(path).status_code == 200
    assert "/sitemap.xml" in client.get("/robots.txt").text
