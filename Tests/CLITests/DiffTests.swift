import TestSupport
import Testing

/// `catalogc diff`: what it prints, and how it ends.
@Suite struct DiffTests {
  typealias Outcome = MemorySystem.Outcome

  private static func catalog(amount: Int, name: String = "Pro", more: String = "") -> String {
    """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"name": "\(name)", "entitlements": {"api": true},
       "prices": {"monthly": {"amount": \(amount), "currency": "USD", "interval": "month"}}}\(more)}}
    """
  }

  private func run(_ old: String, _ new: String, _ arguments: String...) -> Outcome {
    MemorySystem(["old.json": old, "new.json": new]).run(["diff", "old.json", "new.json"] + arguments)
  }

  private static let team = #", "team": {"entitlements": {"api": true}}"#

  // MARK: For people

  @Test func `a line for each change, by class, with both places`() {
    #expect(
      run(Self.catalog(amount: 2000, more: Self.team), Self.catalog(amount: 2500, name: "Professional"), "--provider", "stripe,creem")
        == Outcome(
          status: 0,
          output: """
            customer: what customers have gets less, or what they pay gets more
              ~ plans.pro.prices.monthly.amount: the price goes up from 20.00 USD to 25.00 USD a month [provider: stripe] \
            (old.json:3:37 -> new.json:3:37)
              - plans.team: the plan `team` is gone (old.json:3:86)

            cosmetic: texts for people, metadata, and order
              ~ plans.pro.name: the name changes from `Pro` to `Professional` (old.json:2:28 -> new.json:2:28)

            3 changes: 2 customer, 1 provider (stripe), 1 cosmetic

            """))
  }

  @Test func `two catalogs that mean the same are said to`() {
    let outcome = run(Self.catalog(amount: 2000), Self.catalog(amount: 2000).replacing("2000", with: "2e3"), "--fail-on", "breaking")
    #expect(outcome == Outcome(status: 0, output: "no changes in meaning\n"))
  }

  @Test func `nothing that a catalog says steers a terminal`() {
    let outcome = run(Self.catalog(amount: 1), Self.catalog(amount: 1, name: #"\u001b[2J\nx"#))
    #expect(outcome.output.contains(#"to `\u{1B}[2J\nx` ["#))
    #expect(!outcome.output.unicodeScalars.contains("\u{1B}"))
    let id = run(Self.catalog(amount: 1), Self.catalog(amount: 1, more: #", "\u001b[2J": {"entitlements": {"api": true}}"#))
    #expect(!id.output.unicodeScalars.contains("\u{1B}"))
  }

  // MARK: For programs

  @Test func `JSON has paths, ranges and values`() {
    #expect(
      run(Self.catalog(amount: 2000), Self.catalog(amount: 2500), "--provider", "stripe", "--format", "json")
        == Outcome(
          status: 0,
          output: #"{"format":1,"old":"old.json","new":"new.json","#
            + #""summary":{"customer":1,"provider":1,"api":0,"compatible":0,"cosmetic":0},"#
            + #""changes":[{"kind":"changed","path":"plans.pro.prices.monthly.amount","#
            + #""pointer":"/plans/pro/prices/monthly/amount","classes":["customer","provider"],"providers":["stripe"],"#
            + #""message":"the price goes up from 20.00 USD to 25.00 USD a month","old":2000,"new":2500,"#
            + #""oldRange":{"start":{"line":3,"column":37,"offset":144},"end":{"line":3,"column":41,"offset":148}},"#
            + #""newRange":{"start":{"line":3,"column":37,"offset":144},"end":{"line":3,"column":41,"offset":148}}}]}"# + "\n"))
    #expect(
      run(Self.catalog(amount: 1), Self.catalog(amount: 1), "--format", "json").output
        == #"{"format":1,"old":"old.json","new":"new.json","#
        + #""summary":{"customer":0,"provider":0,"api":0,"compatible":0,"cosmetic":0},"changes":[]}"# + "\n")
  }

  @Test func `JSON tells the old path of what was renamed, and no range of what is not there`() {
    let old = Self.catalog(amount: 1).replacing(#""name": "Pro""#, with: #""key": "k""#)
    let output = run(old, old.replacing(#"{"pro":"#, with: #"{"business":"#), "--provider", "stripe", "--format", "json").output
    #expect(output.contains(#""kind":"renamed","path":"plans.business","pointer":"/plans/business","oldPath":"plans.pro","classes":["api"]"#))
    let gone = run(Self.catalog(amount: 1, more: Self.team), Self.catalog(amount: 1), "--format", "json").output
    #expect(gone.contains(#""kind":"removed","path":"plans.team""#))
    #expect(gone.contains(#""oldRange""#) && !gone.contains(#""newRange""#))
  }

  // MARK: For reviews

  @Test func `Markdown is a list for each class`() {
    #expect(
      run(Self.catalog(amount: 2000), Self.catalog(amount: 2500, more: Self.team), "--provider", "stripe", "--format", "markdown")
        == Outcome(
          status: 0,
          output: """
            ## Changes of the catalog

            `old.json` → `new.json`: **2 changes: 1 customer, 1 provider (stripe), 1 compatible**

            ### customer: what customers have gets less, or what they pay gets more

            - `plans.pro.prices.monthly.amount`: the price goes up from 20.00 USD to 25.00 USD a month *(provider: stripe)*

            ### compatible: better for customers, or neutral

            - `plans.team`: the plan \\`team\\` is new

            """))
  }

  @Test(arguments: [
    ("@channel", #"\`@&#8203;channel\`"#), ("<img src=x>", #"\`&lt;img src=x&gt;\`"#), ("a|b", #"\`a\|b\`"#),
    ("`x`", #"\`\`x\`\`"#), (#"a\nb"#, #"\`a\\nb\`"#), ("*b* _i_ ~s~", #"\`\*b\* \_i\_ \~s\~\`"#),
    ("[a](b)", #"\`\[a\](b)\`"#), ("&lt;", #"\`&amp;lt;\`"#), ("#1", #"\`#&#8203;1\`"#),
    ("https://x.test", #"\`https:&#8203;//x.test\`"#), ("www.x.test", #"\`www&#8203;.x.test\`"#),
    ("![i](x)", #"\`\!\[i\](x)\`"#), ("$x$", #"\`\$x\$\`"#),
  ])
  func `nothing that a catalog says is Markdown`(name: String, written: String) {
    let outcome = run(Self.catalog(amount: 1), Self.catalog(amount: 1, name: name), "--format", "markdown", "--provider", "stripe")
    #expect(outcome.output.hasSuffix("\n- `plans.pro.name`: the name changes from \\`Pro\\` to \(written)\n"))
  }

  @Test func `a path is a code span, whatever is in it`() {
    let outcome = run(
      Self.catalog(amount: 1), Self.catalog(amount: 1, more: #", "a`|``@b": {"entitlements": {"api": true}}"#), "--format", "markdown")
    #expect(outcome.output.contains("\n- ``` plans.a`|``@b ```: the plan \\`a\\`\\|\\`\\`@&#8203;b\\` is new\n"))
  }

  // MARK: Statuses

  @Test(arguments: [
    (["--fail-on", "customer"], 1), (["--fail-on=provider"], 1), (["--fail-on", "api"], 0), (["--fail-on", "compatible"], 0),
    (["--fail-on", "cosmetic,api"], 0), (["--fail-on", "api,customer"], 1), (["--fail-on", "breaking"], 1),
    (["--fail-on", "api", "--fail-on", "provider"], 1), ([], 0),
    (["--fail-on", "provider", "--provider", "creem"], 0),
  ] as [([String], Int32)])
  func `a class that is to fail, fails, be it the first or not`(arguments: [String], status: Int32) {
    let system = MemorySystem(["old.json": Self.catalog(amount: 1), "new.json": Self.catalog(amount: 2)])
    let outcome = system.run(["diff", "old.json", "new.json"] + arguments)
    #expect(outcome.status == status)
    #expect(outcome.error == "")
    #expect(outcome.output.hasPrefix("customer: "))
  }

  @Test func `what is not breaking does not fail as such`() {
    #expect(run(Self.catalog(amount: 1), Self.catalog(amount: 1, more: Self.team), "--fail-on", "breaking").status == 0)
    #expect(
      run(Self.catalog(amount: 1), Self.catalog(amount: 1, name: "x"), "--fail-on", "breaking", "--provider", "stripe").status == 0)
  }

  @Test(arguments: [
    (["diff", "old.json", "new.json", "--fail-on", "braking"], "`braking` is no class of changes", "did you mean `breaking`?"),
    (["diff", "old.json", "new.json", "--fail-on", "api,"], "`` is no class of changes",
     "the classes are customer, provider, api, compatible, cosmetic and breaking"),
    (["diff", "old.json", "new.json", "--format", "markdwon"], "`markdwon` is no format of changes", "did you mean `markdown`?"),
    (["diff", "old.json", "new.json", "--provider", "strip"], "`strip` is no provider", "did you mean `stripe`?"),
    (["diff", "-", "-"], "both catalogs cannot be standard input", "give one of them as a file"),
    (["diff", "old.json"], "`diff`: it needs OLD NEW", "usage: catalogc diff OLD NEW [OPTION…]"),
    (["diff", "old.json", "catalog"], "the name of `catalog` does not tell its format", "name it: --from json, or --from swift"),
  ])
  func `a wrong command line is told`(arguments: [String], message: String, help: String) {
    let system = MemorySystem(["old.json": Catalogs.clean, "new.json": Catalogs.clean, "catalog": Catalogs.clean])
    #expect(system.run(arguments) == Outcome(status: 2, error: "catalogc: error: \(message)\n  = help: \(help)\n"))
  }

  @Test func `a file that cannot be read ends it`() {
    #expect(
      MemorySystem(["new.json": Catalogs.clean]).run("diff", "old.json", "new.json")
        == Outcome(status: 2, error: "catalogc: error: cannot read `old.json`: No such file or directory\n"))
  }

  @Test func `what is wrong with either catalog is told, and nothing compared`() {
    #expect(
      run(Catalogs.wrong, Catalogs.wrong, "--format", "json")
        == Outcome(status: 1, error: Catalogs.finding(in: "old.json") + Catalogs.finding(in: "new.json")))
    #expect(run(Catalogs.clean, Catalogs.wrong) == Outcome(status: 1, error: Catalogs.finding(in: "new.json")))
    #expect(run(Catalogs.wrong, Catalogs.clean) == Outcome(status: 1, error: Catalogs.finding(in: "old.json")))
  }

  // MARK: Where catalogs come from

  @Test func `either side may be standard input`() {
    let system = MemorySystem(["-": Self.catalog(amount: 1), "new.json": Self.catalog(amount: 2)])
    #expect(system.run("diff", "-", "new.json").output.contains("(<stdin>:3:37 -> new.json:3:37)"))
    #expect(system.run("diff", "new.json", "-").output.contains("(new.json:3:37 -> <stdin>:3:37)"))
  }

  @Test func `JSON is compared with Swift, and --from is for the side whose name does not tell`() {
    let swift = """
      let catalog = Catalog(
        features: ["api": Feature(type: .boolean)],
        plans: [
          "pro": Plan(
            name: "Pro", entitlements: ["api": true],
            prices: ["monthly": Price(amount: 2_500, currency: "USD", interval: .month)])
        ])
      """
    let system = MemorySystem(["old.json": Self.catalog(amount: 2000), "new.swift": swift, "-": swift, "plain": swift])
    #expect(system.run("diff", "old.json", "new.swift").output.contains("(old.json:3:37 -> new.swift:6:41)"))
    #expect(system.run("diff", "new.swift", "new.swift").output == "no changes in meaning\n")
    #expect(system.run("diff", "old.json", "-", "--from", "swift").output.contains("(old.json:3:37 -> <stdin>:6:41)"))
    #expect(system.run("diff", "plain", "old.json", "--from", "swift").output.contains("(plain:6:41 -> old.json:3:37)"))
    #expect(system.run("diff", "old.json", "-").status == 1)
  }
}
