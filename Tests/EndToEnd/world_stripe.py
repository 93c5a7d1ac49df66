"""An account at Stripe."""

import copy

from world import Refused, World, one, take


class Stripe(World):
    key = "sk_test_1"
    variables = {"STRIPE_API_KEY": key}
    kinds = {"products": ("prod_", 14), "prices": ("price_", 14), "features": ("feat_", 14), "attachments": ("prodft_", 14)}
    page = 2

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("Stripe-Version") == "2026-10-28.endive"

    def error(self, message):
        return {"error": {"type": "invalid_request_error", "message": message}}

    def listed(self, objects, query):
        if not set(query) <= {"product", "active", "lookup_keys[]", "lookup_key", "limit", "starting_after"}:
            raise Refused(400, f"Received unknown parameter: {sorted(query)}")
        if query.get("starting_after"):
            objects = objects[[each["id"] for each in objects].index(query["starting_after"]) + 1 :]
        size = min(int(query.get("limit", 10)), self.page)
        return {"object": "list", "data": copy.deepcopy(objects[:size]), "has_more": len(objects) > size}

    def make_product(self, query, body):
        if take(self.objects["products"], id=body.get("id")):
            raise Refused(400, f"Product already exists: {body['id']}")
        members = {"description": None, "metadata": {}, **body, "active": True, "default_price": None}
        return self.add("products", **members)

    def read_product(self, query, body, id):
        return copy.deepcopy(one(self.objects["products"], id))

    def update_product(self, query, body, id):
        return self.change(one(self.objects["products"], id), **body)

    def make_price(self, query, body):
        body = dict(body)
        one(self.objects["products"], body["product"])
        recurring = body.get("recurring")
        if recurring is not None:
            recurring = {"interval_count": 1, "usage_type": "licensed", **recurring}
        price = {"metadata": {}, "lookup_key": None, **body, "recurring": recurring, "active": True}
        transfer = price.pop("transfer_lookup_key", False)
        self.claim(price["lookup_key"], transfer)
        return self.add("prices", **price)

    def claim(self, key, transfer):
        for holder in take(self.objects["prices"], lookup_key=key) if key else []:
            if not transfer:
                raise Refused(400, f"A price (`{holder['id']}`) already uses that lookup key.")
            holder["lookup_key"] = None

    def list_prices(self, query, body):
        prices = list(reversed(self.objects["prices"]))
        if "product" in query:
            prices = take(prices, product=query["product"])
        if "active" in query:
            prices = take(prices, active=query["active"] == "true")
        if "lookup_keys[]" in query:
            prices = take(prices, lookup_key=query["lookup_keys[]"])
        return self.listed(prices, query)

    def update_price(self, query, body, id):
        price = one(self.objects["prices"], id)
        final = set(body) - {"active", "lookup_key", "transfer_lookup_key", "metadata", "nickname"}
        if final:
            raise Refused(400, f"Received unknown parameter: {sorted(final)}")
        body = {name: value == "true" if name == "active" else value for name, value in body.items()}
        if body.get("active") is False and take(self.objects["products"], default_price=id):
            raise Refused(400, "This price cannot be archived because it is the default price of its product.")
        transfer = body.pop("transfer_lookup_key", None) in ("true", True)
        if body.get("lookup_key") not in (None, price["lookup_key"]):
            self.claim(body["lookup_key"], transfer)
        return self.change(price, **body)

    def make_feature(self, query, body):
        if take(self.objects["features"], lookup_key=body["lookup_key"]):
            raise Refused(400, "An active feature already uses that lookup key.")
        return self.add("features", **body, active=True)

    def list_features(self, query, body):
        features = self.objects["features"]
        if "lookup_key" in query:
            features = take(features, lookup_key=query["lookup_key"])
        return self.listed(features, query)

    def update_feature(self, query, body, id):
        if "lookup_key" in body:
            raise Refused(400, "Received unknown parameter: lookup_key")
        return self.change(one(self.objects["features"], id), **body)

    def attach(self, query, body, product):
        one(self.objects["products"], product)
        feature = one(self.objects["features"], body["entitlement_feature"])
        attached = take(self.objects["attachments"], product=product)
        if any(each["entitlement_feature"]["id"] == feature["id"] for each in attached):
            raise Refused(400, "This feature is already attached.")
        return self.add("attachments", product=product, entitlement_feature=feature)

    def list_attachments(self, query, body, product):
        one(self.objects["products"], product)
        return self.listed(take(self.objects["attachments"], product=product), query)

    routes = [
        (r"POST /v1/products", make_product),
        (r"GET /v1/products/([^/]+)", read_product),
        (r"POST /v1/products/([^/]+)", update_product),
        (r"POST /v1/prices", make_price),
        (r"GET /v1/prices", list_prices),
        (r"POST /v1/prices/([^/]+)", update_price),
        (r"POST /v1/entitlements/features", make_feature),
        (r"GET /v1/entitlements/features", list_features),
        (r"POST /v1/entitlements/features/([^/]+)", update_feature),
        (r"POST /v1/products/([^/]+)/features", attach),
        (r"GET /v1/products/([^/]+)/features", list_attachments),
    ]
