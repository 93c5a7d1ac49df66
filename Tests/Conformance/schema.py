#!/usr/bin/env python3
"""Compares the JSON Schema of catalogs with the compiler: they must agree on every catalog.

usage: schema.py CATALOGC CATALOG...

The schema must be valid for the metaschema of draft 2020-12, accept the given catalogs, and agree with the compiler on the
examples of every rule and on thousands of damaged catalogs. An error of the compiler is either about the shape of a value, which
the schema must reject, or about something else, such as an unknown reference, which the schema must accept. Every rule with
severity error must be in one of the two lists below. The script also checks itself: for each constraint of the schema there must
be a catalog that is rejected because of it alone, and accepted by a schema without it.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

# Rules about a value, or about several values of one object.
SHAPE = {
    "wrong-type", "unknown-field", "missing-field", "empty-name",
    "unknown-aggregation", "meter-without-event-type", "meter-without-value-property", "unknown-feature-type",
    "meter-on-unmetered-feature", "negative-amount", "unknown-reset",
    "price-amount", "unknown-currency", "unknown-interval", "price-interval-count", "price-trial-days",
    "one-time-price-recurs", "plan-price-one-time", "topup-price-recurring", "topup-price-entitlements",
    "quantity-bounds", "rate-terms", "tier-mode", "tier-without-price", "meter-filter", "topup-without-price", "grant-priority", "grant-expiration-count", "unknown-duration",
    "unknown-provider", "provider-option",
    "catalog-id", "credit-cost", "credit-pool", "discount-value", "discount-duration", "discount-items", "discount-code",
    "redemption-limit", "malformed-time", "unknown-rule",
}  # fmt: skip

# Rules that depend on the text of the file, or on another part of it.
OTHER = {
    "syntax-error", "invalid-utf8", "nesting-too-deep", "number-out-of-range", "duplicate-json-key", "inexact-literal",
    "secret-in-catalog", "duplicate-key", "duplicate-lookup-key",
    "unknown-meter", "unknown-feature", "unknown-plan", "ambiguous-plan", "entitlement-type-mismatch",
    "topup-feature-not-metered", "provider-disabled", "argument-order", "ambiguous-amount",
    "amount-decimals", "rate-decimals", "limit-set-in-plan", "tier-bounds", "first-tier-flat", "usage-price-currency",
    "usage-price-contradiction", "usage-maximum", "usage-charged-twice", "pay-as-you-go", "quantity-feature",
    "tiers-without-quantity", "literal-type", "quantity-without-price", "limit-set-per-unit", "trial-card", "repeated-default",
    "default-not-free", "on-request-with-price", "pool-and-member", "duplicate-code", "unknown-item", "ambiguous-item",
    "suppressed-error", "contradictory-lint-levels",
}  # fmt: skip

# The form of a rule's name, or of a pattern for several.
RULE = "([a-z0-9-]+/)?[a-z0-9-]+|[a-z0-9-]+/[*]|[*]/[a-z0-9-]+"

# With these errors, the file has no value to validate.
UNREADABLE = {"syntax-error", "invalid-utf8", "nesting-too-deep", "number-out-of-range", "duplicate-json-key"}

# A catalog with every field of every object, so that each can be damaged.
FULL = json.loads("""
{
  "$schema": "./catalog.schema.json",
  "id": "full_1",
  "meters": {
    "tokens": {"key": "t", "name": "T", "description": "d", "eventType": "tokens", "aggregation": "sum",
      "valueProperty": "$.tokens", "groupBy": {"model": "$.model"}, "metadata": {"a": 1}},
    "calls": {"eventType": "calls", "aggregation": "count"}
  },
  "features": {
    "api": {"key": "a", "type": "boolean", "name": "A", "description": "d", "metadata": {"a": null}},
    "tokens": {"type": "metered", "meter": "tokens"}, "calls": {"type": "metered"}, "tier": {"type": "static"},
    "seats": {"type": "limit"}, "guests": {"type": "limit"},
    "large": {"type": "metered", "meter": "tokens", "where": {"model": ["large"]}},
    "small": {"type": "metered", "meter": "tokens", "where": {"model": {"not": ["large"]}}},
    "credits": {"type": "metered", "costs": {"tokens": 0.5}}
  },
  "plans": {
    "pro": {
      "key": "p", "name": "P", "description": "", "metadata": {},
      "entitlements": {
        "api": {"type": "boolean", "enabled": true, "metadata": {}},
        "tokens": {"type": "metered", "amount": 10.5, "reset": "day", "isSoftLimit": true, "preserveOverageAtReset": false,
          "metadata": {"a": [1]}},
        "tier": {"type": "static", "config": "gold", "metadata": {}}
      },
      "prices": {
        "monthly": {"amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 3, "trialDays": 14, "trialCard": false,
          "entitlements": {"api": false}, "sold": true, "lookupKey": "k",
          "providerIds": {"stripe": "price_1", "polar": "p"}, "metadata": {"a": {"b": true}}}
      },
      "providerIds": {"stripe": "prod_1"}
    },
    "none": {"onRequest": true},
    "legacy": {"group": "old", "default": false, "sold": false, "onRequest": false, "entitlements": {"api": true}},
    "basic": {"default": true, "entitlements": {"api": true, "calls": 5, "tier": "silver", "seats": "unlimited"}},
    "used": {
      "entitlements": {
        "small": {"amount": 5, "perUnit": false, "max": 10, "metadata": {},
          "prices": {
            "usd": {"amount": "0.002", "currency": "USD", "per": 1000, "lookupKey": "u", "providerIds": {"stripe": "x"},
              "metadata": {"a": 1}}}},
        "large": {"prices": {"usd": {"tiers": [{"upTo": 10, "amount": 2, "flat": 5}, {"flat": "5.00"}], "mode": "graduated",
          "currency": "USD"}}, "amount": 1}
      },
      "quantity": {"feature": "seats", "min": 2, "max": 9},
      "prices": {
        "monthly": {"tiers": [{"upTo": 5, "amount": 900}, {"amount": "8.00"}], "mode": "volume", "currency": "USD",
          "interval": "month"}
      }
    },
    "packed": {"entitlements": {"small": {"prices": {"usd": {"amount": 200, "package": 1000, "currency": "USD"}}}}}
  },
  "addons": {
    "seats": {
      "key": "s", "name": "S", "description": "d", "entitlements": {"tokens": {"amount": 5}, "api": {},
        "guests": {"type": "limit", "amount": 2, "perUnit": true, "set": true, "metadata": {}}},
      "prices": {
        "once": {"amount": 0, "currency": "eur", "interval": "one_time"},
        "weekly": {"amount": 1, "currency": "Jpy", "interval": "week"}
      },
      "compatiblePlans": ["pro"], "multiple": true, "sold": true, "onRequest": false, "providerIds": {}, "metadata": {}
    }
  },
  "topups": {
    "pack": {
      "key": "tp", "name": "TP", "description": "d", "feature": "tokens", "amount": 1000,
      "prices": {"once": {"amount": 900, "currency": "KWD", "interval": "one_time"}},
      "compatiblePlans": [],
      "grant": {"priority": 1, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 0.5, "metadata": {}},
      "sold": true, "providerIds": {"razorpay": "r"}, "metadata": {}
    }
  },
  "discounts": {
    "launch": {
      "name": "L", "percent": 12.5, "duration": {"months": 3}, "appliesTo": ["pro"],
      "codes": {"LAUNCH20": {"maxRedemptions": 1, "maxPerCustomer": 2, "expiresAt": "2027-03-31T23:59:59Z",
        "firstPurchaseOnly": true, "minimum": {"USD": 100, "EUR": "1.00"}}},
      "maxRedemptions": 3, "expiresAt": "2027-03-31T23:59:59+01:00", "metadata": {}
    },
    "welcome": {"amounts": {"USD": 100, "EUR": "1.00"}, "duration": "once"},
    "loyal": {"percent": 100, "duration": "forever"}
  },
  "providers": {"stripe": {"enabled": true, "options": {}, "metadata": {"a": 1}}},
  "lint": {"allow": ["unused-feature"], "warn": ["stripe/*"], "deny": ["*/currency-unsupported"]}
}
""")

PRICE = FULL["plans"]["pro"]["prices"]["monthly"]
IDS = {name: "id" for name in ("stripe", "razorpay", "dodo", "openmeter", "polar", "creem", "autumn")}
for sold in (PRICE, FULL["plans"]["pro"], FULL["addons"]["seats"], FULL["topups"]["pack"]):
    sold["providerIds"] = IDS
    if sold is not PRICE:
        sold["quantity"] = {"feature": "seats", "min": 1, "max": 5}
for usage in FULL["plans"]["used"]["entitlements"].values():
    usage["prices"]["usd"]["providerIds"] = IDS
FULL["addons"]["seats"]["prices"]["tiered"] = FULL["plans"]["used"]["prices"]["monthly"]
FULL["addons"]["seats"]["prices"]["flat"] = {
    "tiers": [{"upTo": 5, "amount": 900, "flat": 100}, {"flat": "8.00"}], "mode": "volume", "currency": "USD", "interval": "month",
}
FULL["plans"]["used"]["prices"]["flat"] = FULL["addons"]["seats"]["prices"]["flat"]
FULL["addons"]["seats"]["prices"]["monthly"] = PRICE
for used in (FULL["meters"]["tokens"], FULL["features"]["api"], FULL["discounts"]["launch"]):
    used["providerIds"] = IDS
FULL["topups"]["pack"]["prices"]["once"] |= {"lookupKey": "l", "sold": True, "providerIds": IDS, "metadata": {}}
FULL["providers"] = {name: {"enabled": True, "options": {}, "metadata": {"a": 1}} for name in IDS}
# A deep copy without shared objects, so that damage in one place does not affect another.
FULL = json.loads(json.dumps(FULL))

# Replacements for each value.
VALUES = [
    None, True, False, 0, 1, -1, 3, 20.5, -0.5, 9223372036854775807, 9223372036854775808, "", "x", "1", "month", "one_time",
    "Month", "DAY", "USD", "usd", "uSd", "USX", "US", "USDX", "sum", "count", "min", "unique_count", "boolean", "metered", "static",
    "pro", "tokens", "stripe", "limit", "unlimited", "volume", "0.002", [], {}, ["pro"], [1], {"x": 1}, {"stripe": "x"}, {"strype": "x"}, {"": 1},
]  # fmt: skip


class Raw(float):
    """A number that is written as given, including exponent or fraction."""

    def __new__(cls, text):
        self = super().__new__(cls, text)
        self.text = text
        return self

    def __repr__(self):
        return self.text


VALUES += [Raw("2000.0"), Raw("2e3"), Raw("-0.0"), Raw("25e-1")]


def encode(value):
    """JSON text that preserves `Raw` numbers, which the standard library would rewrite."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{encode(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    return repr(value) if isinstance(value, Raw) else json.dumps(value)


def places(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from places(member, path + (name,))


def at(value, path):
    for name in path:
        value = value[name]
    return value


def parts(catalog):
    """Catalogs with a single entry each: they are checked faster, and the shape of an entry does not depend on the others."""
    for section, entries in catalog.items():
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            yield {"$schema": catalog["$schema"], "features": {}, "plans": {}, section: {name: entry}}


def damaged(catalog):
    """Yields copies of the catalog, each with one change."""

    def with_change(change, path):
        copied = copy.deepcopy(catalog)
        change(at(copied, path[:-1]), path[-1])
        return copied

    def replacing(value):
        return lambda owner, name: owner.__setitem__(name, copy.deepcopy(value))

    def renaming(new):
        def change(owner, name):
            members = [(new if member == name else member, value) for member, value in owner.items()]
            owner.clear()
            owner.update(members)

        return change

    yield catalog
    for value in VALUES:
        yield value
    for path in places(catalog):
        value = at(catalog, path)
        if path:
            for other in VALUES:
                yield with_change(replacing(other), path)
            yield with_change(lambda owner, name: owner.__delitem__(name), path)
            if isinstance(path[-1], str):
                for new in {path[-1] + "x", path[-1].upper(), ""} - {path[-1]}:
                    yield with_change(renaming(new), path)
        if isinstance(value, dict):
            for name in ["x", "intervalCount", "enabled", "amount", "config", "meter", "valueProperty", "package", "per", "mode", "set", "costs", "percent", "months"]:
                if name not in value:
                    added = copy.deepcopy(catalog)
                    at(added, path)[name] = 1
                    yield added


def optioned(schema):
    """Catalogs that set each option of each provider to its values, to its bounds, and to invalid values."""
    for provider, settings in schema["properties"]["providers"]["properties"].items():
        for name, option in settings["properties"]["options"]["properties"].items():
            bounds = [option[bound] + step for bound in ("minimum", "maximum") if bound in option for step in (-1, 0, 1)]
            for value in option.get("enum", []) + bounds + VALUES:
                yield {"features": {}, "plans": {}, "providers": {provider: {"options": {name: value}}}}
        yield {"features": {}, "plans": {}, "providers": {provider: {"options": {"x": 1}}}}


def priced(schema):
    """Catalogs with a price in each currency of the schema, and in similar strings."""
    codes = next(form["enum"] for form in schema["$defs"]["currency"]["anyOf"] if "enum" in form)
    for code in sorted({spelled for code in codes for spelled in (code, code.lower(), code.title(), code[::-1], code[:2])}):
        price = {"amount": 1, "currency": code, "interval": "month"}
        yield {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": True}, "prices": {"m": price}}}}


def chosen():
    """Catalogs that a single constraint rejects, which no damage of the full one shows."""
    empty = {"features": {}, "plans": {}}
    for value in (1, "a" * 33):
        yield empty | {"id": value}
    for section in ("plans", "addons"):
        for item in ({"prices": {}}, {"onRequest": False}):
            yield empty | {section: {"x": item}}
    once = {"amount": 1, "currency": "USD", "interval": "one_time", "trialCard": True}
    yield empty | {"addons": {"x": {"entitlements": {}, "prices": {"p": once}}}}


class Compiler:
    def __init__(self, program):
        self.program = program

    def output(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, check=True).stdout.decode()

    def check(self, texts):
        """The diagnostics of each catalog."""
        results = []
        with tempfile.TemporaryDirectory() as folder:
            for start in range(0, len(texts), 2000):
                paths = []
                for index, text in enumerate(texts[start : start + 2000]):
                    path = pathlib.Path(folder) / f"{start + index}.json"
                    path.write_text(text)
                    paths.append(str(path))
                command = [self.program, "check", "--format", "json", *paths]
                run = subprocess.run(command, capture_output=True)
                lines = run.stdout.decode().splitlines()
                if run.returncode not in (0, 1) or len(lines) != len(paths):
                    counts = f"{len(lines)} of {len(paths)} reports"
                    sys.exit(f"catalogc exited with {run.returncode} after {counts}: {run.stderr[:500]}")
                results += [json.loads(line)["diagnostics"] for line in lines]
        return results


def is_of_shape(diagnostic, catalog):
    rule = diagnostic["rule"]
    if rule not in ("quantity-bounds", "meter-filter", "credit-pool", "discount-value", "unknown-rule"):
        return rule in SHAPE
    names = [part.replace("~1", "/").replace("~0", "~") for part in diagnostic["pointer"].split("/")[1:]]
    if rule == "credit-pool":
        # Whether a feature can draw on a pool depends on the feature.
        return len(names) == 3
    if rule == "discount-value":
        # A string can be an amount of 0, and a currency can be listed in upper and in lower case.
        return names[-2] not in ("amounts", "minimum")
    if rule == "unknown-rule":
        return not re.fullmatch(RULE, at(catalog, names[:-1])[int(names[-1])])
    if rule == "meter-filter":
        # Whether the meter has the group depends on the meter.
        return at(catalog, names) == []
    # If `max` is less than `min`, or `multiple` contradicts the quantity, each value is valid by itself.
    value = at(catalog, names)
    return names[-1] != "multiple" and not (1 <= value <= 2**63 - 1 and value == int(value))


def demands(schema, path=()):
    """Each keyword that makes the schema reject something: its path, and the object that contains it."""
    if isinstance(schema, dict):
        for name, member in schema.items():
            if name in DEMANDS and not (name == "additionalProperties" and member is not False):
                yield path + (name,), schema
            if name in ("properties", "$defs"):
                for inner, value in member.items():
                    if value is False:
                        yield path + (name, inner), member
                    yield from demands(value, path + (name, inner))
            elif name in ("additionalProperties", "propertyNames", "items"):
                yield from demands(member, path + (name,))
            elif name == "then":
                yield from demands(member, path + (name,))
            elif name in ("oneOf", "anyOf", "allOf"):
                for index, value in enumerate(member):
                    yield from demands(value, path + (name, index))


# `enum`, `pattern` and `const` in a choice between schemas show in what the choice rejects.
DEMANDS = {
    "type", "required", "additionalProperties", "minimum", "maximum", "minLength", "maxLength", "minProperties", "enum", "const",
    "pattern", "oneOf", "anyOf", "dependentRequired",
}  # fmt: skip


def causes(errors):
    for error in errors:
        yield error
        yield from causes(error.context)


def check_demands(schema, witnesses, raised):
    """Yields the constraints that no catalog shows to be needed."""
    for path, owner in list(demands(schema)):
        name = path[-1]
        # For a schema that is `false`, the validator reports only its owner.
        found = witnesses.get(path if owner[name] is not False or name in DEMANDS else path[:-1])
        if found:
            kept = owner.pop(name)
            if not any(Draft202012Validator(schema).is_valid(catalog) for catalog in found):
                yield f"/{'/'.join(map(str, path))}: its catalogs are rejected without it, too"
            owner[name] = kept
        elif not ({"oneOf", "anyOf"} & set(path) and (id(owner), name) in raised):
            yield f"/{'/'.join(map(str, path))}: no catalog is rejected because of it alone"


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    compiler = Compiler(sys.argv[1])
    schema = json.loads(compiler.output("schema"))
    Draft202012Validator.check_schema(schema)
    rules = json.loads(compiler.output("rules", "--format", "json"))["rules"]
    failures = []
    for rule in rules:
        # Examples of ids files and events come with a catalog, but are not catalogs.
        is_of_catalogs = "catalog" not in rule["examples"] and not rule.get("provider")
        if rule["severity"] == "error" and is_of_catalogs and rule["rule"] not in SHAPE | OTHER:
            failures.append(f"{rule['rule']}: add it to SHAPE if the schema can check it, else to OTHER")

    validator = Draft202012Validator(schema)
    for path in sys.argv[2:]:
        for error in validator.iter_errors(json.loads(pathlib.Path(path).read_text())):
            failures.append(f"{path}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")

    examples = [rule["examples"][side] for rule in rules if rule["examples"]["format"] == "json" for side in ("wrong", "right")]
    damaged_parts = [changed for part in parts(FULL) for changed in damaged(part)]
    catalogs = [FULL, *damaged_parts, *optioned(schema), *priced(schema), *chosen()]
    texts = list(dict.fromkeys(examples + [encode(catalog) for catalog in catalogs]))
    count = 0
    refused, raised, witnesses = set(), set(), {}
    for text, diagnostics in zip(texts, compiler.check(texts)):
        found = {diagnostic["rule"] for diagnostic in diagnostics}
        if found & UNREADABLE:
            continue
        catalog = json.loads(text)
        wrong = {diagnostic["rule"] for diagnostic in diagnostics if is_of_shape(diagnostic, catalog)}
        refused |= wrong
        errors = list(validator.iter_errors(catalog))
        count += 1
        raised |= {(id(cause.schema), cause.validator) for cause in causes(errors)}
        if len(errors) == 1:
            found = witnesses.setdefault(tuple(errors[0].absolute_schema_path), [])
            if len(found) < 20:
                found.append(catalog)
        if bool(errors) != bool(wrong):
            verdict = f"the compiler reports {', '.join(sorted(wrong))}" if wrong else "the compiler accepts the shape"
            failures.append(f"{verdict}, but the schema disagrees: {text[:1500]}")
    failures += [f"{rule}: no catalog breaks it" for rule in sorted(SHAPE - refused)]

    failures += check_demands(schema, witnesses, raised)
    for message in failures[:50]:
        print(message, file=sys.stderr)
    needed = len(list(demands(schema)))
    print(f"{count} catalogs compared with the schema, {needed} of its constraints checked, {len(failures)} failures")
    sys.exit(1 if failures or count == 0 or needed == 0 else 0)


if __name__ == "__main__":
    main()
