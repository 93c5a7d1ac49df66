import CatalogcCLI
import TestSupport
import Testing

/// `catalogc diff` in continuous integration: revisions of git, and changes that were reviewed.
@Suite struct ReviewedChangesTests {
  private static func catalog(_ amount: Int) -> String {
    """
    {"features": {"api": {"type": "boolean"}},
     "plans": {"pro": {"entitlements": {"api": true},
       "prices": {"monthly": {"amount": \(amount), "currency": "USD", "interval": "month"}}}}}
    """
  }

  // MARK: Revisions of git

  /// A repository in `shop`, whose branch `main` has the given files.
  private static func repository(_ files: [String: String], in directory: String = ".") -> MemorySystem {
    let system = MemorySystem(["catalog.json": catalog(2500), "shop/catalog.json": catalog(2500)])
    system.programs["git"] = { arguments in
      guard arguments.prefix(2) == ["-C", directory] else { return ProgramResult(status: 128) }
      switch Array(arguments.dropFirst(2)) {
      case ["rev-parse", "--verify", "--quiet", "main^{commit}"]: return ProgramResult(status: 0, output: Array("c0ffee\n".utf8))
      case ["rev-parse", "--git-dir"]: return ProgramResult(status: 0)
      case let list where list.first == "ls-tree":
        guard list.dropLast().last == "--", let path = list.last, list.contains("c0ffee") else {
          return ProgramResult(status: 129)
        }
        return ProgramResult(status: 0, output: files[path] == nil ? [] : Array("100644 blob 1\t\(path)\n".utf8))
      case let show where show.prefix(2) == ["cat-file", "blob"]:
        guard let text = files[String(show[2].dropFirst("c0ffee:".count))] else { return ProgramResult(status: 128) }
        return ProgramResult(status: 0, output: Array(text.utf8))
      default: return ProgramResult(status: 1)
      }
    }
    return system
  }

  @Test func `the same file at a revision`() {
    let outcome = Self.repository(["./catalog.json": Self.catalog(2000)]).run("diff", "git:main", "catalog.json")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("(git:main:catalog.json:3:37 -> catalog.json:3:37)"))
    #expect(outcome.output.contains("price increased from 20.00 USD to 25.00 USD a month"))
  }

  @Test func `the path is relative to the file's directory, and not to the repository`() {
    let system = Self.repository(["./catalog.json": Self.catalog(2000)], in: "shop")
    #expect(system.run("diff", "git:main", "shop/catalog.json").output.contains("price increased from 20.00 USD"))
  }

  @Test func `either side can be the revision`() {
    let outcome = Self.repository(["./catalog.json": Self.catalog(2000)]).run("diff", "catalog.json", "git:main")
    #expect(outcome.output.contains("price decreased from 25.00 USD to 20.00 USD a month"))
  }

  @Test func `another path`() {
    let system = Self.repository(["old/prices.json": Self.catalog(2000)])
    #expect(system.run("diff", "git:main:old/prices.json", "catalog.json").output.contains("price increased"))
    #expect(system.run("diff", "git:main:old/prices.json", "git:main:old/prices.json").output == "no semantic changes\n")
  }

  @Test func `the first version of a catalog is compared with nothing`() {
    let outcome = Self.repository([:]).run("diff", "git:main", "catalog.json", "--fail-on", "breaking")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("+ plans.pro: plan `pro` added"))
    #expect(
      outcome.error == "catalogc: note: `git:main:catalog.json` does not exist; comparing with an empty catalog\n")
  }

  @Test(arguments: [
    ("git:mian", "unknown git revision `mian`"), ("git:", "invalid git revision `git:`"),
    ("git:--output=x", "invalid git revision `git:--output=x`"),
  ])
  func `an unknown revision is an error`(_ operand: String, _ message: String) {
    let outcome = Self.repository([:]).run("diff", operand, "catalog.json")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("catalogc: error: \(message)"))
  }

  @Test func `without git, the error says so`() {
    let outcome = MemorySystem(["catalog.json": Self.catalog(1)]).run("diff", "git:main", "catalog.json")
    #expect(outcome == .init(status: 2, error: "catalogc: error: cannot run `git`: No such file or directory\n"))
  }

  @Test func `two revisions need a path`() {
    let outcome = Self.repository([:]).run("diff", "git:main", "git:main")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("write `git:main:catalog.json`"))
  }

  // MARK: Reviewed changes

  private static func run(_ accepted: String, now: Int64 = 1_800_000_000, new: Int = 2500) -> MemorySystem.Outcome {
    let system = MemorySystem(["old.json": catalog(2000), "new.json": catalog(new), "accepted.json": accepted])
    system.now = now
    return system.run("diff", "old.json", "new.json", "--fail-on", "customer", "--accept", "accepted.json")
  }

  private static let rise =
    #"{"plans.pro.prices.monthly.amount": {"old": 2000, "new": 2500, "reason": "approved", "expires": "2027-02-01T00:00:00Z"}}"#

  @Test func `a change that was reviewed does not fail`() {
    let outcome = Self.run(Self.rise)
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.contains("to 25.00 USD a month [provider: stripe, razorpay, autumn], accepted: approved ("))
  }

  @Test func `a rise that goes further than what was reviewed fails`() {
    let outcome = Self.run(Self.rise, new: 3000)
    #expect(outcome.status == 1)
    #expect(
      outcome.error == """
        catalogc: error: 1 change has a class of `--fail-on`
          plans.pro.prices.monthly.amount: price increased from 20.00 USD to 30.00 USD a month (other values are accepted: \
        2000 to 2500)
          = help: review the changes, and add them to a file for `--accept`

        """)
  }

  @Test func `an acceptance ends`() {
    // 2027-02-01T00:00:00Z.
    #expect(Self.run(Self.rise, now: 1_801_440_000).status == 0)
    let late = Self.run(Self.rise, now: 1_801_440_001)
    #expect(late.status == 1)
    #expect(late.error.contains("(accepted until 2027-02-01T00:00:00Z, which has passed)"))
  }

  @Test func `an entry without its values accepts nothing`() {
    #expect(
      Self.run(#"{"plans.pro.prices.monthly.amount": {"reason": "any", "expires": "2027-02-01T00:00:00Z"}}"#).status == 1)
  }

  @Test func `an entry that is no longer needed is reported`() {
    let outcome = Self.run(Self.rise, new: 2000)
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("`plans.pro.prices.monthly.amount` does not change; remove it from the accepted changes"))
  }

  @Test(arguments: [
    (#"{"plans.pro": {"expires": "2027-02-01T00:00:00Z"}}"#, "missing required field `reason`"),
    (#"{"plans.pro": {"reason": "x", "expires": "2027-02-01"}}"#, "expected a time with an offset"),
    (#"{"plans.pro": {"reason": "", "expires": "2027-02-01T00:00:00Z"}}"#, "the string must not be empty"),
    (#"{"plans.pro": {"resaon": "x", "expires": "2027-02-01T00:00:00Z"}}"#, "unknown field `resaon`"),
    (#"{"features": {}, "plans": {}}"#, "this is a catalog, not a file of accepted changes"),
  ])
  func `a faulty file accepts nothing, and says where it is wrong`(_ file: String, _ message: String) {
    let outcome = Self.run(file)
    #expect(outcome.status == 1)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("accepted.json:1:"))
    #expect(outcome.error.contains(message))
  }

  @Test func `JSON and Markdown say why a change is accepted`() {
    let system = MemorySystem(["old.json": Self.catalog(2000), "new.json": Self.catalog(2500), "a.json": Self.rise])
    func output(_ format: String) -> String {
      system.run("diff", "old.json", "new.json", "--fail-on", "customer", "--accept", "a.json", "--format", format).output
    }
    #expect(output("json").contains(#""accepted":{"reason":"approved","expires":"2027-02-01T00:00:00Z"}"#))
    #expect(output("markdown").contains("**accepted**: approved"))
  }

  @Test func `there is nothing to accept unless something fails`() {
    let outcome = MemorySystem(["a.json": Self.catalog(1)]).run("diff", "a.json", "a.json", "--accept", "b.json")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("`--accept` needs `--fail-on`"))
  }

  @Test func `a failure has a reason on standard error, even if the output goes to a file`() {
    let system = MemorySystem(["old.json": Self.catalog(2000), "new.json": Self.catalog(2500)])
    let outcome = system.run("diff", "old.json", "new.json", "--fail-on", "breaking")
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("plans.pro.prices.monthly.amount: price increased from 20.00 USD to 25.00 USD a month"))
  }
}
