import TestSupport
import Testing

/// `catalogc diff`: its output and exit status.
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

  // MARK: Human-readable output

  @Test func `a line for each change, by class, with both positions`() {
    #expect(
      run(
        Self.catalog(amount: 2000, more: Self.team), Self.catalog(amount: 2500, name: "Professional"), "--provider",
        "stripe,creem")
        == Outcome(
          status: 0,
          output: """
            customer: customers get less or pay more
              ~ plans.pro.prices.monthly.amount: price increased from 20.00 USD to 25.00 USD a month [provider: stripe] \
            (old.json:3:37 -> new.json:3:37)
              - plans.team: plan `team` removed (old.json:3:86)

            cosmetic: display text, metadata and order
              ~ plans.pro.name: name changed from `Pro` to `Professional` (old.json:2:28 -> new.json:2:28)

            3 changes: 2 affect customers, 1 needs a new object (stripe), 1 cosmetic

            """))
  }

  @Test func `equal catalogs have no changes`() {
    let outcome = run(
      Self.catalog(amount: 2000), Self.catalog(amount: 2000).replacing("2000", with: "\"20.00\""), "--fail-on", "breaking")
    #expect(outcome == Outcome(status: 0, output: "no semantic changes\n"))
  }

  @Test func `control characters of a catalog do not reach the terminal`() {
    let outcome = run(Self.catalog(amount: 1), Self.catalog(amount: 1, name: #"\u001b[2J\nx"#))
    #expect(outcome.output.contains(#"to `\u{1B}[2J\nx` ["#))
    #expect(!outcome.output.unicodeScalars.contains("\u{1B}"))
    let id = run(Self.catalog(amount: 1), Self.catalog(amount: 1, more: #", "\u001b[2J": {"entitlements": {"api": true}}"#))
    #expect(!id.output.unicodeScalars.contains("\u{1B}"))
  }

  // MARK: JSON output

  @Test func `JSON has paths, ranges and values`() {
    #expect(
      run(Self.catalog(amount: 2000), Self.catalog(amount: 2500), "--provider", "stripe", "--format", "json")
        == Outcome(
          status: 0,
          output: #"{"format":1,"old":"old.json","new":"new.json","#
            + #""summary":{"customer":1,"provider":1,"api":0,"compatible":0,"cosmetic":0},"#
            + #""changes":[{"kind":"changed","path":"plans.pro.prices.monthly.amount","#
            + #""pointer":"/plans/pro/prices/monthly/amount","classes":["customer","provider"],"providers":["stripe"],"#
            + #""message":"price increased from 20.00 USD to 25.00 USD a month","old":2000,"new":2500,"#
            + #""oldRange":{"start":{"line":3,"column":37,"offset":144},"end":{"line":3,"column":41,"offset":148}},"#
            + #""newRange":{"start":{"line":3,"column":37,"offset":144},"end":{"line":3,"column":41,"offset":148}}}]}"# + "\n"))
    #expect(
      run(Self.catalog(amount: 1), Self.catalog(amount: 1), "--format", "json").output
        == #"{"format":1,"old":"old.json","new":"new.json","#
        + #""summary":{"customer":0,"provider":0,"api":0,"compatible":0,"cosmetic":0},"changes":[]}"# + "\n")
  }

  @Test func `JSON has the old path of renamed entries and no range for missing ones`() {
    let old = Self.catalog(amount: 1).replacing(#""name": "Pro""#, with: #""key": "k""#)
    let output = run(old, old.replacing(#"{"pro":"#, with: #"{"business":"#), "--provider", "stripe", "--format", "json").output
    #expect(
      output.contains(
        #""kind":"renamed","path":"plans.business","pointer":"/plans/business","oldPath":"plans.pro","classes":["api"]"#))
    let gone = run(Self.catalog(amount: 1, more: Self.team), Self.catalog(amount: 1), "--format", "json").output
    #expect(gone.contains(#""kind":"removed","path":"plans.team""#))
    #expect(gone.contains(#""oldRange""#) && !gone.contains(#""newRange""#))
  }

  // MARK: Markdown output

  @Test func `Markdown has a list for each class`() {
    #expect(
      run(Self.catalog(amount: 2000), Self.catalog(amount: 2500, more: Self.team), "--provider", "stripe", "--format", "markdown")
        == Outcome(
          status: 0,
          output: """
            ## Catalog changes

            `old.json` → `new.json`: **2 changes: 1 affects customers, 1 needs a new object (stripe), 1 compatible**

            ### customer: customers get less or pay more

            - `plans.pro.prices.monthly.amount`: price increased from 20.00 USD to 25.00 USD a month *(provider: stripe)*

            ### compatible: better for customers, or neutral

            - `plans.team`: plan \\`team\\` added

            """))
  }

  @Test(arguments: [
    ("@channel", #"\`@&#8203;channel\`"#), ("<img src=x>", #"\`&lt;img src=x&gt;\`"#), ("a|b", #"\`a\|b\`"#),
    ("`x`", ##""\`x\`""##), (#"a\nb"#, #"\`a\\nb\`"#), ("*b* _i_ ~s~", #"\`\*b\* \_i\_ \~s\~\`"#),
    ("[a](b)", #"\`\[a\](b)\`"#), ("&lt;", #"\`&amp;lt;\`"#), ("#1", #"\`#&#8203;1\`"#),
    ("https://x.test", #"\`https:&#8203;//x.test\`"#), ("www.x.test", #"\`www&#8203;.x.test\`"#),
    ("![i](x)", #"\`\!\[i\](x)\`"#), ("$x$", #"\`\$x\$\`"#),
  ])
  func `names in a catalog are escaped in Markdown`(name: String, written: String) {
    let outcome = run(
      Self.catalog(amount: 1), Self.catalog(amount: 1, name: name), "--format", "markdown", "--provider", "stripe")
    #expect(outcome.output.hasSuffix("\n- `plans.pro.name`: name changed from \\`Pro\\` to \(written)\n"))
  }

  @Test func `a path is a code span, whatever it contains`() {
    let outcome = run(
      Self.catalog(amount: 1), Self.catalog(amount: 1, more: #", "a`|``@b": {"entitlements": {"api": true}}"#), "--format",
      "markdown")
    #expect(outcome.output.contains("\n- ``` plans.a`|``@b ```: plan \"a\\`\\|\\`\\`@&#8203;b\" added\n"))
  }

  // MARK: Exit status

  @Test(
    arguments: [
      (["--fail-on", "customer"], 1), (["--fail-on=provider"], 1), (["--fail-on", "api"], 0), (["--fail-on", "compatible"], 0),
      (["--fail-on", "cosmetic,api"], 0), (["--fail-on", "api,customer"], 1), (["--fail-on", "breaking"], 1),
      (["--fail-on", "api", "--fail-on", "provider"], 1), ([], 0),
      (["--fail-on", "provider", "--provider", "creem"], 0),
    ] as [([String], Int32)])
  func `--fail-on fails for any class of a change`(arguments: [String], status: Int32) {
    let system = MemorySystem(["old.json": Self.catalog(amount: 1), "new.json": Self.catalog(amount: 2)])
    let outcome = system.run(["diff", "old.json", "new.json"] + arguments)
    #expect(outcome.status == status)
    #expect(outcome.error.isEmpty == (status == 0))
    #expect(outcome.output.hasPrefix("customer: "))
  }

  @Test func `compatible changes do not fail as breaking`() {
    #expect(run(Self.catalog(amount: 1), Self.catalog(amount: 1, more: Self.team), "--fail-on", "breaking").status == 0)
    #expect(
      run(Self.catalog(amount: 1), Self.catalog(amount: 1, name: "x"), "--fail-on", "breaking", "--provider", "stripe").status
        == 0)
  }

  @Test(arguments: [
    (
      ["diff", "old.json", "new.json", "--fail-on", "braking"], "invalid value `braking` for `--fail-on`",
      "did you mean `breaking`?"
    ),
    (
      ["diff", "old.json", "new.json", "--fail-on", "api,"], "invalid value `` for `--fail-on`",
      "use `customer`, `provider`, `api`, `compatible`, `cosmetic` or `breaking`"
    ),
    (
      ["diff", "old.json", "new.json", "--format", "markdwon"], "invalid value `markdwon` for `--format`",
      "did you mean `markdown`?"
    ),
    (
      ["diff", "old.json", "new.json", "--provider", "strip"], "invalid value `strip` for `--provider`", "did you mean `stripe`?"
    ),
    (["diff", "-", "-"], "standard input cannot be both catalogs", "pass one of them as a file"),
    (["diff", "old.json"], "missing argument: NEW", "usage: catalogc diff OLD NEW [OPTION…]"),
    (["diff", "old.json", "catalog"], "cannot infer the format of `catalog`", "use `--from json` or `--from swift`"),
  ])
  func `an invalid command line is rejected`(arguments: [String], message: String, help: String) {
    let system = MemorySystem(["old.json": Catalogs.clean, "new.json": Catalogs.clean, "catalog": Catalogs.clean])
    #expect(system.run(arguments) == Outcome(status: 2, error: "catalogc: error: \(message)\n  = help: \(help)\n"))
  }

  @Test func `a file that cannot be read ends the command`() {
    #expect(
      MemorySystem(["new.json": Catalogs.clean]).run("diff", "old.json", "new.json")
        == Outcome(status: 2, error: "catalogc: error: cannot read `old.json`: No such file or directory\n"))
  }

  @Test func `errors of both catalogs are reported, and nothing is compared`() {
    #expect(
      run(Catalogs.wrong, Catalogs.wrong, "--format", "json")
        == Outcome(status: 1, error: Catalogs.finding(in: "old.json") + Catalogs.finding(in: "new.json")))
    #expect(run(Catalogs.clean, Catalogs.wrong) == Outcome(status: 1, error: Catalogs.finding(in: "new.json")))
    #expect(run(Catalogs.wrong, Catalogs.clean) == Outcome(status: 1, error: Catalogs.finding(in: "old.json")))
  }

  // MARK: Input

  @Test func `either catalog can be standard input`() {
    let system = MemorySystem(["-": Self.catalog(amount: 1), "new.json": Self.catalog(amount: 2)])
    #expect(system.run("diff", "-", "new.json").output.contains("(<stdin>:3:37 -> new.json:3:37)"))
    #expect(system.run("diff", "new.json", "-").output.contains("(new.json:3:37 -> <stdin>:3:37)"))
  }

  @Test func `JSON is compared with Swift, and --from applies to the side without an extension`() {
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
    #expect(system.run("diff", "new.swift", "new.swift").output == "no semantic changes\n")
    #expect(system.run("diff", "old.json", "-", "--from", "swift").output.contains("(old.json:3:37 -> <stdin>:6:41)"))
    #expect(system.run("diff", "plain", "old.json", "--from", "swift").output.contains("(plain:6:41 -> old.json:3:37)"))
    #expect(system.run("diff", "old.json", "-").status == 1)
  }
}
