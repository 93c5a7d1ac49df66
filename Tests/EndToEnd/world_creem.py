"""An account at Creem, as of September 2026."""

import copy

from world import Refused, World, one, take

PERIODS = {
    "every-day": ("day", 1), "every-month": ("month", 1), "every-three-months": ("month", 3),
    "every-six-months": ("month", 6), "every-year": ("year", 1), "once": (None, None),
}
# Accepted, but not returned (TypeScript SDK, `ProductEntity`).
FORGOTTEN = {"abandoned_cart_recovery_enabled", "pay_what_you_want", "suggested_price"}


class Creem(World):
    key = "creem_test_1"
    variables = {"CREEM_API_KEY": key}
    kinds = {"meters": ("mtr_", 18), "products": ("prod_", 18)}

    def authorized(self, headers):
        return headers.get("x-api-key") == self.key

    def error(self, message):
        return {"trace_id": "1", "status": 400, "error": "Bad Request", "message": [message]}

    def make_meter(self, query, body):
        """Names are unique in a store. A filter is always returned (TypeScript SDK, `MeterApiResponseDto`)."""
        if take(self.objects["meters"], name=body["name"]):
            raise Refused(409, "meter_name_taken")
        filled = {"aggregation_property": None, "filter": {"conjunction": "and", "clauses": []}, **body}
        return self.add("meters", **filled, store_id="sto_1", status="active")

    def list_meters(self, query, body):
        """Newest first, by cursor, and not in the form of other lists (TypeScript SDK, `MeterListApiResponseDto`)."""
        meters = list(reversed(self.objects["meters"]))
        if query.get("starting_after"):
            meters = meters[[each["id"] for each in meters].index(query["starting_after"]) + 1 :]
        size = min(int(query.get("limit", 10)), 2)
        return {"object": "list", "data": copy.deepcopy(meters[:size]), "has_more": len(meters) > size}

    def usage_prices(self, body, product, id):
        """The usage prices as they are stored (TypeScript SDK, `UsagePriceEntity`)."""
        prices = body["usage_prices"]
        if prices and product["billing_type"] != "recurring":
            raise Refused(400, "usage_prices: only recurring products have them")
        if len({price["meter_id"] for price in prices}) != len(prices):
            raise Refused(400, "usage_prices: one for each meter")
        if prices and product["trial_price"]:
            raise Refused(400, "usage_prices: not with a paid trial")
        stored = []
        for number, price in enumerate(prices, 1):
            one(self.objects["meters"], price["meter_id"])
            if price["unit_price"] <= 0:
                raise Refused(400, "usage_prices: unit_price must be positive")
            filled = {
                "id": f"up_{id}_{number}", "free_allowance": 0, "cap": None, "target_account": "shared",
                "target_account_name": None, "trial_usage_mode": "free",
            }
            stored.append({**filled, **price})
        return stored

    def stored(self, body, product, id):
        """The members of a product that a body sets, with those that follow from them."""
        members = {name: value for name, value in body.items() if name not in FORGOTTEN}
        product = {**product, **members}
        if "usage_prices" in body:
            members["usage_prices"] = self.usage_prices(body, product, id)
        if "features" in body:
            features = enumerate(body["features"], 1)
            members["features"] = [{"id": f"feat_{id}_{number}", **feature} for number, feature in features]
        if product["billing_period"] in PERIODS:
            interval, count = PERIODS[product["billing_period"]]
            members |= {"recurring_interval": interval, "recurring_interval_count": count}
        if product["billing_type"] == "onetime":
            members["trial_period_days"] = None
        return members

    def make(self, query, body):
        empty = {
            "mode": "test", "object": "product", "status": "active", "billing_period": "once", "trial_period_days": None,
            "trial_price": None, "tax_mode": "exclusive", "tax_category": "saas", "usage_prices": [], "features": [],
            "default_success_url": None, "custom_fields": None,
        }
        return self.add("products", **{**empty, **self.stored(body, empty, self.new_id("products"))})

    def listed(self, query, body):
        objects = take(self.objects["products"], status=query.get("status", "active"))
        page, size = int(query.get("page_number", 1)), min(int(query.get("page_size", 10)), 4)
        pages = max(1, -(-len(objects) // size))
        return {
            "items": copy.deepcopy(objects[(page - 1) * size : page * size]),
            "pagination": {"total_pages": pages, "current_page": page, "next_page": page + 1 if page < pages else None},
        }

    def update(self, query, body, id):
        product = one(self.objects["products"], id)
        return self.change(product, **self.stored(body, product, id))

    def archive(self, query, body, id):
        return self.change(one(self.objects["products"], id), status="archived")

    routes = [
        (r"POST /v1/meters", make_meter),
        (r"GET /v1/meters", list_meters),
        (r"POST /v1/products", make),
        (r"GET /v1/products/search", listed),
        (r"PATCH /v1/products/([^/]+)", update),
        (r"DELETE /v1/products/([^/]+)", archive),
    ]
