import Catalog
import Diagnostics
import Foundations
import Providers
import Syntax

/// The smallest change of a file that lifts what it can.
package struct Change: Sendable {
  /// One edit of the file.
  package struct Step: Sendable {
    package let message: String
    /// The path of the finding that it lifts first.
    package let path: String
  }

  /// In the order in which they were made; none can be left out.
  package let steps: [Step]
  /// How many warnings and errors are lifted.
  package let lifted: Int
  /// How many there were.
  package let total: Int
  /// How many remain: also those that nothing was said about while an item was not for sale.
  package let remaining: Int
  /// The changed file.
  package let bytes: [UInt8]
}

/// The changes that lift findings. A change is tried by compiling the changed file, and kept only if that shows that it lifts
/// the finding and leads to no other.
struct Remedies {
  /// For each finding, a change that lifts it alone.
  private(set) var single: [Fix?]
  private(set) var together: Change?
  private let provider: Provider
  /// How many changes may still be tried: a file of a megabyte takes as long as a thousand of a kilobyte.
  private var budget: Int

  init(_ provider: Provider, _ text: CatalogText, _ compiled: CompiledCatalog) {
    self.provider = provider
    budget = min(400, max(16, 40_000_000 / max(1, text.tree.source.bytes.count)))
    single = []
    let original = Version(text, compiled)
    single = remedies(original)
    together = combined(original, single)
  }

  private mutating func remedies(_ version: Version) -> [Fix?] {
    version.compiled.blockers.map { remedy(for: $0, version) }
  }

  private mutating func remedy(for diagnostic: Diagnostic, _ version: Version) -> Fix? {
    guard diagnostic.severity != .note else { return nil }
    for fix in diagnostic.fixes where tries([fix], version, lifting: diagnostic) != nil { return fix }
    // What the provider ignores can be removed, unless that changes what is sold.
    let path = diagnostic.pointerSteps
    guard !diagnostic.isSecret, path.count > 2, Self.sections.contains(path[0]),
      let removal = version.text.tree.removal(ofMemberAt: path), let changed = tries([removal], version, lifting: diagnostic),
      Terms(changed.text.catalog) == Terms(version.text.catalog)
    else { return nil }
    return removal
  }

  /// The sections of a catalog with what is sold.
  private static let sections = ["plans", "addons", "topups", "discounts"]

  /// The version with the fixes, if it is better.
  private mutating func tries(_ fixes: [Fix], _ version: Version, lifting diagnostic: Diagnostic? = nil) -> Version? {
    guard budget > 0 else { return nil }
    budget -= 1
    guard let text = version.text.changed(to: fixes.applied(to: version.text.tree.source.bytes).bytes) else { return nil }
    let changed = Version(text, text.compiled(for: provider))
    return changed.isBetter(than: version, without: diagnostic) ? changed : nil
  }

  /// Applies the remedies together, and looks for others in the result, because a finding may hide another.
  private mutating func combined(_ original: Version, _ first: [Fix?]) -> Change? {
    var (version, steps, fixes) = (original, [Change.Step](), first)
    for _ in 0..<4 {
      var chosen: [(fix: Fix, path: String)] = []
      for (fix, diagnostic) in zip(fixes, version.compiled.blockers) {
        guard let fix, !chosen.contains(where: { $0.fix.edits == fix.edits || $0.fix.overlaps(fix) }) else { continue }
        chosen.append((fix, diagnostic.path))
      }
      guard !chosen.isEmpty, var next = tries(chosen.map(\.fix), version) else { break }
      // Leave out what makes no difference.
      var index = 0
      while chosen.count > 1, index < chosen.count {
        var fewer = chosen
        fewer.remove(at: index)
        if let other = tries(fewer.map(\.fix), version), other.ids.isSubset(of: next.ids), other.unsold <= next.unsold {
          (chosen, next) = (fewer, other)
        } else {
          index += 1
        }
      }
      steps += chosen.map { Change.Step(message: $0.fix.message, path: $0.path) }
      version = next
      fixes = remedies(version)
    }
    guard !steps.isEmpty else { return nil }
    let warnings = original.compiled.blockers.filter { $0.severity != .note }
    return Change(
      steps: steps, lifted: version.lacking(warnings), total: warnings.count,
      remaining: version.compiled.blockers.count { $0.severity != .note }, bytes: version.text.tree.source.bytes)
  }
}

/// A version of the file, compiled for the provider.
private struct Version {
  let text: CatalogText
  let compiled: CompiledCatalog
  let ids: Set<FindingID>
  let errors: Int
  let unsold: Int

  init(_ text: CatalogText, _ compiled: CompiledCatalog) {
    self.text = text
    self.compiled = compiled
    ids = Set(compiled.blockers.map(FindingID.init))
    errors = compiled.blockers.count(.error)
    unsold = compiled.unsold(Portability.entries(of: text.catalog))
  }

  func has(_ diagnostic: Diagnostic) -> Bool {
    compiled.blockers.contains { $0.message == diagnostic.message && FindingID($0) == FindingID(diagnostic) }
  }

  /// How many of the findings it does not have.
  func lacking(_ diagnostics: [Diagnostic]) -> Int {
    let own = Dictionary(grouping: compiled.blockers, by: FindingID.init).mapValues { Set($0.map(\.message)) }
    return diagnostics.count { own[FindingID($0)]?.contains($0.message) != true }
  }

  /// Whether the finding is lifted, and nothing else is wrong now. What was not for sale has no further findings, so those may
  /// appear when it is.
  func isBetter(than other: Version, without diagnostic: Diagnostic?) -> Bool {
    if let diagnostic, has(diagnostic) { return false }
    guard text.lints.isSubset(of: other.text.lints), (errors, unsold) <= (other.errors, other.unsold) else { return false }
    if (errors, unsold) < (other.errors, other.unsold) { return true }
    return ids.isSubset(of: other.ids) && compiled.blockers.count < other.compiled.blockers.count
  }
}

extension Fix {
  fileprivate func overlaps(_ other: Fix) -> Bool {
    range.start <= other.range.end && other.range.start <= range.end
  }
}

/// What is sold, and for how much: everything that a change must leave alone if it only removes what a provider ignores.
private struct Terms: Equatable {
  private struct Price: Equatable {
    let id: ScalarString
    let currency: Currency
    let cadence: Cadence?
    let rates: [Rate]
    let base: Money?
  }

  private struct Grant: Equatable {
    let feature: Int
    let amount: ExactDecimal?
    let reset: Reset?
    let rates: [Rate]
  }

  private struct Sold: Equatable {
    let id: ScalarString
    let quantity: Quantity?
    let availability: Availability
    let prices: [Price]
    let grants: [Grant]
  }

  /// What customers get with a code, and how often.
  private struct Code: Equatable {
    let text: ScalarString
    let limits: [Int64?]
    let end: Instant?
    let isFirstPurchaseOnly: Bool
    let minimum: String
  }

  private struct Reduction: Equatable {
    let id: ScalarString
    let reduction: String
    let duration: Discount.Duration
    let items: [ItemReference]?
    let maxRedemptions: Int64?
    let end: Instant?
    let codes: [Code]
  }

  private let items: [Sold]
  private let discounts: [Reduction]

  init(_ catalog: Catalog) {
    items = catalog.items.map { item in
      Sold(
        id: ScalarString("\(item.kind)/\(item.header.id)/\(item.header.key)"), quantity: item.quantity,
        availability: item.availability,
        prices: item.prices.map { price in
          Price(
            id: ScalarString("\(price.id)/\(price.lookupKey)"), currency: price.currency, cadence: price.cadence,
            rates: [price.quantityRate].compactMap(\.self) + price.usage.map(\.price.rate), base: price.base)
        },
        grants: item.possibleEntitlements.map { Self.grant($0, item) })
    }
    discounts = catalog.discounts.map { discount in
      Reduction(
        id: ScalarString(discount.header.id), reduction: Self.text(discount.reduction), duration: discount.duration,
        items: discount.items, maxRedemptions: discount.maxRedemptions, end: discount.expiresAt,
        codes: discount.codes.map { code in
          Code(
            text: ScalarString(code.text), limits: [code.maxRedemptions, code.maxPerCustomer], end: code.expiresAt,
            isFirstPurchaseOnly: code.isFirstPurchaseOnly, minimum: Self.text(code.minimum))
        })
    }
  }

  private static func grant(_ entitlement: Entitlement, _ item: Item) -> Grant {
    switch entitlement.value {
    case .metered(let allowance):
      Grant(
        feature: entitlement.feature, amount: allowance.amount, reset: allowance.reset(in: item),
        rates: allowance.prices.map(\.rate))
    case .limit(let limit): Grant(feature: entitlement.feature, amount: limit.amount, reset: nil, rates: [])
    case .boolean, .unlimited, .static: Grant(feature: entitlement.feature, amount: nil, reset: nil, rates: [])
    }
  }

  private static func text(_ reduction: Discount.Reduction) -> String {
    switch reduction {
    case .percent(let percent): "\(percent)"
    case .amounts(let amounts): text(amounts)
    }
  }

  private static func text(_ amounts: [CurrencyAmount]) -> String {
    amounts.map { "\($0.currency.code) \($0.money.minorUnits)" }.joined(separator: ",")
  }
}
