"""An account at OpenMeter."""

import copy

from world import Refused, World, one, take


class OpenMeter(World):
    key = "om-1"
    variables = {"OPENMETER_API_KEY": key}
    kinds = {
        kind: (f"01JD3Z8K5{letter}", 16)
        for kind, letter in zip(["meters", "features", "plans", "addons", "pairs"], "ABCDE")
    }

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
            raise Refused(409, f"{body[name]} already exists")

    def read(self, query, body, kind, id):
        name = {"meters": "slug"}.get(kind, "key")
        found = [each for each in self.objects[kind] if id in (each["id"], each.get(name))]
        if not found:
            raise Refused(404, f"{id} not found")
        return copy.deepcopy(found[-1])

    def update_meter(self, query, body, id):
        meter = one(self.objects["meters"], id)
        if not set(body) <= {"name", "description", "metadata", "groupBy"}:
            raise Refused(400, "only name, description, metadata and groupBy can change")
        return self.change(meter, **body)

    def make_version(self, query, body, kind):
        versions = take(self.objects[kind], key=body["key"])
        if take(versions, status="draft"):
            raise Refused(400, "a draft with this key already exists")
        cards = [card for phase in body.get("phases", []) for card in phase["rateCards"]] + body.get("rateCards", [])
        for card in cards:
            if "featureKey" in card:
                one(self.objects["features"], card["featureKey"], "key")
        return self.add(kind, **body, version=len(versions) + 1, status="draft")

    def publish(self, query, body, kind, id):
        version = one(self.objects[kind], id)
        if version["status"] != "draft":
            raise Refused(400, "only drafts can be published")
        for other in take(self.objects[kind], key=version["key"], status="active"):
            other["status"] = "archived"
        return self.change(version, status="active")

    def pair(self, query, body, plan):
        if one(self.objects["plans"], plan)["status"] != "draft":
            raise Refused(400, "only drafts can get add-ons")
        addon = one(self.objects["addons"], body["addonId"])
        if addon["status"] != "active":
            raise Refused(400, "only active add-ons can be assigned")
        if [each for each in take(self.objects["pairs"], plan=plan) if each["addon"]["id"] == addon["id"]]:
            raise Refused(409, "the plan already has this add-on")
        rest = {name: value for name, value in body.items() if name != "addonId"}
        return self.add("pairs", plan=plan, addon={"id": addon["id"], "key": addon["key"]}, **rest)

    def list_pairs(self, query, body, plan):
        one(self.objects["plans"], plan)
        pairs, page, size = take(self.objects["pairs"], plan=plan), int(query.get("page", 1)), 1
        items = copy.deepcopy(pairs[(page - 1) * size : page * size])
        return {"items": items, "page": page, "pageSize": size, "totalCount": len(pairs)}

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
