"""An account at Razorpay, and the table of all accounts."""

import copy

from world import World
from world_autumn import Autumn
from world_creem import Creem
from world_dodo import Dodo
from world_openmeter import OpenMeter
from world_polar import Polar
from world_stripe import Stripe


class Razorpay(World):
    variables = {"RAZORPAY_KEY_ID": "rzp_test_1", "RAZORPAY_KEY_SECRET": "secret1"}
    kinds = {"plans": ("plan_", 14)}

    def __init__(self):
        super().__init__()
        # Objects of another program, more than one page.
        for number in range(130):
            item = {"name": f"Other {number}", "amount": 100, "currency": "INR"}
            self.make(None, {"period": "monthly", "interval": 1, "item": item})
        self.writes = 0

    def authorized(self, headers):
        return headers.get("Authorization") == "Basic cnpwX3Rlc3RfMTpzZWNyZXQx"

    def error(self, message):
        return {"error": {"code": "BAD_REQUEST_ERROR", "description": message}}

    def make(self, query, body):
        return self.add("plans", entity="plan", **{**body, "notes": body.get("notes") or []})

    def listed(self, query, body):
        start, size = int(query.get("skip", 0)), min(int(query.get("count", 10)), 100)
        items = self.objects["plans"][start : start + size]
        return {"entity": "collection", "count": len(items), "items": copy.deepcopy(items)}

    routes = [(r"POST /v1/plans", make), (r"GET /v1/plans", listed)]


WORLDS = {world.__name__.lower(): world for world in (Stripe, Razorpay, Dodo, OpenMeter, Polar, Creem, Autumn)}
