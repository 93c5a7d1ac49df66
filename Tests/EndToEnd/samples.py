"""Samples for the end-to-end tests: a small catalog, one with hostile text (shell commands, curl options, extra lines), and events."""

import calendar
import json
import time

HOSTILE = [
    "It's \"quoted\" \\ and `id` and $(touch HACKED) and ${HOME}",
    "-o /etc/passwd",
    "@/etc/passwd",
    "<script>&\n; touch HACKED\r\n\turl = \"file:///etc/passwd\"\n'",
    "\U0001F600 émoji %41 + a&b=c[d]={}",
    "'; touch HACKED; '",
    "${products/plan/pro} {features/api} {\"$ref\":\"features/api\"}",
]


def catalog():
    """A plan for each text, with the text in names, descriptions, ids, lookup keys and metadata."""
    plans = {}
    for number, text in enumerate(HOSTILE):
        plans[f"plan {number} {text}"] = {
            "key": f"plan_{number}",
            "name": f"{number} {text}"[:40],
            "description": f"{text} {number}",
            "entitlements": {"it's $(touch HACKED)": True},
            "prices": {
                f"a'{text[:9]}": {
                    "amount": 1000 + number,
                    "currency": "USD",
                    "interval": "month",
                    "lookupKey": f"{text} {number}",
                    "metadata": {"note": text, "'quoted' $(x)": "1"},
                }
            },
            "metadata": {"text": text},
        }
    return {
        "features": {"it's $(touch HACKED)": {"key": "api", "type": "boolean", "name": "@/etc/passwd '\"`$(x)"}},
        "plans": plans,
        "providers": {"dodo": {"options": {"taxCategory": "saas"}}, "openmeter": {"options": {"mode": "plans"}}},
    }


def small():
    """A small catalog with a plan, an add-on and a top-up."""
    return {
        "meters": {"tokens": {"eventType": "ai.tokens", "aggregation": "sum", "valueProperty": "$.tokens"}},
        "features": {
            "tokens": {"type": "metered", "name": "Tokens", "meter": "tokens"},
            "api": {"type": "boolean", "name": "API access"},
            "sso": {"type": "boolean", "name": "Single sign-on"},
        },
        "plans": {
            "pro": {
                "name": "Professional",
                "description": "For people",
                "entitlements": {"api": True, "tokens": {"amount": 1000, "reset": "month"}},
                "prices": {
                    "monthly": {"amount": 2000, "currency": "USD", "interval": "month"},
                    "yearly": {"amount": 20000, "currency": "USD", "interval": "year"},
                },
            }
        },
        "addons": {
            "sso": {
                "name": "Single sign-on",
                "description": "For companies",
                "entitlements": {"sso": True},
                "prices": {"monthly": {"amount": 500, "currency": "USD", "interval": "month"}},
            }
        },
        "topups": {
            "pack": {
                "name": "Token pack",
                "description": "More tokens",
                "feature": "tokens",
                "amount": 1000,
                "prices": {"once": {"amount": 900, "currency": "USD", "interval": "one_time"}},
            }
        },
        "providers": {"dodo": {"options": {"taxCategory": "saas"}}, "openmeter": {"options": {"mode": "plans"}}},
    }


def shop():
    """A catalog whose customers the bridge looks after."""
    shop = small()
    del shop["providers"]
    shop["plans"]["team"] = {
        "name": "Team",
        "entitlements": {"api": True, "sso": True, "tokens": {"amount": 5000, "reset": "month"}},
        "prices": {"monthly": {"amount": 9900, "currency": "USD", "interval": "month"}},
    }
    shop["plans"]["free"] = {"name": "Free", "default": True, "entitlements": {"tokens": 50}}
    return shop


DAY = 86_400


def today():
    """The start of this day, in seconds since 1970, from which events are counted: the account has the clock of the machine."""
    now = time.gmtime()
    return calendar.timegm((now.tm_year, now.tm_mon, now.tm_mday, 0, 0, 0))


def event(number, kind, at, **members):
    """An event of Stripe."""
    return json.dumps(
        {"id": f"evt_{number}", "object": "event", "type": kind, "created": at, "livemode": False, "data": {"object": members}}
    )


def life():
    """Events of two subscriptions, of two top-ups, one of which is returned, and of a payment for something else."""
    start = today() - 10 * DAY

    def subscription(number, kind, at, status, plans, key="sub_1", **more):
        period = {"current_period_start": start, "current_period_end": start + 28 * DAY}
        items = [
            {"id": f"si_{plan}", "quantity": 1, **period, "price": {"id": f"price_{plan}", "lookup_key": f"{plan}:monthly"}}
            for plan in plans
        ]
        return event(
            number, f"customer.subscription.{kind}", at, id=key, customer="cus_1", status=status,
            metadata={"openmeterCustomer": "acme"}, items={"data": items}, **more,
        )

    def checkout(number, at, payment, invoice):
        return event(
            number, "checkout.session.completed", at, id=f"cs_{payment}", mode="payment", customer="cus_1", payment_status="paid",
            payment_intent=payment, invoice=invoice, metadata={"openmeterCustomer": "acme", "catalogTopupId": "pack"},
        )

    line = {
        "id": "il_1", "quantity": 1, "metadata": {"catalogTopupId": "pack"},
        "parent": {"type": "invoice_item_details", "invoice_item_details": {"proration": False}},
    }
    return [
        subscription(1, "created", start, "trialing", ["pro"]),
        subscription(2, "updated", start + 1 * DAY, "active", ["pro", "sso"]),
        subscription(3, "created", start + 2 * DAY, "active", ["team"], key="sub_2"),
        checkout(4, start + 3 * DAY, "pi_1", "in_1"),
        event(
            5, "invoice.paid", start + 3 * DAY, id="in_1", customer="cus_1", metadata={"openmeterCustomer": "acme"},
            lines={"data": [line]},
        ),
        checkout(6, start + 4 * DAY, "pi_2", None),
        subscription(7, "updated", start + 5 * DAY, "active", ["team"], cancel_at_period_end=True),
        subscription(8, "deleted", start + 6 * DAY, "canceled", ["team"], key="sub_2"),
    ]


def refund(payment, number=9):
    """A refund that names no customer."""
    return event(number, "charge.refunded", today() - DAY, id="ch_1", customer="cus_1", payment_intent=payment, refunded=True, metadata={})
