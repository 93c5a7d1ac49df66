"""An account at Autumn, version 2.3.0 of the API."""

import copy

from world import Refused, World, one, take


class Autumn(World):
    key = "am_sk_test_1"
    variables = {"AUTUMN_SECRET_KEY": key}
    kinds = {"features": ("", 1), "plans": ("", 1)}

    def authorized(self, headers):
        return super().authorized(headers) and headers.get("x-api-version") == "2.3.0"

    def error(self, message):
        return {"message": message, "code": "invalid_inputs", "env": "sandbox"}

    def store(self, kind, id, members):
        """The seller chooses ids. They stay taken when the object is archived."""
        if take(self.objects[kind], id=id):
            raise Refused(409, f"{id} already exists")
        self.objects[kind].append({"id": id, **members})
        self.writes += 1
        return copy.deepcopy(self.objects[kind][-1])

    def make_feature(self, query, body):
        return self.store("features", body["feature_id"], {
            "consumable": False, "event_names": [], "archived": False,
            **{name: value for name, value in body.items() if name != "feature_id"},
        })

    def make_plan(self, query, body):
        return self.store("plans", body["plan_id"], {
            "version": 1, "env": "sandbox", "created_at": 1, "base_variant_id": None,
            **self.plan({"add_on": False, "auto_enable": False, "price": None, "items": [], "free_trial": None, **body}),
        })

    def plan(self, body):
        """The members of a plan as they are stored (shared/api/products at 187c0a7)."""
        empty = {"description": None, "group": None, "metadata": {}, "archived": False, "billing_controls": {}}
        plan = {**empty, **{name: value for name, value in body.items() if name != "plan_id"}}
        if plan["price"]:
            plan["price"] = self.base_price(plan["price"])
        if plan["free_trial"]:
            plan["free_trial"] = {"duration_type": "month", "card_required": True, **plan["free_trial"], "on_end": None}
        self.check_items(plan)
        items = [self.item(item) for item in plan["items"]]
        # Items are sorted anew: those with prices first, then by the name of the feature.
        items.sort(key=lambda item: (item["price"] is None, one(self.objects["features"], item["feature_id"])["name"]))
        return {**plan, "items": items}

    def base_price(self, price):
        if round(price["amount"], 2) != price["amount"]:
            raise Refused(400, "an amount has at most 2 decimals")
        self.check_currencies([price])
        return {**{name: value for name, value in price.items() if (name, value) != ("interval_count", 1)}, "price_id": "price"}

    def check_currencies(self, amounts):
        """Each tier needs the same other currencies, each once."""
        lists = [[each["currency"] for each in amount.get("additional_currencies", [])] for amount in amounts]
        if any(len(set(own)) != len(own) or sorted(own) != sorted(lists[0]) for own in lists):
            raise Refused(400, "every tier must have the same currencies")

    def check_items(self, plan):
        """Two items of a feature need different resets or billing methods, and weeks do not go with months."""
        seen, intervals = set(), {price["interval"] for price in [plan["price"]] if price}
        for item in plan["items"]:
            price = item.get("price") or {}
            key = (item["feature_id"], price.get("billing_method"), str(item.get("reset") or price.get("interval")))
            if key in seen:
                raise Refused(400, f"several items of {item['feature_id']}")
            seen.add(key)
            intervals |= {price["interval"]} if price else set()
        if "week" in intervals and intervals - {"week", "one_off"}:
            raise Refused(400, "weekly and monthly prices in one plan")

    def item(self, item):
        """Checks an item, and fills in what was left out (shared/api/products/items at 187c0a7)."""
        feature = one(self.objects["features"], item["feature_id"])
        price, included, reset = item.get("price"), item.get("included", 0), item.get("reset")
        if feature["type"] == "boolean":
            if price or included or reset or item.get("unlimited"):
                raise Refused(400, f"{feature['id']} is boolean")
        elif feature["consumable"]:
            if not item.get("unlimited") and not reset and not price:
                raise Refused(400, f"{feature['id']} needs a reset")
            reset = reset or {"interval": "one_off"}
        else:
            reset = None
        if included < 0 or (item.get("unlimited") and price):
            raise Refused(400, f"{feature['id']} has no such allowance")
        if price:
            price = self.price(price, included, item)
        stored = {
            "feature_id": feature["id"], "included": included, "unlimited": item.get("unlimited", False), "pooled": False,
            "reset": reset, "price": price,
        }
        # `proration` is stored, but never returned.
        return stored | ({"rollover": item["rollover"]} if "rollover" in item else {})

    def price(self, price, included, item):
        usage = price["billing_method"] == "usage_based"
        units, most = price.get("billing_units", 1), price.get("max_purchase")
        if units <= 0 or (most is not None and most <= 0):
            raise Refused(400, "billing_units and max_purchase must be positive")
        if usage and "proration" in item:
            raise Refused(400, "proration is for prepaid prices")
        if usage and "reset" in item and item["reset"]["interval"] != price["interval"]:
            raise Refused(400, "usage is charged when it is reset")
        if not usage and included % units:
            raise Refused(400, "included must be a multiple of billing_units")
        self.check_currencies(price.get("tiers", [price]))
        stored = {**price, "billing_units": units, "max_purchase": most}
        if "tiers" in price:
            self.check_tiers(price, included)
            stored["tier_behavior"] = price.get("tier_behavior", "graduated")
            if len(price["tiers"]) == 1:
                # A single tier becomes an amount.
                tier = price["tiers"][0]
                stored |= {name: value for name, value in tier.items() if name in ("amount", "additional_currencies")}
                del stored["tiers"], stored["tier_behavior"]
        return stored

    def check_tiers(self, price, included):
        """The bounds count the included units."""
        tiers, volume = price["tiers"], price.get("tier_behavior") == "volume"
        bounds = [tier["to"] for tier in tiers[:-1]]
        if not tiers or tiers[-1]["to"] != "inf" or "inf" in bounds or sorted(set(bounds)) != bounds:
            raise Refused(400, "bounds of tiers must ascend to inf")
        if bounds and bounds[0] <= included:
            raise Refused(400, "the first tier must end after the included units")
        if volume and price["billing_method"] == "usage_based":
            raise Refused(400, "volume tiers are for prepaid prices")
        flat = any("flat_amount" in tier for tier in tiers)
        if flat and (not volume or len(tiers) == 1):
            raise Refused(400, "flat_amount is for volume tiers")
        if any("amount" not in tier and "flat_amount" not in tier for tier in tiers):
            raise Refused(400, "a tier needs an amount")

    def listed(self, query, body, kind):
        """Features are newest first. Archived plans are left out."""
        objects = self.objects[kind]
        objects = list(reversed(objects)) if kind == "features" else take(objects, archived=False)
        return {"list": copy.deepcopy(objects)}

    def update_feature(self, query, body):
        feature = one(self.objects["features"], body["feature_id"])
        items = [item for plan in self.objects["plans"] for item in plan["items"] if item["feature_id"] == feature["id"]]
        if any(item["price"] for item in items) and body.get("type", feature["type"]) != feature["type"]:
            raise Refused(400, f"{feature['id']} has a price")
        return self.change(feature, **{name: value for name, value in body.items() if name != "feature_id"})

    def update_plan(self, query, body):
        """Without customers, a plan changes in place. Members that are left out stay, except for `archived`."""
        plan = one(self.objects["plans"], body["plan_id"])
        members = {name: value for name, value in body.items() if name != "plan_id"}
        changed = self.plan({**plan, "archived": False, **members})
        return self.change(plan, **changed)

    routes = [
        (r"POST /v1/features\.create", make_feature),
        (r"POST /v1/plans\.create", make_plan),
        (r"POST /v1/(features|plans)\.list", listed),
        (r"POST /v1/features\.update", update_feature),
        (r"POST /v1/plans\.update", update_plan),
    ]
