"""An account at OpenMeter, as of openmeterio/openmeter 7e57a394."""

import copy
import re

from world import Refused, World, one, take

# openmeter/productcatalog/errors.go, ErrPlanBillingCadenceAllowedValues
PLAN_CADENCES = ["P1W", "P2W", "P4W", "P1M", "P3M", "P6M", "P12M", "P1Y"]


def stored(version):
    """A plan or an add-on as it is returned: decimals are trimmed, defaults filled in, and rate cards in no certain order."""
    version = copy.deepcopy(version)
    if "phases" in version:
        rating = {"enabled": True, "mode": "prorate_prices"}
        version = {"proRatingConfig": rating, "settlementMode": "credit_then_invoice", **version}
    for holder in version.get("phases", [version]):
        holder["rateCards"] = [stored_card(card) for card in reversed(holder["rateCards"])]
    return version


def stored_card(card):
    card = {**card, "price": trimmed(card["price"])}
    if "discounts" in card:
        card["discounts"] = trimmed(card["discounts"])
    if card["price"] and card["price"]["type"] == "flat":
        card["price"] = {"paymentTerm": "in_advance", **card["price"]}
    template = card.get("entitlementTemplate")
    if template and template["type"] == "metered":
        card["entitlementTemplate"] = {"isSoftLimit": False, "usagePeriod": card["billingCadence"], **template}
    return card


def trimmed(value):
    if isinstance(value, dict):
        return {name: trimmed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [trimmed(element) for element in value]
    is_decimal = isinstance(value, str) and re.fullmatch(r"\d+[.]\d+", value)
    return value.rstrip("0").rstrip(".") if is_decimal else value


def is_aligned(first, second):
    """openmeter/productcatalog/alignment.go: weeks never align with months and years; days align with everything."""
    def weekly(cadence):
        return cadence.endswith("W")

    return "D" in first + second or weekly(first) == weekly(second)


def tier_flaws(tiers):
    """openmeter/productcatalog/price.go, TieredPrice.Validate."""
    bounds = [tier.get("upToAmount") for tier in tiers]
    if bounds[-1] is not None or None in bounds[:-1]:
        yield "only the last tier is open"
    if any(float(low) >= float(high) for low, high in zip(bounds, bounds[1:-1])):
        yield "the bounds of tiers must rise"
    if any(tier["flatPrice"] is None and tier["unitPrice"] is None for tier in tiers):
        yield "a tier needs a price"


class OpenMeter(World):
    key = "om-1"
    variables = {"OPENMETER_API_KEY": key}
    kinds = {
        kind: (f"01JD3Z8K5{letter}", 16)
        for kind, letter in zip(["meters", "features", "plans", "addons", "pairs"], "ABCDE")
    }

    def make_meter(self, query, body):
        self.unique("meters", "slug", body)
        # openmeter/meter/meter.go, validateMeterAggregation
        if (body["aggregation"] == "COUNT") == ("valueProperty" in body):
            raise Refused(400, "all aggregations but COUNT need a value property")
        return self.add("meters", **{"name": body["slug"], **body})

    def make_feature(self, query, body):
        self.unique("features", "key", body)
        if "meterSlug" in body:
            meter = one(self.objects["meters"], body["meterSlug"], "slug")
            if meter["aggregation"] in ("AVG", "MIN", "MAX"):
                raise Refused(400, "this meter cannot back a feature")
            # openmeter/productcatalog/feature, checkGroupByFilters
            unknown = set(body.get("advancedMeterGroupByFilters", {})) - set(meter.get("groupBy", {}))
            if unknown:
                raise Refused(400, f"invalid filters for feature: {sorted(unknown)}")
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
        flaws = list(self.draft_flaws(body))
        if flaws:
            raise Refused(400, "; ".join(flaws))
        return self.add(kind, **stored(body), version=len(versions) + 1, status="draft")

    def draft_flaws(self, version):
        """What prevents a draft (openmeter/productcatalog/errors.go: errors of critical severity)."""
        if "billingCadence" in version and version["billingCadence"] not in PLAN_CADENCES:
            yield "this billing cadence is not allowed"
        for holder in version.get("phases", [version]):
            keys = [card["key"] for card in holder["rateCards"]]
            if len(set(keys)) != len(keys):
                yield "the keys of rate cards must differ"
            for card in holder["rateCards"]:
                feature = card.get("featureKey")
                if feature is not None and not take(self.objects["features"], key=feature):
                    yield f"there is no feature {feature}"
                if feature not in (None, card["key"]):
                    yield f"the rate card of {feature} must have its key"
                if card["price"] and "billingCadence" in version and card["billingCadence"]:
                    if not is_aligned(card["billingCadence"], version["billingCadence"]):
                        yield f"{card['key']} is not billed in the rhythm of the plan"

    def publishing_flaws(self, version):
        """What prevents that a draft is published (openmeter/productcatalog: ratecard.go, price.go, addon.go)."""
        for card in [card for holder in version.get("phases", [version]) for card in holder["rateCards"]]:
            price, key = card["price"] or {"type": "none"}, card["key"]
            if price["type"] in ("unit", "tiered", "package", "dynamic"):
                feature = take(self.objects["features"], key=card.get("featureKey"))
                if not feature or "meterSlug" not in feature[0]:
                    yield f"{key}: a price of usage needs a feature with a meter"
                if version.get("instanceType") == "multiple":
                    yield f"{key}: add-ons that can be bought several times have flat prices only"
            elif "usage" in card.get("discounts", {}):
                yield f"{key}: a flat price has no discount of usage"
            if price["type"] == "tiered":
                yield from tier_flaws(price["tiers"])
            if price["type"] == "package" and float(price["quantityPerPackage"]) <= 0:
                yield f"{key}: a package must contain something"
            template = card.get("entitlementTemplate", {"type": "none"})
            if template["type"] == "metered" and "issueAfterReset" not in template:
                yield f"{key}: the allowance is missing"

    def publish(self, query, body, kind, id):
        version = one(self.objects[kind], id)
        if version["status"] != "draft":
            raise Refused(400, "only drafts can be published")
        flaws = list(self.publishing_flaws(version))
        if flaws:
            raise Refused(400, "; ".join(flaws))
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
