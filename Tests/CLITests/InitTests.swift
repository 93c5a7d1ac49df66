import CatalogcCLI
import Providers
import TestSupport
import Testing

/// `init`: a first catalog, with which the chosen providers have nothing to warn about.
@Suite struct InitTests {
  typealias Outcome = MemorySystem.Outcome

  @Test func `the first catalog shows what there is`() {
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
              }
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
  func `every provider alone takes its first catalog, in both spellings`(provider: String) throws {
    let system = MemorySystem()
    #expect(system.run("init", "-p", provider).status == 0)
    #expect(system.run("init", "--swift", "-p", provider).error.hasPrefix("wrote Catalog.swift; check it with: catalogc "))
    for file in ["catalog.json", "Catalog.swift"] {
      let text = try #require(system.text(file))
      #expect(system.run("check", file, "--strict", "--provider", provider).status == 0, "\(text)")
      #expect(system.run("compile", file, "--strict", "--provider", provider).output.hasPrefix("{\n  \"format\": 1,\n"))
    }
    let artifacts = ["catalog.json", "Catalog.swift"].map { system.run("compile", $0, "-p", provider).output }
    #expect(artifacts[0] == artifacts[1])
    let canonical = system.run("convert", "catalog.json", "--to", "json").output
    #expect(!canonical.isEmpty)
    #expect(system.run("convert", "Catalog.swift", "--to", "json").output == canonical)
    #expect(system.run("fmt", "--check", "catalog.json").status == 0)
  }

  @Test(arguments: Provider.all.map(\.name))
  func `two providers have a first catalog together`(first: String) {
    for second in Provider.all.map(\.name) where second > first {
      let system = MemorySystem()
      let outcome = system.run("init", "-p", "\(first),\(second)")
      #expect(outcome.status == 0)
      #expect(system.run("check", "catalog.json", "--strict", "-p", "\(first),\(second)").status == 0, "\(first), \(second)")
      #expect(!outcome.error.contains("warning"), "\(first), \(second)")
    }
  }

  @Test func `a provider gets what it can express, and its options`() throws {
    let system = MemorySystem()
    _ = system.run("init", "-p", "razorpay")
    let india = try #require(system.text("catalog.json"))
    #expect(india.contains("\"currency\": \"INR\"") && !india.contains("USD"))
    #expect(!india.contains("topups"))
    _ = system.run("init", "dodo.json", "-p", "dodo")
    #expect(try #require(system.text("dodo.json")).contains("\"taxCategory\": \"saas\""))
    _ = system.run("init", "stripe.json", "-p", "stripe")
    #expect(try #require(system.text("stripe.json")).contains("\"topups\""))
  }

  @Test func `a Swift catalog begins with what it needs and what it is`() throws {
    let system = MemorySystem()
    _ = system.run("init", "--swift")
    let text = try #require(system.text("Catalog.swift"))
    #expect(
      text.hasPrefix(
        """
        import BillingCatalog

        /// What is sold. Amounts of money are in the currency's minor unit: 2000 is 20.00 USD.
        let catalog: Catalog = Catalog(
          meters: [
        """))
  }

  // MARK: Files

  @Test(arguments: [
    (["billing"], "billing/catalog.json"), (["billing/"], "billing/catalog.json"), (["a.json"], "a.json"),
    (["a.swift"], "a.swift"), (["--swift", "billing"], "billing/Catalog.swift"), (["--swift", "a.swift"], "a.swift"),
    (["--", "-x"], "-x/catalog.json"),
  ])
  func `the file stands where it is asked for`(arguments: [String], path: String) {
    let system = MemorySystem()
    #expect(system.run(["init"] + arguments).status == 0)
    #expect(system.writes == [[path]])
    #expect(system.text(path)?.hasPrefix(path.hasSuffix(".swift") ? "import BillingCatalog\n" : "{\n") == true)
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

  @Test func `a file that is there stays as it is`() {
    let system = MemorySystem(["catalog.json": "mine"])
    #expect(
      system.run("init")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `catalog.json` is there already
              = help: name another file; `init` overwrites nothing

            """))
    #expect(system.text("catalog.json") == "mine")
    #expect(system.writes == [])
  }

  @Test func `Swift does not go into a file of JSON`() {
    #expect(
      MemorySystem().run("init", "--swift", "a.json")
        == Outcome(
          status: 2,
          error: """
            catalogc: error: `--swift` and `a.json` do not go together
              = help: name a file that ends with .swift

            """))
  }

  @Test func `a directory that is not there is not made`() {
    let system = MemorySystem()
    system.failures["billing/catalog.json"] = SystemError("cannot write `billing/catalog.json`: No such file or directory")
    #expect(
      system.run("init", "billing")
        == Outcome(status: 2, error: "catalogc: error: cannot write `billing/catalog.json`: No such file or directory\n"))
  }
}
