"""What the seven providers do with the requests of a setup, as far as a script can tell: objects are kept, lists are paged, and
what a provider refuses is refused.

A world is one account. Ids are counted, so that two accounts in the same state are equal.
"""

import copy
import re
import uuid


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def take(objects, **wanted):
    """The objects that have these members."""
    return [each for each in objects if all(each.get(name) == value for name, value in wanted.items())]


def one(objects, id, name="id"):
    found = take(objects, **{name: id})
    if not found:
        raise Refused(404, f"there is no {id}")
    return found[0]


class World:
    """An account. `kinds` maps the kinds of objects to the prefixes and lengths of their ids."""

    kinds = {}

    def __init__(self):
        self.objects = {kind: [] for kind in self.kinds}
        self.writes = 0

    def new_id(self, kind):
        prefix, digits = self.kinds[kind]
        return prefix + str(len(self.objects[kind]) + 1).zfill(digits)

    def add(self, kind, **members):
        made = {"id": self.new_id(kind), **members}
        self.objects[kind].append(made)
        self.writes += 1
        return copy.deepcopy(made)

    def change(self, target, **members):
        target.update(members)
        self.writes += 1
        return copy.deepcopy(target)

    def state(self):
        return copy.deepcopy(self.objects)

    def handle(self, method, path, query, body):
        for pattern, action in self.routes:
            match = re.fullmatch(pattern, f"{method} {path}")
            if match:
                return action(self, query, body, *match.groups())
        raise Refused(404, f"no such call: {method} {path}")

    def authorized(self, headers):
        return headers.get("Authorization") == f"Bearer {self.key}"

    def error(self, message):
        return {"message": message}


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
        if [each for each in take(self.objects["attachments"], product=product) if each["entitlement_feature"]["id"] == feature["id"]]:
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


class Razorpay(World):
    variables = {"RAZORPAY_KEY_ID": "rzp_test_1", "RAZORPAY_KEY_SECRET": "secret1"}
    kinds = {"plans": ("plan_", 14)}

    def __init__(self):
        super().__init__()
        # Of another program: more than a page of them.
        for number in range(130):
            self.make(None, {"period": "monthly", "interval": 1, "item": {"name": f"Other {number}", "amount": 100, "currency": "INR"}})
        self.writes = 0

    def authorized(self, headers):
        return headers.get("Authorization") == "Basic cnpwX3Rlc3RfMTpzZWNyZXQx"

    def error(self, message):
        return {"error": {"code": "BAD_REQUEST_ERROR", "description": message}}

    def make(self, query, body):
        return self.add("plans", entity="plan", **{**body, "notes": body.get("notes") or []})

    def listed(self, query, body):
        start, size = int(query.get("skip", 0)), min(int(query.get("count", 10)), 100)
        items = self.objects["plans"][start : start + size]
        return {"entity": "collection", "count": len(items), "items": copy.deepcopy(items)}

    routes = [(r"POST /v1/plans", make), (r"GET /v1/plans", listed)]


class Dodo(World):
    key = "dodo-1"
    variables = {"DODO_PAYMENTS_API_KEY": key}
    kinds = {"products": ("pdt_", 18), "addons": ("adn_", 18)}

    def __init__(self):
        super().__init__()
        for number in range(120):
            self.make_addon(None, {"name": f"Other {number}", "price": 100, "currency": "USD", "tax_category": "saas"})
        self.writes = 0

    def page(self, objects, query):
        start, size = int(query.get("page_number", 0)), min(int(query.get("page_size", 10)), 100)
        return {"items": copy.deepcopy(objects[start * size : (start + 1) * size])}

    def make_product(self, query, body):
        for addon in body.get("addons", []):
            one(self.objects["addons"], addon)
        made = self.add("products", **body)
        return {"product_id": made.pop("id"), **made}

    def list_products(self, query, body):
        shown = [
            {
                "product_id": product["id"],
                "name": product["name"],
                "metadata": product["metadata"],
                "is_recurring": product["price"]["type"] == "recurring_price",
                "price": product["price"]["price"],
                "currency": product["price"]["currency"],
                "price_detail": product["price"],
            }
            for product in self.objects["products"]
        ]
        return self.page(shown, query)

    def update_product(self, query, body, id):
        product = one(self.objects["products"], id)
        if body.get("price", product["price"])["type"] != product["price"]["type"]:
            raise Refused(422, "the kind of a price cannot change")
        self.change(product, **body)

    def make_addon(self, query, body):
        return self.add("addons", **body)

    def list_addons(self, query, body):
        return self.page(self.objects["addons"], query)

    def update_addon(self, query, body, id):
        return self.change(one(self.objects["addons"], id), **body)

    routes = [
        (r"POST /products", make_product),
        (r"GET /products", list_products),
        (r"PATCH /products/([^/]+)", update_product),
        (r"POST /addons", make_addon),
        (r"GET /addons", list_addons),
        (r"PATCH /addons/([^/]+)", update_addon),
    ]


class OpenMeter(World):
    key = "om-1"
    variables = {"OPENMETER_API_KEY": key}
    kinds = {kind: (f"01JD3Z8K5{letter}", 16) for kind, letter in zip(["meters", "features", "plans", "addons", "pairs"], "ABCDE")}

    def make_meter(self, query, body):
        self.unique("meters", "slug", body)
        return self.add("meters", **body)

    def make_feature(self, query, body):
        self.unique("features", "key", body)
        if "meterSlug" in body:
            meter = one(self.objects["meters"], body["meterSlug"], "slug")
            if meter["aggregation"] in ("AVG", "MIN", "MAX"):
                raise Refused(400, "this meter cannot back a feature")
        return self.add("features", **body)

    def unique(self, kind, name, body):
        if take(self.objects[kind], **{name: body[name]}):
            raise Refused(409, f"{body[name]} is there already")

    def read(self, query, body, kind, id):
        name = {"meters": "slug"}.get(kind, "key")
        found = [each for each in self.objects[kind] if id in (each["id"], each.get(name))]
        if not found:
            raise Refused(404, f"there is no {id}")
        return copy.deepcopy(found[-1])

    def update_meter(self, query, body, id):
        meter = one(self.objects["meters"], id)
        if not set(body) <= {"name", "description", "metadata", "groupBy"}:
            raise Refused(400, "this cannot change")
        return self.change(meter, **body)

    def make_version(self, query, body, kind):
        versions = take(self.objects[kind], key=body["key"])
        if take(versions, status="draft"):
            raise Refused(400, "there is a draft of this key")
        cards = [card for phase in body.get("phases", []) for card in phase["rateCards"]] + body.get("rateCards", [])
        for card in cards:
            if "featureKey" in card:
                one(self.objects["features"], card["featureKey"], "key")
        return self.add(kind, **body, version=len(versions) + 1, status="draft")

    def publish(self, query, body, kind, id):
        version = one(self.objects[kind], id)
        if version["status"] != "draft":
            raise Refused(400, "only drafts are published")
        for other in take(self.objects[kind], key=version["key"], status="active"):
            other["status"] = "archived"
        return self.change(version, status="active")

    def pair(self, query, body, plan):
        if one(self.objects["plans"], plan)["status"] != "draft":
            raise Refused(400, "only drafts take add-ons")
        addon = one(self.objects["addons"], body["addonId"])
        if addon["status"] != "active":
            raise Refused(400, "only active add-ons are taken")
        if [each for each in take(self.objects["pairs"], plan=plan) if each["addon"]["id"] == addon["id"]]:
            raise Refused(409, "the plan has this add-on")
        return self.add("pairs", plan=plan, addon={"id": addon["id"], "key": addon["key"]}, **{n: v for n, v in body.items() if n != "addonId"})

    def list_pairs(self, query, body, plan):
        one(self.objects["plans"], plan)
        pairs, page, size = take(self.objects["pairs"], plan=plan), int(query.get("page", 1)), 1
        return {"items": copy.deepcopy(pairs[(page - 1) * size : page * size]), "page": page, "pageSize": size, "totalCount": len(pairs)}

    routes = [
        (r"POST /api/v1/meters", make_meter),
        (r"POST /api/v1/features", make_feature),
        (r"POST /api/v1/(plans|addons)", make_version),
        (r"GET /api/v1/(meters|features|plans|addons)/([^/]+)", read),
        (r"PUT /api/v1/meters/([^/]+)", update_meter),
        (r"POST /api/v1/(plans|addons)/([^/]+)/publish", publish),
        (r"POST /api/v1/plans/([^/]+)/addons", pair),
        (r"GET /api/v1/plans/([^/]+)/addons", list_pairs),
    ]


class Polar(World):
    key = "polar_oat_1"
    variables = {"POLAR_ACCESS_TOKEN": key}
    kinds = {"meters": "1", "benefits": "2", "products": "3"}

    def new_id(self, kind):
        return str(uuid.UUID(int=int(self.kinds[kind]) << 100 | len(self.objects[kind]) + 1, version=4))

    def error(self, message):
        return {"error": "RequestValidationError", "detail": message}

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("Polar-Version") == "2026-04"

    def make(self, query, body, kind):
        members = {"is_archived": False, **body}
        if kind == "products":
            members["benefits"] = []
        if kind == "benefits" and body["type"] == "meter_credit":
            one(self.objects["meters"], body["properties"]["meter_id"])
        return self.add(kind, **members)

    def listed(self, query, body, kind):
        objects = self.objects[kind]
        for name, value in query.items():
            match = re.fullmatch(r"metadata\[(.+)\]", name)
            if match:
                objects = [each for each in objects if str(each.get("metadata", {}).get(match.group(1))) == value]
            elif name == "is_archived":
                objects = take(objects, is_archived=value == "true")
            elif name == "type":
                objects = take(objects, type=value)
        page, size = int(query.get("page", 1)), min(int(query.get("limit", 10)), 1)
        pages = -(-len(objects) // size)
        return {
            "items": copy.deepcopy(objects[(page - 1) * size : page * size]),
            "pagination": {"total_count": len(objects), "max_page": pages},
        }

    def read(self, query, body, kind, id):
        return copy.deepcopy(one(self.objects[kind], id))

    def update(self, query, body, kind, id):
        return self.change(one(self.objects[kind], id), **body)

    def set_benefits(self, query, body, id):
        benefits = [one(self.objects["benefits"], benefit) for benefit in body["benefits"]]
        return self.change(one(self.objects["products"], id), benefits=copy.deepcopy(benefits))

    routes = [
        (r"POST /v1/(meters|benefits|products)/", make),
        (r"GET /v1/(meters|benefits|products)/", listed),
        (r"GET /v1/(products)/([^/]+)", read),
        (r"PATCH /v1/(meters|products)/([^/]+)", update),
        (r"POST /v1/products/([^/]+)/benefits", set_benefits),
    ]


class Creem(World):
    key = "creem_test_1"
    variables = {"CREEM_API_KEY": key}
    kinds = {"products": ("prod_", 18)}

    def authorized(self, headers):
        return headers.get("x-api-key") == self.key

    def error(self, message):
        return {"trace_id": "1", "status": 400, "error": "Bad Request", "message": [message]}

    def make(self, query, body):
        return self.add("products", **{"billing_period": "once", **body}, status="active")

    def listed(self, query, body):
        objects = take(self.objects["products"], status=query.get("status", "active"))
        page, size = int(query.get("page_number", 1)), min(int(query.get("page_size", 10)), 4)
        pages = max(1, -(-len(objects) // size))
        return {
            "items": copy.deepcopy(objects[(page - 1) * size : page * size]),
            "pagination": {"total_pages": pages, "current_page": page, "next_page": page + 1 if page < pages else None},
        }

    def update(self, query, body, id):
        return self.change(one(self.objects["products"], id), **body)

    def archive(self, query, body, id):
        return self.change(one(self.objects["products"], id), status="archived")

    routes = [
        (r"POST /v1/products", make),
        (r"GET /v1/products/search", listed),
        (r"PATCH /v1/products/([^/]+)", update),
        (r"DELETE /v1/products/([^/]+)", archive),
    ]


class Autumn(World):
    key = "am_sk_test_1"
    variables = {"AUTUMN_SECRET_KEY": key}
    kinds = {"features": ("", 1), "plans": ("", 1)}

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("x-api-version") == "2.3.0"

    def make(self, query, body, kind):
        name = {"features": "feature_id", "plans": "plan_id"}[kind]
        body = dict(body)
        id = body.pop(name)
        if take(self.objects[kind], id=id):
            raise Refused(409, f"{id} is there already")
        if kind == "plans":
            for item in body.get("items", []):
                one(self.objects["features"], item["feature_id"])
            body = {"price": None, "items": [], "version": 1, **body}
        made = {"id": id, **body}
        self.objects[kind].append(made)
        self.writes += 1
        return copy.deepcopy(made)

    def listed(self, query, body, kind):
        return {"list": copy.deepcopy(self.objects[kind])}

    def update(self, query, body, kind):
        body = dict(body)
        target = one(self.objects[kind], body.pop({"features": "feature_id", "plans": "plan_id"}[kind]))
        version = {"version": target["version"] + 1} if kind == "plans" and any(target.get(n) != v for n, v in body.items()) else {}
        return self.change(target, **body, **version)

    routes = [
        (r"POST /v1/(features|plans)\.create", make),
        (r"POST /v1/(features|plans)\.list", listed),
        (r"POST /v1/(features|plans)\.update", update),
    ]


WORLDS = {world.__name__.lower(): world for world in (Stripe, Razorpay, Dodo, OpenMeter, Polar, Creem, Autumn)}
