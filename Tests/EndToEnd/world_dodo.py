"""An account at Dodo Payments, as of SDK 1.123.0."""

import copy
from decimal import Decimal

from world import Refused, World, one

# Members that a price has in answers, whether or not they were sent.
FILLED = {
    "one_time_price": {"discount_bps": 0, "pay_what_you_want": False, "suggested_price": None, "tax_inclusive": False},
    "recurring_price": {"discount_bps": 0, "tax_inclusive": False, "trial_period_days": 0, "trial_amount": None},
    "usage_based_price": {"discount_bps": 0, "tax_inclusive": False},
}
LINK = {"price_per_unit": None, "free_threshold": None, "credit_entitlement_id": None, "meter_units_per_credit": None}


class Dodo(World):
    key = "dodo-1"
    variables = {"DODO_PAYMENTS_API_KEY": key}
    kinds = {"meters": ("mtr_", 18), "products": ("pdt_", 18), "addons": ("adn_", 18)}

    def __init__(self):
        super().__init__()
        for number in range(120):
            self.make_addon(None, {"name": f"Other {number}", "price": 100, "currency": "USD", "tax_category": "saas"})
        self.writes = 0

    def error(self, message):
        return {"code": "UNPROCESSABLE_ENTITY", "message": message}

    def page(self, objects, query):
        start, size = int(query.get("page_number", 0)), min(int(query.get("page_size", 10)), 100)
        return {"items": copy.deepcopy(objects[start * size : (start + 1) * size])}

    # Meters have no metadata, and several may have the same name (SDK 1.123.0, `meter`).

    def make_meter(self, query, body):
        if len(self.objects["meters"]) == 50:
            raise Refused(422, "an account has at most 50 meters")
        aggregation = {"key": None, **body["aggregation"]}
        return self.add("meters", **{"description": None, "filter": None, **body, "aggregation": aggregation})

    def list_meters(self, query, body):
        return self.page(self.objects["meters"], query)

    def update_meter(self, query, body, id):
        """Neither the event nor the aggregation nor the filter can change (SDK 1.123.0, `meter_update_params`)."""
        if not set(body) <= {"name", "description", "measurement_unit"}:
            raise Refused(422, "only name, description and measurement_unit can change")
        return self.change(one(self.objects["meters"], id), **body)

    def filled(self, price):
        """A price as it is stored. Meters come back in any order, with names, and with decimals in another form."""
        if "meters" not in price:
            return {**FILLED[price["type"]], **price}
        if not 1 <= len(price["meters"]) <= 10:
            raise Refused(422, "a usage-based price has 1 to 10 meters")
        links = []
        for link in sorted(price["meters"], key=lambda link: link["meter_id"], reverse=True):
            meter = one(self.objects["meters"], link["meter_id"])
            if link.get("credit_entitlement_id"):
                raise Refused(422, "no such credit entitlement")
            if Decimal(link.get("price_per_unit") or 0) <= 0:
                raise Refused(422, "price_per_unit must be greater than 0")
            shown = {name: meter[name] for name in ("name", "description", "measurement_unit")}
            links.append({**LINK, **link, **shown, "price_per_unit": f"{Decimal(link['price_per_unit']):.12f}"})
        return {**FILLED["usage_based_price"], **price, "meters": links}

    def attach(self, body, price):
        for addon in body.get("addons", []):
            one(self.objects["addons"], addon)
        if body.get("addons") and price["type"] == "one_time_price":
            raise Refused(422, "only subscriptions have add-ons")

    def make_product(self, query, body):
        self.attach(body, body["price"])
        made = self.add("products", **{"description": None, "metadata": {}, **body, "price": self.filled(body["price"])})
        return {"product_id": made.pop("id"), **made}

    def list_products(self, query, body):
        """An element has the whole price, but no add-ons (SDK 1.123.0, `product_list_response`)."""
        shown = [
            {
                "product_id": product["id"],
                "name": product["name"],
                "metadata": product["metadata"],
                "is_recurring": product["price"]["type"] != "one_time_price",
                "price": product["price"].get("price"),
                "currency": product["price"]["currency"],
                "price_detail": product["price"],
            }
            for product in self.objects["products"]
        ]
        return self.page(shown, query)

    def update_product(self, query, body, id):
        """The kind of a price is final (documentation, features/products). The response has no body."""
        product = one(self.objects["products"], id)
        price = body.get("price", product["price"])
        if price["type"] != product["price"]["type"]:
            raise Refused(422, "the kind of a price cannot change")
        self.attach(body, price)
        self.change(product, **{**body, "price": self.filled(body["price"]) if "price" in body else price})

    def make_addon(self, query, body):
        return self.add("addons", **body)

    def list_addons(self, query, body):
        return self.page(self.objects["addons"], query)

    def update_addon(self, query, body, id):
        return self.change(one(self.objects["addons"], id), **body)

    routes = [
        (r"POST /meters", make_meter),
        (r"GET /meters", list_meters),
        (r"PATCH /meters/([^/]+)", update_meter),
        (r"POST /products", make_product),
        (r"GET /products", list_products),
        (r"PATCH /products/([^/]+)", update_product),
        (r"POST /addons", make_addon),
        (r"GET /addons", list_addons),
        (r"PATCH /addons/([^/]+)", update_addon),
    ]
