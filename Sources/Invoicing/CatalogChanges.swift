import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

/// One number of a catalog, written otherwise, to see whether a scenario notices.
package struct CatalogChange: Sendable {
  package let location: Location
  /// As written in the file, with quotes if there are any.
  package let old: String
  package let new: String
  /// Whether a scenario that passes with the catalog fails with the change.
  package let isCaught: Bool
}

extension ScenarioFile {
  /// Every price, bound and allowance of a catalog, each raised by a tenth, or lowered where the catalog would have errors.
  ///
  /// Items and prices that are no longer sold are left alone, and so is a number that cannot change alone.
  ///
  /// - Parameters:
  ///   - tree: the tree of the catalog's file.
  ///   - catalog: the catalog itself, which has no errors.
  ///   - providers: those whose options the catalog can have.
  package func changes(
    of tree: SyntaxTree, _ catalog: Catalog, format: CatalogFormat, providers: [ProviderDeclaration]
  ) -> [CatalogChange] {
    let passing = Set(results(in: catalog).filter(\.hasPassed).map(\.scenario.place))
    let numbers = NumberPlaces(tree).all
    let locations = tree.locations(of: numbers.map { Place($0) })
    return zip(numbers, locations).compactMap { node, location -> CatalogChange? in
      guard let location else { return nil }
      let range = tree.range(node)
      let old = String(decoding: tree.source.bytes[range.start..<range.end], as: UTF8.self)
      for new in [old.movedByTenth(up: true), old.movedByTenth(up: false)].compactMap(\.self) where new != old {
        var bytes = tree.source.bytes
        bytes.replaceSubrange(range.start..<range.end, with: new.utf8)
        let changed = analyze(SourceText(name: tree.source.name, bytes: bytes), format: format, providers: providers)
        guard let other = changed.catalog else { continue }
        let isCaught = results(in: other).contains { passing.contains($0.scenario.place) && !$0.hasPassed }
        return CatalogChange(location: location, old: old, new: new, isCaught: isCaught)
      }
      return nil
    }
  }
}

extension String {
  /// A number, or a string of one, a tenth larger or smaller, and different in its last digit at least; nil if it is neither, or
  /// if it would be negative.
  fileprivate func movedByTenth(up: Bool) -> String? {
    let isQuoted = first == "\"" && last == "\"" && count > 2
    let digits = isQuoted ? String(dropFirst().dropLast()) : self
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), let number = ExactDecimal(parsing: digits.utf8) else {
      return nil
    }
    let decimals = digits.firstIndex(of: ".").map { digits.distance(from: $0, to: digits.endIndex) - 1 } ?? 0
    let units = number.scaled(by: decimals)
    let step = max(ExactDecimal(1), units.quotientRoundedUp(by: 10))
    let moved = up ? units + step : units - step
    if moved.isNegative { return nil }
    let text = moved.shifted(fractionDigits: decimals)
    return isQuoted ? "\"\(text)\"" : text
  }
}

/// The numbers of a catalog's file that an invoice depends on, in the order of the file.
private struct NumberPlaces {
  private let tree: SyntaxTree
  private(set) var all: [NodeID] = []

  init(_ tree: SyntaxTree) {
    self.tree = tree
    for section in Section.allCases {
      for (_, entry) in members(tree.value(of: .root, named: section.rawValue)) {
        switch section {
        case .meters: continue
        case .features: for (_, cost) in members(tree.value(of: entry, named: "costs")) { add(cost) }
        case .plans, .addons, .topups: addItem(entry)
        case .discounts:
          add(tree.value(of: entry, named: "percent"))
          for (_, amount) in members(tree.value(of: entry, named: "amounts")) { add(amount) }
        }
      }
    }
  }

  private func members(_ node: NodeID?) -> [(key: NodeID, value: NodeID)] {
    guard let node, tree.kind(node) == .object else { return [] }
    return Array(tree.members(of: node))
  }

  private mutating func add(_ node: NodeID?) {
    guard let node, [.number, .string].contains(tree.kind(node)) else { return }
    all.append(node)
  }

  private func isWithdrawn(_ node: NodeID) -> Bool {
    guard let sold = tree.value(of: node, named: "sold"), tree.kind(sold) == .boolean else { return false }
    return !tree.bool(sold)
  }

  private mutating func addItem(_ item: NodeID) {
    if isWithdrawn(item) { return }
    // A top-up's own amount; plans and add-ons have none.
    add(tree.value(of: item, named: "amount"))
    addEntitlements(of: item)
    for (_, price) in members(tree.value(of: item, named: "prices")) where !isWithdrawn(price) {
      addRate(price)
      addEntitlements(of: price)
    }
  }

  private mutating func addEntitlements(of owner: NodeID) {
    for (_, entitlement) in members(tree.value(of: owner, named: "entitlements")) {
      guard tree.kind(entitlement) == .object else {
        if tree.kind(entitlement) == .number { add(entitlement) }
        continue
      }
      for name in ["amount", "max"] { add(tree.value(of: entitlement, named: name)) }
      for (_, price) in members(tree.value(of: entitlement, named: "prices")) { addRate(price) }
    }
  }

  private mutating func addRate(_ price: NodeID) {
    for name in ["amount", "package"] { add(tree.value(of: price, named: name)) }
    guard let tiers = tree.value(of: price, named: "tiers"), tree.kind(tiers) == .array else { return }
    for tier in tree.elements(of: tiers) where tree.kind(tier) == .object {
      for name in ["upTo", "amount", "flat"] { add(tree.value(of: tier, named: name)) }
    }
  }
}
