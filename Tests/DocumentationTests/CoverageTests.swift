import Catalog
import Customers
import Diagnostics
import JSONText
import Providers
import Syntax
import TestSupport
import Testing

@testable import Documentation

/// No provider ignores a field of the catalog.
@Suite struct CoverageTests {
  @Test func `every field is sent or reported by each provider`() {
    #expect(Coverage.all.ignored == [])
    #expect(Coverage.all.viewed == [])
  }

  @Test func `only cells for options of providers without options are empty`() {
    for row in Coverage.all.rows where row.field.exemption == nil && row.field.name != "providers.*.options" {
      for (column, cell) in zip(Coverage.all.columns, row.cells) where row.field.exceptions[column.name] == nil {
        #expect(!cell.isEmpty, "\(row.field.name): \(column.name)")
      }
    }
  }

  @Test func `only the format exempts a field`() {
    let exempt = Coverage.all.rows.filter { $0.field.exemption != nil }.map(\.field.name)
    #expect(exempt == ["$schema", "addons.*.multiple", "providers.*.enabled", "lint"])
  }

  @Test func `OpenMeter has no place for one field`() {
    let exceptions = Coverage.all.rows.flatMap { row in row.field.exceptions.keys.map { "\(row.field.name): \($0)" } }
    #expect(exceptions == ["price.trialCard: openmeter (plans)"])
  }

  // MARK: The probe

  @Test func `the probe has no findings`() {
    #expect(findings(CoverageProbe.text) == [])
  }

  @Test func `the probe has every field except ids and options, which are added`() {
    for field in Coverage.all.rows.map(\.field) {
      for spot in field.spots where !spot.path.hasSuffix("providerIds") && !spot.path.hasPrefix("providers.") {
        #expect(CoverageProbe.catalog[path: spot.path] != nil, "\(spot.path)")
      }
    }
  }

  @Test func `a changed field leaves a valid catalog, except for the type of an entitlement`() {
    for field in Coverage.all.rows.map(\.field) where field.name != "entitlement.type" {
      for spot in field.spots {
        for edits in spot.variants + spot.wholes {
          var catalog = CoverageProbe.catalog
          for edit in edits { catalog.apply(edit) }
          let errors = diagnostics(catalog.compact).filter { $0.severity == .error }
          #expect(errors.isEmpty, "\(spot.path): \(errors.map { "\($0.rule) @ \($0.path)" })")
        }
      }
    }
  }

  @Test func `every field in every place of the probe is measured`() {
    let measured = Coverage.all.rows.flatMap(\.field.spots).map { $0.path.split(separator: ".").map(String.init) }
    let items = ["plans.pro", "addons.extra", "addons.setup", "topups.pack"]
    let entries = items + ["meters.calls", "features.api", "features.tokens"]
    var fields = entries.flatMap { members(of: $0) }
    fields += ["discounts.launch", "discounts.launch.codes.LAUNCH20"].flatMap { members(of: $0) }
    for (item, price) in zip(items, ["monthly", "monthly", "once", "once"]) {
      fields += members(of: "\(item).prices.\(price)")
    }
    for owner in ["plans.pro", "addons.extra", "addons.setup"] {
      fields += members(of: "\(owner).entitlements").flatMap { members(of: $0) }
    }
    fields += ["addons.extra.quantity", "topups.pack.grant", "topups.pack.grant.expiration"].flatMap { members(of: $0) }
    // Other values of a feature's type and of a top-up price's interval would require another catalog.
    let exceptions = ["features.api.type", "features.tokens.type", "topups.pack.prices.once.interval"]
    for field in fields where !exceptions.contains(field) {
      let path = field.split(separator: ".").map(String.init)
      #expect(measured.contains { $0.starts(with: path) }, "\(field)")
    }
  }

  private func members(of path: String) -> [String] {
    guard case .object(let members)? = CoverageProbe.catalog[path: path] else { return [] }
    return members.map { "\(path).\($0.name)" }
  }

  // MARK: Failing measurements

  @Test func `a field that is not sent is ignored, next to one that is`() {
    let coverage = measured("plans.*.description", "plans.*.name") { lowering in
      send(&lowering) { ["name": .string($0.header.name)] }
    }
    #expect(coverage.ignored == ["fake: plans.pro.description"])
    #expect(coverage.markdown.contains("| `plans.*.description` | — |"))
    #expect(coverage.markdown.contains("| `plans.*.name` | requests |"))
  }

  @Test func `a field that is sent only for add-ons is ignored for plans`() {
    let coverage = measured("price.trialDays") { lowering in
      send(&lowering) { item in
        ["trials": .array(item.kind == .plan ? [] : item.prices.map { $0.trial.map { .integer($0.days) } ?? .null })]
      }
    }
    #expect(coverage.ignored == ["fake: plans.pro.prices.monthly.trialDays"])
    #expect(coverage.markdown.contains("| `price.trialDays` | —, requests |"))
  }

  @Test func `sending only the presence of a field does not count`() {
    let coverage = measured("plans.*.description") { lowering in
      send(&lowering) { ["hasDescription": .bool($0.header.description != nil)] }
    }
    #expect(coverage.ignored == ["fake: plans.pro.description"])
  }

  @Test func `a finding at the field counts`() {
    let coverage = measured("plans.*.description") { lowering in
      for item in lowering.catalog.items where item.header.description != nil {
        lowering.report(rule, "it is not sent", at: item.header.place["description"])
      }
    }
    #expect(coverage.ignored == [])
    #expect(coverage.markdown.contains("| `plans.*.description` | `not-sent` |"))
  }

  @Test func `a finding at its parent counts if it depends on the field`() {
    let coverage = measured("plans.*.description", "plans.*.name") { lowering in
      for item in lowering.catalog.items {
        let count = item.header.description?.count ?? 0
        lowering.report(rule, "\(count) characters are not sent", at: item.header.place.name)
      }
    }
    #expect(coverage.ignored == ["fake: plans.pro.name"])
  }

  @Test func `a finding elsewhere does not count`() {
    let coverage = measured("plans.*.description") { lowering in
      let count = lowering.catalog.plans.first?.header.description?.count ?? 0
      lowering.report(rule, "\(count) characters are not sent", at: Place(.root)["plans"])
      for addon in lowering.catalog.addons { lowering.report(rule, "\(count) characters", at: addon.header.place.name) }
    }
    #expect(coverage.ignored == ["fake: plans.pro.description"])
  }

  @Test func `a finding about a whole meter counts for its fields if the meter is not sent`() {
    let reported = measured("meters.*.description") { lowering in
      for meter in lowering.catalog.meters { lowering.report(rule, "it is not sent", at: meter.header.place.name) }
    }
    #expect(reported.ignored == [])
    #expect(reported.markdown.contains("| `meters.*.description` | (`not-sent`) |"))

    let sent = measured("meters.*.description") { lowering in
      for meter in lowering.catalog.meters {
        lowering.report(rule, "it is not sent", at: meter.header.place.name)
        lowering.setup.append(Request(Request.id("meters", meter.header.id), .post, "/meters"))
      }
    }
    #expect(sent.ignored == ["fake: meters.calls.description"])
  }

  @Test func `a field that appears only in the neutral view is marked as such`() {
    let coverage = measured("plans.*.description") { $0.hasNeutralView = true }
    #expect(coverage.ignored == [])
    #expect(coverage.viewed == ["fake: plans.pro.description"])
  }

  @Test func `an idempotency key does not count`() {
    let coverage = measured("plans.*.description") { lowering in
      for item in lowering.catalog.items {
        lowering.setup.append(
          Request(Request.id(item.header.id), .post, "/products", idempotencyKey: item.header.description))
      }
    }
    #expect(coverage.ignored == ["fake: plans.pro.description"])
  }

  @Test func `each mode of a provider is measured`() {
    let mode = OptionDeclaration("mode", .choice(["all", "names"]), default: "all", "the fields to send")
    let coverage = measured("plans.*.description", options: [mode]) { lowering in
      let isAll = lowering.settings.text("mode") != "names"
      send(&lowering) { ["text": .string(isAll ? $0.header.description ?? "" : $0.header.name)] }
    }
    #expect(coverage.columns.map(\.title) == ["Fake", "Fake, names"])
    #expect(coverage.ignored == ["fake (names): plans.pro.description"])
  }

  @Test func `an option without effect is ignored`() {
    let option = OptionDeclaration("color", .choice(["red", "blue"]), default: "red", "the color of everything")
    #expect(measured("providers.*.options", options: [option]) { _ in }.ignored == ["fake: providers.fake.options.color"])
  }

  // MARK: Fake providers

  private let rule = Rule("fake/not-sent", .note, "It is not sent", explanation: "", wrong: "", right: "")

  private func measured(
    _ fields: String..., options: [OptionDeclaration] = [], lower: @escaping @Sendable (inout FakeLowering) -> Void
  ) -> Coverage {
    let fake = Provider(
      name: "fake", title: "Fake", capabilities: { _ in [.metadata: .full] }, options: options, parameters: [],
      limits: { _ in ProviderLimits(money: MoneyTable()) }, sources: [], families: [], rules: [rule], api: Provider.all[0].api,
      lowering: { FakeLowering($0, lower) })
    return Coverage(of: [fake]) { fields.contains($0) }
  }
}

/// Does what a test configures, without checks of its own.
private struct FakeLowering: ProviderLowering {
  let catalog: Catalog
  let settings: ProviderSettings
  var setup: [Request] = []
  var hasNeutralView = false
  private var found: [(rule: Rule, message: String, place: Place)] = []
  private let lower: @Sendable (inout FakeLowering) -> Void

  init(_ input: LoweringInput, _ lower: @escaping @Sendable (inout FakeLowering) -> Void) {
    catalog = input.catalog
    settings = input.settings
    self.lower = lower
  }

  mutating func report(_ rule: Rule, _ message: String, at place: Place) { found.append((rule, message, place)) }

  mutating func offers(_ findings: inout Findings) {
    lower(&self)
    for (rule, message, place) in found { findings.report(rule, message, at: place) }
  }

  var ownFamilies: [RuleFamily] { RuleFamily.all }

  func sells(_: Price, of _: Item, in _: Void) -> Bool { true }

  func addRequests(for _: Void, to artifact: inout Artifact) { artifact.setup += setup }
}

/// One request for each item.
private func send(_ lowering: inout FakeLowering, _ body: (Item) -> JSON) {
  for item in lowering.catalog.items {
    lowering.setup.append(
      Request(Request.id("products", item.kind.rawValue, item.header.id), .post, "/products", body: body(item)))
  }
}
