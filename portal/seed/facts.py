"""What is known of an invented company: answers that lead to its segment, and what fit lines read."""

from random import Random
from typing import Any

from portal.seed.names import Kind

# What a company's name says of its trade; the segment's own trade otherwise.
TRADES = {
    "Sữa": "dairy", "Dược": "pharma", "Dệt": "textile", "May ": "textile", "Bia": "food",
    "Nước giải khát": "food", "Điện tử": "electronics", "Thép": "steel", "Xi măng": "cement",
    "Giấy": "paper", "Kính": "glass", "Gạch": "ceramics", "sơn tĩnh điện": "coating",
    "Gỗ": "wood", "mộc": "wood", "Ô tô": "vehicles", "in Hồng": "printing",
}  # fmt: skip
NAMED_BY_TRADE = ("industrial", "enterprise", "workshop")


def trade_of(kind: Kind, name: str) -> str:
    """The industry of a company, from its name where the name says it."""
    if kind.segment not in NAMED_BY_TRADE:
        return kind.industry
    return next((trade for word, trade in TRADES.items() if word in name), kind.industry)


def facts_of(kind: Kind, name: str, random: Random) -> dict[str, Any]:
    """Facts as text: the answers a company of this kind gives, and what the supplier learned."""
    learned = {
        "industry": trade_of(kind, name),
        "employees": str(random.choice((8, 20, 60, 150, 400, 900, 2400))),
    }
    return learned | OF_SEGMENT[kind.segment](random)


def _industrial(random: Random) -> dict[str, str]:
    usage = random.choice(("large", "large", "large", "medium"))
    target = random.choice(("no_target", "no_target", "customers"))
    return {
        "business": "heavy_industry",
        "usage": usage,
        "target": target if usage == "large" else "no_target",
        "sites": str(random.randint(1, 5)),
    }


def _emissions(random: Random) -> dict[str, str]:
    target = random.choice(("binding", "binding", "customers"))
    return {
        "business": random.choice(("manufacturing", "manufacturing", "offices")),
        "usage": random.choice(("medium", "large")),
        "target": target,
        "sites": str(random.randint(1, 4)),
    }


def _shop(random: Random) -> dict[str, str]:
    return {
        "business": "service",
        "usage": random.choice(("small", "small", "small", "medium")),
        "target": "no_target",
        "sites": random.choice(("1", "1", "1", "2")),
    }


def _enterprise(random: Random) -> dict[str, str]:
    return {
        "decides": "finance",
        "organisation": "group",
        "power": random.choice(("large", "large", "medium")),
        "sites": str(random.randint(1, 6)),
        "running_hours": random.choice(("4800", "6200", "6800", "7900")),
        "air_quality": random.choice(("class_0", "class_1", "oil_accepted")),
    }


def _workshop(random: Random) -> dict[str, str]:
    return {
        "decides": "engineer",
        "organisation": "workshop",
        "power": random.choice(("small", "medium", "medium")),
        "sites": "1",
        "running_hours": random.choice(("2400", "3800", "5200")),
        "air_quality": random.choice(("class_1", "class_2", "oil_accepted")),
        "beta": random.choice(("yes", "no")),
    }


def _public(random: Random) -> dict[str, str]:
    return {
        "decides": random.choice(("committee", "committee", "engineer")),
        "organisation": "public",
        "power": random.choice(("small", "medium", "medium", "large")),
        "sites": random.choice(("1", "1", "2")),
        "budget": random.choice(("approved", "approved", "none", "asked_for")),
        "distributor": random.choice(("yes", "yes", "no")),
    }


OF_SEGMENT = {
    "industrial": _industrial,
    "emissions": _emissions,
    "shop": _shop,
    "enterprise": _enterprise,
    "workshop": _workshop,
    "public": _public,
}
