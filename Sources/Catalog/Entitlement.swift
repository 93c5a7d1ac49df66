import Foundations
import JSONText
import Syntax

/// What a plan or an add-on grants of one feature.
package struct Entitlement: Sendable {
  package enum Value: Sendable {
    /// If false, the customer does not get the feature, and nothing is emitted for it.
    case boolean(enabled: Bool)
    case metered(Allowance)
    case limit(Limit)
    /// More than any number, of a metered or a limit feature.
    case unlimited
    case `static`(config: Setting)

    /// Whether usage beyond an allowance is charged.
    package var hasUsagePrices: Bool {
      if case .metered(let allowance) = self { allowance.usage != nil } else { false }
    }
  }

  /// An index into ``Catalog/features``.
  package let feature: Int
  package let value: Value
  package let metadata: [JSON.Member]
  private let origin: Origin

  package init(_ feature: Int, _ value: Value, metadata: [JSON.Member] = [], origin: Origin) {
    self.feature = feature
    self.value = value
    self.metadata = metadata
    self.origin = origin
  }

  /// For findings: the value, whose key is the feature's id.
  package var place: Place { origin.place }

  /// Whether usage beyond an allowance is charged.
  package var hasUsagePrices: Bool { value.hasUsagePrices }

  /// False if the feature is explicitly disabled.
  package var isGranted: Bool {
    if case .boolean(enabled: false) = value { return false }
    return true
  }
}

/// A number of things that a customer can hold at the same time, such as projects or seats.
package struct Limit: Hashable, Sendable {
  /// In the feature's own unit; not negative.
  package let amount: ExactDecimal
  /// In an add-on: whether it raises the limit to the amount instead of by it.
  package let isSet: Bool
  /// Whether the amount is for each unit of the item; nil if omitted.
  package let perUnit: Bool?

  package init(_ amount: ExactDecimal, isSet: Bool = false, perUnit: Bool? = nil) {
    self.amount = amount
    self.perUnit = perUnit
    self.isSet = isSet
  }
}

/// The value of a static feature: any JSON value.
package struct Setting: Sendable {
  package let value: JSON

  package init(_ value: JSON) { self.value = value }

  /// A string as it is, any other value as compact JSON.
  package var text: String {
    if case .string(let text) = value { return text }
    return value.compact
  }
}
