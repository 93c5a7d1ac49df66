"""Compares what an account sells, read from its objects, with a catalog: amounts, currencies and cadences by item.

Amounts are in the minor units of ISO 4217.
"""

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


def wanted(catalog):
    """All prices of a catalog, by the kind and id of the item and the id of the price."""
    prices = {}
    for kind, section in (("plan", "plans"), ("addon", "addons"), ("topup", "topups")):
        for item_id, item in catalog.get(section, {}).items():
            for price_id, price in item.get("prices", {}).items():
                count = price.get("intervalCount", 1)
                cadence = None if price["interval"] == "one_time" else (price["interval"], count)
                currency = price["currency"].upper()
                prices[kind, item_id, price_id] = (minor_units(price["amount"], currency), currency, cadence)
    return prices


def owner(metadata):
    """The kind and ids in the metadata of an object."""
    for kind in ("Plan", "Addon", "Topup"):
        if f"catalog{kind}Id" in metadata:
            return kind.lower(), metadata[f"catalog{kind}Id"], metadata.get("catalogPriceId")
    return None


def months(cadence):
    """The cadence with years as months, because some providers use quarters and twelve months."""
    if cadence is None:
        return None
    period, count = cadence
    return {"month": ("month", count), "year": ("month", 12 * count)}.get(period, (period, count))


def stripe(objects):
    for price in objects["prices"]:
        if price["active"]:
            recurring = price["recurring"]
            cadence = (recurring["interval"], recurring["interval_count"]) if recurring else None
            yield owner(price["metadata"]), price["unit_amount"], price["currency"], cadence


def razorpay(objects):
    periods = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
    for plan in objects["plans"]:
        if plan["notes"]:
            item, cadence = plan["item"], (periods[plan["period"]], plan["interval"])
            yield owner(plan["notes"]), item["amount"], item["currency"], cadence


def dodo(objects):
    for product in objects["products"]:
        price = product["price"]
        cadence = None
        if price["type"] == "recurring_price":
            cadence = (price["payment_frequency_interval"].lower(), price["payment_frequency_count"])
        yield owner(product["metadata"]), price["price"], price["currency"], cadence


def openmeter(objects):
    for version in objects["plans"] + objects["addons"]:
        if version["status"] == "archived":
            continue
        cards = version["phases"][-1]["rateCards"] if "phases" in version else version["rateCards"]
        for card in cards:
            if card["price"] is not None:
                amount = Fraction(card["price"]["amount"]) * 10 ** exponent(version["currency"])
                yield owner(version["metadata"]), amount, version["currency"], duration(card["billingCadence"])


def duration(text):
    units = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    return text and (units[text[-1]], int(text[1:-1]))


def polar(objects):
    for product in objects["products"]:
        if not product["is_archived"]:
            # A product has a price in each currency, with the ids of the first one.
            price = product["prices"][0]
            cadence = None
            if "recurring_interval" in product:
                cadence = (product["recurring_interval"], product["recurring_interval_count"])
            # Of several that are bought together, each costs the same.
            amount = price["price_amount"] if price["amount_type"] == "fixed" else Fraction(price["tiers"]["tiers"][0]["unit_amount"])
            yield owner(product["metadata"]), amount, price["price_currency"], cadence


def autumn(objects):
    intervals = {"quarter": ("month", 3), "semi_annual": ("month", 6)}
    for plan in objects["plans"]:
        price, units = plan["price"], [item["price"] for item in plan["items"] if "price" in item]
        if price is None and not units:
            continue
        price = price or units[0]
        cadence = intervals.get(price["interval"], (price["interval"], price.get("interval_count", 1)))
        yield owner(plan["metadata"]), price["amount"], None, None if price["interval"] == "one_off" else cadence


READERS = {"stripe": stripe, "razorpay": razorpay, "dodo": dodo, "openmeter": openmeter, "polar": polar, "autumn": autumn}


def problems(provider, objects, catalog, artifact):
    """Differences between the account and the catalog, for everything that the artifact has a request for."""
    if provider == "creem":
        return creem_problems(objects, artifact)
    prices = wanted(catalog)
    found = []
    seen = {}
    for key, amount, currency, cadence in READERS[provider](objects):
        if key not in prices:
            found.append(f"{key} is for sale but not in the catalog")
            continue
        seen[key] = seen.get(key, 0) + 1
        wanted_amount, wanted_currency, wanted_cadence = prices[key]
        if provider == "autumn":
            amount = Fraction(str(amount)) * 10 ** exponent(wanted_currency)
        else:
            if currency.upper() != wanted_currency:
                found.append(f"{key} is sold in {currency}, not in {wanted_currency}")
            amount = from_units(provider, amount, currency)
        if amount != wanted_amount:
            found.append(f"{key} costs {amount}, not {wanted_amount}")
        if months(cadence) != months(wanted_cadence):
            found.append(f"{key} is charged every {cadence}, not every {wanted_cadence}")
    for request in artifact["setup"]:
        body = request.get("body") or {}
        key = owner(body.get("metadata") or body.get("notes") or {}) if isinstance(body, dict) else None
        if key and key[2] and request["method"] == "POST" and key in prices and seen.get(key) != 1 and has_price(request):
            found.append(f"{key} exists {seen.get(key, 0)} times")
    return found


def has_price(request):
    return request["id"].startswith("prices/") or request["id"].split("/")[0] in ("plans", "addons")


def creem_problems(objects, artifact):
    """Identifies Creem's products by name, because they have no metadata."""
    live = [each for each in objects["products"] if each["status"] == "active"]
    found = []
    for request in artifact["setup"]:
        body = request["body"]
        same = [each for each in live if each["name"] == body["name"]]
        if len(same) != 1:
            found.append(f"{body['name']} exists {len(same)} times")
        for product in same:
            for name, value in body.items():
                if product.get(name) != value:
                    found.append(f"{body['name']}: {name} is {product.get(name)}")
    return found


def names(objects):
    """All names and descriptions."""
    texts = set()
    for kind in objects.values():
        for each in kind:
            item = each.get("item", each)
            texts |= {item.get("name"), item.get("description")}
    return texts - {None}
