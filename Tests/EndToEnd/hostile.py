"""A server between the program and a model account that answers what no provider should."""

import http.server
import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

# What is added to each id of an account: a line, a sequence for terminals, and what means something in a path.
SUFFIX = "\n\x1b[31mX-Injected: 1\r\n/../?a=b#%00"
# Ids of the model of Stripe. The account's own id is not one of what is sold.
ID = re.compile(r"^(prod|price|feat|mtr|pf|coupon|promo|[a-z]+)_[0-9A-Za-z]+$")
KINDS = ("ids", "errors", "endless", "truncated", "garbage", "redirects")


def changed(value, change):
    if isinstance(value, dict):
        return {name: changed(member, change) for name, member in value.items()}
    if isinstance(value, list):
        return [changed(element, change) for element in value]
    return change(value) if isinstance(value, str) else value


def with_hostile_ids(answer):
    def change(text):
        return text + SUFFIX if ID.match(text) and not text.startswith("acct_") else text

    # Only what is an id is one: a description can look the same.
    def members(value):
        if isinstance(value, dict):
            return {name: change(member) if name in ("id", "product", "default_price") and isinstance(member, str)
                    else members(member) for name, member in value.items()}
        return [members(element) for element in value] if isinstance(value, list) else value

    return members(answer)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, kind, model, elsewhere=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.kind, self.model, self.elsewhere = kind, model, elsewhere
        self.seen = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status, body, headers=(), length=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = self.server
        server.seen.append((self.command, self.path, dict(self.headers)))
        match server.kind:
            case "redirects":
                self.answer(302, b"", [("Location", server.elsewhere + self.path)])
            case "errors":
                text = "\x1b[2J\r\n\u202e" + "x" * 10_000_000
                self.answer(400, json.dumps({"error": {"message": text}}).encode())
            case "garbage":
                self.answer(200, b"\x00\x1b[2J<html>" + bytes(range(256)))
            case "truncated":
                self.answer(200, b'{"id": "acct_model"', length=1000)
                self.close_connection = True
            case "endless":
                self.send_response(200)
                self.end_headers()
                for _ in range(1000):
                    self.wfile.write(b" " * 1_000_000)
                self.close_connection = True
            case "ids" | "plain":
                self.forward(body)

    do_GET = do_POST = do_DELETE = do_PATCH = do_PUT = do

    def forward(self, body):
        """Passes a request on without the suffix of ids, and the answer back with it."""
        path = urllib.parse.quote(urllib.parse.unquote(self.path).replace(SUFFIX, ""), safe="/?&=[]")
        # What is form-encoded is text twice.
        query = urllib.parse.urlencode(
            [(name, value.replace(SUFFIX, "")) for name, value in urllib.parse.parse_qsl(body.decode(), True)])
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
        request = urllib.request.Request(
            self.server.model + path, method=self.command, headers=headers, data=query.encode() if body else None)
        try:
            with urllib.request.urlopen(request) as response:
                status, answer = response.status, response.read()
        except urllib.error.HTTPError as error:
            status, answer = error.code, error.read()
        if self.server.kind == "ids" and answer:
            answer = json.dumps(with_hostile_ids(json.loads(answer))).encode()
        self.answer(status, answer)
