/// The catalog that the measurement starts from, with every field in every place where it is allowed.
///
/// Each entitlement of the plan `pro` and of the add-ons has its own feature, so that a finding about one cannot be mistaken for
/// a finding about another; only `tokens` is shared by the plan and an add-on. Provider sections and ids are added where needed.
enum CoverageProbe {
  static let text = #"""
    {
      "$schema": "https://example.com/catalog.schema.json",
      "id": "probe",
      "meters": {
        "calls": {
          "key": "api_calls", "name": "API calls", "description": "Calls that are answered", "eventType": "api.call",
          "aggregation": "sum", "valueProperty": "$.tokens", "groupBy": {"model": "$.model"},
          "metadata": {"team": "platform"}
        },
        "jobs": {"eventType": "job.done", "aggregation": "count"},
        "flow": {"eventType": "flow.step", "aggregation": "count", "groupBy": {"kind": "$.kind"}},
        "prints": {"eventType": "page.printed", "aggregation": "count"}
      },
      "features": {
        "api": {
          "key": "api_access", "type": "boolean", "name": "API access", "description": "The public API",
          "metadata": {"team": "platform"}
        },
        "tokens": {
          "key": "model_tokens", "type": "metered", "name": "Tokens", "description": "Of any model", "meter": "calls",
          "metadata": {"team": "models"}
        },
        "region": {
          "key": "data_region", "type": "static", "name": "Region", "description": "Where data lies",
          "metadata": {"team": "storage"}
        },
        "base": {"type": "boolean"},
        "sso": {"type": "boolean"}, "seats": {"type": "metered", "meter": "jobs"}, "tier": {"type": "static"},
        "credits": {"type": "metered", "meter": "jobs"}, "vouchers": {"type": "metered", "meter": "jobs"},
        "audit": {"type": "boolean"}, "exports": {"type": "metered", "meter": "jobs"}, "theme": {"type": "static"},
        "beta": {"type": "boolean"}, "jobs": {"type": "metered", "meter": "jobs"}, "limits": {"type": "static"},
        "events": {"type": "metered", "meter": "flow", "where": {"kind": "large"}}, "crew": {"type": "limit"},
        "guests": {"type": "limit"}, "projects": {"type": "limit"}, "members": {"type": "limit"},
        "messages": {"type": "metered", "meter": "jobs"},
        "help": {"type": "boolean"}, "hours": {"type": "metered", "meter": "jobs"}, "wizard": {"type": "static"},
        "storage": {"type": "metered", "meter": "jobs"}, "chats": {"type": "metered", "meter": "jobs"},
        "pages": {"type": "metered", "meter": "prints"}, "pool": {"type": "metered", "costs": {"pages": 5}},
        "perk": {"type": "boolean"}, "taste": {"type": "boolean"}
      },
      "plans": {
        "pro": {
          "key": "pro_plan", "name": "Pro", "description": "For teams",
          "entitlements": {
            "api": {"type": "boolean", "enabled": true, "metadata": {"note": "api"}},
            "tokens": {
              "type": "metered", "amount": 1000, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": true,
              "metadata": {"note": "tokens"}
            },
            "region": {"type": "static", "config": "{\"zone\":\"eu\"}", "metadata": {"note": "region"}},
            "sso": true, "seats": 10, "tier": "gold", "credits": 20, "vouchers": 20, "messages": "unlimited",
            "members": {"type": "limit", "amount": 5, "metadata": {"note": "members"}}
          },
          "prices": {
            "monthly": {
              "amount": 2000, "currency": "USD", "interval": "month", "intervalCount": 1, "trialDays": 14,
              "lookupKey": "pro_month", "metadata": {"term": "short"}
            },
            "yearly": {"amount": 20000, "currency": "USD", "interval": "year"}
          },
          "metadata": {"segment": "teams"}
        },
        "team": {
          "entitlements": {"base": true}, "prices": {"monthly": {"amount": 40, "currency": "USD", "interval": "month"}}
        },
        "metered": {
          "entitlements": {
            "base": true,
            "events": {
              "amount": 100, "max": 90000,
              "prices": {
                "usd": {
                  "amount": "2.00", "currency": "USD", "per": 1000, "lookupKey": "metered_events", "metadata": {"term": "use"}
                }
              }
            }
          },
          "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}
        },
        "packages": {
          "entitlements": {
            "base": true,
            "events": {"amount": 0, "prices": {"usd": {"amount": "2.00", "currency": "USD", "package": 1000}}}
          },
          "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}
        },
        "tiered": {
          "entitlements": {
            "base": true,
            "events": {
              "amount": 100,
              "prices": {
                "usd": {
                  "tiers": [{"upTo": 5000, "amount": 4}, {"amount": 2}], "mode": "graduated", "currency": "USD"
                }
              }
            }
          },
          "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}}
        },
        "crewed": {
          "entitlements": {"base": true, "guests": {"amount": 2, "perUnit": true}},
          "prices": {"monthly": {"amount": 900, "currency": "USD", "interval": "month"}},
          "quantity": {"feature": "crew", "min": 2, "max": 9}
        },
        "bulk": {
          "entitlements": {"base": true},
          "prices": {
            "monthly": {
              "tiers": [{"upTo": 5, "amount": 900}, {"amount": 800}], "mode": "graduated", "currency": "USD", "interval": "month"
            }
          },
          "quantity": {}
        },
        "free": {"entitlements": {"base": true}, "default": true},
        "trying": {
          "entitlements": {"taste": true}, "prices": {"monthly": {"amount": 0, "currency": "USD", "interval": "month"}},
          "default": true, "group": "trying"
        },
        "hosting": {
          "entitlements": {"base": true},
          "prices": {
            "monthly": {
              "amount": 900, "currency": "USD", "interval": "month", "trialDays": 7, "trialCard": true, "sold": true
            }
          },
          "group": "hosting", "sold": true, "onRequest": false
        },
        "storing": {
          "entitlements": {"storage": 10, "pool": 100},
          "prices": {
            "monthly": {"amount": 900, "currency": "USD", "interval": "month"},
            "yearly": {"amount": 9000, "currency": "USD", "interval": "year", "entitlements": {"storage": 20}}
          }
        },
        "basic": {
          "entitlements": {"perk": true}, "prices": {"monthly": {"amount": 1900, "currency": "USD", "interval": "month"}}
        }
      },
      "addons": {
        "extra": {
          "key": "extra_usage", "name": "Extra", "description": "More of everything",
          "entitlements": {
            "beta": {"type": "boolean", "enabled": true, "metadata": {"note": "beta"}},
            "tokens": {
              "type": "metered", "amount": 500, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": true,
              "metadata": {"note": "tokens"}
            },
            "jobs": {
              "type": "metered", "amount": 500, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": true,
              "metadata": {"note": "jobs"}
            },
            "limits": {"type": "static", "config": "{\"rate\":10}", "metadata": {"note": "limits"}},
            "projects": {"type": "limit", "amount": 5, "set": false, "metadata": {"note": "projects"}},
            "audit": true, "exports": 5, "theme": "dark"
          },
          "prices": {
            "monthly": {
              "amount": 500, "currency": "USD", "interval": "month", "intervalCount": 1, "trialDays": 7,
              "lookupKey": "extra_month", "metadata": {"term": "short"}
            },
            "yearly": {"amount": 5000, "currency": "USD", "interval": "year"}
          },
          "compatiblePlans": ["pro"], "quantity": {"min": 2, "max": 5}, "metadata": {"segment": "teams"}
        },
        "setup": {
          "key": "setup_help", "name": "Setup", "description": "We set it up",
          "entitlements": {
            "help": {"type": "boolean", "enabled": true, "metadata": {"note": "help"}},
            "hours": {
              "type": "metered", "amount": 3, "reset": "week", "isSoftLimit": true, "preserveOverageAtReset": true,
              "metadata": {"note": "hours"}
            },
            "wizard": {"type": "static", "config": "{\"steps\":3}", "metadata": {"note": "wizard"}}
          },
          "prices": {
            "once": {
              "amount": 9900, "currency": "USD", "interval": "one_time", "lookupKey": "setup_once",
              "metadata": {"term": "once"}
            },
            "rush": {"amount": 19900, "currency": "USD", "interval": "one_time"}
          },
          "compatiblePlans": ["pro"], "quantity": {"min": 2, "max": 5}, "metadata": {"segment": "teams"}
        },
        "assist": {
          "entitlements": {"base": true},
          "prices": {
            "monthly": {
              "amount": 900, "currency": "USD", "interval": "month", "trialDays": 7, "trialCard": true, "sold": true
            }
          },
          "sold": true, "onRequest": false
        },
        "chatting": {
          "entitlements": {"chats": 10},
          "prices": {
            "monthly": {"amount": 900, "currency": "USD", "interval": "month"},
            "yearly": {"amount": 9000, "currency": "USD", "interval": "year", "entitlements": {"chats": 20}}
          }
        }
      },
      "topups": {
        "pack": {
          "key": "credit_pack", "name": "Pack", "description": "Credits that last", "feature": "credits", "amount": 1000,
          "quantity": {"max": 4},
          "prices": {
            "once": {
              "amount": 900, "currency": "USD", "interval": "one_time", "lookupKey": "pack_once",
              "metadata": {"term": "once"}, "sold": true
            },
            "bulk": {"amount": 800, "currency": "USD", "interval": "one_time"}
          },
          "compatiblePlans": ["pro"],
          "grant": {
            "priority": 5, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 200,
            "metadata": {"reason": "bought"}
          },
          "sold": true, "metadata": {"segment": "teams"}
        }
      },
      "discounts": {
        "launch": {
          "name": "Launch", "percent": 20, "duration": {"months": 3}, "appliesTo": ["basic"],
          "codes": {
            "LAUNCH20": {
              "maxRedemptions": 100, "maxPerCustomer": 1, "expiresAt": "2098-01-01T00:00:00Z", "firstPurchaseOnly": true,
              "minimum": {"USD": 1000}
            }
          },
          "metadata": {"team": "growth"}
        },
        "welcome": {
          "amounts": {"USD": 100}, "duration": "once", "appliesTo": ["basic"], "codes": {"WELCOME": {}}
        },
        "late": {
          "percent": 10, "duration": "forever", "appliesTo": ["basic"], "codes": {"LATE": {}}, "maxRedemptions": 1000,
          "expiresAt": "2099-01-01T00:00:00Z"
        }
      },
      "providers": {}
    }
    """#
}
