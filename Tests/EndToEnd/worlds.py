"""Accounts at the other providers, and the table of all."""

import copy
import re
import uuid

from world import Refused, World, one, take
from world_openmeter import OpenMeter
from world_stripe import Stripe


class Razorpay(World):
    variables = {"RAZORPAY_KEY_ID": "rzp_test_1", "RAZORPAY_KEY_SECRET": "secret1"}
    kinds = {"plans": ("plan_", 14)}

    def __init__(self):
        super().__init__()
        # Objects of another program, more than one page.
        for number in range(130):
            item = {"name": f"Other {number}", "amount": 100, "currency": "INR"}
            self.make(None, {"period": "monthly", "interval": 1, "item": item})
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
            raise Refused(409, f"{id} already exists")
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
        if kind == "plans" and any(target.get(name) != value for name, value in body.items()):
            body["version"] = target["version"] + 1
        return self.change(target, **body)

    routes = [
        (r"POST /v1/(features|plans)\.create", make),
        (r"POST /v1/(features|plans)\.list", listed),
        (r"POST /v1/(features|plans)\.update", update),
    ]


WORLDS = {world.__name__.lower(): world for world in (Stripe, Razorpay, Dodo, OpenMeter, Polar, Creem, Autumn)}
