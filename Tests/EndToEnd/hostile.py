"""A catalog whose every text tries to be something else: shell, an option of curl, a file to send, a line of its own."""

HOSTILE = [
    "It's \"quoted\" \\ and `id` and $(touch HACKED) and ${HOME}",
    "-o /etc/passwd",
    "@/etc/passwd",
    "<script>&\n; touch HACKED\r\n\tEND_OF_SETUP\nEND_OF_SETTINGS\n'",
    "\U0001F600 émoji %41 + a&b=c[d]={}",
    "'; touch HACKED; '",
    "${products/plan/pro} {features/api} {\"$ref\":\"features/api\"}",
]


def catalog():
    """With a plan for each text, and the texts in names, descriptions, ids, keys and metadata."""
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
    """What a provider sells at least: a plan, an add-on and a top-up."""
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
