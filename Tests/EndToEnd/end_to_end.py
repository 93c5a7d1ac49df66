#!/usr/bin/env python3
"""Runs the scripts that catalogc generates against simulated accounts on loopback, and checks the resulting accounts.

usage: end_to_end.py SPECS CATALOGC [PROVIDER…]

SPECS are the schemas of `make conformance`. Every catalog is set up twice. Small ones are also interrupted at each request, and
set up again with different prices. The checks themselves are tested with lost, duplicated and wrong objects.
"""

import concurrent.futures
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import hostile
import sold
from server import Fault, Server, conformance
from worlds import WORLDS

ROOT = pathlib.Path(__file__).parent.parent.parent


class Failed(Exception):
    pass


class Bench:
    """Generates and runs scripts."""

    def __init__(self, specs, catalogc, folder):
        self.validators = conformance.Validators(specs)
        self.catalogc = catalogc
        self.folder = pathlib.Path(folder)
        self.runs = 0

    def compile(self, catalog, provider, *options):
        """The output of catalogc."""
        result = subprocess.run(
            [self.catalogc, "compile", "-", "--provider", provider, *options],
            input=json.dumps(catalog), text=True, capture_output=True,
        )
        if result.returncode:
            raise Failed(f"catalogc: {result.stderr}")
        return result.stdout

    def both(self, catalog, provider, *options):
        artifact = json.loads(self.compile(catalog, provider, *options))
        return artifact, self.compile(catalog, provider, "--emit", "sh", *options)

    def ids(self):
        self.runs += 1
        return self.folder / f"ids.{self.runs}.{time.monotonic_ns()}.json"

    def run(self, server, script, ids, tries=3):
        work = tempfile.mkdtemp(dir=self.folder)
        environment = {
            "PATH": os.environ["PATH"], "TMPDIR": work, "CATALOGC_BASE_URL": server.url, "CATALOGC_IDS": str(ids),
            "CATALOGC_PATIENCE": "0", "CATALOGC_TIMEOUT": "1" if server.account.fault else "20",
            "CATALOGC_TRIES": str(tries),
            **server.account.world.variables,
        }
        result = subprocess.run(["sh"], input=script, text=True, capture_output=True, env=environment, cwd=work)
        if os.listdir(work):
            raise Failed(f"the script does not remove {os.listdir(work)}")
        for secret in server.account.world.variables.values():
            if secret in result.stdout + result.stderr:
                raise Failed("the script prints the key")
        return result

    def set_up(self, server, script, ids, tries=3):
        result = self.run(server, script, ids, tries)
        if result.returncode:
            raise Failed(f"the script fails: {result.stderr}")
        if server.account.problems:
            raise Failed("; ".join(server.account.problems))
        return result


def expect_sold(server, provider, catalog, artifact):
    found = sold.problems(provider, server.account.world.objects, catalog, artifact)
    if found:
        raise Failed("; ".join(found))


def expect_unchanged(bench, server, script, ids, label):
    """Expects that another run writes nothing."""
    before, writes = server.account.world.state(), server.account.world.writes
    bench.set_up(server, script, ids)
    if server.account.world.writes != writes or server.account.world.state() != before:
        raise Failed(f"{label}: {server.account.world.writes - writes} objects were written again")


def set_up_twice(bench, provider, catalog):
    artifact, script = bench.both(catalog, provider)
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, script, ids)
        expect_sold(server, provider, catalog, artifact)
        expect_ids(server, provider, artifact, ids)
        expect_unchanged(bench, server, script, ids, "the second run")
        expect_sold(server, provider, catalog, artifact)
        return server.account.world.state(), len(server.account.requests)


def expect_ids(server, provider, artifact, ids):
    """Expects that the ids file contains every object with a stable id, under its actual id."""
    known = json.loads(ids.read_text())["providers"].get(provider, {}).get("objects", {})
    there = {each["id"] for kind in server.account.world.objects.values() for each in kind}
    for name, entry in known.items():
        if entry["id"] not in there:
            raise Failed(f"{name} has the id {entry['id']} in the ids file, which does not exist")
    for request in artifact["setup"]:
        kind = request["id"].split("/")[0]
        if kind not in ("publish", "plan-addons", "product-features", "product-benefits") and request["id"] not in known:
            raise Failed(f"{request['id']} is missing from the ids file")


def break_off(bench, provider, catalog):
    """Fails each request in turn. The script recovers, or stops and the next run leads to the same account."""
    artifact, script = bench.both(catalog, provider)
    with Server(provider, bench.validators) as server:
        bench.set_up(server, script, bench.ids())
        wanted, requests = server.account.world.state(), list(server.account.requests)
    for number, (_, _, body) in enumerate(requests, 1):
        # Every other time there are no retries, so the script stops and the next run continues.
        kind = Fault.kinds[number % len(Fault.kinds)]
        break_off_at(bench, provider, Fault(kind, number), 1 if number % 2 else 3, script, wanted)
        if body:
            # The worst case: an object was created but the response was lost. It must not be created again.
            break_off_at(bench, provider, Fault("cut", number), 3, script, wanted)
    found = sold.problems(provider, wanted, catalog, artifact)
    if found:
        raise Failed("; ".join(found))


def break_off_at(bench, provider, fault, tries, script, wanted):
    label = f"{fault.kind} at request {fault.number}"
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        server.account.fault = fault
        result = bench.run(server, script, ids, tries)
        server.account.fault = None
        if tries == 1:
            if not result.returncode:
                raise Failed(f"{label}: the script does not fail")
            # The ids file may be lost; what counts is the account.
            bench.set_up(server, script, bench.ids() if fault.number % 3 == 0 else ids)
        elif result.returncode:
            raise Failed(f"{label}: the script does not recover: {result.stderr}")
        if server.account.world.state() != wanted:
            raise Failed(f"{label}: the resulting account differs: {difference(wanted, server.account.world.state())}")


def difference(wanted, found):
    kinds = [kind for kind in wanted if wanted[kind] != found[kind]]
    return "; ".join(f"{kind}: {len(wanted[kind])} expected, {len(found[kind])} found" for kind in kinds)


def change_price(bench, provider):
    """Changes a price. The new one is for sale and the old one is not, even if the run is interrupted."""
    old = hostile.small()
    del old["topups"], old["plans"]["pro"]["prices"]["yearly"]
    if provider not in ("dodo", "openmeter"):
        del old["addons"]
    new = copy.deepcopy(old)
    new["plans"]["pro"]["prices"]["monthly"]["amount"] = 2500
    _, first = bench.both(old, provider)
    artifact, second = bench.both(new, provider)
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, first, ids)
        objects, known = server.account.world.objects, ids.read_text()
        if provider == "stripe":
            objects["products"][0]["default_price"] = objects["prices"][0]["id"]
    number = 0
    while True:
        with Server(provider, bench.validators) as server:
            ids = bench.ids()
            ids.write_text(known)
            server.account.world.objects = copy.deepcopy(objects)
            before = len(server.account.requests)
            if number:
                server.account.fault = Fault("cut", before + number)
                bench.run(server, second, ids, tries=1)
                server.account.fault = None
            bench.set_up(server, second, ids)
            after = len(server.account.requests)
            # Razorpay plans cannot be deleted, so both are found.
            catalog_problems = sold.problems(provider, server.account.world.objects, new, artifact)
            if provider == "razorpay":
                catalog_problems = [each for each in catalog_problems if "costs 2000" not in each and "2 times" not in each]
            if catalog_problems:
                raise Failed(f"interrupted at request {number}: " + "; ".join(catalog_problems))
            if provider == "stripe":
                product, prices = server.account.world.objects["products"][0], server.account.world.objects["prices"]
                if [each["lookup_key"] for each in prices if each["active"]].count("pro:monthly") != 1:
                    raise Failed("the lookup key does not belong to exactly one active price")
                if product["default_price"] != prices[-1]["id"]:
                    raise Failed("the default price is the old one")
            expect_unchanged(bench, server, second, ids, "the run after a price change")
            number += 1
            if number > after - before or (number > 1 and before + number > after):
                return number


def usage(included=0, **rate):
    """An entitlement whose usage beyond the included units is charged."""
    return {"amount": included, "prices": {"usd": {**rate, "currency": "USD"}}}


# What the usage of a feature costs, one after the other. Most differ from the one before in one respect.
RATES = [
    usage(amount=5),
    usage(amount=5, package=1000),
    usage(amount=5, package=500),
    usage(amount=5),
    usage(100, amount=5),
    usage(200, amount=5),
    usage(200, amount="0.0025", package=10),
    usage(amount="0.0025", package=10),
    usage(200, tiers=[{"upTo": 900, "amount": 4}, {"amount": 3}], mode="graduated"),
    usage(200, tiers=[{"upTo": 900, "amount": 4}, {"amount": 3}], mode="volume"),
    usage(tiers=[{"upTo": 900, "amount": 4}, {"amount": 3}], mode="volume"),
    usage(tiers=[{"upTo": 900, "amount": 4}, {"amount": 3, "flat": 7}], mode="volume"),
    usage(tiers=[{"upTo": 900, "amount": 4}, {"amount": 3, "flat": 7}], mode="graduated"),
    usage(tiers=[{"amount": 5}], mode="graduated"),
]

# What each of several units bought costs, one after the other.
UNITS = [
    {"amount": 500},
    {"tiers": [{"upTo": 10, "amount": 500}, {"amount": 400}], "mode": "graduated"},
    {"tiers": [{"upTo": 10, "amount": 500}, {"amount": 400}], "mode": "volume"},
    {"tiers": [{"upTo": 20, "amount": 500}, {"amount": 400}], "mode": "volume"},
    {"tiers": [{"upTo": 20, "amount": 500}, {"amount": 300}], "mode": "volume"},
    {"amount": 500},
]


def metered(entitlement):
    """The small catalog with a feature whose usage is charged."""
    catalog = hostile.small()
    del catalog["topups"], catalog["addons"], catalog["plans"]["pro"]["prices"]["yearly"]
    catalog["meters"]["calls"] = {"eventType": "api.called", "aggregation": "count"}
    catalog["features"]["calls"] = {"type": "metered", "name": "Calls", "meter": "calls"}
    catalog["plans"]["pro"]["entitlements"]["calls"] = entitlement
    return catalog


def usage_alone():
    """A catalog whose only feature is charged."""
    catalog = metered(usage(100, amount=5))
    for section in (catalog["features"], catalog["plans"]["pro"]["entitlements"]):
        for name in set(section) - {"calls"}:
            del section[name]
    del catalog["meters"]["tokens"]
    return catalog


def seated(price):
    """The small catalog with a plan for several people."""
    catalog = hostile.small()
    del catalog["topups"], catalog["addons"], catalog["plans"]["pro"]["prices"]["yearly"]
    catalog["features"]["seats"] = {"type": "limit", "name": "Seats"}
    catalog["plans"]["pro"].update(
        quantity={"feature": "seats", "max": 50}, prices={"monthly": {**price, "currency": "USD", "interval": "month"}}
    )
    return catalog


def change_usage(bench, provider):
    catalogs = [metered(entitlement) for entitlement in RATES]
    # In the end, usage is not charged, unless its price is an object of its own, which is just no longer bought. Dodo's script
    # stops, because the kind of a price is final there.
    change_terms(bench, provider, catalogs + [metered(100)] * (provider not in sold.SHARED | {"dodo"}))


def change_units(bench, provider):
    change_terms(bench, provider, [seated(price) for price in UNITS])


def change_terms(bench, provider, catalogs):
    """Sets up one catalog after the other. Only the last one is for sale."""
    failures = set_up_in_turn(bench, provider, catalogs, False) + set_up_in_turn(bench, provider, catalogs, True)
    if failures:
        raise Failed("; ".join(failures))


def set_up_in_turn(bench, provider, catalogs, with_ids):
    """What is wrong after each catalog. A second run must write nothing; with ids, it may write the same again."""
    failures = []
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        for number, catalog in enumerate(catalogs):
            artifact = json.loads(bench.compile(catalog, provider))
            if not sold.wanted(catalog, provider, artifact):
                continue
            options = ("--ids", str(ids)) if with_ids and ids.exists() else ()
            script = bench.compile(catalog, provider, "--emit", "sh", *options)
            bench.set_up(server, script, ids)
            try:
                expect_sold(server, provider, catalog, artifact)
                if not with_ids:
                    expect_unchanged(bench, server, script, ids, "the second run")
            except Failed as failure:
                failures.append(f"catalog {number}{' with ids' if with_ids else ''}: {failure}")
    return failures


def withstand_hostility(bench, provider):
    catalog = hostile.catalog()
    artifact, script = bench.both(catalog, provider)
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, script, ids)
        expect_sold(server, provider, catalog, artifact)
        expect_unchanged(bench, server, script, ids, "the second run of a hostile catalog")
        texts = sold.names(server.account.world.objects)
        for request in artifact["setup"]:
            body = request.get("body") or {}
            for text in (body.get("name"), body.get("description"), body.get("item", {}).get("name")):
                if text is not None and text not in texts and request["path"] != "/v1/benefits/":
                    raise Failed(f"{text!r} was not stored unchanged")


def use_ids(bench, provider):
    """With the ids of the first run, existing objects are updated and only a changed price is created."""
    old = hostile.small()
    if provider != "dodo":
        del old["addons"]
    new = copy.deepcopy(old)
    new["plans"]["pro"]["prices"]["monthly"]["amount"] = 2500
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, bench.compile(old, provider, "--emit", "sh"), ids)
        before = {kind: len(objects) for kind, objects in server.account.world.objects.items()}
        # Dodo and Autumn change the price in place.
        made = 0 if provider in ("dodo", "autumn") else 1
        for catalog, more in ((old, 0), (new, made), (new, made)):
            artifact = json.loads(bench.compile(catalog, provider))
            script = bench.compile(catalog, provider, "--emit", "sh", "--ids", str(ids))
            result = bench.set_up(server, script, ids)
            after = {kind: len(objects) for kind, objects in server.account.world.objects.items()}
            if sum(after.values()) - sum(before.values()) != more:
                raise Failed(f"{before} became {after}: {result.stdout}")
            found = sold.problems(provider, server.account.world.objects, catalog, artifact)
            if provider == "razorpay":
                found = [each for each in found if "costs 2000" not in each and "2 times" not in each]
            if found:
                raise Failed("; ".join(found))


def remember(bench):
    """Finds objects that cannot be looked up by the ids file. If one may have been created, the script stops."""
    catalog = hostile.small()
    # This id is too long for Razorpay's notes.
    catalog["plans"] = {"p" * 300: catalog["plans"]["pro"]}
    script = bench.compile(catalog, "razorpay", "--emit", "sh")
    with Server("razorpay", bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, script, ids)
        expect_unchanged(bench, server, script, ids, "an object that only the ids file knows")
    with Server("razorpay", bench.validators) as server:
        server.account.fault = Fault("cut", 1)
        result = bench.run(server, script, bench.ids())
        if result.returncode != 1 or "may have been created" not in result.stderr or len(server.account.requests) != 1:
            raise Failed(f"a request is retried although its object may have been created: {result.stderr}")


def costing_otherwise(value):
    """The object with every number changed, including numeric strings. Versions and counts do as well as amounts."""
    if isinstance(value, dict):
        return {name: costing_otherwise(member) for name, member in value.items()}
    if isinstance(value, list):
        return [costing_otherwise(element) for element in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    return "21.5" if isinstance(value, str) and value.replace(".", "").isdigit() else value


def check_checks(bench, provider):
    """The checks must detect an account with a lost, duplicated or wrong object."""
    catalog = hostile.small()
    artifact, script = bench.both(catalog, provider)
    with Server(provider, bench.validators) as server:
        ids = bench.ids()
        bench.set_up(server, script, ids)
        world = server.account.world
        kind = {"razorpay": "plans", "openmeter": "plans", "autumn": "plans", "stripe": "prices"}.get(provider, "products")
        good = copy.deepcopy(world.objects)
        for damage in ("lost", "doubled", "wrong"):
            world.objects = copy.deepcopy(good)
            sold_object = world.objects[kind].pop()
            if damage == "doubled":
                world.objects[kind] += [sold_object, {**sold_object, "id": "another"}]
            if damage == "wrong":
                world.objects[kind].append(costing_otherwise(sold_object))
            if world.objects == good or not sold.problems(provider, world.objects, catalog, artifact):
                raise Failed(f"the checks do not detect that an object is {damage}")
        # A lost object is created again, so the check must detect a run that writes.
        world.objects = copy.deepcopy(good)
        world.objects[kind].pop()
        try:
            expect_unchanged(bench, server, script, ids, "")
        except Failed:
            return
        raise Failed("the checks do not detect a run that writes")


# The objects that say what usage costs, and their members that cost nothing or are said twice.
TERMS = {
    "stripe": lambda objects: objects["prices"],
    "dodo": lambda objects: [product["price"] for product in objects["products"]],
    "openmeter": lambda objects: [
        card for plan in objects["plans"] for phase in plan["phases"] for card in phase["rateCards"] if card["price"]
    ],
    "polar": lambda objects: [price for product in objects["products"] for price in product["prices"]],
    "creem": lambda objects: objects["products"],
    "autumn": lambda objects: [content for plan in objects["plans"] for content in plan["items"] if content["price"]],
}
UNREAD = {
    "stripe": {"id", "product", "unit_amount", "flat_amount"},
    "dodo": {"discount_bps", "subscription_period_count"},
    "openmeter": {"entitlementTemplate"},
}


def check_usage(bench, provider):
    """The checks must detect each number that makes usage cost something else."""
    detected = 0
    for entitlement in RATES[1::3] + RATES[8::4]:
        catalog = metered(entitlement)
        artifact, script = bench.both(catalog, provider)
        if not sold.wanted(catalog, provider, artifact):
            continue
        with Server(provider, bench.validators) as server:
            bench.set_up(server, script, bench.ids())
            objects = server.account.world.objects
            for holder, name in numbers(TERMS[provider](objects), UNREAD.get(provider, ())):
                right, holder[name] = holder[name], costing_otherwise(holder[name])
                if not sold.problems(provider, objects, catalog, artifact):
                    raise Failed(f"the checks do not detect that {name} is {holder[name]}, not {right}")
                holder[name] = right
                detected += 1
            expect_sold(server, provider, catalog, artifact)
    if not detected:
        raise Failed("no usage is charged")


def numbers(value, unread):
    """All numbers in a value, including numeric strings, as an object and the name of its member."""
    for name, member in list(value.items()) if isinstance(value, dict) else enumerate(value):
        if name in unread:
            continue
        if isinstance(member, (dict, list)):
            yield from numbers(member, unread)
        elif costing_otherwise(member) != member:
            yield value, name


def check_scripts(bench, only):
    """The checks must detect a script that does not look for objects, that retries without looking, or that compares no tiers."""
    tiered = metered(usage(200, tiers=[{"upTo": 900, "amount": 4}, {"amount": 3}], mode="volume"))
    flaws = [
        ("razorpay", hostile.small(), 'if $found != [] then "found"', 'if false then "found"'),
        ("razorpay", hostile.small(), 'look "$1"\n', 'if [ "$try" = 1 ]; then look "$1"; fi\n'),
        ("stripe", tiered, "&expand%5B%5D=data.tiers", ""),
    ]
    for provider, catalog, right, wrong in flaws:
        if provider != only:
            continue
        flawed = copy.copy(bench)

        def compile(*arguments):
            text = bench.compile(*arguments)
            if "sh" in arguments and right not in text:
                raise LookupError(f"no script contains {right}")
            return text.replace(right, wrong)

        flawed.compile = compile
        try:
            set_up_twice(flawed, provider, catalog)
            break_off(flawed, provider, catalog)
        except Failed:
            continue
        raise Failed(f"the checks do not detect a script with {wrong!r} instead of {right!r}")


def as_plans(catalog):
    """The catalog with plans and prices at OpenMeter, which has only features and entitlements otherwise."""
    providers = catalog.get("providers", {})
    settings = providers.get("openmeter", {})
    settings = {**settings, "options": {**settings.get("options", {}), "mode": "plans"}}
    return {**catalog, "providers": {**providers, "openmeter": settings}}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    providers = sys.argv[3:] or list(WORLDS)
    # The test accounts know neither discounts nor pools of credits.
    paths = [path for path in sorted((ROOT / "catalogs").glob("*.json")) if path.stem != "studio"]
    catalogs = {path.stem: json.loads(path.read_text()) for path in paths}
    started = time.monotonic()
    failures = []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        bench = Bench(pathlib.Path(sys.argv[1]), str(pathlib.Path(sys.argv[2]).resolve()), folder)
        jobs = {}
        if "razorpay" in providers:
            jobs[pool.submit(remember, bench)] = "razorpay: objects without lookup"
        for provider in providers:
            if provider in ("razorpay", "stripe"):
                jobs[pool.submit(check_scripts, bench, provider)] = f"{provider}: flawed scripts"
            jobs[pool.submit(break_off, bench, provider, hostile.small())] = f"{provider}: faults"
            jobs[pool.submit(change_price, bench, provider)] = f"{provider}: price change"
            if provider != "razorpay":
                jobs[pool.submit(break_off, bench, provider, usage_alone())] = f"{provider}: faults with usage"
                jobs[pool.submit(change_usage, bench, provider)] = f"{provider}: change of usage prices"
                jobs[pool.submit(change_units, bench, provider)] = f"{provider}: change of prices for units"
                jobs[pool.submit(check_usage, bench, provider)] = f"{provider}: the checks of usage"
            jobs[pool.submit(use_ids, bench, provider)] = f"{provider}: ids"
            jobs[pool.submit(withstand_hostility, bench, provider)] = f"{provider}: hostile catalog"
            jobs[pool.submit(check_checks, bench, provider)] = f"{provider}: the checks"
            for name, catalog in catalogs.items():
                jobs[pool.submit(set_up_twice, bench, provider, catalog)] = f"{provider}: {name}"
                if provider == "openmeter" and as_plans(catalog) != catalog:
                    jobs[pool.submit(set_up_twice, bench, provider, as_plans(catalog))] = f"{provider}: {name} as plans"
        for job in concurrent.futures.as_completed(jobs):
            try:
                job.result()
                print(f"{time.monotonic() - started:6.1f} s  {jobs[job]}", flush=True)
            except Failed as failure:
                failures.append(f"{jobs[job]}: {failure}")
                print(f"FAILED {failures[-1]}", file=sys.stderr, flush=True)
        if any(pathlib.Path(folder).rglob("HACKED")):
            failures.append("text of a catalog was executed")
    print(f"{len(jobs)} jobs, {len(failures)} failures, {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
