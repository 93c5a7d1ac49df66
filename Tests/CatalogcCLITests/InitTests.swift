import CatalogcCLI
import Providers
import TestSupport
import Testing

/// `init`: a starter catalog that the chosen providers accept without warnings.
@Suite struct InitTests {
  typealias Outcome = MemorySystem.Outcome

  @Test func `the starter catalog shows the features of the format`() {
    let system = MemorySystem()
    #expect(
      system.run("init") == Outcome(status: 0, error: "wrote catalog.json; check it with: catalogc check catalog.json\n"))
    #expect(
      system.text("catalog.json") == """
        {
          "meters": {
            "api_calls": {
              "name": "API calls",
              "description": "Requests that were answered",
              "eventType": "api.call",
              "aggregation": "count"
            }
          },
          "features": {
            "api_calls": {
              "type": "metered",
              "name": "API calls",
              "meter": "api_calls"
            },
            "sso": {
              "type": "boolean",
              "name": "Single sign-on"
            }
          },
          "plans": {
            "free": {
              "name": "Free",
              "description": "To try it out",
              "entitlements": {
                "api_calls": 1000,
                "sso": false
              },
              "default": true
            },
            "pro": {
              "name": "Pro",
              "description": "For teams",
              "entitlements": {
                "api_calls": {
                  "amount": 100000,
                  "reset": "month"
                },
                "sso": true
              },
              "prices": {
                "monthly": {
                  "amount": 2000,
                  "currency": "USD",
                  "interval": "month"
                },
                "yearly": {
                  "amount": 20000,
                  "currency": "USD",
                  "interval": "year"
                }
              }
            }
          },
          "topups": {
            "call_pack": {
              "name": "50,000 API calls",
              "description": "When the monthly allowance is used up",
              "feature": "api_calls",
              "amount": 50000,
              "prices": {
                "once": {
                  "amount": 1000,
                  "currency": "USD",
                  "interval": "one_time"
                }
              },
              "grant": {
                "priority": 1,
                "maxRolloverAmount": 50000
              }
            }
          }
        }

        """)
    #expect(system.run("check", "catalog.json", "--strict") == Outcome(status: 0))
    #expect(system.run("fmt", "--check", "catalog.json") == Outcome(status: 0))
  }

  @Test(arguments: Provider.all.map(\.name))
  func `each provider accepts its starter catalog in both formats`(provider: String) throws {
    let system = MemorySystem()
    #expect(system.run("init", "-p", provider).status == 0)
    #expect(system.run("init", "--swift", "-p", provider).error.hasPrefix("wrote Catalog.swift; check it with: catalogc "))
    for file in ["catalog.json", "Catalog.swift"] {
      let text = try #require(system.text(file))
      #expect(system.run("check", file, "--strict", "--provider", provider).status == 0, "\(text)")
      #expect(system.run("compile", file, "--strict", "--provider", provider).output.hasPrefix("{\n  \"format\": 2,\n"))
    }
    let artifacts = ["catalog.json", "Catalog.swift"].map { system.run("compile", $0, "-p", provider).output }
    #expect(artifacts[0] == artifacts[1])
    let canonical = system.run("convert", "catalog.json", "--to", "json").output
    #expect(!canonical.isEmpty)
    #expect(system.run("convert", "Catalog.swift", "--to", "json").output == canonical)
    #expect(system.run("fmt", "--check", "catalog.json").status == 0)
  }

  @Test(arguments: Provider.all.map(\.name))
  func `two providers share a starter catalog`(first: String) {
    for second in Provider.all.map(\.name) where second > first {
      let system = MemorySystem()
      let outcome = system.run("init", "-p", "\(first),\(second)")
      #expect(outcome.status == 0)
      #expect(system.run("check", "catalog.json", "--strict", "-p", "\(first),\(second)").status == 0, "\(first), \(second)")
      #expect(!outcome.error.contains("warning"), "\(first), \(second)")
    }
  }

  @Test func `the catalog fits the provider and contains its options`() throws {
    let system = MemorySystem()
    _ = system.run("init", "-p", "razorpay")
    let india = try #require(system.text("catalog.json"))
    #expect(india.contains("\"currency\": \"INR\"") && !india.contains("USD"))
    #expect(india.contains("topups"))
    _ = system.run("init", "dodo.json", "-p", "dodo")
    #expect(try #require(system.text("dodo.json")).contains("\"taxCategory\": \"saas\""))
    _ = system.run("init", "stripe.json", "-p", "stripe")
    #expect(try #require(system.text("stripe.json")).contains("\"topups\""))
  }

  @Test func `a Swift catalog starts with its import and a comment`() throws {
    let system = MemorySystem()
    _ = system.run("init", "--swift")
    let text = try #require(system.text("Catalog.swift"))
    #expect(
      text.hasPrefix(
        """
        import BillingCatalog

        /// The billing catalog. Prices are in the currency's minor unit: 2000 is 20.00 USD.
        let catalog: Catalog = Catalog(
          meters: [
        """))
  }

  // MARK: Files

  @Test(arguments: [
    (["billing"], "billing/catalog.json"), (["billing/"], "billing/catalog.json"), (["a.json"], "a.json"),
    (["a.jsonc"], "a.jsonc"),
    (["a.swift"], "a.swift"), (["--swift", "billing"], "billing/Catalog.swift"), (["--swift", "a.swift"], "a.swift"),
    (["--", "-x"], "-x/catalog.json"),
  ])
  func `the file is created at the given path`(arguments: [String], path: String) {
    let system = MemorySystem()
    #expect(system.run(["init"] + arguments).status == 0)
    #expect(system.writes == [[path]])
    #expect(system.text(path)?.hasPrefix(path.hasSuffix(".swift") ? "import BillingCatalog\n" : "{\n") == true)
  }

  @Test(
    arguments: [
      (["billing"], ["billing"]), (["a/b/prices.json"], ["a/b"]), (["/a.json"], []), (["a.json"], []), ([], []),
    ] as [([String], [String])])
  func `missing directories are created`(arguments: [String], directories: [String]) {
    let system = MemorySystem()
    #expect(system.run(["init"] + arguments).status == 0)
    #expect(system.directories == directories)
  }

  @Test func `a dash prints the catalog`() {
    let system = MemorySystem()
    let outcome = system.run("init", "-")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(findings(outcome.output).isEmpty)
    #expect(system.run("init", "-", "--swift").output.hasPrefix("import BillingCatalog\n"))
    #expect(system.writes == [])
  }

  @Test func `an existing file is not changed`() {
    let system = MemorySystem(["catalog.json": "mine"])
    #expect(
      system.run("init")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `catalog.json` already exists
              = help: choose another path; `init` never overwrites files

            """))
    #expect(system.text("catalog.json") == "mine")
    #expect(system.writes == [])
  }

  @Test func `Swift cannot be written to a JSON file`() {
    #expect(
      MemorySystem().run("init", "--swift", "a.json")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `--swift` cannot be used with `a.json`
              = help: choose a file name that ends with `.swift`

            """))
  }

  @Test func `a file that cannot be created is reported`() {
    let system = MemorySystem()
    system.failures["billing/catalog.json"] = SystemError("cannot write `billing/catalog.json`: Permission denied")
    #expect(
      system.run("init", "billing")
        == Outcome(status: 2, error: "catalogc: error: cannot write `billing/catalog.json`: Permission denied\n"))
  }
}
