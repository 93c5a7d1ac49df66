#!/usr/bin/env python3
"""Checks the files of `compile --emit terraform` by JSON Schemas and by a real Terraform.

usage: terraform.py CATALOGC FOLDER CATALOG…

FOLDER has the JSON Schemas of the provider's arguments and a stand-in for the provider, with these arguments and an account in a
file. The files in golden are checked by the schemas. For each CATALOG, Terraform validates, plans, applies and destroys the file,
and after an apply its plan must be empty. Then a catalog changes, and the plan must have exactly the expected actions. The script
also checks itself: a file with a renamed argument must be refused by both.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FAILURES = []


def check(condition, message):
    if not condition:
        FAILURES.append(message)
        print(f"terraform: {message}", file=sys.stderr)


# MARK: Files


def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"duplicate names: {names}"
    return dict(pairs)


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"), object_pairs_hook=unique)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, child in value.items():
            yield name
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


def references(document):
    """The addresses that the values of a file refer to."""
    found = re.compile(r"(?<!\$)\$\{([a-z_]+\.[A-Za-z0-9_-]+)\.id\}")
    for text in strings([document["resource"], document.get("output", {})]):
        yield from found.findall(text)


def check_by_schema(schemas, name, document):
    problems = [error.message[:200] for error in schemas["file"].iter_errors(document)]
    addresses = set()
    for kind, entries in document["resource"].items():
        for entry, body in entries.items():
            addresses.add(f"{kind}.{entry}")
            problems += [f"{kind}.{entry}: {error.message[:200]}" for error in schemas[kind].iter_errors(body)]
    problems += [f"{address} does not exist" for address in references(document) if address not in addresses]
    for block in document.get("import", []) + document.get("moved", []):
        if block["to"] not in addresses:
            problems.append(f"{block['to']} does not exist")
    for block in document.get("moved", []) + document.get("removed", []):
        if block["from"] in addresses:
            problems.append(f"{block['from']} still exists")
    check(not problems, f"{name}: " + "; ".join(problems))
    return len(addresses)


# MARK: Terraform


class Workspace:
    """A folder with a file, its state, and the account of the stand-in."""

    def __init__(self, catalogc, folder):
        self.catalogc = catalogc
        self.runner = pathlib.Path(folder) / "standin" / "run.py"
        self.temporary = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.temporary.name)

    def terraform(self, *arguments):
        return subprocess.run(
            [sys.executable, str(self.runner), str(self.path), *arguments], capture_output=True, text=True, check=False)

    def write(self, document):
        (self.path / "stripe.tf.json").write_text(json.dumps(document), encoding="utf-8")

    def compile(self, catalog, *options):
        """Compiles a catalog, and returns the file."""
        source = self.path / "catalog.json"
        source.write_text(json.dumps(catalog), encoding="utf-8")
        target = self.path / "stripe.tf.json"
        run = subprocess.run(
            [self.catalogc, "compile", str(source), "--provider", "stripe", "--emit", "terraform", "--output", str(target),
             *options], capture_output=True, text=True, check=False)
        check(run.returncode == 0, f"compile failed: {run.stderr}")
        return read(target)

    def plan(self):
        """The action for each resource of a plan; nil if there is an error."""
        run = self.terraform("plan", "-json", "-out=plan")
        actions = {}
        for line in run.stdout.splitlines():
            try:
                message = json.loads(line)
            except ValueError:
                continue
            if message.get("type") == "planned_change":
                change = message["change"]
                actions[change["resource"]["addr"]] = change["action"]
                if "previous_resource" in change and change["action"] != "move":
                    actions[change["resource"]["addr"]] += " after move"
        if run.returncode != 0:
            return None, run.stdout + run.stderr
        return actions, run.stdout

    def apply(self):
        run = self.terraform("apply", "-auto-approve")
        check(run.returncode == 0, f"apply failed: {run.stdout[-2000:]}{run.stderr[-2000:]}")

    def account(self):
        return json.loads((self.path / "account.json").read_text())

    def log(self):
        return [tuple(entry) for entry in self.account()["log"]]


def plan_is(workspace, expected, what):
    actions, output = workspace.plan()
    if actions is None:
        check(False, f"{what}: the plan failed: {output[-2000:]}")
    else:
        check(actions == expected, f"{what}: planned {actions}, expected {expected}")


def life(catalogc, folder, path):
    """Validates, applies and destroys the file of a catalog."""
    workspace = Workspace(catalogc, folder)
    document = workspace.compile(read(path))
    valid = workspace.terraform("validate")
    check(valid.returncode == 0, f"{path}: {valid.stdout[-2000:]}{valid.stderr[-2000:]}")
    addresses = {f"{kind}.{name}": "create" for kind, entries in document["resource"].items() for name in entries}
    plan_is(workspace, addresses, f"{path}, first plan")
    workspace.apply()
    plan_is(workspace, {}, f"{path}, second plan")
    check(not as_written(workspace, document), f"{path}: {as_written(workspace, document)}")
    if "stripe_billing_meter" in document["resource"]:
        refused = workspace.terraform("destroy", "-auto-approve")
        check(refused.returncode != 0, f"{path}: Terraform destroys a meter")
        for meter in document["resource"]["stripe_billing_meter"].values():
            del meter["lifecycle"]
        workspace.write(document)
    destroyed = workspace.terraform("destroy", "-auto-approve")
    check(destroyed.returncode == 0, f"{path}: {destroyed.stdout[-2000:]}")
    archived = {entry for entry in workspace.log() if entry[0] == "archive"}
    check(len(archived) == len(addresses), f"{path}: {len(archived)} of {len(addresses)} are destroyed")


def as_written(workspace, document):
    """The texts of the account that differ from those of the file without its escapes."""
    def plain(text):
        return text.replace("$${", "${").replace("%%{", "%{")
    stored = [body for body in workspace.account()["objects"].values()]
    wrong = []
    for entries in document["resource"].values():
        for name, body in entries.items():
            metadata = {plain(key): plain(value) for key, value in body.get("metadata", {}).items()}
            title = plain(body.get("name", body.get("display_name", "")))
            if metadata and not any(metadata == other.get("metadata") for other in stored):
                wrong.append(f"{name}: metadata")
            if title and not any(title in (other.get("name"), other.get("display_name")) for other in stored):
                wrong.append(f"{name}: name")
    return wrong


# MARK: Changes

SHOP = {
    "meters": {
        "calls": {"eventType": "api.call", "aggregation": "count"},
        "pages": {"eventType": "page", "aggregation": "sum", "valueProperty": "$.pages"},
    },
    "features": {
        "api": {"type": "boolean"},
        "sso": {"type": "boolean"},
        "calls": {"type": "metered", "meter": "calls"},
        "pages": {"type": "metered", "meter": "pages"},
    },
    "plans": {
        "starter": {
            "name": "Starter ${HOME} %{if} 100%",
            "description": "For $5 ${x}",
            "metadata": {"note": "$${y}"},
            "entitlements": {"api": True, "calls": {"amount": 100, "prices": {"usd": {
                "amount": "5.00", "currency": "USD", "package": 1000}}}},
            "prices": {"monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
                       "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}},
        },
        "team": {
            "entitlements": {"api": True, "sso": True, "pages": {"prices": {"usd": {
                "amount": "5.00", "currency": "USD", "package": 1000}}}},
            "prices": {"monthly": {"amount": 6000, "currency": "USD", "interval": "month"}},
        },
    },
    "discounts": {
        "launch": {"percent": 20, "duration": {"months": 3}, "maxRedemptions": 100, "appliesTo": ["starter"],
                   "codes": {"LAUNCH20": {"firstPurchaseOnly": True, "maxRedemptions": 50}}},
        "gift": {"amounts": {"USD": 500, "EUR": 450}, "duration": "once", "codes": {"GIFT": {"minimum": {"USD": 1000, "EUR": 900}}}},
    },
}

# The first price below an allowance is charged in proportion, so that only `team` has a package.
PACKAGE = "stripe_price.package_plan_team__pages__usd"


def changed(change):
    catalog = copy.deepcopy(SHOP)
    change(catalog)
    return catalog


def changes():
    """What changes, and the actions that Terraform must plan; None if it must refuse."""
    def amount(catalog):
        catalog["plans"]["starter"]["prices"]["monthly"]["amount"] = 2500

    yield "an amount", amount, {"stripe_price.plan_starter__monthly": "replace"}

    def name(catalog):
        catalog["plans"]["starter"]["name"] = "Solo"

    yield "a name", name, {"stripe_product.plan_starter": "update"}

    def unit(catalog):
        catalog["plans"]["team"]["entitlements"]["pages"]["prices"]["usd"] = {"amount": "5.00", "currency": "USD"}

    yield "a package that becomes an amount for each unit", unit, {
        PACKAGE: "delete", "stripe_price.plan_team__pages__usd": "create"}

    def feature(catalog):
        del catalog["plans"]["team"]["entitlements"]["sso"]

    yield "a feature of a plan", feature, {
        "stripe_product_feature.plan_team__sso": "delete", "stripe_entitlements_feature.feature_sso": "delete"}

    def unlimited(catalog):
        del catalog["discounts"]["launch"]["maxRedemptions"]

    yield "a limit of a discount", unlimited, {
        "stripe_coupon.limited_discount_launch": "delete", "stripe_coupon.discount_launch": "create",
        "stripe_promotion_code.limited_discount_launch__LAUNCH20": "replace"}

    def minimum(catalog):
        del catalog["discounts"]["gift"]["codes"]["GIFT"]["minimum"]

    yield "a minimum of a code", minimum, {
        "stripe_promotion_code.minimum_discount_gift__GIFT": "delete", "stripe_promotion_code.discount_gift__GIFT": "create"}

    def unsold(catalog):
        catalog["plans"]["team"]["sold"] = False

    # The coupon lowers the products that are for sale, so it is replaced. Terraform forgets the meter and the features, which stay.
    yield "a plan that is no longer sold", unsold, {
        "stripe_product.plan_team": "delete", "stripe_price.plan_team__monthly": "delete", PACKAGE: "delete",
        "stripe_billing_meter.meter_pages": "remove", "stripe_product_feature.plan_team__sso": "remove",
        "stripe_product_feature.plan_team__api": "remove", "stripe_product_feature.plan_team__pages": "remove",
        "stripe_entitlements_feature.feature_sso": "remove", "stripe_entitlements_feature.feature_pages": "remove",
        "stripe_coupon.discount_gift": "replace", "stripe_promotion_code.minimum_discount_gift__GIFT": "replace"}

    def meter(catalog):
        catalog["meters"]["calls"]["eventType"] = "api.request"

    yield "the event of a meter", meter, None


def scenarios(catalogc, folder):
    workspace = Workspace(catalogc, folder)
    workspace.compile(SHOP)
    workspace.apply()
    plan_is(workspace, {}, "the shop")
    previous = workspace.path / "previous.json"
    previous.write_text(json.dumps(SHOP), encoding="utf-8")
    for what, change, expected in changes():
        workspace.compile(changed(change))
        if expected is None:
            actions, _ = workspace.plan()
            check(actions is None, f"{what}: planned {actions}, expected an error")
        else:
            plan_is(workspace, expected, what)

    # A plan that leaves the catalog: with --previous, customers keep their features and the meter counts.
    removed = changed(lambda catalog: [catalog["plans"].pop("team"), catalog["meters"].pop("pages"), catalog["features"].pop("pages")])
    workspace.compile(removed, "--previous", str(previous))
    actions, output = workspace.plan()
    kept = {"stripe_billing_meter.meter_pages", "stripe_product_feature.plan_team__sso", "stripe_product_feature.plan_team__api"}
    planned = {address: (actions or {}).get(address) for address in kept | {"stripe_product.plan_team"}}
    expected = {**dict.fromkeys(kept, "remove"), "stripe_product.plan_team": "delete"}
    check(planned == expected, f"removed plan: {actions} {output[-500:]}")

    # A renamed plan and discount: nothing is created or destroyed.
    def rename(catalog):
        catalog["plans"] = {"solo" if name == "starter" else name: plan for name, plan in catalog["plans"].items()}
        catalog["plans"]["solo"]["key"] = "starter"
        catalog["plans"]["solo"]["name"] = SHOP["plans"]["starter"]["name"]
        catalog["discounts"]["launch"]["appliesTo"] = ["solo"]

    renamed = changed(rename)
    workspace.compile(renamed, "--previous", str(previous))
    actions, output = workspace.plan()
    check(actions is not None, f"renamed plan: {output[-2000:]}")
    wrong = {address: action for address, action in (actions or {}).items() if action not in ("move", "update after move", "update")}
    check(not wrong, f"renamed plan: {wrong}")
    check((actions or {}).get("stripe_product.plan_solo", "").endswith("move"), f"renamed plan: {actions}")
    workspace.apply()
    plan_is(workspace, {}, "the renamed plan")
    workspace.compile(renamed)
    plan_is(workspace, {}, "the renamed plan without --previous")
    made = workspace.account()["made"]

    # The ids that Terraform knows, as an ids file, for an account whose state is lost.
    ids = json.loads(workspace.terraform("output", "-json", "catalogc_ids").stdout.split("\n\n")[0])
    known = workspace.path / "ids.json"
    known.write_text(json.dumps({"format": 2, "providers": {"stripe": {"objects": {name: {"id": id} for name, id in ids.items()}}}}))
    lost = Workspace(catalogc, folder)
    (lost.path / "account.json").write_text((workspace.path / "account.json").read_text())
    document = lost.compile(renamed, "--ids", str(known))
    check(len(document["import"]) == len(ids), f"{len(document['import'])} of {len(ids)} ids are imported")
    actions, output = lost.plan()
    attachments = {f"stripe_product_feature.{name}": "create" for name in document["resource"]["stripe_product_feature"]}
    created = {address: action for address, action in (actions or {}).items() if action == "create"}
    check(created == attachments, f"import: {actions} {output[-2000:] if actions is None else ''}")
    check(not {"replace", "delete"} & set((actions or {}).values()), f"import: {actions}")

    # The same with what the account has: the features of products are imported, too, and nothing is created.
    state = lost.path / "state.json"
    attachments = [
        {"id": id, "parent": body["product"], "object": {"entitlement_feature": {"id": body["entitlement_feature"]}}}
        for id, body in workspace.account()["objects"].items() if body.get("entitlement_feature")]
    state.write_text(json.dumps({
        "format": 1, "provider": "stripe", "account": {"host": "https://api.stripe.com"},
        "objects": {"attachments": attachments}}))
    lost.compile(renamed, "--ids", str(known), "--state", str(state))
    actions, output = lost.plan()
    check(actions is not None and not {"create", "replace", "delete"} & set(actions.values()), f"import: {actions} {output[-2000:]}")
    lost.apply()
    plan_is(lost, {}, "the imported account")
    check(made == lost.account()["made"], "an import has created something")


def check_itself(catalogc, folder, schemas):
    """A file with a renamed argument must be refused by the schemas and by Terraform."""
    workspace = Workspace(catalogc, folder)
    document = workspace.compile(SHOP)
    product = document["resource"]["stripe_product"]["plan_starter"]
    product["titel"] = product.pop("name")
    check(not schemas["file"].is_valid(document), "the schemas accept an unknown argument")
    workspace.write(document)
    check(workspace.terraform("validate").returncode != 0, "Terraform accepts an unknown argument")


def main():
    catalogc, folder, *catalogs = sys.argv[1:]
    catalogc = str(pathlib.Path(catalogc).resolve())
    folder = pathlib.Path(folder).resolve()
    schemas = {
        path.name.removesuffix(".schema.json"): Draft202012Validator(read(path)) for path in folder.glob("*.schema.json")}
    golden = sorted((ROOT / "golden").glob("*/stripe.tf.json"))
    check(len(golden) == len(list((ROOT / "golden").glob("*/stripe.json"))) > 0, "a catalog has no golden file for Terraform")
    count = sum(check_by_schema(schemas, path.relative_to(ROOT), read(path)) for path in golden)
    print(f"terraform: {count} resources in {len(golden)} files are valid by the schemas")
    check_itself(catalogc, folder, schemas)
    for catalog in catalogs:
        life(catalogc, folder, catalog)
    print(f"terraform: {len(catalogs)} catalogs are applied and destroyed")
    scenarios(catalogc, folder)
    print("terraform: changes are planned as expected" if not FAILURES else f"terraform: {len(FAILURES)} failures")
    sys.exit(bool(FAILURES))


if __name__ == "__main__":
    main()
