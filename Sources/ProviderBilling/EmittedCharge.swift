import Catalog
import Foundations
import Invoicing

/// Something that a provider charges, as the bodies of its requests say.
package struct EmittedCharge: Sendable {
  package enum Subject: Sendable {
    /// What is bought: the units of one purchase, and how many purchases it takes.
    case bought(units: ExactDecimal, times: Int64)
    /// The usage of a feature: an index into ``Catalog/features``.
    case usage(feature: Int)
  }

  package let subject: Subject
  /// How often it is charged; nil for once.
  package let cadence: Cadence?
  /// In minor units of ISO 4217. Units that are included are counted by the bounds of tiers.
  package let costs: CostFunction
  /// The usage that is taken off before tiers and packages are counted.
  package var free = ExactDecimal.zero
  /// The most units that are charged; nil for any number.
  package var most: ExactDecimal?
  /// Whether the units that are charged are rounded up to a whole number.
  package var roundsUp = false
  /// What is charged if nothing is used.
  package var leastCost = ExactDecimal.zero
  /// The ids of the objects that are sold, which discounts name.
  package var objects: [String] = []
  /// What takes bought units off the usage: the id of a meter or of a balance.
  package var balance: String?
  /// By how many percent the charge itself is lowered.
  package var percentOff: ExactDecimal?

  /// The units that are paid, of those that are used.
  ///
  /// - Parameter credited: the units that were bought or granted apart, which are used first.
  func charged(of used: ExactDecimal, after credited: ExactDecimal) -> ExactDecimal {
    var units = max(.zero, used - free - credited - costs.included)
    if roundsUp { units = units.quotientRoundedUp(by: 1) }
    return most.map { min($0, units) } ?? units
  }
}

/// What a provider charges and credits for one part of a purchase.
package struct PartBill: Sendable {
  package var charges: [EmittedCharge] = []
  /// Units that usage takes before it is charged, by what counts them.
  package var credits: [(balance: String, units: ExactDecimal)] = []
  /// The ids of existing objects, whose terms are not in the artifact.
  package var unread: [String] = []
}
