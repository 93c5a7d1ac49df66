import Diagnostics
import Reporting
import TestSupport
import Testing

/// The JSON format, byte by byte.
@Suite struct JSONReportTests {
  private func text(_ reports: Report...) -> String {
    let format = ReportFormat.machine.first { $0.name == "json" }
    return String(decoding: format?.write(reports) ?? [], as: UTF8.self)
  }

  @Test func `a finding has every field, in order`() {
    let source = SourceText(name: "a.json", bytes: Array("[1,\n 22]".utf8))
    let diagnostics = [
      Diagnostic(
        rule: "stripe/some-rule", severity: .warning, message: "this", path: "a.b", pointer: "/a/b", range: ByteRange(5, 7),
        provider: "stripe", help: "that", related: [.init(message: "see here", range: ByteRange(1, 2))]),
      Diagnostic(rule: "other", severity: .note, message: "m", path: "", pointer: "", range: ByteRange(8, 8)),
    ]
    #expect(
      text(Report(source: source, diagnostics: diagnostics))
        == #"{"format":1,"catalog":"a.json","errors":0,"warnings":1,"diagnostics":["#
        + #"{"rule":"stripe/some-rule","severity":"warning","message":"this","path":"a.b","pointer":"/a/b","#
        + #""range":{"start":{"line":2,"column":2,"offset":5},"end":{"line":2,"column":4,"offset":7}},"#
        + #""provider":"stripe","help":"that","#
        + #""related":[{"message":"see here","range":{"start":{"line":1,"column":2,"offset":1},"#
        + #""end":{"line":1,"column":3,"offset":2}}}]},"#
        + #"{"rule":"other","severity":"note","message":"m","path":"","pointer":"","#
        + #""range":{"start":{"line":2,"column":5,"offset":8},"end":{"line":2,"column":5,"offset":8}}}"#
        + "]}\n")
  }

  @Test func `the command line prints the report of a catalog`() {
    let catalog = """
      {"features": {"api": {"type": "boolean"}},
       "plans": {"pro": {"entitlements": {"api":false}, "prices": {"monthly":
         {"amount": 49, "currency": "USD", "interval": "month"}}}},
       "addons": {"sso": {"entitlements": {"api": true}, "compatiblePlans": ["pro", "pro"]}}}
      """
    let system = MemorySystem(["a.json": catalog])
    let outcome = system.run("check", "a.json", "--provider", "stripe", "--format", "json", "--allow", "no-price")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(
      outcome.output
        == #"{"format":1,"catalog":"a.json","errors":0,"warnings":2,"diagnostics":["#
        + #"{"rule":"stripe/amount-below-minimum","severity":"warning","message":"0.49 USD is below the Stripe "#
        + #"minimum of 0.50 USD; charging it fails","path":"plans.pro.prices.monthly.amount","#
        + #""pointer":"/plans/pro/prices/monthly/amount","range":{"start":{"line":3,"column":15,"offset":129},"#
        + #""end":{"line":3,"column":17,"offset":131}},"provider":"stripe","help":"for 49.00 USD write `4900`; or set the "#
        + #"option `settlementCurrency` to the currency of the account's payouts"},"#
        + #"{"rule":"stripe/item-without-price","severity":"note","message":"`sso` has no price, so it is not for sale at "#
        + #"Stripe; your application must grant it","path":"addons.sso","pointer":"/addons/sso","#
        + #""range":{"start":{"line":4,"column":13,"offset":189},"end":{"line":4,"column":18,"offset":194}},"#
        + #""provider":"stripe","help":"add a price with amount 0 to sell it at Stripe"},"#
        + #"{"rule":"stripe/compatible-plans-not-enforced","severity":"note","message":"Stripe sells `sso` to customers of any plan; "#
        + #"your application must check the plan","path":"addons.sso.compatiblePlans","pointer":"/addons/sso/compatiblePlans","#
        + #""range":{"start":{"line":4,"column":71,"offset":247},"end":{"line":4,"column":85,"offset":261}},"#
        + #""provider":"stripe"},"#
        + #"{"rule":"repeated-plan","severity":"warning","message":"plan `pro` is listed twice","#
        + #""path":"addons.sso.compatiblePlans.1","pointer":"/addons/sso/compatiblePlans/1","#
        + #""range":{"start":{"line":4,"column":79,"offset":255},"end":{"line":4,"column":84,"offset":260}},"#
        + #""help":"remove one of them","related":[{"message":"first listed here","range":"#
        + #"{"start":{"line":4,"column":72,"offset":248},"end":{"line":4,"column":77,"offset":253}}}],"#
        + #""fixes":[{"message":"remove it","applicability":"safe","edits":[{"range":"#
        + #"{"start":{"line":4,"column":77,"offset":253},"end":{"line":4,"column":84,"offset":260}},"text":""}]}]}"#
        + "]}\n")
  }

  @Test func `columns count scalars and offsets bytes`() {
    let marked = Marked("\u{FEFF}[\"é🎉e\u{301}\",\r\n \"円\", ⟦\"x🎉\"⟧]")
    let diagnostic = Diagnostic(
      rule: "r", severity: .error, message: "m", path: "", pointer: "", range: marked.ranges[0],
      related: [.init(message: "end of the first line", range: ByteRange(16, 17))])
    #expect(
      text(Report(source: marked.source, diagnostics: [diagnostic]))
        == #"{"format":1,"catalog":"catalog.json","errors":1,"warnings":0,"diagnostics":["#
        + #"{"rule":"r","severity":"error","message":"m","path":"","pointer":"","#
        + #""range":{"start":{"line":2,"column":7,"offset":26},"end":{"line":2,"column":11,"offset":33}},"#
        + #""related":[{"message":"end of the first line","range":{"start":{"line":1,"column":9,"offset":16},"#
        + #""end":{"line":1,"column":10,"offset":17}}}]}]}"# + "\n")
  }

  @Test(arguments: [1, 1023, 1024, 1025, 5000])
  func `columns are exact at any distance from the line start`(count: Int) {
    let filling = String(repeating: "é", count: count)
    let marked = Marked("\(filling)\n\(filling)⟦x⟧")
    let diagnostic = Diagnostic(
      rule: "r", severity: .error, message: "m", path: "", pointer: "", range: marked.ranges[0])
    #expect(
      text(Report(source: marked.source, diagnostics: [diagnostic])).hasSuffix(
        #""range":{"start":{"line":2,"column":\#(count + 1),"offset":\#(4 * count + 1)},"#
          + #""end":{"line":2,"column":\#(count + 2),"offset":\#(4 * count + 2)}}}]}"# + "\n"))
  }

  @Test func `a path has unescaped names, a pointer escapes its separators`() {
    let system = MemorySystem(["a.json": #"{"features": {"a/b~c.d": {"type": "bool"}}, "plans": {}}"#])
    #expect(
      system.run("check", "a.json", "--format", "json").output.contains(
        #""path":"features.a/b~c.d.type","pointer":"/features/a~1b~0c.d/type","#))
  }

  @Test func `control characters are escaped`() {
    let system = MemorySystem(["a\u{1B}.json": "{\"features\": {}, \"plans\": {}, \"\\u001b[2J\u{9B}\": 1}"])
    let output = system.run("check", "a\u{1B}.json", "--format", "json").output
    #expect(output.hasPrefix(#"{"format":1,"catalog":"a\u001b.json","errors":1,"#))
    #expect(output.contains(#""path":"\u001b[2J\u009b","#))
    let isPrintable = output.unicodeScalars.allSatisfy {
      $0 == "\n" || !($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
    }
    #expect(isPrintable)
  }
}
