import CatalogcCLI
import TestSupport
import Testing

/// `convert`: the other format on standard output or in a file, messages on standard error, nothing if the catalog has errors.
@Suite struct ConvertTests {
  typealias Outcome = MemorySystem.Outcome

  private static let json = """
    {
      "features": {
        "tokens": {
          "type": "metered"
        }
      },
      "plans": {
        "pro": {
          "name": "Pro",
          "entitlements": {
            "tokens": 1000
          },
          "default": true
        }
      }
    }

    """

  private static let swift = """
    import BillingCatalog

    let catalog: Catalog = Catalog(
      features: ["tokens": Feature(type: .metered)],
      plans: ["pro": Plan(name: "Pro", entitlements: ["tokens": 1000], default: true)]
    )

    """

  /// Formatted differently from the program's output.
  private static let loose = """
    // What is sold.
    let all = Catalog(features: ["tokens": .init(type: FeatureType.metered)],
      plans: ["pro": Plan(name: #"Pro"#, entitlements: ["tokens": .metered(amount: 0x3E8)], default: true)])
    """

  @Test func `each format converts to the other and to its own canonical form`() {
    let system = MemorySystem(["a.json": Self.json, "a.swift": Self.loose])
    #expect(system.run("convert", "a.json", "--to", "swift") == Outcome(status: 0, output: Self.swift))
    let warning = Self.dropped("1 comment", "a.swift")
    #expect(system.run("convert", "a.swift", "--to", "json") == Outcome(status: 0, output: Self.json, error: warning))
    #expect(system.run("convert", "a.swift", "--to", "swift") == Outcome(status: 0, output: Self.swift, error: warning))
    #expect(system.run("convert", "a.json", "--to", "json") == Outcome(status: 0, output: Self.json))
    #expect(system.writes.isEmpty)
  }

  @Test func `standard input is JSON unless --from says Swift`() {
    let json = MemorySystem(["-": Self.json])
    #expect(json.run("convert", "-", "--to", "swift") == Outcome(status: 0, output: Self.swift))
    let swift = MemorySystem(["-": Self.loose])
    #expect(
      swift.run("convert", "-", "--from", "swift", "--to", "json")
        == Outcome(status: 0, output: Self.json, error: Self.dropped("1 comment", "<stdin>")))
    let outcome = swift.run("convert", "-", "--to", "json")
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("<stdin>:1:1: error: comments are not allowed in JSON [syntax-error]\n"))
  }

  @Test func `an unknown extension requires --from, which wins over a known one`() {
    let system = MemorySystem(["catalog": Self.loose, "a.json": Self.loose])
    #expect(
      system.run("convert", "catalog", "--to", "json")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: cannot infer the format of `catalog`
              = help: use `--from json` or `--from swift`

            """))
    #expect(system.run("convert", "catalog", "--from", "swift", "--to", "json").output == Self.json)
    #expect(system.run("convert", "a.json", "--from=swift", "--to=json").output == Self.json)
  }

  private static func dropped(_ comments: String, _ name: String) -> String {
    "catalogc: warning: dropped \(comments) of `\(name)`\n"
  }

  @Test func `comments of a JSONC catalog are dropped, and counted in a warning`() {
    let text = "// What is sold.\n" + Self.json.replacing("1000", with: "1000 /* each */, // month")
    let system = MemorySystem(["a.jsonc": text, "-": text])
    let warning = Self.dropped("3 comments", "a.jsonc")
    #expect(system.run("convert", "a.jsonc", "--to", "json") == Outcome(status: 0, output: Self.json, error: warning))
    #expect(
      system.run("convert", "a.jsonc", "--to", "swift", "-o", "a.swift") == Outcome(status: 0, error: warning))
    #expect(system.text("a.swift") == Self.swift)
    #expect(
      system.run("convert", "-", "--from", "jsonc", "--to", "swift")
        == Outcome(status: 0, output: Self.swift, error: Self.dropped("3 comments", "<stdin>")))
  }

  @Test func `-o writes the file and prints nothing`() {
    let system = MemorySystem(["a.json": Self.json])
    #expect(system.run("convert", "a.json", "--to", "swift", "-o", "a.swift") == Outcome(status: 0))
    #expect(system.text("a.swift") == Self.swift)
    #expect(system.writes == [["a.swift"]])
    #expect(system.run("convert", "a.json", "--to", "swift", "-o", "-") == Outcome(status: 0, output: Self.swift))
  }

  @Test func `a file that cannot be written is reported`() {
    let system = MemorySystem(["a.json": Self.json])
    system.failures["out/a.swift"] = SystemError("cannot write `out/a.swift`: No such file or directory")
    #expect(
      system.run("convert", "a.json", "--to", "swift", "-o", "out/a.swift")
        == Outcome(status: 2, error: "catalogc: error: cannot write `out/a.swift`: No such file or directory\n"))
  }

  @Test(arguments: [
    ([], "missing required option `--to`", "use `--to json` or `--to swift`"),
    (["--to", "yaml"], "invalid value `yaml` for `--to`", "use `json` or `swift`"),
    (["--to", "jsonc"], "invalid value `jsonc` for `--to`", "did you mean `json`?"),
    (["--to", "swfit"], "invalid value `swfit` for `--to`", "did you mean `swift`?"),
    (["--to", "json", "--from", "jsn"], "invalid value `jsn` for `--from`", "did you mean `json`?"),
  ])
  func `--to requires a valid format`(arguments: [String], message: String, help: String) {
    let system = MemorySystem(["a.json": Self.json])
    let outcome = system.run(["convert", "a.json"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.error == "catalogc: error: \(message)\n  = help: \(help)\n")
  }

  @Test func `a catalog with errors is not converted, and the output file stays unchanged`() {
    let system = MemorySystem(["a.json": Catalogs.wrong, "a.swift": "old"])
    #expect(
      system.run("convert", "a.json", "--to", "swift", "-o", "a.swift")
        == Outcome(status: 1, error: Catalogs.finding(in: "a.json")))
    #expect(system.text("a.swift") == "old")
    let machine = system.run("convert", "a.json", "--to", "swift", "--format", "json")
    #expect(machine == Outcome(status: 1, error: Catalogs.finding(in: "a.json", asJSON: true)))
  }

  @Test func `a warning is reported, and the catalog is converted`() {
    let outcome = MemorySystem(["a.json": Catalogs.repeated]).run("convert", "a.json", "--to", "swift")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(#"compatiblePlans: ["pro", "pro"]"#))
    #expect(outcome.error.contains(": warning: "))
  }

  @Test func `fields that only JSON has are dropped, and every other string survives a round trip`() {
    let text = #"""
      {"$schema": "https://example.com/catalog.json",
       "features": {"a\"b\\c\u0000\u001b\u202e😀é\n": {"type": "static", "metadata": {"": null, "9": [1, {}], "1": -0.50}}},
       "plans": {"\\(x)": {"entitlements": {"a\"b\\c\u0000\u001b\u202e😀é\n": "#\"\"\""}}}}
      """#
    let system = MemorySystem(["a.json": text])
    let canonical = system.run("convert", "a.json", "--to", "json").output
    #expect(canonical.contains("$schema"))
    system.files["a.swift"] = Array(system.run("convert", "a.json", "--to", "swift").output.utf8)
    let back = system.run("convert", "a.swift", "--to", "json")
    #expect(back.status == 0)
    #expect(
      back.output == canonical.replacingFirst(#"  "$schema": "https://example.com/catalog.json","# + "\n", with: ""))
  }

  private static let charged = (
    json: """
    {
      "meters": {
        "calls": {
          "eventType": "api.call",
          "aggregation": "count",
          "groupBy": {
            "model": "$.model"
          }
        }
      },
      "features": {
        "large": {
          "type": "metered",
          "meter": "calls",
          "where": {
            "model": "large"
          }
        },
        "others": {
          "type": "metered",
          "meter": "calls",
          "where": {
            "model": {
              "not": [
                "large"
              ]
            }
          }
        },
        "seats": {
          "type": "limit"
        },
        "clients": {
          "type": "limit"
        }
      },
      "plans": {
        "team": {
          "entitlements": {
            "large": {
              "type": "metered",
              "prices": {
                "usd": {
                  "amount": "0.002",
                  "currency": "USD"
                }
              }
            },
            "others": {
              "type": "metered",
              "amount": 1000,
              "max": 500000,
              "prices": {
                "usd": {
                  "tiers": [
                    {
                      "upTo": 5000,
                      "amount": "2.00",
                      "flat": 500
                    },
                    {
                      "amount": 100
                    }
                  ],
                  "mode": "graduated",
                  "currency": "USD",
                  "per": 1000
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
                  "upTo": 24,
                  "amount": 2200
                },
                {
                  "amount": 1900
                }
              ],
              "mode": "volume",
              "currency": "USD",
              "interval": "month"
            }
          },
          "quantity": {
            "feature": "seats",
            "min": 5,
            "max": 300
          }
        }
      }
    }

    """,
    swift: """
    import BillingCatalog

    let catalog: Catalog = Catalog(
      meters: [
        "calls": Meter(eventType: "api.call", aggregation: .count, groupBy: ["model": "$.model"])
      ],
      features: [
        "large": Feature(type: .metered, meter: "calls", where: ["model": "large"]),
        "others": Feature(type: .metered, meter: "calls", where: ["model": .not(["large"])]),
        "seats": Feature(type: .limit),
        "clients": Feature(type: .limit)
      ],
      plans: [
        "team": Plan(
          entitlements: [
            "large": .metered(prices: ["usd": UsagePrice(amount: "0.002", currency: "USD")]),
            "others": .metered(
              amount: 1000,
              max: 500_000,
              prices: [
                "usd": UsagePrice(
                  tiers: [Tier(upTo: 5000, amount: "2.00", flat: 500), Tier(amount: 100)],
                  mode: .graduated,
                  currency: "USD",
                  per: 1000
                )
              ]
            ),
            "clients": .limit(amount: 3, perUnit: true)
          ],
          prices: [
            "monthly": Price(
              tiers: [Tier(upTo: 24, amount: 2200), Tier(amount: 1900)],
              mode: .volume,
              currency: "USD",
              interval: .month
            )
          ],
          quantity: Quantity(feature: "seats", min: 5, max: 300)
        )
      ]
    )

    """
  )

  @Test func `usage prices, tiers, quantities and filters convert both ways unchanged`() {
    let system = MemorySystem(["a.json": Self.charged.json, "a.swift": Self.charged.swift])
    #expect(system.run("convert", "a.json", "--to", "swift") == Outcome(status: 0, output: Self.charged.swift))
    #expect(system.run("convert", "a.swift", "--to", "json") == Outcome(status: 0, output: Self.charged.json))
    #expect(system.run("convert", "a.swift", "--to", "swift") == Outcome(status: 0, output: Self.charged.swift))
    #expect(system.run("convert", "a.json", "--to", "json") == Outcome(status: 0, output: Self.charged.json))
  }

  // MARK: Other commands on a Swift catalog

  private static let sold = """
    import BillingCatalog

    let catalog: Catalog = Catalog(
      meters: ["tokens": Meter(eventType: "ai.tokens", aggregation: .count)],
      features: ["tokens": Feature(type: .metered, meter: "tokens")],
      plans: ["pro": Plan(entitlements: ["tokens": 1000])],
      topups: [
        "pack": Topup(
          feature: "tokens",
          amount: 500,
          prices: ["once": Price(amount: 900, currency: "USD", interval: .oneTime)],
          grant: Grant(priority: 2, maxRolloverAmount: 500)
        )
      ]
    )

    """

  @Test(arguments: [
    ["check"], ["compile", "-p", "stripe"], ["compile", "-p", "openmeter"], ["entitlements", "pro"],
    ["grant", "pack", "--customer", "acme", "--payment-id", "pay_1", "--at", "2027-01-15T12:00:00Z"],
  ])
  func `commands accept a Swift catalog like a JSON catalog`(command: [String]) {
    let system = MemorySystem(["a.swift": Self.sold])
    system.files["a.json"] = Array(system.run("convert", "a.swift", "--to", "json").output.utf8)
    let rest = Array(command.dropFirst())
    let swift = system.run([command[0], "a.swift"] + rest)
    let json = system.run([command[0], "a.json"] + rest)
    #expect(swift.status == 0)
    #expect(json.status == 0)
    #expect(swift.output == json.output)
    system.files["-"] = system.files["a.swift"]
    #expect(system.run([command[0], "-", "--from", "swift"] + rest).output == json.output)
  }

  @Test(arguments: [
    ["check"], ["compile", "-p", "stripe"], ["compile", "-p", "openmeter"], ["entitlements", "pro"], ["pricing"],
    ["grant", "pack", "--customer", "acme", "--payment-id", "pay_1", "--at", "2027-01-15T12:00:00Z"],
  ])
  func `commands accept a JSONC catalog like a JSON catalog`(command: [String]) {
    let system = MemorySystem(["a.swift": Self.sold])
    let text = system.run("convert", "a.swift", "--to", "json").output
    system.files["a.json"] = Array(text.utf8)
    system.files["a.jsonc"] = Array("/* What is sold. */ \(text.replacing("\n  }", with: ", // all\n  }"))".utf8)
    system.files["-"] = system.files["a.jsonc"]
    let rest = Array(command.dropFirst())
    let json = system.run([command[0], "a.json"] + rest)
    #expect(json.status == 0)
    let jsonc = system.run([command[0], "a.jsonc"] + rest)
    #expect(jsonc.output == json.output)
    #expect(jsonc.status == 0)
    #expect(system.run([command[0], "-", "--from", "jsonc"] + rest).output == json.output)
    #expect(system.run("diff", "a.json", "a.jsonc").output == system.run("diff", "a.json", "a.json").output)
  }

  @Test func `a finding in a Swift catalog shows its line`() {
    let text = """
      let catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: ["pro": Plan(entitlements: ["apu": true])])
      """
    #expect(
      MemorySystem(["a.swift": text]).run("check", "a.swift")
        == Outcome(
          status: 1,
          error: """
            a.swift:3:38: error: unknown feature `apu` [unknown-feature]
             3 |   plans: ["pro": Plan(entitlements: ["apu": true])])
               |                                      ^~~~~
              = help: did you mean `api`?
            a.swift: 1 error

            """))
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}
