"""Catalogs for the end-to-end tests: a small one, and one with hostile text: shell commands, curl options, extra lines."""

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
