"""An account at Stripe. Unless a comment says otherwise, it does what Stripe's API reference says of the parameters."""

import copy
import re
from fractions import Fraction

from world import Refused, World, one, take


def only(allowed, sent):
    unknown = set(sent) - allowed
    if unknown:
        raise Refused(400, f"Received unknown parameter: {sorted(unknown)}")


def merged(target, body):
    """The body with the metadata that an update keeps: entries are merged, and an empty one is removed."""
    if "metadata" not in body:
        return body
    metadata = {**target["metadata"], **body["metadata"]}
    return {**body, "metadata": {name: value for name, value in metadata.items() if value != ""}}


def money(part, name, required):
    """The integer and the decimal of an amount, of which at most one is sent."""
    whole, decimal = part.get(name), part.get(f"{name}_decimal")
    if whole is not None and decimal is not None:
        raise Refused(400, f"You may only specify one of {name} and {name}_decimal.")
    if whole is None and decimal is None:
        if required:
            raise Refused(400, f"Missing {name} or {name}_decimal.")
        return {name: None, f"{name}_decimal": None}
    text = str(whole if decimal is None else decimal)
    if not re.fullmatch(r"\d+([.]\d{1,12})?", text):
        raise Refused(400, f"Invalid decimal {text}: at most 12 decimals are allowed.")
    amount = Fraction(text)
    # A flat amount must be an integer, even if it is sent as a decimal.
    if name == "flat_amount" and amount.denominator != 1:
        raise Refused(400, f"Invalid integer {text}")
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return {name: int(amount) if amount.denominator == 1 else None, f"{name}_decimal": trimmed}


def charge(body):
    """What a price charges, with the members that Stripe fills in."""
    scheme = body.get("billing_scheme", "per_unit")
    members = {"billing_scheme": scheme, "tiers_mode": None, "transform_quantity": body.get("transform_quantity")}
    if scheme != "tiered":
        if "tiers" in body or "tiers_mode" in body:
            raise Refused(400, "tiers require billing_scheme=tiered")
        return {**members, **money(body, "unit_amount", True)}
    if set(body) & {"unit_amount", "unit_amount_decimal", "transform_quantity"}:
        raise Refused(400, "You may not specify unit_amount or transform_quantity with billing_scheme=tiered.")
    if not body.get("tiers") or "tiers_mode" not in body:
        raise Refused(400, "billing_scheme=tiered requires tiers and tiers_mode.")
    bounds = [tier["up_to"] for tier in body["tiers"]]
    if bounds[-1] != "inf" or "inf" in bounds[:-1] or any(low >= high for low, high in zip([0, *bounds], bounds[:-1])):
        raise Refused(400, "The tiers must rise, and the last one must be up to inf.")
    tiers = []
    for tier in body["tiers"]:
        # The message is the one of github.com/lukasaron/terraform-provider-stripe/issues/45.
        if not set(tier) - {"up_to"}:
            raise Refused(400, "An entry in the tiers array is missing an amount.")
        amounts = {**money(tier, "unit_amount", False), **money(tier, "flat_amount", False)}
        tiers.append({"up_to": None if tier["up_to"] == "inf" else tier["up_to"], **amounts})
    nothing = {"unit_amount": None, "unit_amount_decimal": None}
    return {**members, **nothing, "tiers_mode": body["tiers_mode"], "tiers": tiers}


def shown(price, with_tiers):
    """A response contains the tiers only if the request expands them."""
    return {name: value for name, value in price.items() if name != "tiers" or with_tiers}


class Stripe(World):
    key = "sk_test_1"
    variables = {"STRIPE_API_KEY": key}
    kinds = {
        "products": ("prod_", 14), "prices": ("price_", 14), "features": ("feat_", 14), "attachments": ("prodft_", 14),
        "meters": ("mtr_", 14),
    }
    page = 2

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("Stripe-Version") == "2026-10-28.endive"

    def error(self, message):
        return {"error": {"type": "invalid_request_error", "message": message}}

    def listed(self, objects, query, *filters):
        only({"limit", "starting_after", *filters}, query)
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
        product = one(self.objects["products"], id)
        only({"active", "default_price", "description", "metadata", "name", "tax_code", "unit_label", "url"}, body)
        if body.get("default_price") and one(self.objects["prices"], body["default_price"])["product"] != id:
            raise Refused(400, "The default price belongs to another product.")
        return self.change(product, **merged(product, body))

    def make_price(self, query, body):
        body = dict(body)
        one(self.objects["products"], body["product"])
        transfer, recurring = body.pop("transfer_lookup_key", False), body.pop("recurring", None)
        if recurring is not None:
            recurring = {"interval_count": 1, "usage_type": "licensed", "meter": None, **recurring}
            self.check_recurring(recurring)
        price = {"metadata": {}, "lookup_key": None, **body, **charge(body), "recurring": recurring, "active": True}
        self.claim(price["lookup_key"], transfer)
        return shown(self.add("prices", **price), False)

    def check_recurring(self, recurring):
        metered = recurring["usage_type"] == "metered"
        if metered != (recurring["meter"] is not None):
            raise Refused(400, "Prices with usage_type=metered must be backed by meters, and others must not.")
        if metered and one(self.objects["meters"], recurring["meter"])["status"] != "active":
            raise Refused(400, "The meter is inactive.")

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
        page = self.listed(prices, query, "product", "active", "lookup_keys[]", "expand[]")
        return {**page, "data": [shown(price, query.get("expand[]") == "data.tiers") for price in page["data"]]}

    def update_price(self, query, body, id):
        price = one(self.objects["prices"], id)
        only({"active", "lookup_key", "transfer_lookup_key", "metadata", "nickname"}, body)
        body = {name: value == "true" if name == "active" else value for name, value in body.items()}
        if body.get("active") is False and take(self.objects["products"], default_price=id):
            raise Refused(400, "This price cannot be archived because it is the default price of its product.")
        transfer = body.pop("transfer_lookup_key", None) in ("true", True)
        if body.get("lookup_key") not in (None, price["lookup_key"]):
            self.claim(body["lookup_key"], transfer)
        return shown(self.change(price, **merged(price, body)), False)

    def make_feature(self, query, body):
        if take(self.objects["features"], lookup_key=body["lookup_key"]):
            raise Refused(400, "An active feature already uses that lookup key.")
        return self.add("features", **body, active=True)

    def list_features(self, query, body):
        features = self.objects["features"]
        if "lookup_key" in query:
            features = take(features, lookup_key=query["lookup_key"])
        return self.listed(features, query, "lookup_key")

    def update_feature(self, query, body, id):
        feature = one(self.objects["features"], id)
        only({"active", "metadata", "name"}, body)
        return self.change(feature, **merged(feature, body))

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

    def make_meter(self, query, body):
        # The names of inactive meters stay taken, too.
        if take(self.objects["meters"], event_name=body["event_name"]):
            raise Refused(400, f"A meter with the event name {body['event_name']} already exists.")
        filled = {
            "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
            "value_settings": {"event_payload_key": "value"}, "event_time_window": None,
        }
        return self.add("meters", **{**filled, **body}, status="active")

    def list_meters(self, query, body):
        meters = list(reversed(self.objects["meters"]))
        if "status" in query:
            meters = take(meters, status=query["status"])
        return self.listed(meters, query, "status")

    def update_meter(self, query, body, id):
        meter = one(self.objects["meters"], id)
        only({"display_name"}, body)
        return self.change(meter, **body)

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
        (r"POST /v1/billing/meters", make_meter),
        (r"GET /v1/billing/meters", list_meters),
        (r"POST /v1/billing/meters/([^/]+)", update_meter),
    ]
