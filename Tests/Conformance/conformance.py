#!/usr/bin/env python3
"""Validates every request of the golden files against the JSON Schemas of the providers' request bodies.

usage: conformance.py SPECS GOLDEN

SPECS contains a folder per provider with files NAME.schema.json, and NAME.closed.schema.json if the provider ignores unknown
members. References and parameters are replaced by plausible values first. A body without a schema is a failure, unless the
table below says that the provider publishes none. The script also checks itself: a body with a renamed member must be
rejected, and for each provider at least one body with a string that none of the API's enumerations contains.
"""

import json
import pathlib
import re
import sys
import uuid
import zlib

from jsonschema import Draft202012Validator, FormatChecker

ULID = "01JD3Z8K5V0000000000000000"

# Prefixes of created ids, by the first part of the request's id, and the number of digits that follow.
CREATED = {
    "stripe": {
        "products": ("prod_", 14), "prices": ("price_", 18), "usage": ("price_", 18), "features": ("feat_", 14),
        "meters": ("mtr_test_", 22), "coupons": ("coupon_", 14), "purchase": ("in_", 14),
    },
    "razorpay": {"prices": ("plan_", 14)},
    "dodo": {"prices": ("pdt_", 18), "meters": ("mtr_", 18), "credits": ("cde_", 18), "features": ("ent_", 18)},
    "openmeter": {"": ("01JD3Z8K5V", 16)},
    "autumn": {},
    "creem": {"prices": ("prod_", 18), "meters": ("mtr_", 18)},
}

# Values that are known only when a customer buys.
# A list takes the place of the parameter among the elements of another list.
PARAMETERS = {
    "addons": [{"addon_id": "adn_Q1w2E3r4T5y6U7i8O9", "quantity": 1}],
    "billing_anchor": "2027-01-15T12:00:00Z",
    "customer": "customer-1",
    "customer_key": "acme",
    "effective_at": "2027-01-15T12:00:00Z",
    "payment_id": "pay_Q1w2E3r4T5y6U7",
    "payment_method_collection": "if_required",
    "plan": "plan_Q1w2E3r4T5y6U7",
    "plan_items": [{"price": "price_1", "quantity": 1}],
    "plan_lines": [{"price": "price_1", "quantity": 1}],
    "plan_product": "pdt_Q1w2E3r4T5y6U7i8O9",
    "plan_quantity": 2,
    "purchase_id": "order-1",
    "quantity": 2,
    "receipt": "order-1",
    "removed_items": [{"id": "si_1", "deleted": True}],
    "start_at": 1800000000,
    "subscription": ULID,
    "subscription_addon": ULID,
    "subscription_item": "si_1",
    "subscription_started_at": "2027-01-15T12:00:00Z",
    "success_url": "https://example.com/thanks",
    "total_count": 12,
    "trial_days": 14,
    "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
    "units": 1000,
}

# Schema names by method and path (`*` for placeholders); None if the provider publishes no schema for the call.
SCHEMAS = {
    "stripe": {
        "POST /v1/billing/meters": "billing_meters",
        "POST /v1/entitlements/features": "entitlements_features",
        "POST /v1/products": "products",
        "POST /v1/products/*": None,
        "POST /v1/products/*/features": "product_features",
        "POST /v1/prices": "prices",
        "POST /v1/prices/*": None,
        "POST /v1/coupons": "coupons",
        "POST /v1/coupons/*": "coupons_update",
        "POST /v1/promotion_codes": "promotion_codes",
        "POST /v1/subscriptions": "subscriptions",
        "POST /v1/subscriptions/*": None,
        "POST /v1/subscription_items": "subscription_items",
        "POST /v1/subscription_items/*": "subscription_items_update",
        "POST /v1/invoices": None,
        "POST /v1/invoices/*/finalize": None,
        "POST /v1/invoiceitems": "invoiceitems",
        "POST /v1/checkout/sessions": "checkout_sessions",
    },
    "razorpay": {
        "POST /v1/plans": "plan-create",
        "POST /v1/subscriptions": "subscription-create",
        "PATCH /v1/subscriptions/*": "subscription-update",
        "POST /v1/subscriptions/*/addons": "subscription-addon-create",
        "POST /v1/orders": "order-create",
    },
    "dodo": {
        "POST /meters": "meter-create",
        "POST /addons": "addon-create",
        "PATCH /addons/*": "addon-update",
        "POST /products": "product-create",
        "PATCH /products/*": "product-update",
        "POST /credit-entitlements": "credit-entitlement-create",
        "POST /entitlements": "entitlement-create",
        "POST /discounts": "discount-create",
        "POST /checkouts": "checkout-session-create",
        "POST /subscriptions/*/change-plan": "subscription-change-plan",
    },
    "polar": {
        "POST /v1/meters/": "meter_create",
        # The schema of a benefit depends on its type.
        "POST /v1/benefits/": "benefit_{type}_create",
        "POST /v1/products/": "product_create",
        "PATCH /v1/products/*": "product_update",
        "POST /v1/products/*/benefits": "product_benefits_update",
        "POST /v1/checkouts/": "checkout_create",
        # A change of the quantity; other updates have no schema.
        "PATCH /v1/subscriptions/* units": "subscription_update_units",
        "PATCH /v1/subscriptions/*": None,
        "POST /v1/discounts/": "discount_create",
        "PATCH /v1/discounts/*": "discount_update",
    },
    "autumn": {
        "POST /v1/features.create": "feature_create",
        "POST /v1/plans.create": "plan_create",
        "POST /v1/plans.update": "plan_update",
        "POST /v1/rewards.create": "reward_create",
        "POST /v1/billing.attach": "billing_attach",
        "POST /v1/billing.update": "billing_update",
    },
    "openmeter": {
        "POST /api/v1/customers": "customer.create",
        "POST /api/v1/meters": "meter.create",
        "POST /api/v1/features": "feature.create",
        "POST /api/v1/plans": "plan.create",
        "POST /api/v1/plans/*/addons": "plan-addon.create",
        "POST /api/v1/addons": "addon.create",
        "POST /api/v1/subscriptions": "subscription.create",
        "POST /api/v1/subscriptions/*/addons": "subscription-addon.create",
        "PATCH /api/v1/subscriptions/*/addons/*": "subscription-addon.update",
        "POST /api/v1/subscriptions/*/change": None,
        "POST /api/v2/customers/*/entitlements": "entitlement.create.v2",
        "PUT /api/v2/customers/*/entitlements/*/override": "entitlement.create.v2",
        "POST /api/v2/customers/*/entitlements/*/grants": "grant.create.v2",
        "POST /api/v2/customers/*/entitlements/*/reset": None,
        "POST /api/v1/events": "event.single",
    },
    "creem": {
        "POST /v1/meters": "meter_create",
        "POST /v1/products": "product_create",
        "PATCH /v1/products/*": "product_update",
        "POST /v1/discounts": "discount_create",
        "POST /v1/checkouts": "checkout_create",
        "POST /v1/subscriptions/*": "subscription_update",
        "POST /v1/subscriptions/*/upgrade": None,
    },
}


# CloudEvents allow custom attributes, but we use none.
EXTENSIBLE = {"event.single"}


# What a provider has added since its schema was written.
def with_expiry(schema):
    """Purchased units of Autumn can expire since API 2.5.0 (autumn-sdk 1.2.0, CreatePlanItemExpiryRequestBody)."""
    expiry = {
        "type": "object", "additionalProperties": False, "required": ["duration", "length"],
        "properties": {
            "duration": {"enum": ["day", "week", "month", "year"]}, "length": {"type": "number", "exclusiveMinimum": 0},
        },
    }
    schema["properties"]["items"]["items"]["properties"]["expiry"] = expiry


NEWER = {("autumn", "plan_create"): with_expiry, ("autumn", "plan_update"): with_expiry}


class Failures:
    def __init__(self):
        self.messages = []
        # The providers whose schemas rejected a changed string.
        self.caught = set()

    def add(self, where, message):
        self.messages.append(f"{where}: {message}")


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_timestamp(text):
    return not isinstance(text, str) or bool(re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", text))


def created(provider, request_id):
    """An id such as the provider would assign: a different one for each request."""
    number = zlib.crc32(request_id.encode())
    if provider == "polar":
        return str(uuid.UUID(int=number, version=4))
    kinds = CREATED[provider]
    prefix, digits = kinds.get(request_id.split("/")[0]) or kinds[""]
    return prefix + str(number).zfill(digits)


def fill(value, provider, known, missing):
    """The body with references and parameters replaced. Those that cannot be replaced are added to `missing`."""
    if isinstance(value, list):
        filled = []
        for element in value:
            own = fill(element, provider, known, missing)
            is_splice = isinstance(element, dict) and set(element) == {"$param"} and isinstance(own, list)
            filled += own if is_splice else [own]
        return filled
    if not isinstance(value, dict):
        return value
    if set(value) == {"$ref"}:
        if value["$ref"] not in known:
            missing.append(f"reference to {value['$ref']}, which no earlier request creates")
        return created(provider, value["$ref"])
    if set(value) == {"$param"}:
        if value["$param"] not in PARAMETERS:
            missing.append(f"unknown parameter {value['$param']}")
        return PARAMETERS.get(value["$param"])
    return {name: fill(member, provider, known, missing) for name, member in value.items()}


def schema_name(provider, method, path):
    """The name of the schema of a call; False if the table does not contain the call."""
    for pattern, name in SCHEMAS[provider].items():
        expression = "^" + re.escape(pattern).replace(r"\*", "(?:[^/{} ]+|[{][^{}]+[}])") + "$"
        if re.match(expression, f"{method} {path}"):
            return name
    return False


class Validators:
    def __init__(self, specs):
        self.specs = specs
        self.loaded = {}

    def get(self, provider, name):
        if (provider, name) not in self.loaded:
            folder = self.specs / provider
            candidates = [folder / f"{name}.closed.schema.json", folder / f"{name}.schema.json"]
            path = next((path for path in candidates if path.exists()), None)
            if path is None:
                return None
            schema = json.loads(path.read_text())
            if name in EXTENSIBLE:
                schema["additionalProperties"] = False
            if (provider, name) in NEWER:
                NEWER[provider, name](schema)
            Draft202012Validator.check_schema(schema)
            self.loaded[provider, name] = Draft202012Validator(schema, format_checker=FORMATS)
        return self.loaded[provider, name]


def check_body(provider, validator, body, where, failures):
    for error in sorted(validator.iter_errors(body), key=str):
        failures.add(where, f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
    for name in body:
        damaged = {("x_" + member if member == name else member): value for member, value in body.items()}
        if validator.is_valid(damaged):
            failures.add(where, f"the schema accepts a renamed {name}, so this check cannot fail")
    if provider not in failures.caught and any(not validator.is_valid(changed) for changed in with_words_changed(body)):
        failures.caught.add(provider)


def with_words_changed(value):
    """Yields copies of the value, each with one of its strings replaced."""
    if isinstance(value, str):
        yield "no_api_has_this_word"
    elif isinstance(value, dict):
        for name, member in value.items():
            for changed in with_words_changed(member):
                yield {**value, name: changed}
    elif isinstance(value, list):
        for index, element in enumerate(value):
            for changed in with_words_changed(element):
                yield value[:index] + [changed] + value[index + 1 :]


def check_artifact(path, validators, failures):
    artifact = json.loads(path.read_text())
    provider = artifact["provider"]
    known = set()
    count = 0
    for section in ("setup", "purchase"):
        seen = set()
        for request in artifact[section]:
            where = f"{path}: {section}: {request['id']}"
            if request["id"] in seen:
                failures.add(where, "duplicate id")
            seen.add(request["id"])
            missing = []
            for placeholder in re.findall(r"[{]([^{}]+)[}]", request["path"]):
                if "/" in placeholder and placeholder not in known:
                    missing.append(f"path refers to {placeholder}, which no earlier request creates")
                if "/" not in placeholder and placeholder not in PARAMETERS:
                    missing.append(f"unknown parameter {placeholder}")
            body = request.get("body")
            if body is not None:
                call = request["path"] + (" units" if request["method"] == "PATCH" and "units" in body else "")
                name = schema_name(provider, request["method"], call)
                body = fill(body, provider, known, missing)
                if name is False:
                    failures.add(where, f"unknown call {request['method']} {request['path']}")
                elif name is not None:
                    name = name.format_map(body)
                    validator = validators.get(provider, name)
                    if validator is None:
                        failures.add(where, f"missing schema file {provider}/{name}")
                    else:
                        check_body(provider, validator, body, where, failures)
                        count += 1
            for message in missing:
                failures.add(where, message)
            known.add(request["id"])
    if provider == "openmeter":
        count += check_openmeter_sections(path, artifact, validators, failures)
    return count


def check_openmeter_sections(path, artifact, validators, failures):
    """OpenMeter's lists of meters, features and entitlements are request bodies, too."""
    bodies = [("meter.create", body) for body in artifact["meters"]]
    bodies += [("feature.create", body) for body in artifact["features"]]
    bodies += [("entitlement.create.v2", body) for entry in artifact["entitlements"] for body in entry["entitlements"]]
    for name, body in bodies:
        check_body("openmeter", validators.get("openmeter", name), body, f"{path}: {name}", failures)
    return len(bodies)


# Calls of the bridge without a body.
REMOVALS = [r"DELETE /api/v2/customers/[^/{}]+/entitlements/[^/{}]+", r"DELETE /api/v1/grants/[^/{}?]+([?]at=[^&{}]+)?"]


def check_bridge(path, validators, failures):
    """The bridge's requests have complete bodies: no references and no parameters are left to fill in."""
    count = 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for request in json.loads(line)["operations"]:
            where = f"{path}:{number}: {request['id']}"
            call = f"{request['method']} {request['path']}"
            if "body" not in request:
                if not any(re.fullmatch(pattern, call) for pattern in REMOVALS):
                    failures.add(where, f"missing body for {call}")
                continue
            if "$param" in json.dumps(request) or "{" in request["path"]:
                failures.add(where, "a parameter has no value")
            name = schema_name("openmeter", request["method"], request["path"])
            if name is False:
                failures.add(where, f"unknown call {call}")
                continue
            if name is None:
                continue
            check_body("openmeter", validators.get("openmeter", name), request["body"], where, failures)
            count += 1
    return count


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    specs, golden = map(pathlib.Path, sys.argv[1:])
    failures = Failures()
    validators = Validators(specs)
    count = 0
    # Files for Terraform have a check of their own.
    artifacts = [path for path in sorted(golden.glob("*/*.json")) if not path.name.endswith(".tf.json")]
    for path in artifacts:
        count += check_artifact(path, validators, failures)
    bridged = sorted(golden.glob("bridge/*.jsonl"))
    for path in bridged:
        count += check_bridge(path, validators, failures)
    if not bridged:
        failures.add("golden/bridge", "no output of the bridge to check")
    for provider in sorted({path.stem for path in artifacts} - failures.caught):
        failures.add(provider, "changed strings are accepted everywhere, so this check cannot fail")
    for message in failures.messages:
        print(message, file=sys.stderr)
    if count == 0:
        sys.exit("no bodies validated")
    print(f"{count} bodies validated against {len(validators.loaded)} schemas, {len(failures.messages)} failures")
    sys.exit(1 if failures.messages else 0)


if __name__ == "__main__":
    main()
