"""Serves a simulated account over HTTP on loopback. Validates requests, and injects faults."""

import json
import pathlib
import re
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Conformance"))
import conformance
from world import Refused
from worlds import WORLDS

# Calls that scripts make but artifacts do not contain, so conformance.py has no schema for them.
EXTRA_SCHEMAS = {
    "autumn": {"POST /v1/features.list": None, "POST /v1/plans.list": None, "POST /v1/features.update": "feature_update"},
    "stripe": {"POST /v1/entitlements/features/*": None, "POST /v1/billing/meters/*": None},
    "dodo": {"PATCH /meters/*": None},
    "openmeter": {"PUT /api/v1/meters/*": None},
    "polar": {"PATCH /v1/meters/*": "meter_update"},
}
for provider, schemas in EXTRA_SCHEMAS.items():
    conformance.SCHEMAS[provider].update(schemas)


class Fault:
    """A fault at the nth request, counted from 1."""

    kinds = ["lost", "cut", "error", "late-error", "conflict", "busy", "slow"]

    def __init__(self, kind, number):
        self.kind = kind
        self.number = number


def decoded_form(text):
    """Decodes a form with names such as `a[b][0]` into nested objects and lists."""
    root = {}
    for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        parts = re.findall(r"[^\[\]]+", name)
        target = root
        for part in parts[:-1]:
            target = target.setdefault(part, {})
        if parts[-1] in target:
            raise Refused(400, f"duplicate parameter {name}")
        target[parts[-1]] = value
    return listed(root)


def listed(value):
    if not isinstance(value, dict):
        return value
    members = {name: listed(member) for name, member in value.items()}
    if members and all(name.isdigit() for name in members):
        return [members[name] for name in sorted(members, key=int)]
    return members


def branches(schema, root):
    """The schema and its subschemas."""
    if "$ref" in schema:
        yield from branches(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    yield schema
    for name in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(name, []):
            yield from branches(branch, root)


def typed(value, schema, root):
    """Converts the strings of a form to numbers and booleans where the schema has them."""
    if isinstance(value, dict):
        members = {}
        for name, member in value.items():
            found = {}
            for branch in branches(schema, root):
                found = branch.get("properties", {}).get(name) or found
            members[name] = typed(member, found, root)
        return members
    if isinstance(value, list):
        items = next((branch["items"] for branch in branches(schema, root) if "items" in branch), {})
        return [typed(element, items, root) for element in value]
    types = {branch.get("type") for branch in branches(schema, root)}
    if "integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "boolean" in types and value in ("true", "false"):
        return value == "true"
    return value


class Account:
    """An account, the requests that it received, and the fault to inject."""

    def __init__(self, provider, validators):
        self.provider = provider
        self.validators = validators
        self.world = WORLDS[provider]()
        self.requests = []
        self.problems = []
        self.fault = None
        self.kept = {}
        self.lock = threading.Lock()

    def answer(self, method, path, query, headers, text):
        """The status and response to a complete request."""
        try:
            if not self.world.authorized(headers):
                raise Refused(401, "the key or a header is wrong")
            return 200, self.idempotent(method, path, query, headers, text)
        except Refused as refusal:
            return refusal.status, self.world.error(refusal.message)

    def idempotent(self, method, path, query, headers, text):
        key = headers.get("Idempotency-Key")
        if key is None:
            return self.perform(method, path, query, headers, text)
        request = (method, path, text)
        if key in self.kept:
            before, answer = self.kept[key]
            if before != request:
                raise Refused(400, "Keys for idempotent requests can only be used with the same parameters")
            if isinstance(answer, Refused):
                raise answer
            return answer
        answer = self.perform(method, path, query, headers, text)
        self.kept[key] = (request, answer)
        return answer

    def keep_failure(self, method, path, headers, text):
        """Stripe keeps the first response to an idempotency key, even a 500 (Stripe's documentation)."""
        if self.provider == "stripe" and headers.get("Idempotency-Key"):
            self.kept[headers["Idempotency-Key"]] = ((method, path, text), Refused(500, "for a test"))

    def perform(self, method, path, query, headers, text):
        body = None
        if text:
            if self.provider == "stripe":
                body = decoded_form(text)
            else:
                if headers.get("Content-Type") != "application/json":
                    raise Refused(415, "the content type must be application/json")
                body = json.loads(text)
            body = self.checked(method, path, body)
        return self.world.handle(method, path, query, body)

    def checked(self, method, path, body):
        name = conformance.schema_name(self.provider, method, path)
        if name is False:
            self.problems.append(f"no schema for {method} {path}")
        if not name:
            return body
        validator = self.validators.get(self.provider, name.format_map(body))
        if self.provider == "stripe":
            body = typed(body, validator.schema, validator.schema)
        for error in validator.iter_errors(body):
            self.problems.append(f"{method} {path}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
            raise Refused(400, error.message[:300])
        return body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def serve(self):
        account = self.server.account
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
        with account.lock:
            account.requests.append((self.command, self.path, text))
            fault = account.fault
            kind = fault.kind if fault and fault.number == len(account.requests) else None
            path = urllib.parse.unquote(address.path)
            if kind == "lost":
                return self.hang_up()
            if kind in ("error", "conflict", "busy"):
                if kind == "error":
                    account.keep_failure(self.command, path, self.headers, text)
                status = {"error": 500, "conflict": 409, "busy": 429}[kind]
                return self.send(status, account.world.error("for a test"), {"Retry-After": "0"} if kind == "busy" else {})
            status, answer = account.answer(self.command, path, query, self.headers, text)
            if kind == "cut":
                return self.hang_up()
            if kind == "slow":
                time.sleep(1.5)
                return self.hang_up()
            if kind == "late-error":
                account.keep_failure(self.command, path, self.headers, text)
                return self.send(500, account.world.error("for a test"), {})
        self.send(status, answer, {})

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def hang_up(self):
        self.close_connection = True

    def send(self, status, answer, headers):
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Server:
    """An account that listens on loopback while the block runs."""

    def __init__(self, provider, validators):
        self.account = Account(provider, validators)

    def __enter__(self):
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.account = self.account
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        return self

    def __exit__(self, *problem):
        self.http.shutdown()
        self.http.server_close()
