"""An account at Polar, version 2026-04 of the API."""

import copy
import re
import uuid
from decimal import Decimal

from world import Refused, World, one, take

# The smallest amount of a fixed price that is not 0 (server/polar/kit/currency.py).
MINIMUM = {"usd": 50, "eur": 50, "gbp": 40, "jpy": 80, "inr": 6000}
METERED = ("metered_unit", "metered_tiers")
# Which meter cycles fit which billing cycles (server/polar/product/meter_interval.py).
DIVIDES = {"day": {"day", "week", "month", "year"}, "week": {"week"}, "month": {"month", "year"}, "year": {"year"}}


def decimal(amount):
    """Amounts of units are returned with 12 decimals (server/polar/models/product_price.py)."""
    amount = Decimal(str(amount))
    if amount < 0 or amount.as_tuple().exponent < -12:
        raise Refused(422, f"{amount} is not an amount with at most 12 decimals")
    return f"{amount:.12f}"


class Polar(World):
    key = "polar_oat_1"
    variables = {"POLAR_ACCESS_TOKEN": key}
    kinds = {"meters": "1", "benefits": "2", "products": "3"}

    def __init__(self):
        super().__init__()
        # The organization's default currency is one of these; every product needs a price in it.
        self.default_currencies = None

    def new_id(self, kind):
        return str(uuid.UUID(int=int(self.kinds[kind]) << 100 | len(self.objects[kind]) + 1, version=4))

    def error(self, message):
        return {"error": "RequestValidationError", "detail": message}

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("Polar-Version") == "2026-04"

    def make_meter(self, query, body):
        """Properties lose the prefix `metadata.` (server/polar/meter/filter.py)."""
        filter = copy.deepcopy(body["filter"])
        for clause in filter["clauses"]:
            for part in clause.get("clauses", [clause]):
                part["property"] = part["property"].removeprefix("metadata.")
        empty = {"unit": "scalar", "custom_label": None, "custom_multiplier": None, "metadata": {}, "archived_at": None}
        return self.add("meters", **{**empty, **body, "filter": filter})

    def make_benefit(self, query, body):
        if body["type"] == "meter_credit":
            one(self.objects["meters"], body["properties"]["meter_id"])
        visibility = {"feature_flag": "private"}.get(body["type"], "public")
        return self.add("benefits", **{"visibility": visibility, "metadata": {}, "is_deleted": False, **body})

    def make_product(self, query, body):
        empty = {
            "description": None, "visibility": "public", "recurring_interval": None, "recurring_interval_count": None,
            "meter_interval": None, "trial_interval": None, "trial_interval_count": None, "metadata": {},
        }
        product = {**empty, **body, "is_archived": False, "benefits": []}
        if product["recurring_interval"]:
            product["recurring_interval_count"] = product["recurring_interval_count"] or 1
        product["prices"] = self.prices(body["prices"], product, len(self.objects["products"]) * 1000)
        self.check_cycles(product)
        return self.add("products", **product)

    def check_cycles(self, product):
        interval, count = product["meter_interval"], product["recurring_interval_count"]
        if interval:
            fits = product["recurring_interval"] in DIVIDES[interval]
            if not fits or (interval == product["recurring_interval"] and count == 1):
                raise Refused(422, "meter_interval must divide the billing interval")
        if (product["trial_interval"] is None) != (product["trial_interval_count"] is None):
            raise Refused(422, "a trial needs an interval and a count")

    def prices(self, bodies, product, number):
        """The prices as they are stored: first fixed ones, then metered ones (server/polar/product/service.py)."""
        prices = [self.price(body, product) for body in bodies]
        kinds = {}
        for price in prices:
            kinds.setdefault(price["price_currency"], []).append((price["amount_type"], price.get("meter_id")))
        for currency, own in kinds.items():
            meters = [meter for kind, meter in own if kind in METERED]
            others = [kind for kind, _ in own if kind not in METERED]
            if len(set(meters)) != len(meters):
                raise Refused(422, f"several prices of a meter in {currency}")
            if len(set(others)) != len(others) or {"seat_based", "unit_based"} <= set(others):
                raise Refused(422, f"several prices of a kind in {currency}")
        if len({tuple(sorted(own, key=str)) for own in kinds.values()}) > 1:
            raise Refused(422, "every currency must have the same kinds of prices")
        defaults = set(kinds) & (self.default_currencies or set(kinds))
        if not defaults:
            raise Refused(422, "a product needs a price in the organization's default currency")
        self.default_currencies = defaults
        prices.sort(key=lambda price: price["amount_type"] in METERED)
        return [
            {"id": str(uuid.UUID(int=4 << 100 | number + index, version=4)), **price} for index, price in enumerate(prices, 1)
        ]

    def price(self, body, product):
        price = {"price_currency": "usd", "tax_behavior": None, "is_archived": False, **body}
        kind, currency = price["amount_type"], price["price_currency"]
        if kind == "fixed" and 0 < price["price_amount"] < MINIMUM.get(currency, 0):
            raise Refused(422, f"{price['price_amount']} {currency} is less than the minimum")
        if kind in METERED:
            if not product["recurring_interval"]:
                raise Refused(422, "one-time products cannot have metered prices")
            price = {"cap_amount": None, **price, "meter": copy.deepcopy(one(self.objects["meters"], price["meter_id"]))}
        if kind == "metered_unit":
            price["unit_amount"] = decimal(price["unit_amount"])
        if "tiers" in price:
            price["tiers"] = self.tiers(price["tiers"], kind)
        if kind == "unit_based":
            most, least = price["tiers"]["tiers"][-1]["bound"], price.get("minimum_units")
            if most is not None and (least or 1) > most:
                raise Refused(422, "minimum_units is more than the last bound")
            price = {"minimum_units": None, "unit_label": None, **price, "maximum_units": most}
        return price

    def tiers(self, tiers, kind):
        """Sorts tiers by their bounds; only the last may be open (server/polar/product/tiers.py)."""
        stored = [{"bound": tier.get("bound"), "unit_amount": decimal(tier["unit_amount"])} for tier in tiers["tiers"]]
        stored.sort(key=lambda tier: (tier["bound"] is None, tier["bound"]))
        bounds = [tier["bound"] for tier in stored]
        if len(set(bounds)) != len(bounds) or any(bound is not None and bound <= 0 for bound in bounds):
            raise Refused(422, "bounds of tiers must be positive and different")
        if kind == "unit_based" and any(Decimal(tier["unit_amount"]) % 1 for tier in stored):
            raise Refused(422, "amounts of units must be whole")
        return {"type": tiers["type"], "tiers": stored}

    def listed(self, query, body, kind):
        """Archived objects are listed, too, unless the query says otherwise. Benefits and products: newest first."""
        objects = self.objects[kind]
        objects = sorted(objects, key=lambda each: each["name"]) if kind == "meters" else list(reversed(objects))
        for name, value in query.items():
            match = re.fullmatch(r"metadata\[(.+)\]", name)
            if match:
                objects = [each for each in objects if str(each["metadata"].get(match.group(1))) == value]
            elif name == "is_archived":
                archived = [each for each in objects if each.get("is_archived") or each.get("archived_at")]
                objects = [each for each in objects if (each in archived) == (value == "true")]
            elif name == "type":
                objects = take(objects, type=value)
        page, size = int(query.get("page", 1)), min(int(query.get("limit", 10)), 1)
        pages = -(-len(objects) // size)
        return {
            "items": copy.deepcopy(objects[(page - 1) * size : page * size]),
            "pagination": {"total_count": len(objects), "max_page": pages},
        }

    def read(self, query, body, id):
        return copy.deepcopy(one(self.objects["products"], id))

    def update_meter(self, query, body, id):
        return self.change(one(self.objects["meters"], id), **body)

    def update_product(self, query, body, id):
        """Intervals are final. Prices that the list does not contain are archived (server/polar/product/service.py)."""
        product = one(self.objects["products"], id)
        if {"recurring_interval", "recurring_interval_count"} & set(body):
            raise Refused(422, "recurring_interval cannot be changed")
        changed = {**product, **body}
        if "prices" in body:
            kept = {price["id"]: price for price in product["prices"]}
            number = max(uuid.UUID(price).int & 0xFFFFFFFF for price in kept)
            new = self.prices([price for price in body["prices"] if "id" not in price], product, number)
            changed["prices"] = [kept[price["id"]] for price in body["prices"] if "id" in price] + new
        self.check_cycles(changed)
        return self.change(product, **changed)

    def set_benefits(self, query, body, id):
        benefits = [one(self.objects["benefits"], benefit) for benefit in body["benefits"]]
        return self.change(one(self.objects["products"], id), benefits=copy.deepcopy(benefits))

    routes = [
        (r"POST /v1/meters/", make_meter),
        (r"POST /v1/benefits/", make_benefit),
        (r"POST /v1/products/", make_product),
        (r"GET /v1/(meters|benefits|products)/", listed),
        (r"GET /v1/products/([^/]+)", read),
        (r"PATCH /v1/meters/([^/]+)", update_meter),
        (r"PATCH /v1/products/([^/]+)", update_product),
        (r"POST /v1/products/([^/]+)/benefits", set_benefits),
    ]
