import Catalog

/// A set of feature types.
package struct FeatureKinds: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let boolean = FeatureKinds(rawValue: 1)
  package static let metered = FeatureKinds(rawValue: 2)
  package static let limit = FeatureKinds(rawValue: 4)
  package static let `static` = FeatureKinds(rawValue: 8)
  package static let all: FeatureKinds = [.boolean, .metered, .limit, .static]

  package init(_ kind: Feature.Kind) {
    switch kind {
    case .boolean: self = .boolean
    case .metered: self = .metered
    case .limit: self = .limit
    case .static: self = .static
    }
  }

  /// The kinds that also have the field; all of them if none has it.
  package func narrowed(by field: EntitlementField) -> FeatureKinds {
    let common = intersection(field.kinds)
    return common.isEmpty ? self : common
  }

  /// In the order in which they are documented.
  package var list: [Feature.Kind] { Feature.Kind.allCases.filter { contains(FeatureKinds($0)) } }
}
