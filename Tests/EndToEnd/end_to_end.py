#!/usr/bin/env python3
"""Applies catalogs with curl to model accounts on this machine, and checks the accounts.

usage: end_to_end.py CATALOGC MODEL_ACCOUNTS [PROVIDER…]

CATALOGC and MODEL_ACCOUNTS are the programs. Without PROVIDER, every provider is tested that has a model account.
"""

import concurrent.futures
import copy
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import hostile
import samples

ROOT = pathlib.Path(__file__).parent.parent.parent
# What a provider cannot do to an account is a conflict. It says so, and changes nothing.
REFUSALS = ("nothing would be left for sale", " cannot become what the catalog says")


class Failed(Exception):
    pass


class Account:
    """A model account, and the folder with a catalog and its ids file."""

    def __init__(self, bench, provider, *faults):
        self.bench = bench
        self.provider = provider
        self.faults = faults

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.bench.folder))
        self.server = subprocess.Popen(
            [self.bench.models, self.provider, "0", *self.faults], stdout=subprocess.PIPE, text=True
        )
        port = self.server.stdout.readline().strip()
        if not port.isdigit():
            raise Failed(f"the account does not start: {port}")
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *failure):
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()

    def run(self, command, catalog, *options, status=0):
        """Runs a command, which must end with the status unless that is None. One without a catalog has no operand."""
        operands = []
        if catalog is not None:
            (self.folder / "catalog.json").write_text(json.dumps(catalog))
            operands = ["catalog.json"]
        keys = self.bench.keys[self.provider]
        result = subprocess.run(
            [self.bench.catalogc, command, *operands, "--provider", self.provider, *options],
            text=True, capture_output=True, cwd=self.folder, stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "CATALOGC_BASE_URL": self.url, **keys},
        )
        written = result.stdout + result.stderr + "".join(path.read_text() for path in self.folder.iterdir())
        if any(key in written for key in keys.values()):
            raise Failed(f"{command} prints or saves the key")
        if status is not None and result.returncode != status:
            raise Failed(f"{command} ends with {result.returncode}: {result.stdout[-2000:]}{result.stderr[-2000:]}")
        return result

    def start(self, command, *options, keys=None):
        """Starts a command about customers, which reads the catalog that was applied."""
        keys = keys or self.bench.keys[self.provider]
        return subprocess.Popen(
            [self.bench.catalogc, command, "catalog.json", *options], text=True, cwd=self.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "CATALOGC_BASE_URL": self.url, **keys},
        )

    def bridge(self, events, *options, status=0, keys=None):
        """Carries out events of Stripe in a process of their own."""
        process = self.start("bridge", "-", "--provider", "stripe", "--apply", *options, keys=keys)
        output, errors = process.communicate("".join(f"{event}\n" for event in events))
        if status is not None and process.returncode != status:
            raise Failed(f"bridge ends with {process.returncode}: {output[-2000:]}{errors[-2000:]}")
        return output + errors

    def command(self, name, *options):
        process = self.start(name, *options)
        output, errors = process.communicate("")
        if process.returncode != 0:
            raise Failed(f"{name} ends with {process.returncode}: {output[-2000:]}{errors[-2000:]}")

    def customer(self, key="acme"):
        """What a customer has now, without ids and times: access, values and balances."""
        path = f"/api/v2/customers/{key}/entitlements"
        found = {}
        for each in self.send("GET", path)[1]["items"]:
            name = each["featureKey"]
            if name == "catalogc_journal":
                continue
            found[name] = each["type"]
            if each["type"] == "metered":
                grants = self.send("GET", f"{path}/{name}/grants?pageSize=1000")[1]["items"]
                keys = [grant["metadata"]["idempotencyKey"] for grant in grants if "voidedAt" not in grant]
                if len(set(keys)) != len(keys):
                    raise Failed(f"something is granted twice: {keys}")
                found[name] = self.send("GET", f"{path}/{name}/value")[1]["balance"]
        return found

    def outcome(self, key="acme"):
        """What a customer has now, and after the end of the period."""
        now = self.customer(key)
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 40 * samples.DAY))
        self.report(f"?now={later}")
        return now, self.customer(key)

    def plan(self, catalog, *options):
        """The plan, as JSON."""
        return json.loads(self.run("plan", catalog, "--format", "json", *options, status=None).stdout)

    def apply(self, catalog, *options, status=0):
        account = self.plan(catalog)["account"]
        return self.run("apply", catalog, "--yes", "--account", account.get("id", account["host"]), *options, status=status)

    def report(self, query=""):
        with urllib.request.urlopen(f"{self.url}/model-account{query}") as response:
            return json.load(response)

    def send(self, method, path, body=None):
        """Sends a request to OpenMeter's account, and returns the status and the body of the answer."""
        key = self.bench.keys[self.provider]["OPENMETER_API_KEY"]
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as response:
                content = response.read()
                return response.status, json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            if error.code == 429:
                return self.send(method, path, body)
            if error.headers["Content-Type"] != "application/problem+json":
                raise Failed(f"{method} {path} is refused with {error.headers['Content-Type']}") from error
            return error.code, json.load(error)

    def expect_done(self, catalog, *options):
        """Expects that nothing is left to do, neither here nor offline, and that nothing is sent again."""
        before = self.report()
        self.run("plan", catalog, "--check", "--save-state", "state.json", *options)
        self.run("apply", catalog, "--yes", *options)
        if self.report() != before:
            raise Failed("the second apply changes the account")
        offline = self.run("plan", catalog, "--check", "--state", "state.json", *options).stdout
        if "No changes." not in offline:
            raise Failed(f"the plan of the saved state is not empty: {offline}")


class Bench:
    def __init__(self, catalogc, models, folder):
        self.catalogc = str(pathlib.Path(catalogc).resolve())
        self.models = str(pathlib.Path(models).resolve())
        self.folder = folder
        lines = subprocess.run([self.models], check=True, capture_output=True, text=True).stdout.splitlines()
        self.keys = {line.split()[0]: dict(key.split("=", 1) for key in line.split()[1:]) for line in lines}

    def set_up(self, provider, catalog, *faults):
        """Applies a catalog to a new account."""
        with Account(self, provider, *faults) as account:
            # What a provider cannot sell at all needs nothing.
            is_needed = account.plan(catalog)["operations"] != []
            account.run("plan", catalog, "--check", status=int(is_needed))
            account.apply(catalog)
            report = account.report()
            if is_needed != (report["writes"] > 0):
                raise Failed(f"{report['writes']} requests were written")
            if is_needed:
                account.expect_done(catalog)
            return report

    def change(self, provider, old, new):
        """Applies one catalog after another. The account must be as one that knows only the second."""
        wanted = self.set_up(provider, new)
        with Account(self, provider) as account:
            account.apply(old)
            plan = account.plan(new, "--prune")
            if plan["conflicts"]:
                problems = [each["message"] for each in plan["conflicts"]]
                if not all(any(refusal in problem for refusal in REFUSALS) for problem in problems):
                    raise Failed(f"conflicts: {problems}")
                writes = account.report()["writes"]
                account.run("apply", new, "--prune", "--yes", status=1)
                if account.report()["writes"] != writes:
                    raise Failed("a refused plan is carried out")
                return
            account.apply(new, "--prune")
            account.expect_done(new, "--prune")
            found = account.report()["live"]
            missing = [each for each in wanted["live"] if each not in found]
            extra = [each for each in found if each not in wanted["live"]]
            # Razorpay's plans can be neither archived nor deleted (razorpay.com/docs, Subscriptions FAQ, read on 2026-04-09).
            if provider == "razorpay":
                extra = []
            # What must be done by hand is not done yet.
            if (missing or extra) and not plan["manual"]:
                raise Failed(f"missing {missing[:2]}, extra {extra[:2]}")

    def interrupt(self, provider, catalog):
        """Loses the answer to each write in turn, and resumes. Nothing may be created twice."""
        wanted = self.set_up(provider, catalog)
        for number in range(1, wanted["writes"] + 1):
            with Account(self, provider, "--fail-after", str(number)) as account:
                result = account.apply(catalog, status=None)
                if result.returncode not in (0, 2):
                    raise Failed(f"the interrupted apply ends with {result.returncode}: {result.stderr}")
                account.apply(catalog)
                account.expect_done(catalog)
                found = account.report()
                if (found["live"], found["objects"]) != (wanted["live"], wanted["objects"]):
                    raise Failed(f"after write {number}: {found['objects']} objects, not {wanted['objects']}")

    def bring_back(self, provider, catalog):
        """Imports an account. A plan of what is written must be empty, and nothing may be sent."""
        with Account(self, provider) as account:
            account.apply(catalog)
            writes = account.report()["writes"]
            (account.folder / "catalog.ids.json").unlink(missing_ok=True)
            account.run("import", None, "--output", "imported.json")
            imported = json.loads((account.folder / "imported.json").read_text())
            if writes and not any(imported.get(section) for section in ("features", "plans", "addons", "topups")):
                raise Failed("nothing is imported")
            (account.folder / "imported.ids.json").rename(account.folder / "catalog.ids.json")
            account.run("plan", imported, "--check")
            if account.report()["writes"] != writes:
                raise Failed("the import changes the account")

    def refuse_currency(self, provider, catalog):
        """Amounts are not sent to an account in whose currency they are not."""
        with Account(self, provider) as account:
            messages = [each["message"] for each in account.plan(catalog)["conflicts"]]
            if len(messages) != 1 or currency(provider, catalog) not in messages[0] or "USD" not in messages[0]:
                raise Failed(f"conflicts: {messages}")
            account.run("apply", catalog, "--yes", status=1)
            if account.report()["writes"]:
                raise Failed("a refused plan is carried out")

    def limit(self, provider, catalog):
        """Every third request comes too early."""
        wanted = self.set_up(provider, catalog)
        if self.set_up(provider, catalog, "--rate-limit", "3")["live"] != wanted["live"]:
            raise Failed("the rate limit changes the account")

    def use(self, catalog):
        """What a catalog sets up at OpenMeter is granted to a customer, and used."""
        feature = next(key for key, value in catalog["features"].items() if value["type"] == "metered")
        key = catalog["features"][feature].get("key", feature)
        meter = catalog["meters"][catalog["features"][feature]["meter"]]
        with Account(self, "openmeter", "--now", "1800000000") as account:
            account.apply(catalog)
            entitlements = "/api/v2/customers/acme/entitlements"
            expected = [
                ("POST", "/api/v1/customers", {"key": "acme", "name": "Acme"}, 201),
                ("POST", entitlements, {"type": "metered", "featureKey": key, "usagePeriod": {"interval": "MONTH"}}, 201),
                ("POST", entitlements, {"type": "metered", "featureKey": key, "usagePeriod": {"interval": "MONTH"}}, 409),
                ("POST", f"{entitlements}/{key}/grants", {"amount": 100, "effectiveAt": "2027-01-15T08:00:00Z"}, 201),
                ("POST", f"{entitlements}/{key}/grants", {"amount": 100, "effectiveAt": "2027-01-15T07:59:00Z"}, 400),
                ("POST", "/api/v1/events", {
                    "specversion": "1.0", "id": "1", "source": "test", "type": meter["eventType"], "subject": "acme",
                    "data": {meter["valueProperty"].removeprefix("$."): 30},
                }, 204),
            ]
            for method, path, body, status in expected:
                found, answer = account.send(method, path, body)
                if found != status:
                    raise Failed(f"{method} {path} ends with {found}, not {status}: {answer}")
            for time, balance in (("2027-01-15T09:00:00Z", 70), ("2027-02-15T09:00:00Z", 70)):
                account.report(f"?now={time}")
                value = account.send("GET", f"{entitlements}/{key}/value")[1]
                if value.get("balance") != balance:
                    raise Failed(f"at {time} the customer has {value}")

    def with_customers(self, work, *faults):
        """Does something with the customers of an account that sells the shop's catalog, and returns what one has then."""
        with Account(self, "openmeter", *faults) as account:
            account.apply(samples.shop())
            work(account)
            return account.outcome()

    def bridge_in_order(self, account):
        account.bridge(samples.life())
        account.bridge([samples.refund("pi_2")])

    def expect_customer(self, name, found, wanted):
        if found != wanted:
            raise Failed(f"{name}: {found}, not {wanted}")

    def bridge_in_any_order(self, seed):
        """Each event is a process of its own, in any order, and some come twice. A few run at once."""
        wanted = self.with_customers(self.bridge_in_order)
        # A plan that is canceled, and a top-up; at last the top-up, and the access whose end is not told.
        access = {"api": "boolean", "sso": "boolean"}
        self.expect_customer("in order", wanted, ({**access, "tokens": 6000}, {**access, "tokens": 1000}))

        def shuffled(account):
            chance = random.Random(seed)
            events = samples.life()
            events += chance.sample(events, 4)
            chance.shuffle(events)
            for number in range(0, len(events), 3):
                with concurrent.futures.ThreadPoolExecutor(3) as pool:
                    list(pool.map(lambda event: account.bridge([event]), events[number : number + 3]))
            for _ in range(2):
                account.bridge([samples.refund("pi_2")])

        self.expect_customer("in another order", self.with_customers(shuffled), wanted)

    def interrupt_bridge(self):
        """Loses the answer to each write in turn, or ends the process after some time, and resumes. Nothing is done twice."""
        wanted = self.with_customers(self.bridge_in_order)
        with Account(self, "openmeter") as account:
            account.apply(samples.shop())
            first = account.report()["writes"] + 1
            self.bridge_in_order(account)
            last = account.report()["writes"]
        for number in range(first, last + 1):
            def resumed(account):
                account.bridge(samples.life(), status=None)
                self.bridge_in_order(account)

            found = self.with_customers(resumed, "--fail-after", str(number))
            self.expect_customer(f"after write {number - first + 1}", found, wanted)
        for number in range(1, 8):
            def killed(account):
                process = account.start("bridge", "-", "--provider", "stripe", "--apply")
                process.stdin.write("".join(f"{event}\n" for event in samples.life()))
                process.stdin.close()
                time.sleep(0.1 * number)
                process.kill()
                process.wait()
                process.stdout.close()
                process.stderr.close()
                self.bridge_in_order(account)

            self.expect_customer(f"killed after {number} tenths of a second", self.with_customers(killed), wanted)

    def limit_bridge(self):
        """Every third request comes too early."""
        wanted = self.with_customers(self.bridge_in_order)
        self.expect_customer("with a rate limit", self.with_customers(self.bridge_in_order, "--rate-limit", "3"), wanted)

    def refuse_events(self):
        """What OpenMeter refuses fails the event, and changes nothing."""
        life = samples.life()
        with Account(self, "openmeter") as account:
            account.apply(samples.shop())
            before = account.report()["live"]
            for options, keys, message in (
                (["--existing-customers"], None, "OpenMeter has no customer `acme`"),
                ([], {"OPENMETER_API_KEY": "another"}, "status 401"),
            ):
                if message not in account.bridge(life[:1], *options, status=2, keys=keys):
                    raise Failed(f"no {message}")
                if account.report()["live"] != before:
                    raise Failed("a refused event changes the account")
            # The application has given an entitlement of another kind.
            account.send("POST", "/api/v1/customers", {"key": "acme", "name": "Acme"})
            body = {"type": "static", "featureKey": "api", "config": "{}"}
            account.send("POST", "/api/v2/customers/acme/entitlements", body)
            if "of another kind" not in account.bridge(life[:1], status=2):
                raise Failed("an entitlement of another kind is not reported")
            account.send("DELETE", "/api/v2/customers/acme/entitlements/api")
            account.bridge(life[:1])
            self.expect_customer("after all", account.customer(), {"api": "boolean", "tokens": 1000})

    def assign(self):
        """A plan is assigned, and a top-up granted, however often the commands run."""
        with Account(self, "openmeter") as account:
            account.apply(samples.shop())
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(samples.today()))
            for plan, balance in (("team", 6000), ("pro", 2000)):
                for _ in range(2):
                    account.command(
                        "assign", plan, "--customer", "acme", "--subscription", "contract", "--period-start", at, "--apply"
                    )
                    account.command("grant", "pack", "--customer", "acme", "--payment-id", "pay_1", "--apply")
                if account.customer()["tokens"] != balance:
                    raise Failed(f"with {plan} the customer has {account.customer()}")
            account.command("assign", "--customer", "acme", "--subscription", "contract", "--end", "--apply")
            self.expect_customer("after the end", account.customer(), {"tokens": 1050})

    def refuse_keys(self, provider, catalog):
        """The model is as strict as it claims: another key is refused."""
        with Account(self, provider) as account:
            keys = self.keys[provider]
            (account.folder / "catalog.json").write_text(json.dumps(catalog))
            result = subprocess.run(
                [self.catalogc, "plan", "catalog.json", "--provider", provider], text=True, capture_output=True,
                cwd=account.folder,
                env={"PATH": os.environ["PATH"], "CATALOGC_BASE_URL": account.url, **{name: f"{key}x" for name, key in keys.items()}},
            )
            if result.returncode != 2 or "status 401" not in result.stderr:
                raise Failed(f"another key is not refused: {result.stderr}")

    def answer_with(self, kind, catalog):
        """Whatever an account answers, the program ends with a message of ordinary size and characters, and the key stays here."""
        with Account(self, "stripe") as account, hostile.Server("garbage", None) as elsewhere:
            with hostile.Server(kind, account.url, elsewhere.url) as server:
                account.url = server.url
                if kind == "ids":
                    # What is created with such an id is not recorded, and an account that has such ids is read.
                    self.expect_plain(account.run("apply", catalog, "--yes", "--account", "acct_model", status=2))
                    account.run("plan", catalog, status=None)
                    server.kind = "plain"
                    account.run("apply", catalog, "--yes", "--account", "acct_model")
                    server.kind = "ids"
                    for command in ("plan", "apply", "import"):
                        options = ["--yes"] if command == "apply" else ["-o", "imported.json"] if command == "import" else []
                        result = account.run(command, None if command == "import" else catalog, *options, status=None)
                        self.expect_plain(result)
                        if result.returncode not in (0, 1, 2):
                            raise Failed(f"{command} ends with {result.returncode}")
                else:
                    started = time.monotonic()
                    self.expect_plain(account.run("plan", catalog, status=2))
                    if time.monotonic() - started > 120:
                        raise Failed("the program waits too long")
                if elsewhere.seen:
                    raise Failed("a redirection is followed")
                if any("X-Injected" in headers for _, _, headers in server.seen):
                    raise Failed("an id becomes a header")

    def expect_plain(self, result):
        text = result.stdout + result.stderr
        if len(text) > 20_000:
            raise Failed(f"{len(text)} characters are printed")
        if any(ord(character) < 0x20 and character not in "\n\t" or character in "\x7f\u202e" for character in text):
            raise Failed(f"a control character is printed: {text!r}")


def named(catalog):
    """The catalog with an id, so that several are versions of the same one."""
    return {**catalog, "id": "shop"}


def currency(provider, catalog):
    """The currency of amounts without one. That of the model account at Autumn is USD."""
    options = catalog.get("providers", {}).get(provider, {}).get("options", {})
    return options.get("defaultCurrency", "USD") if provider == "autumn" else "USD"


def pairs(catalogs):
    """Pairs of catalogs, with a name: each after the one before, and changes of one."""
    names = list(catalogs)
    for old, new in zip(names[-1:] + names, names):
        yield f"{old}, then {new}", named(catalogs[old]), named(catalogs[new])
    small = named(samples.small())
    dearer = copy.deepcopy(small)
    dearer["plans"]["pro"]["prices"]["monthly"]["amount"] = 2500
    dearer["plans"]["pro"]["name"] = "Business"
    fewer = copy.deepcopy(small)
    del fewer["addons"], fewer["plans"]["pro"]["prices"]["yearly"], fewer["plans"]["pro"]["entitlements"]["api"]
    yield "another price", small, dearer
    yield "fewer items", small, fewer
    yield "more items", fewer, small


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    catalogs = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "catalogs").glob("*.json"))}
    started = time.monotonic()
    failures = []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 2)) as pool:
        bench = Bench(sys.argv[1], sys.argv[2], folder)
        jobs = {}

        def start(name, work, *arguments):
            jobs[pool.submit(work, *arguments)] = name

        for kind in hostile.KINDS if "stripe" in (sys.argv[3:] or bench.keys) else ():
            start(f"hostile answers: {kind}", bench.answer_with, kind, named(samples.small()))
        for provider in sys.argv[3:] or bench.keys:
            start(f"{provider}: another key", bench.refuse_keys, provider, samples.small())
            start(f"{provider}: lost answers", bench.interrupt, provider, samples.small())
            start(f"{provider}: rate limit", bench.limit, provider, samples.small())
            start(f"{provider}: hostile text", bench.set_up, provider, samples.catalog())
            if provider == "openmeter":
                start(f"{provider}: usage of a customer", bench.use, samples.small())
                for seed in range(3):
                    start(f"{provider}: events in any order, {seed + 1}", bench.bridge_in_any_order, seed)
                start(f"{provider}: interrupted events", bench.interrupt_bridge)
                start(f"{provider}: events with a rate limit", bench.limit_bridge)
                start(f"{provider}: refused events", bench.refuse_events)
                start(f"{provider}: assigned plans", bench.assign)
            known = {name: catalog for name, catalog in catalogs.items() if currency(provider, catalog) == "USD"}
            for name, catalog in catalogs.items():
                if name not in known:
                    start(f"{provider}: {name}, another currency", bench.refuse_currency, provider, catalog)
                    continue
                start(f"{provider}: {name}", bench.set_up, provider, catalog)
                start(f"{provider}: {name}, imported", bench.bring_back, provider, catalog)
            for name, old, new in pairs(known):
                start(f"{provider}: {name}", bench.change, provider, old, new)
        for job in concurrent.futures.as_completed(jobs):
            try:
                job.result()
                print(f"{time.monotonic() - started:6.1f} s  {jobs[job]}", flush=True)
            except Exception as failure:
                failures.append(f"{jobs[job]}: {failure}")
                print(f"FAILED {failures[-1]}", file=sys.stderr, flush=True)
        if any(pathlib.Path(folder).rglob("HACKED")):
            failures.append("text of a catalog was executed")
    print(f"{len(jobs)} jobs, {len(failures)} failures, {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures or not jobs else 0)


if __name__ == "__main__":
    main()
