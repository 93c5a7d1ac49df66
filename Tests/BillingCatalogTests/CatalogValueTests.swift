import BillingCatalog
import Testing

/// The values in catalogs.
@Suite struct CatalogValueTests {
  @Test func `a map keeps its order and is indexed by id and position`() {
    var entries: Entries<Entitlement> = ["10": true, "9": 5, "a": "x"]
    #expect(entries.keys == ["10", "9", "a"])
    #expect(entries.map(\.value) == [true, 5, "x"])
    #expect(entries["9"] == 5 && entries["b"] == nil)
    #expect(entries[2].key == "a" && entries.count == 3)
    entries["9"] = 6
    entries["b"] = false
    entries["10"] = nil
    entries["c"] = nil
    #expect(entries == ["9": 6, "a": "x", "b": false])
    #expect(entries != ["a": "x", "9": 6, "b": false], "the order counts")
    #expect(Entries([("x", 1), ("y", 2)] as [(String, Entitlement)]) == ["x": 1, "y": 2])
  }

  @Test func `a duplicate id is kept, and ids are compared scalar by scalar`() {
    let entries: Entries<Entitlement> = ["a": 1, "a": 2, "é": 3, "e\u{301}": 4]
    #expect(entries.count == 4)
    #expect(entries["a"] == 1)
    #expect(entries["é"] == 3 && entries["e\u{301}"] == 4)
    #expect((["é": 1] as Entries<Entitlement>) != ["e\u{301}": 1])
  }

  @Test(arguments: [
    ("1", "1"), ("-0", "0"), ("0.10", "0.1"), ("1e3", "1000"), ("1E+3", "1000"), ("12e-2", "0.12"), ("-1.5", "-1.5"),
    ("0e99999999999999999999", "0"), ("1e400", "1e400"), ("12345678901234567890.12345", "12345678901234567890.12345"),
    ("123456789012345678901234567890123456789012345", "1.23456789012345678901234567890123456789012345e44"),
    ("1e-50", "1e-50"), ("1000000000000000000000000000000000000000", "1000000000000000000000000000000000000000"),
  ]) func `two spellings of a number are the same amount`(text: String, digits: String) {
    #expect(Amount(text).digits == digits)
    #expect(Amount(text) == Amount(digits))
    #expect(Amount(text).isNumber)
  }

  @Test(arguments: ["", " 1", "1 ", "01", "1.", ".5", "1e", "1e+", "+1", "--1", "1_000", "0x10", "abc", "inf", "NaN", "１"])
  func `a string that is not a JSON number is kept and written as a string`(text: String) {
    #expect(!Amount(text).isNumber)
    #expect(Amount(text).digits == text)
    let catalog = Catalog(features: [:], plans: ["p": Plan(entitlements: ["f": .metered(amount: Amount(text))])])
    #expect(catalog.json.contains("\"amount\": \"\(text)\""))
  }

  @Test func `numeric variables can be amounts`() {
    #expect(Amount(UInt64.max).digits == "18446744073709551615")
    #expect(Amount(Int64.min).digits == "-9223372036854775808")
    #expect((0.1 as Amount).digits == "0.1" && (1e22 as Amount).digits == "10000000000000000000000")
    #expect("\(Amount("2.50"))" == "2.5")
  }

  @Test func `money is described in the unit that it is written in`() {
    #expect("\(Money("20.00"))" == "20.00")
    #expect("\(Money(minorUnits: 2000))" == "2000 minor units")
    #expect("\(1 as Money)" == "1 minor unit")
  }

  @Test func `the library does not shadow the standard library`() {
    let wait: Duration = .seconds(3)
    #expect(wait == Swift.Duration.seconds(3))
    #expect(Expiration(duration: .month, count: 2).duration == Expiration.Unit("MONTH"))
  }

  @Test func `a case that is equivalent to a literal equals it`() {
    #expect(Entitlement.boolean(enabled: true) == true)
    #expect(Entitlement.boolean(enabled: false) == false)
    #expect(Entitlement.number(100) == 100)
    #expect(Entitlement.number(0.5) == 0.5)
    #expect(Entitlement.static(config: "x") == "x")
    #expect(Entitlement.metered(amount: 100, reset: .month) != 100)
    #expect(MeterFilter("a") == "a" && MeterFilter(["a"]) == ["a"])
    #expect(MeterFilter("a") != ["a"] && MeterFilter.not(["a"]) != ["a"])
    #expect(MetadataValue.array([.null, .number(1), .bool(true)]) == [nil, 1, true])
  }

  @Test func `a number computed by the program can be an allowance, a bound or an amount`() {
    let (allowance, bound, cents) = (1000, 5000, 2)
    let entitlement: Entitlement = .metered(
      amount: Amount(allowance),
      prices: [
        "usd": UsagePrice(
          tiers: [Tier(upTo: Amount(bound), amount: Money(minorUnits: cents)), Tier(flat: 100)], mode: .volume, currency: "USD")
      ])
    #expect(
      entitlement
        == .metered(
          amount: 1000,
          prices: [
            "usd": UsagePrice(
              tiers: [Tier(upTo: 5000, amount: 2), Tier(flat: Money(minorUnits: 100))], mode: TierMode("volume"),
              currency: "USD")
          ]))
  }

  @Test func `usage prices, tiers, quantities and filters in JSON`() {
    let catalog = Catalog(
      features: [
        "one": Feature(type: .metered, meter: "m", where: ["model": "large"]),
        "some": Feature(type: .metered, meter: "m", where: ["model": ["large", "huge"]]),
        "others": Feature(type: .metered, meter: "m", where: ["model": .not(["large"])]),
      ],
      plans: [
        "team": Plan(
          entitlements: [
            "one": .metered(prices: ["usd": UsagePrice(amount: "0.002", currency: "USD", per: 100)]),
            "some": .metered(
              amount: 1000, max: 5000,
              prices: [
                "usd": UsagePrice(
                  tiers: [Tier(upTo: 2000, amount: 2, flat: 500), Tier(flat: 0)], mode: .graduated, currency: "USD")
              ]),
            "others": .metered(reset: .day, prices: ["usd": UsagePrice(amount: 200, currency: "USD", package: 1000)]),
            "clients": .limit(amount: 3, perUnit: true),
          ],
          prices: ["monthly": Price(tiers: [Tier(amount: 2200)], mode: .volume, currency: "USD", interval: .month)],
          quantity: Quantity(feature: "seats", min: 5))
      ])
    #expect(
      catalog.json == #"""
        {
          "features": {
            "one": {
              "type": "metered",
              "meter": "m",
              "where": {
                "model": "large"
              }
            },
            "some": {
              "type": "metered",
              "meter": "m",
              "where": {
                "model": [
                  "large",
                  "huge"
                ]
              }
            },
            "others": {
              "type": "metered",
              "meter": "m",
              "where": {
                "model": {
                  "not": [
                    "large"
                  ]
                }
              }
            }
          },
          "plans": {
            "team": {
              "entitlements": {
                "one": {
                  "type": "metered",
                  "prices": {
                    "usd": {
                      "amount": "0.002",
                      "currency": "USD",
                      "per": 100
                    }
                  }
                },
                "some": {
                  "type": "metered",
                  "amount": 1000,
                  "max": 5000,
                  "prices": {
                    "usd": {
                      "tiers": [
                        {
                          "upTo": 2000,
                          "amount": 2,
                          "flat": 500
                        },
                        {
                          "flat": 0
                        }
                      ],
                      "mode": "graduated",
                      "currency": "USD"
                    }
                  }
                },
                "others": {
                  "type": "metered",
                  "reset": "day",
                  "prices": {
                    "usd": {
                      "amount": 200,
                      "currency": "USD",
                      "package": 1000
                    }
                  }
                },
                "clients": {
                  "type": "limit",
                  "amount": 3,
                  "perUnit": true
                }
              },
              "prices": {
                "monthly": {
                  "tiers": [
                    {
                      "amount": 2200
                    }
                  ],
                  "mode": "volume",
                  "currency": "USD",
                  "interval": "month"
                }
              },
              "quantity": {
                "feature": "seats",
                "min": 5
              }
            }
          }
        }

        """#)
  }

  @Test func `the JSON has the fields in order and omits those without a value`() {
    let catalog = Catalog(
      features: ["tokens": Feature(key: "t", type: .metered, description: "a \"quoted\"\n\u{7F}\u{9B}text", metadata: [:])],
      plans: [
        "pro": Plan(
          entitlements: [
            "tokens": .metered(amount: 100, reset: .day, isSoftLimit: false), "api": .boolean(metadata: ["a": [1, nil]]),
            "sso": false, "tier": .static(config: "gold", metadata: [:]), "left": .boolean(),
          ],
          prices: ["monthly": Price(amount: 2000, currency: "USD", interval: .month, trialDays: 0)])
      ],
      addons: [:])
    #expect(
      catalog.json == #"""
        {
          "features": {
            "tokens": {
              "key": "t",
              "type": "metered",
              "description": "a \"quoted\"\n\u007f\u009btext",
              "metadata": {}
            }
          },
          "plans": {
            "pro": {
              "entitlements": {
                "tokens": {
                  "type": "metered",
                  "amount": 100,
                  "reset": "day",
                  "isSoftLimit": false
                },
                "api": {
                  "type": "boolean",
                  "metadata": {
                    "a": [
                      1,
                      null
                    ]
                  }
                },
                "sso": false,
                "tier": {
                  "type": "static",
                  "config": "gold",
                  "metadata": {}
                },
                "left": {
                  "type": "boolean"
                }
              },
              "prices": {
                "monthly": {
                  "amount": 2000,
                  "currency": "USD",
                  "interval": "month",
                  "trialDays": 0
                }
              }
            }
          },
          "addons": {}
        }

        """#)
  }
}
