import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Syntax

/// The semantic differences between two catalogs, regardless of their format and formatting.
///
/// In the order of the catalog format and, within a section, of the new file; removed entries come last.
package func compare(_ old: CatalogVersion, with new: CatalogVersion) -> [Change] {
  var comparer = Comparer(old, new)
  comparer.compare()
  return comparer.changes
}

struct Comparer {
  let old: CatalogVersion
  let new: CatalogVersion
  var changes: [Change] = []
  /// Filled section by section, so that entries are matched before the references to them are compared.
  var meters: Matching
  var features: Matching
  var plans: Matching
  /// The indices of new plans that the old catalog also has; filled together with ``plans``.
  var keptPlans: [Int] = []
  /// The item or price that the changes being reported belong to.
  var subject: Change.Subject?
  /// Whether a usage price is for what the meter or feature measures that the changes being reported belong to.
  var isCharged = false

  init(_ old: CatalogVersion, _ new: CatalogVersion) {
    self.old = old
    self.new = new
    meters = Matching(old.catalog.meters.map(\.header), new.catalog.meters.map(\.header))
    features = Matching(old.catalog.features.map(\.header), new.catalog.features.map(\.header))
    plans = Matching(old.catalog.plans.map(\.header), new.catalog.plans.map(\.header))
  }

  mutating func compare() {
    compareSchema()
    compareID()
    compareMeters()
    compareFeatures()
    compareItems()
    compareDiscounts()
    compareProviders()
    compareLint()
  }

  // MARK: Reporting

  mutating func report(
    _ fields: [ChangedField], _ classes: [ChangeImpact], _ message: String, old: Place?, new: Place?, oldValue: JSON? = nil,
    newValue: JSON? = nil
  ) {
    report(.changed, fields, classes, message, old: old, new: new, oldValue: oldValue, newValue: newValue)
  }

  mutating func report(
    _ kind: Difference.Kind, _ fields: [ChangedField], _ classes: [ChangeImpact], _ message: String, old: Place?,
    new: Place?, oldValue: JSON? = nil, newValue: JSON? = nil
  ) {
    changes.append(
      Change(
        kind: kind, fields: fields, classes: classes, message: message, old: old, new: new, oldValue: oldValue,
        newValue: newValue, subject: subject, isCharged: isCharged))
  }

  /// `$schema` is for editors, and does not exist in Swift catalogs.
  private mutating func compareSchema() {
    guard old.format != .swift, new.format != .swift else { return }
    let name = CatalogField.schema.rawValue
    let values = [old, new].map { version in version.tree.value(of: .root, named: name).map { version.tree.text($0) } }
    guard !same(values[0], values[1]) else { return }
    let place = Place(.root)[name]
    report(
      [.schema], [.cosmetic], "`$schema` \(changeOfText(values[0], values[1]))",
      old: values[0].map { _ in place }, new: values[1].map { _ in place }, oldValue: values[0].map(JSON.string),
      newValue: values[1].map(JSON.string))
  }

  mutating func reportOrder(of what: String, _ matching: Matching, old: Place, new: Place) {
    guard !matching.keepsOrder else { return }
    report([.order], [.cosmetic], "\(what) reordered", old: old, new: new)
  }

  // MARK: Headers and metadata

  /// The fields of a header.
  struct Names {
    let id: ChangedField
    let key: ChangedField
    let name: ChangedField
    let description: ChangedField
    let metadata: ChangedField

    static let meter = Names(
      id: .meterID, key: .meterKey, name: .meterName, description: .meterDescription, metadata: .meterMetadata)
    static let feature = Names(
      id: .featureID, key: .featureKey, name: .featureName, description: .featureDescription, metadata: .featureMetadata)
    static let item = Names(
      id: .itemID, key: .itemKey, name: .itemName, description: .itemDescription, metadata: .itemMetadata)
  }

  /// - Parameters:
  ///   - what: the kind of entry for messages: `plan`.
  ///   - derived: the part of the message about what changes along with the key; may be empty.
  mutating func compareHeaders(_ old: Header, _ new: Header, _ what: String, _ names: Names, derived: String = "") {
    let (places, newPlaces) = (old.place, new.place)
    switch (same(old.id, new.id), same(old.key, new.key)) {
    case (true, true): break
    case (false, true):
      report(
        .renamed, [names.id], [.api],
        "\(what) \(quoted(old.id)) renamed to \(quoted(new.id)); its key is still \(quoted(new.key))",
        old: places.name, new: newPlaces.name, oldValue: .string(old.id), newValue: .string(new.id))
    case (true, false):
      report(
        .renamed, [names.key], [.api],
        "\(what) key changed from \(quoted(old.key)) to \(quoted(new.key))\(derived)",
        old: places["key"], new: newPlaces["key"], oldValue: .string(old.key), newValue: .string(new.key))
    case (false, false):
      report(
        .renamed, [names.id, names.key], [.api],
        "\(what) \(quoted(old.id)) renamed to \(quoted(new.id)) and its key \(quoted(old.key)) to \(quoted(new.key))\(derived)",
        old: places.name, new: newPlaces.name, oldValue: .string(old.id), newValue: .string(new.id))
    }
    if !same(old.name, new.name) {
      report(
        [names.name], [.cosmetic], "name changed from \(quoted(old.name)) to \(quoted(new.name))", old: places["name"],
        new: newPlaces["name"], oldValue: .string(old.name), newValue: .string(new.name))
    }
    if !same(old.description, new.description) {
      report(
        [names.description], [.cosmetic], "description \(changeOfText(old.description, new.description))",
        old: places["description"], new: newPlaces["description"], oldValue: old.description.map(JSON.string),
        newValue: new.description.map(JSON.string))
    }
    compareMetadata(old.metadata, new.metadata, names.metadata, places["metadata"], newPlaces["metadata"])
  }

  /// Compares all entries together, because they mean nothing to the compiler.
  mutating func compareMetadata(
    _ old: [JSON.Member], _ new: [JSON.Member], _ field: ChangedField, _ oldPlace: Place, _ newPlace: Place
  ) {
    guard !same(JSON.object(old).compact, JSON.object(new).compact) else { return }
    let oldValues = Dictionary(old.map { (ScalarString($0.name), $0.value.compact) }) { $1 }
    let newNames = Set(new.map { ScalarString($0.name) })
    let changed = new.filter { member in
      oldValues[ScalarString(member.name)].map { !same($0, member.value.compact) } ?? false
    }
    let parts = [
      ("added", new.filter { oldValues[ScalarString($0.name)] == nil }), ("changed", changed),
      ("removed", old.filter { !newNames.contains(ScalarString($0.name)) }),
    ].filter { !$0.1.isEmpty }.map { "\($0.0) \(list($0.1.map { quoted($0.name) }, limit: 3))" }
    report(
      [field], [.cosmetic], "metadata \(parts.isEmpty ? "reordered" : "changed: " + list(parts))", old: oldPlace,
      new: newPlace, oldValue: old.isEmpty ? nil : .object(old), newValue: new.isEmpty ? nil : .object(new))
  }
}

/// Whether two strings have the same scalars.
func same(_ left: String?, _ right: String?) -> Bool { left.map(ScalarString.init) == right.map(ScalarString.init) }

/// How an optional string changed.
func changeOfText(_ old: String?, _ new: String?) -> String {
  switch (old, new) {
  case (let old?, let new?): "changed from \(quoted(old)) to \(quoted(new))"
  case (nil, let new?): "added: \(quoted(new))"
  case (let old?, nil): "removed (was \(quoted(old)))"
  case (nil, nil): "unchanged"
  }
}
