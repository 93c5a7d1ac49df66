import Testing

/// Price lists as products publish them, and what their customers pay, computed by hand.
@Suite struct FigureTests {
  private static let agencySeats = #"""
    {
      "features": {
        "seats": {"type": "limit"}, "clients": {"type": "limit"}, "video_minutes": {"type": "limit"},
        "white_label": {"type": "boolean"}
      },
      "plans": {
        "agency": {
          "quantity": {"feature": "seats", "min": 5, "max": 300},
          "entitlements": {"clients": {"amount": 5, "perUnit": true}, "video_minutes": 60, "white_label": true},
          "prices": {
            "monthly": {
              "currency": "EUR", "interval": "month", "mode": "volume",
              "tiers": [{"upTo": 24, "amount": 2200}, {"upTo": 99, "amount": 1900}, {"amount": 1600}]
            },
            "yearly": {
              "currency": "EUR", "interval": "year", "mode": "volume",
              "tiers": [{"upTo": 24, "amount": 22000}, {"upTo": 99, "amount": 19000}, {"amount": 16000}]
            }
          }
        }
      }
    }
    """#

  /// Volume tiers price all seats: 25 × 19.00.
  @Test func `agency seats`() throws {
    #expect(
      try invoices(Self.agencySeats, Basket(plan: "agency", price: "monthly", quantity: 25))
        == ["475.00 EUR a month"])
  }

  private static let codeEditorDiscounts = #"""
    {
      "features": {"completions": {"type": "metered"}, "cloud_agents": {"type": "limit"}, "seats": {"type": "limit"}},
      "plans": {
        "team": {
          "quantity": {"feature": "seats", "min": 2},
          "entitlements": {"completions": "unlimited", "cloud_agents": {"amount": 2, "perUnit": true}},
          "prices": {
            "monthly_usd": {"amount": 3500, "currency": "USD", "interval": "month"},
            "monthly_eur": {"amount": 3300, "currency": "EUR", "interval": "month"}
          }
        }
      },
      "discounts": {
        "welcome": {
          "amounts": {"USD": 1000, "EUR": "9.00"}, "duration": "once", "appliesTo": ["plans.team"],
          "codes": {"WELCOME10": {"firstPurchaseOnly": true, "minimum": {"USD": 7000, "EUR": 6600}}}
        }
      }
    }
    """#

  /// An amount off, in the currency of the price.
  @Test func `code editor discounts`() throws {
    #expect(
      try invoices(Self.codeEditorDiscounts, Basket(plan: "team", price: "monthly_eur", quantity: 3, discount: "welcome"))
        == ["90.00 EUR a month"])
  }

  private static let gameServers = #"""
    {
      "meters": {
        "transfer": {
          "eventType": "cdn.transfer", "aggregation": "sum", "valueProperty": "$.gb",
          "groupBy": {"region": "$.region"}
        }
      },
      "features": {
        "transfer_home": {"type": "metered", "meter": "transfer", "where": {"region": ["eu", "na"]}},
        "transfer_rest": {"type": "metered", "meter": "transfer", "where": {"region": {"not": ["eu", "na"]}}}
      },
      "plans": {
        "cdn": {
          "group": "delivery",
          "entitlements": {
            "transfer_home": {"amount": 1000, "prices": {"usd": {"amount": "0.01", "currency": "USD"}}},
            "transfer_rest": {"prices": {"usd": {"amount": "0.06", "currency": "USD"}}}
          },
          "prices": {"monthly": {"amount": 1000, "currency": "USD", "interval": "month"}}
        }
      }
    }
    """#

  /// Traffic by region, with a price for the rest.
  @Test func `game servers`() throws {
    #expect(
      try invoices(Self.gameServers, Basket(plan: "cdn", usage: ["transfer_home": "1500", "transfer_rest": "200"]))
        == ["27.00 USD a month"])
  }

  private static let geocodingPrepaid = #"""
    {
      "meters": {"requests": {"eventType": "geocode", "aggregation": "count"}},
      "features": {"requests": {"type": "metered", "meter": "requests"}, "rps": {"type": "limit"}},
      "plans": {
        "flex": {
          "entitlements": {
            "rps": 20,
            "requests": {
              "amount": 50000,
              "prices": {
                "usd": {"amount": "0.50", "per": 1000, "currency": "USD"},
                "eur": {"amount": "0.46", "per": 1000, "currency": "EUR"}
              }
            }
          },
          "prices": {
            "monthly_usd": {"amount": 4900, "currency": "USD", "interval": "month"},
            "monthly_eur": {"amount": 4500, "currency": "EUR", "interval": "month"},
            "yearly_usd": {"amount": 49000, "currency": "USD", "interval": "year"},
            "yearly_eur": {"amount": 45000, "currency": "EUR", "interval": "year"}
          }
        }
      }
    }
    """#

  /// A year in advance, and usage each month.
  @Test func `geocoding prepaid`() throws {
    #expect(
      try invoices(Self.geocodingPrepaid, Basket(plan: "flex", price: "yearly_usd", usage: ["requests": "62500"]))
        == ["490.00 USD a year", "6.25 USD a month"])
  }

  private static let imageCredits = #"""
    {
      "meters": {
        "images": {"eventType": "image.made", "aggregation": "count"},
        "upscales": {"eventType": "image.upscaled", "aggregation": "count"},
        "video_seconds": {"eventType": "video.made", "aggregation": "sum", "valueProperty": "$.seconds"}
      },
      "features": {
        "images": {"type": "metered", "meter": "images"}, "upscales": {"type": "metered", "meter": "upscales"},
        "video": {"type": "metered", "meter": "video_seconds"},
        "credits": {"type": "metered", "costs": {"images": 1, "upscales": 0.5, "video": 4}},
        "private_mode": {"type": "boolean"}
      },
      "plans": {
        "studio": {
          "entitlements": {
            "credits": {"amount": 2000, "max": 20000, "prices": {"usd": {"amount": "0.04", "currency": "USD"}}},
            "private_mode": true
          },
          "prices": {"monthly": {"amount": 7900, "currency": "USD", "interval": "month"}}
        }
      }
    }
    """#

  /// 2,500 credits of a pool: 1,500 + 4 × 200 + 0.5 × 400.
  @Test func `image credits`() throws {
    #expect(
      try invoices(Self.imageCredits, Basket(plan: "studio", usage: ["images": "1500", "video": "200", "upscales": "400"]))
        == ["99.00 USD a month"])
  }

  private static let ledgerIndia = #"""
    {
      "features": {
        "invoices": {"type": "metered"}, "sms": {"type": "metered"}, "firms": {"type": "limit"},
        "e_way_bills": {"type": "boolean"}, "onboarding": {"type": "boolean"}
      },
      "plans": {
        "gold": {
          "entitlements": {"invoices": "unlimited", "sms": 500, "firms": 5, "e_way_bills": true},
          "prices": {
            "monthly": {"amount": "799.00", "currency": "INR", "interval": "month"},
            "yearly": {"amount": "7999.00", "currency": "INR", "interval": "year"}
          }
        }
      },
      "addons": {
        "onboarding": {
          "compatiblePlans": ["gold"], "entitlements": {"onboarding": true},
          "prices": {"once": {"amount": "4999.00", "currency": "INR", "interval": "one_time"}}
        }
      },
      "topups": {
        "sms_1000": {
          "feature": "sms", "amount": 1000,
          "prices": {"inr": {"amount": "199.00", "currency": "INR", "interval": "one_time"}},
          "grant": {"priority": 2, "expiration": {"duration": "MONTH", "count": 6}, "maxRolloverAmount": 1000}
        }
      }
    }
    """#

  /// An add-on and a top-up that are paid once.
  @Test func `ledger india`() throws {
    #expect(
      try invoices(Self.ledgerIndia, Basket(plan: "gold", price: "yearly", addons: ["onboarding": 1], topups: ["sms_1000": 1]))
        == ["7,999.00 INR a year", "5,198.00 INR once"])
  }

  private static let lifetimeDeal = #"""
    {
      "meters": {"posts": {"eventType": "post.published", "aggregation": "count"}},
      "features": {
        "posts": {"type": "metered", "meter": "posts"}, "ai_captions": {"type": "metered"},
        "accounts": {"type": "limit"}, "analytics": {"type": "boolean"}
      },
      "plans": {"free": {"default": true, "entitlements": {"posts": 10, "accounts": 1}}},
      "addons": {
        "lifetime": {
          "compatiblePlans": ["free"], "quantity": {"max": 3},
          "entitlements": {"posts": {"amount": 100, "reset": "month"}, "ai_captions": 200, "accounts": 5, "analytics": true},
          "prices": {"once": {"amount": 6900, "currency": "USD", "interval": "one_time"}}
        }
      }
    }
    """#

  /// A free plan, and a deal that is paid once.
  @Test func `lifetime deal`() throws {
    #expect(
      try invoices(Self.lifetimeDeal, Basket(plan: "free", addons: ["lifetime": 2]))
        == ["138.00 USD once"])
  }

  private static let messagingVolume = #"""
    {
      "meters": {
        "sms": {"eventType": "sms.delivered", "aggregation": "count"},
        "minutes": {"eventType": "call.ended", "aggregation": "sum", "valueProperty": "$.minutes"}
      },
      "features": {
        "sms": {"type": "metered", "meter": "sms"}, "calls": {"type": "metered", "meter": "minutes"},
        "numbers": {"type": "limit"}
      },
      "plans": {
        "usage": {
          "entitlements": {
            "numbers": 0,
            "sms": {
              "prices": {
                "usd": {
                  "currency": "USD", "mode": "volume",
                  "tiers": [
                    {"upTo": 150000, "amount": "0.0083"},
                    {"upTo": 450000, "amount": "0.0081"},
                    {"upTo": 750000, "amount": "0.0079"},
                    {"amount": "0.0077"}
                  ]
                },
                "eur": {
                  "currency": "EUR", "mode": "volume",
                  "tiers": [
                    {"upTo": 150000, "amount": "0.0079"},
                    {"upTo": 450000, "amount": "0.0077"},
                    {"upTo": 750000, "amount": "0.0075"},
                    {"amount": "0.0073"}
                  ]
                }
              }
            },
            "calls": {
              "prices": {
                "usd": {
                  "currency": "USD", "mode": "graduated",
                  "tiers": [{"upTo": 1000, "amount": "0.014"}, {"upTo": 100000, "amount": "0.0125"}, {"amount": "0.01"}]
                },
                "eur": {
                  "currency": "EUR", "mode": "graduated",
                  "tiers": [{"upTo": 1000, "amount": "0.013"}, {"upTo": 100000, "amount": "0.0115"}, {"amount": "0.0095"}]
                }
              }
            }
          }
        }
      }
    }
    """#

  /// Volume and graduated tiers, without a fee: 1,155.0077 and 18.75575.
  @Test func `messaging volume`() throws {
    #expect(
      try invoices(Self.messagingVolume, Basket(plan: "usage", currency: "EUR", usage: ["sms": "150001", "calls": "1500.5"]))
        == ["1,173.77 EUR a month"])
  }

  private static let modelApi = #"""
    {
      "meters": {
        "input": {
          "eventType": "inference", "aggregation": "sum", "valueProperty": "$.input_tokens",
          "groupBy": {"model": "$.model"}
        },
        "output": {
          "eventType": "inference", "aggregation": "sum", "valueProperty": "$.output_tokens",
          "groupBy": {"model": "$.model"}
        }
      },
      "features": {
        "swift_in": {"type": "metered", "meter": "input", "where": {"model": "swift-2"}},
        "swift_out": {"type": "metered", "meter": "output", "where": {"model": "swift-2"}},
        "deep_in": {"type": "metered", "meter": "input", "where": {"model": ["deep-1", "deep-1-long"]}},
        "deep_out": {"type": "metered", "meter": "output", "where": {"model": ["deep-1", "deep-1-long"]}},
        "requests_per_minute": {"type": "limit"}
      },
      "plans": {
        "build": {
          "entitlements": {
            "swift_in": {"prices": {"usd": {"amount": "0.15", "per": 1000000, "currency": "USD"}}},
            "swift_out": {"prices": {"usd": {"amount": "0.60", "per": 1000000, "currency": "USD"}}},
            "deep_in": {"prices": {"usd": {"amount": "3.00", "per": 1000000, "currency": "USD"}}},
            "deep_out": {"prices": {"usd": {"amount": "15.00", "per": 1000000, "currency": "USD"}}},
            "requests_per_minute": 500
          }
        }
      }
    }
    """#

  /// Tokens quoted by the million.
  @Test func `model api`() throws {
    #expect(
      try invoices(Self.modelApi, Basket(plan: "build", usage: ["swift_in": "12000000", "deep_out": "300000"]))
        == ["6.30 USD a month"])
  }

  private static let teamDocs = #"""
    {
      "features": {
        "members": {"type": "limit"}, "guests": {"type": "limit"}, "upload_mb": {"type": "limit"},
        "ai_answers": {"type": "metered"}, "history_days": {"type": "limit"}
      },
      "plans": {
        "team": {
          "quantity": {"feature": "members"},
          "entitlements": {
            "guests": 100, "upload_mb": "unlimited", "history_days": 30,
            "ai_answers": {"amount": 20, "perUnit": true}
          },
          "prices": {
            "monthly": {"amount": 1200, "currency": "USD", "interval": "month", "trialDays": 14},
            "yearly": {"amount": 12000, "currency": "USD", "interval": "year"}
          }
        }
      },
      "addons": {
        "assistant": {
          "compatiblePlans": ["team"], "quantity": {}, "entitlements": {"ai_answers": 500},
          "prices": {
            "monthly": {"amount": 800, "currency": "USD", "interval": "month"},
            "yearly": {"amount": 9600, "currency": "USD", "interval": "year"}
          }
        }
      }
    }
    """#

  /// An add-on for each seat, paid as often as the plan.
  @Test func `team docs`() throws {
    #expect(
      try invoices(Self.teamDocs, Basket(plan: "team", price: "monthly", quantity: 7, addons: ["assistant": 7]))
        == ["140.00 USD a month"])
  }

  private static let tracingGraduated = #"""
    {
      "meters": {"units": {"eventType": "trace.unit", "aggregation": "count"}},
      "features": {
        "units": {"type": "metered", "meter": "units"}, "users": {"type": "limit"},
        "retention_days": {"type": "limit"}
      },
      "plans": {
        "core": {
          "entitlements": {
            "users": "unlimited", "retention_days": 90,
            "units": {
              "amount": 100000,
              "prices": {
                "usd": {
                  "currency": "USD", "mode": "graduated", "per": 100000,
                  "tiers": [
                    {"upTo": 1000000, "amount": "8.00"},
                    {"upTo": 10000000, "amount": "7.00"},
                    {"upTo": 50000000, "amount": "6.50"},
                    {"amount": "6.00"}
                  ]
                }
              }
            }
          },
          "prices": {
            "monthly": {"amount": 2900, "currency": "USD", "interval": "month"},
            "monthly_2024": {
              "amount": 1900, "currency": "USD", "interval": "month", "sold": false,
              "entitlements": {
                "units": {
                  "amount": 50000,
                  "prices": {
                    "usd": {
                      "currency": "USD", "mode": "graduated", "per": 100000,
                      "tiers": [{"upTo": 1000000, "amount": "10.00"}, {"amount": "8.00"}]
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    """#

  /// 29.00, and 72.00 + 630.00 + 130.00.
  @Test func `tracing graduated`() throws {
    #expect(
      try invoices(Self.tracingGraduated, Basket(plan: "core", price: "monthly", usage: ["units": "12000000"]))
        == ["861.00 USD a month"])
  }

  private static let vectorDatabase = #"""
    {
      "meters": {
        "stored_gb": {"eventType": "storage.sampled", "aggregation": "latest", "valueProperty": "$.gb"},
        "read_units": {"eventType": "query.done", "aggregation": "sum", "valueProperty": "$.read_units"},
        "writes": {"eventType": "vector.written", "aggregation": "count"},
        "egress_gb": {"eventType": "egress", "aggregation": "sum", "valueProperty": "$.gb"}
      },
      "features": {
        "storage": {"type": "metered", "meter": "stored_gb"}, "reads": {"type": "metered", "meter": "read_units"},
        "writes": {"type": "metered", "meter": "writes"}, "egress": {"type": "metered", "meter": "egress_gb"},
        "indexes": {"type": "limit"}, "backup_days": {"type": "static"}
      },
      "plans": {
        "standard": {
          "entitlements": {
            "storage": {"amount": 15, "prices": {"usd": {"amount": "0.33", "currency": "USD"}}},
            "reads": {
              "amount": 3000000, "max": 500000000,
              "prices": {"usd": {"amount": "16.00", "package": 1000000, "currency": "USD"}}
            },
            "writes": {"amount": 5000000, "prices": {"usd": {"amount": "4.00", "per": 1000000, "currency": "USD"}}},
            "egress": {"amount": 100, "prices": {"usd": {"amount": "0.09", "currency": "USD"}}}, "indexes": 20,
            "backup_days": {"config": {"days": 7, "region": "same"}}
          },
          "prices": {"monthly": {"amount": 5000, "currency": "USD", "interval": "month"}}
        }
      },
      "addons": {
        "more_indexes": {
          "compatiblePlans": ["standard"], "quantity": {"max": 8}, "entitlements": {"indexes": 10},
          "prices": {"monthly": {"amount": 1500, "currency": "USD", "interval": "month"}}
        }
      }
    }
    """#

  /// A started package, and usage in proportion.
  @Test func `vector database`() throws {
    #expect(
      try invoices(
        Self.vectorDatabase, Basket(plan: "standard", addons: ["more_indexes": 2], usage: ["reads": "3000001", "storage": "20"]))
        == ["97.65 USD a month"])
  }
}
