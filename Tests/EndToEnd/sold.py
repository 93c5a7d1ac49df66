"""Compares what an account sells, read from its objects, with a catalog: what quantities cost, currencies and cadences.

A reader yields `(key, cost, currency, cadence)` for each price that customers can buy:

- `key` is `(kind, item, price, feature)`. `feature` is None, except for the price of usage. The item and the feature are ids, or
  keys or names where an object has no ids; the price is the id of the price that is bought, which the usage of an item shares.
  Where an object does not say which price it is, `price` is None, and the currency and the cadence find it.
- `cost` is a `Cost`, built from the object by the rules of the provider, in the units in which the provider counts money. Where
  `currency` is None, they are the major units of the wanted currency.
- `cadence` is a unit and a number, such as `("month", 3)`, of the period in which usage is counted; None for a single charge.

Amounts are otherwise in the minor units of ISO 4217, as exact fractions.
"""

import itertools
import math
import re
import typing
import urllib.parse
from fractions import Fraction

EXPONENTS = {code: 0 for code in "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()}
EXPONENTS.update({code: 3 for code in "BHD IQD JOD KWD LYD OMR TND".split()})

# Decimals of currencies that a provider counts in different units than ISO 4217.
OTHER_UNITS = {
    "stripe": {"ISK": 2, "UGX": 2, "MGA": 0},
    "polar": {"ISK": 2, "UGX": 2, "MGA": 0},
}


def exponent(currency):
    return EXPONENTS.get(currency.upper(), 2)


def minor_units(amount, currency):
    """An amount of a catalog: a number is in the minor unit, a string in the major unit."""
    return Fraction(amount) * 10 ** exponent(currency) if isinstance(amount, str) else amount


def from_units(provider, amount, currency):
    decimals = OTHER_UNITS.get(provider, {}).get(currency.upper(), exponent(currency))
    return amount * Fraction(10) ** (exponent(currency) - decimals)


class Cost:
    """What a quantity costs in total: of usage in a period, or bought together. `bounds` are where the function bends."""

    def __init__(self, at, bounds=()):
        self.at = at
        self.bounds = {0, *bounds}

    def times(self, factor):
        return Cost(lambda quantity: factor * self.at(quantity), self.bounds)

    def probes(self):
        """Quantities that determine the function: two in each section. Packages rise just after each multiple."""
        last = max(self.bounds)
        return {probe for bound in self.bounds for probe in (bound, bound + 1)} | {2 * last + 7, 1000 * last + 12345}


def each(amount):
    """An amount for each unit."""
    return Cost(lambda quantity: Fraction(amount) * quantity)


def package(amount, size):
    """An amount for each package that is started."""
    return Cost(lambda quantity: Fraction(amount) * math.ceil(Fraction(quantity) / Fraction(size)), [Fraction(size)])


def beyond(included, cost):
    """The cost of the units beyond the included ones."""
    included = Fraction(included)
    shifted = {included + bound for bound in cost.bounds}
    return Cost(lambda quantity: cost.at(max(Fraction(0), quantity - included)), shifted)


def graduated(tiers, start=0):
    """Each unit above `start` costs what its tier says, and a flat amount is added once when a tier is entered.

    A tier is `(bound, amount, flat)`. Bounds count from 0 and are inclusive; that of the last tier is None.
    """

    def at(quantity):
        total, lower = Fraction(0), Fraction(start)
        for bound, amount, flat in tiers:
            if quantity > lower:
                units = (quantity if bound is None else min(quantity, bound)) - lower
                total += units * Fraction(amount) + Fraction(flat)
            lower = bound
            if bound is None or quantity <= bound:
                return total
        raise ValueError(f"no tier has {quantity} units")

    return Cost(at, [start] + [bound for bound, _, _ in tiers if bound is not None])


def volume(tiers, start=0):
    """If there are more than `start` units, all cost what the tier of the last one says, and its flat amount."""

    def at(quantity):
        if quantity <= start:
            return Fraction(0)
        for bound, amount, flat in tiers:
            if bound is None or quantity <= bound:
                return quantity * Fraction(amount) + Fraction(flat)
        raise ValueError(f"no tier has {quantity} units")

    return Cost(at, [start] + [bound for bound, _, _ in tiers if bound is not None])


TIERED = {"graduated": graduated, "volume": volume}


class Terms(typing.NamedTuple):
    """What a catalog says about a price. Costs matter from `least` to `most` units; `price` is the path of a price of usage."""

    cost: Cost
    currency: str
    cadence: tuple | None
    least: int
    most: int | None
    path: str | None


SECTIONS = {"plan": "plans", "addon": "addons", "topup": "topups"}

# Providers whose prices of usage are objects of their own, which all prices of an item share. They are known by their own ids.
SHARED = {"stripe"}

# Kinds of items that a provider's account does not know: they are sold by each purchase.
NOT_KEPT = {"razorpay": {"addon", "topup"}, "openmeter": {"topup"}}


def rate(price, included=0):
    """The cost by the definition of the catalog, in minor units. Included units are free, and bounds of tiers count them."""
    def amount(part, name="amount"):
        return Fraction(minor_units(part.get(name, 0), price["currency"]))

    per = price.get("per", 1)
    if "tiers" in price:
        tiers = [(tier.get("upTo"), amount(tier) / per, amount(tier, "flat")) for tier in price["tiers"]]
        return TIERED[price["mode"]](tiers, included)
    return beyond(included, package(amount(price), price["package"]) if "package" in price else each(amount(price) / per))


def proportional(price, included=0):
    """A price of packages as providers without packages charge it."""
    return rate({**{name: value for name, value in price.items() if name != "package"}, "per": price["package"]}, included)


def charges(item):
    """The entitlements of an item with prices of usage."""
    for feature, entitlement in item.get("entitlements", {}).items():
        if isinstance(entitlement, dict) and "prices" in entitlement:
            yield feature, entitlement


def cadence_of(price):
    return None if price["interval"] == "one_time" else (price["interval"], price.get("intervalCount", 1))


def wanted(catalog, provider, artifact):
    """The terms of all prices of a catalog that the provider sells, by the keys that its reader yields."""
    prices = {}
    for kind, section in SECTIONS.items():
        for item_id, item in catalog.get(section, {}).items():
            path = f"{section}.{item_id}"
            quantity = item.get("quantity", {} if item.get("multiple") else {"max": 1})
            bought = item.get("prices", {})
            for price_id, price in bought.items():
                terms = Terms(
                    rate(price), price["currency"].upper(), cadence_of(price), quantity.get("min", 1), quantity.get("max"), None
                )
                prices[kind, item_id, price_id, None] = terms
            for feature, entitlement in charges(item):
                for own_id, price in entitlement["prices"].items():
                    own_path = f"{path}.entitlements.{feature}.prices.{own_id}"
                    approximated = is_proportional(own_path, artifact)
                    terms = Terms(
                        (proportional if approximated else rate)(price, entitlement.get("amount", 0)), price["currency"].upper(),
                        (entitlement.get("reset", "month"), 1), 0, entitlement.get("max"), own_path,
                    )
                    same = [id for id, other in bought.items() if other["currency"].upper() == terms.currency]
                    for price_id in same if bought and provider not in SHARED else [own_id]:
                        prices[kind, item_id, price_id, feature] = terms
    return {key: terms for key, terms in prices.items() if not is_unsold(key, terms, catalog, provider, artifact)}


def is_proportional(path, artifact):
    return any(
        warning["path"] == path and warning["rule"].endswith("/charge-approximated")
        and re.search("for each unit,.* not|in proportion", warning["message"])
        for warning in artifact["warnings"]
    )


def is_unsold(key, terms, catalog, provider, artifact):
    """Whether the account should not have a price, according to the warnings."""
    kind, item_id, price_id, feature = key
    if provider == "openmeter" and catalog.get("providers", {}).get(provider, {}).get("options", {}).get("mode") != "plans":
        return True
    item = catalog[SECTIONS[kind]][item_id]
    start = f"{SECTIONS[kind]}.{item_id}"
    # The prices with which the price is sold: itself, or all that share it.
    carriers = {price_id}
    if feature and provider in SHARED and item.get("prices"):
        carriers = {id for id, other in item["prices"].items() if other["currency"].upper() == terms.currency}
    for warning in artifact["warnings"]:
        path, message = warning["path"], warning["message"]
        if feature and warning["rule"].endswith("/charged-by-application") and path == terms.path:
            return True
        partly = re.search("not for sale with (.*)", message)
        if "not for sale" not in message or partly and not is_everywhere(partly.group(1), item, catalog):
            continue
        if path.split(".")[0] in ("features", "meters") and any(is_part(path, place) for place in sources(catalog, item)):
            return True
        if not is_part(path, start):
            continue
        currencies = {
            price["currency"].upper()
            for charged, entitlement in charges(item)
            for own_id, price in entitlement["prices"].items()
            if is_part(path, f"{start}.entitlements.{charged}.prices.{own_id}")
        }
        if currencies:
            if terms.currency in currencies:
                return True
        elif is_part(path, f"{start}.prices"):
            carriers -= {id for id in item.get("prices", {}) if is_part(path, f"{start}.prices.{id}")}
            if not carriers:
                return True
        else:
            return True
    return False


def is_everywhere(names, item, catalog):
    """Whether a message names all plans that an add-on can be bought with."""
    plans = {id_of(plan, catalog["plans"]) for plan in item.get("compatiblePlans") or catalog["plans"]}
    return plans <= {id_of(name, catalog["plans"]) for name in re.findall("`([^`]+)`", names)}


def sources(catalog, item):
    """The paths of the features that an item charges, and of their meters."""
    for feature, _ in charges(item):
        yield f"features.{feature}"
        yield f"meters.{catalog['features'][feature].get('meter')}"


def is_part(path, whole):
    return path == whole or path.startswith(whole + ".")


def owner(metadata):
    """The kind and ids in the metadata of an object."""
    for kind in ("Plan", "Addon", "Topup"):
        if f"catalog{kind}Id" in metadata:
            # The metadata of a top-up names the feature that it sells.
            feature = None if kind == "Topup" else metadata.get("catalogFeatureId")
            return kind.lower(), metadata[f"catalog{kind}Id"], metadata.get("catalogPriceId"), feature
    return None


def months(cadence):
    """The cadence with years as months, because some providers use quarters and twelve months."""
    if cadence is None:
        return None
    period, count = cadence
    return {"month": ("month", count), "year": ("month", 12 * count)}.get(period, (period, count))


def stripe(objects, artifact, catalog):
    for price in objects["prices"]:
        if price["active"]:
            recurring = price["recurring"]
            cadence = (recurring["interval"], recurring["interval_count"]) if recurring else None
            yield owner(price["metadata"]), stripe_cost(price), price["currency"], cadence


def stripe_cost(price):
    """Stripe's API reference, POST /v1/prices: the quantity is divided and rounded before it is multiplied."""
    if price["billing_scheme"] == "tiered":
        tiers = [
            (tier["up_to"], Fraction(tier["unit_amount_decimal"] or 0), Fraction(tier["flat_amount_decimal"] or 0))
            for tier in price["tiers"]
        ]
        return TIERED[price["tiers_mode"]](tiers)
    amount, transform = Fraction(price["unit_amount_decimal"]), price["transform_quantity"]
    if transform is None:
        return each(amount)
    size, rounded = transform["divide_by"], {"up": math.ceil, "down": math.floor}[transform["round"]]
    return Cost(lambda quantity: amount * rounded(Fraction(quantity) / size), [size])


def razorpay(objects, artifact, catalog):
    periods = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
    for plan in objects["plans"]:
        if plan["notes"]:
            item, cadence = plan["item"], (periods[plan["period"]], plan["interval"])
            yield owner(plan["notes"]), each(item["amount"]), item["currency"], cadence


def counted(catalog, key, event, aggregation, property, matches):
    """The key of the usage that a meter counts: of the feature that the item charges and that counts the same events."""
    if key is None:
        return None
    for feature, _ in charges(catalog[SECTIONS[key[0]]].get(key[1], {})):
        own = catalog["features"][feature]
        meter = catalog["meters"][own["meter"]]
        reads = None if meter["aggregation"] == "count" else meter["valueProperty"].removeprefix("$.")
        if (event, aggregation, property) == (meter["eventType"], meter["aggregation"], reads):
            if all(matches(sample) == selects(own, meter, sample) for sample in samples(meter, catalog)):
                return (*key[:3], feature)
    return (*key[:3], f"{aggregation} of {property} of {event}")


def samples(meter, catalog):
    """Properties of events: each combination of the values that features distinguish, and of another one."""
    groups = meter.get("groupBy", {})
    known = {group: {"another"} for group in groups}
    for feature in catalog["features"].values():
        for group, condition in feature.get("where", {}).items():
            known.setdefault(group, set()).update(values_of(condition))
    for values in itertools.product(*(sorted(known[group]) for group in groups)):
        yield {path.removeprefix("$."): value for path, value in zip(groups.values(), values)}


def selects(feature, meter, sample):
    """Whether an event with these properties counts, according to the catalog."""
    return all(
        (sample[meter["groupBy"][group].removeprefix("$.")] in values_of(condition)) != isinstance(condition, dict)
        for group, condition in feature.get("where", {}).items()
    )


def values_of(condition):
    """The values that a condition of a feature names: one, several, or `not` these."""
    values = condition["not"] if isinstance(condition, dict) else condition
    return [values] if isinstance(values, str) else values


def passes(filter, sample, property, equal, unequal):
    """Whether an event passes a provider's filter: a tree of conditions on properties."""
    if filter is None:
        return True
    results = []
    for clause in filter["clauses"]:
        if "clauses" in clause:
            results.append(passes(clause, sample, property, equal, unequal))
        else:
            expected = {equal: True, unequal: False}[clause["operator"]]
            results.append((sample.get(clause[property]) == clause["value"]) == expected)
    return {"and": all, "or": any}[filter["conjunction"]](results)


def upto(most, cost):
    """More units than `most` cannot be bought or used at any price."""
    return Cost(lambda quantity: cost.at(quantity) if quantity <= most else math.inf, cost.bounds | {most})


def capped(cap, cost):
    return cost if cap is None else Cost(lambda quantity: min(cap, cost.at(quantity)), cost.bounds)


def dodo(objects, artifact, catalog):
    meters = {meter["id"]: meter for meter in objects["meters"]}
    cadences = {}
    for product in objects["products"]:
        key, price = owner(product["metadata"]), product["price"]
        cadence = None
        if price["type"] != "one_time_price":
            cadence = (price["payment_frequency_interval"].lower(), price["payment_frequency_count"])
            # The subscription ends after its period, of which this is the longest (SDK 1.123.0, `RecurringPrice`).
            if (price["subscription_period_count"], price["subscription_period_interval"]) != (20, "Year"):
                cadence = ("period that ends", 1)
        for addon in product.get("addons") or []:
            cadences.setdefault(addon, set()).add(cadence)
        paid = 1 - Fraction(price["discount"], 100)
        yield key, each(paid * price["fixed_price" if "meters" in price else "price"]), price["currency"], cadence
        for link in price.get("meters", []):
            # SDK 1.123.0, `add_meter_to_price_param`: units up to the threshold of a cycle are not charged.
            meter = meters[link["meter_id"]]
            aggregation = {"last": "latest"}.get(meter["aggregation"]["type"], meter["aggregation"]["type"])
            usage = counted(
                catalog, key, meter["event_name"], aggregation, meter["aggregation"]["key"],
                lambda sample: passes(meter["filter"], sample, "key", "equals", "not_equals"),
            )
            cost = beyond(link["free_threshold"] or 0, each(Fraction(link["price_per_unit"])))
            yield usage, cost, price["currency"], cadence
    # Add-ons have no cycle of their own: they are charged with the subscriptions that they are sold with.
    names = named(artifact, "prices/addon/")
    for addon in objects["addons"]:
        for cadence in sorted(cadences.get(addon["id"], ())):
            keys = names.get(addon["name"], [None])
            yield keys[0] if len(keys) == 1 else (*keys[0][:2], None, None), each(addon["price"]), addon["currency"], cadence


def named(artifact, start):
    """The keys of the requests whose ids start so, by the names in their bodies: for objects that have no metadata."""
    names = {}
    for request in artifact["setup"]:
        if request["id"].startswith(start):
            ids = map(urllib.parse.unquote, request["id"].split("/")[1:])
            names.setdefault(request["body"]["name"], []).append((*ids, None))
    return names


def openmeter(objects, artifact, catalog):
    for version in objects["plans"] + objects["addons"]:
        if version["status"] == "archived":
            continue
        key, scale = owner(version["metadata"]), 10 ** exponent(version["currency"])
        for card in version["phases"][-1]["rateCards"] if "phases" in version else version["rateCards"]:
            if card["price"] is not None:
                own = key if card["type"] == "flat_fee" else openmeter_usage(card["featureKey"], key, objects, catalog)
                yield own, openmeter_cost(card).times(scale), version["currency"], duration(card["billingCadence"])


def openmeter_usage(feature, key, objects, catalog):
    """The key of the usage of a feature, which counts the events of its meter that pass all its filters."""
    own = next(each for each in objects["features"] if each["key"] == feature)
    meter = next(each for each in objects["meters"] if each["slug"] == own["meterSlug"])
    property, filters = meter.get("valueProperty"), own.get("advancedMeterGroupByFilters", {})

    def matches(sample):
        for group, filter in filters.items():
            value = sample.get(meter["groupBy"][group].removeprefix("$."))
            for operator, operand in filter.items():
                if not {"$eq": value == operand, "$in": value in operand, "$nin": value not in operand}[operator]:
                    return False
        return True

    return counted(
        catalog, key, meter["eventType"], meter["aggregation"].lower(), property and property.removeprefix("$."), matches
    )


def openmeter_cost(card):
    """openmeter/billing/rating/service/rate: a discount of usage is subtracted first. Packages round up."""
    price = card["price"]
    if price["type"] in ("flat", "unit"):
        cost = each(Fraction(price["amount"]))
    elif price["type"] == "package":
        cost = package(Fraction(price["amount"]), Fraction(price["quantityPerPackage"]))
    else:
        tiers = []
        for tier in price["tiers"]:
            amounts = [Fraction(part["amount"] if part else 0) for part in (tier["unitPrice"], tier["flatPrice"])]
            tiers.append((Fraction(tier["upToAmount"]) if "upToAmount" in tier else None, *amounts))
        tiered = TIERED[price["mode"]](tiers)
        # The flat amount of the first tier is charged even without usage.
        cost = Cost(lambda quantity: tiered.at(quantity) if quantity else tiers[0][2], tiered.bounds)
    return beyond(card.get("discounts", {}).get("usage", {}).get("quantity", 0), cost)


def duration(text):
    units = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    return text and (units[text[-1]], int(text[1:-1]))


def polar(objects, artifact, catalog):
    meters = {meter["id"]: meter for meter in objects["meters"]}
    for product in objects["products"]:
        if product["is_archived"]:
            continue
        first, cadence, cycle = owner(product["metadata"]) or ("plan", product["name"], None, None), None, None
        if product["recurring_interval"]:
            cadence = cycle = (product["recurring_interval"], product["recurring_interval_count"])
        if product["meter_interval"]:
            cycle = (product["meter_interval"], product.get("meter_interval_count") or 1)
        # The ids are those of the price in the first currency; a price in another one has an id of its own.
        currencies = sorted({price["price_currency"] for price in product["prices"]})
        named = [currency for currency in currencies if is_price(first, currency, catalog)] or currencies
        for currency in currencies:
            key = first if currency in named else (*first[:2], None, None)
            own = [price for price in product["prices"] if price["price_currency"] == currency]
            bought = [price for price in own if "meter_id" not in price]
            if bought:
                yield key, added([polar_cost(price) for price in bought]), currency, cadence
            for price in own:
                if "meter_id" in price:
                    meter = meters[price["meter_id"]]
                    yield polar_usage(catalog, key, meter), polar_overage(price, product), currency, cycle


def is_price(key, currency, catalog):
    """Whether the price that a product names is in this currency. An item without prices is sold by the prices of its usage."""
    item = catalog[SECTIONS[key[0]]].get(key[1], {})
    usage = {id: price for _, entitlement in charges(item) for id, price in entitlement["prices"].items()}
    price = (item.get("prices") or usage).get(key[2])
    return price is not None and price["currency"].lower() == currency


def added(costs):
    return Cost(lambda quantity: sum(cost.at(quantity) for cost in costs), set().union(*(cost.bounds for cost in costs)))


def polar_usage(catalog, key, meter):
    """server/polar/meter/filter.py: `name` is the name of the event; other properties are its metadata."""
    clauses = meter["filter"]["clauses"]
    event = [clause["value"] for clause in clauses if (clause.get("property"), clause.get("operator")) == ("name", "eq")]
    filter = {**meter["filter"], "clauses": [clause for clause in clauses if clause.get("property") != "name"]}
    function = meter["aggregation"]["func"]
    return counted(
        catalog, key, event[0] if len(event) == 1 and filter["conjunction"] == "and" else None,
        {"unique": "unique_count"}.get(function, function), meter["aggregation"].get("property"),
        lambda sample: passes(filter, sample, "property", "eq", "ne"),
    )


def polar_overage(price, product):
    """server/polar/meter: credits are subtracted from the usage before it is priced."""
    credits = sum(
        benefit["properties"]["units"] for benefit in product["benefits"]
        if benefit["type"] == "meter_credit" and benefit["properties"]["meter_id"] == price["meter_id"]
    )
    return capped(price["cap_amount"], beyond(credits, polar_cost(price)))


def polar_cost(price):
    """server/polar/product/tiers.py: bounds are inclusive. The last one is the most that can be bought."""
    if price["amount_type"] == "fixed":
        return each(price["price_amount"])
    if price["amount_type"] == "metered_unit":
        return each(Fraction(price["unit_amount"]))
    tiers = [(tier["bound"], Fraction(tier["unit_amount"]), 0) for tier in price["tiers"]["tiers"]]
    cost, most, least = TIERED[price["tiers"]["type"]](tiers), tiers[-1][0], price.get("minimum_units") or 0
    cost = cost if most is None else upto(most, cost)
    return Cost(lambda quantity: cost.at(quantity) if quantity >= least else math.inf, cost.bounds)


def creem(objects, artifact, catalog):
    names = named(artifact, "prices/")
    meters = {meter["id"]: meter for meter in objects["meters"]}
    for product in objects["products"]:
        if product["status"] != "active":
            continue
        key = names.get(product["name"], [None])[0]
        cadence = product["recurring_interval"] and (product["recurring_interval"], product["recurring_interval_count"])
        yield key, each(product["price"]), product["currency"], cadence
        for price in product["usage_prices"]:
            meter = meters[price["meter_id"]]
            usage = counted(
                catalog, key, meter["event_name"],
                {"average": "avg", "unique": "unique_count"}.get(meter["aggregation"], meter["aggregation"]),
                meter["aggregation_property"],
                lambda sample: passes(meter["filter"], sample, "property", "equals", "not_equals"),
            )
            # TypeScript SDK, `UsagePriceEntity`; windows are calendar months (features/usage-based-billing). A prepaid price
            # takes credits, and charges nothing.
            amount = Fraction(str(price["unit_price"])) if price["settlement_mode"] == "postpaid" else 0
            cost = capped(price["cap"], beyond(price["free_allowance"], each(amount)))
            yield usage, cost, product["currency"], ("month", 1)


def autumn(objects, artifact, catalog):
    for plan in objects["plans"]:
        key = owner(plan["metadata"]) or ("plan", plan["id"], None, None)
        # Without `add_on`, a purchase would replace the customer's plan.
        if plan["archived"] or plan["add_on"] != (key[0] != "plan"):
            continue
        item = catalog[SECTIONS[key[0]]].get(key[1], {})
        bought = [content for content in plan["items"] if content["price"] and content["price"]["billing_method"] == "prepaid"]
        used = [content for content in plan["items"] if content["price"] and content["price"]["billing_method"] == "usage_based"]
        fixed = [plan["price"]] if plan["price"] else []
        # A plan without a price of its own is free in every cycle.
        free = item.get("prices", {}).get(key[2])
        cadences = [autumn_cadence(price) for price in fixed + [content["price"] for content in bought]]
        cadence = cadences[0] if cadences else free and cadence_of(free)
        # A purchase of a top-up has as many units as the top-up; that of anything else has one.
        size = Fraction(str(item["amount"])) if key[0] == "topup" and item else 1
        for currency in autumn_currencies(fixed + [content["price"] for content in bought + used]):
            own = key if currency is None else (*key[:2], None, None)
            costs = [each(autumn_amount(price, currency)) for price in fixed]
            costs += [autumn_cost(content, currency, size) for content in bought]
            if len(set(cadences)) > 1:
                costs.append(Cost(lambda quantity: math.inf))
            if costs or free:
                yield own, added(costs or [each(0)]), currency, cadence
            for content in used:
                usage = (*own[:3], autumn_feature(content["feature_id"], objects, catalog))
                yield usage, autumn_cost(content, currency), currency, autumn_cadence(content["price"])


def autumn_feature(key, objects, catalog):
    """The key of a feature, unless events of another name count for it. Without names, the application counts the units."""
    counted = next(feature["event_names"] for feature in objects["features"] if feature["id"] == key)
    own = catalog["features"].get(id_of(key, catalog["features"]), {})
    event = catalog.get("meters", {}).get(own.get("meter"), {}).get("eventType")
    return key if not counted or counted == [event] else f"{key} by {counted}"


def autumn_cadence(price):
    intervals = {"quarter": ("month", 3), "semi_annual": ("month", 6), "one_off": None}
    return intervals.get(price["interval"], (price["interval"], price.get("interval_count", 1)))


def autumn_currencies(prices):
    """None for the organization's default currency, then the others that every price has."""
    amounts = [amount for price in prices for amount in price.get("tiers", [price])]
    others = [{other["currency"] for other in amount.get("additional_currencies", [])} for amount in amounts]
    return [None, *sorted(set.intersection(*others) if others else [])]


def autumn_amount(amount, currency, name="amount"):
    """In major units for the default currency, and in minor units for others."""
    if currency is None:
        return Fraction(str(amount.get(name, 0)))
    other = next(other for other in amount["additional_currencies"] if other["currency"] == currency)
    return Fraction(str(other.get(name, 0))) * 10 ** exponent(currency)


def autumn_cost(content, currency, size=1):
    """What an item of a plan costs. Units are rounded up to packages, and bounds of tiers count included units.

    Sources: shared/api/products/items and shared/utils/productUtils of useautumn/autumn at 187c0a7.
    """
    price, included = content["price"], Fraction(str(content["included"]))
    units = Fraction(str(price["billing_units"]))
    tiers = [
        (
            None if tier["to"] == "inf" else Fraction(str(tier["to"])),
            autumn_amount(tier, currency) / units, autumn_amount(tier, currency, "flat_amount"),
        )
        for tier in price.get("tiers", [{**price, "to": "inf"}])
    ]
    tiered = TIERED[price.get("tier_behavior", "graduated")](tiers, included)

    def at(quantity):
        return tiered.at(included + math.ceil(max(quantity * size - included, 0) / units) * units)

    cost = Cost(at, {bound / size for bound in tiered.bounds | {included + units}})
    most = price["max_purchase"]
    return cost if most is None else upto((included + Fraction(str(most))) / size, cost)


def creem_problems(objects, artifact):
    """Differences between the bodies of requests and the products of these names, in what is not a price of usage."""
    found = []
    live = [product for product in objects["products"] if product["status"] == "active"]
    for request in artifact["setup"]:
        if not request["id"].startswith("prices/"):
            continue
        for product in [product for product in live if product["name"] == request["body"]["name"]]:
            for name, value in request["body"].items():
                own = product.get(name)
                if name == "features":
                    own = [{name: value for name, value in feature.items() if name != "id"} for feature in own]
                if name != "usage_prices" and own != value:
                    found.append(f"{product['name']}: {name} is {own}")
    return found


READERS = {reader.__name__: reader for reader in (stripe, razorpay, dodo, openmeter, polar, creem, autumn)}


def problems(provider, objects, catalog, artifact):
    """Differences between the account and the catalog. What the artifact does not sell must not be for sale."""
    prices = wanted(catalog, provider, artifact)
    found, seen = creem_problems(objects, artifact) if provider == "creem" else [], {}
    for read, cost, currency, cadence in READERS[provider](objects, artifact, catalog):
        key = resolved(read, currency, cadence, catalog, prices, seen)
        if key not in prices:
            # An item without prices may be sold at 0.
            if not is_free(key, cost, catalog):
                found.append(f"{key} is for sale but not in the catalog")
            continue
        seen[key] = seen.get(key, 0) + 1
        terms = prices[key]
        if currency is None:
            cost = cost.times(10 ** exponent(terms.currency))
        else:
            if currency.upper() != terms.currency:
                found.append(f"{key} is sold in {currency}, not in {terms.currency}")
            cost = cost.times(from_units(provider, 1, currency))
        for quantity in sorted(cost.probes() | terms.cost.probes() | {terms.least}):
            if quantity < terms.least or terms.most is not None and quantity > terms.most:
                continue
            if cost.at(quantity) != terms.cost.at(quantity):
                units = "" if quantity == 1 else f" for {quantity}"
                found.append(f"{key} costs {cost.at(quantity)}, not {terms.cost.at(quantity)}{units}")
                break
        # An account that limits the quantity must do so where the catalog does.
        if cost.at(0) == math.inf != cost.at(terms.least - 1):
            found.append(f"{key} is for sale below {terms.least} units")
        if terms.most is not None and cost.at(max(cost.bounds) + 1) == math.inf != cost.at(terms.most + 1):
            found.append(f"{key} is for sale beyond {terms.most} units")
        if months(cadence) != months(terms.cadence):
            found.append(f"{key} is charged every {cadence}, not every {terms.cadence}")
    for key in prices:
        count = seen.get(key, 0)
        if count > 1 or count == 0 and key[0] not in NOT_KEPT.get(provider, ()):
            found.append(f"{key} exists {count} times")
    return found


def resolved(key, currency, cadence, catalog, prices, seen):
    """The key with ids of the catalog."""
    if key is None:
        return None
    kind, item, price, feature = key
    item = id_of(item, catalog[SECTIONS[kind]])
    feature = feature and id_of(feature, catalog["features"])
    if price is None:
        same = [
            known for known, terms in prices.items()
            if (*known[:2], known[3]) == (kind, item, feature) and months(terms.cadence) == months(cadence)
            and currency in (None, terms.currency, terms.currency.lower())
        ]
        # Several prices can share the terms of usage.
        return min(same, key=lambda known: seen.get(known, 0), default=(kind, item, None, feature))
    return kind, item, price, feature


def id_of(text, entries):
    """The id of the entry with this id, key or name."""
    return next((id for id, entry in entries.items() if text in (id, entry.get("key"), entry.get("name"))), text)


def is_free(key, cost, catalog):
    if key is None or key[3] is not None:
        return False
    item = catalog[SECTIONS[key[0]]].get(key[1], {"prices": None})
    return "prices" not in item and all(cost.at(quantity) == 0 for quantity in cost.probes())


def names(objects):
    """All names and descriptions."""
    texts = set()
    for kind in objects.values():
        for each in kind:
            item = each.get("item", each)
            texts |= {item.get("name"), item.get("description")}
    return texts - {None}
