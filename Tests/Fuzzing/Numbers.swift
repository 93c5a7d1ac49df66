import Catalog
import Foundations
import JSONText

/// Collects the numbers of a value.
package enum Numbers {
  /// All numbers of a value, including strings that consist of a number.
  package static func all(in value: JSON) -> Set<ExactDecimal> {
    var found: Set<ExactDecimal> = []
    collect(value, &found)
    return found
  }

  private static func collect(_ value: JSON, _ found: inout Set<ExactDecimal>) {
    switch value {
    case .integer(let integer): found.insert(ExactDecimal(integer))
    case .number(let number): found.insert(number)
    case .string(let text): if let number = decimal(text) { found.insert(number) }
    case .array(let elements): for element in elements { collect(element, &found) }
    case .object(let members): for member in members { collect(member.value, &found) }
    case .null, .bool: break
    }
  }

  /// The value of a string that consists of a number.
  private static func decimal(_ text: String) -> ExactDecimal? {
    let isNumber =
      text.utf8.contains { (48...57).contains($0) } && text.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 || $0 == 45 }
    return isNumber ? ExactDecimal(parsing: text.utf8) : nil
  }

  /// The amounts that an artifact may contain for each charge of a price, because providers count some currencies in different
  /// units.
  package static func charges(of price: Price) -> [Set<ExactDecimal>] {
    price.charges.map { charge in
      switch charge {
      case .flat(let money): forms(of: [ExactDecimal(money.minorUnits)])
      case .quantity(let rate): forms(of: amounts(of: rate))
      // Amounts of a rate are for one unit, but some providers have those that the catalog has.
      case .usage(let usage):
        forms(of: amounts(of: usage.price.rate).flatMap { [$0, $0.multiplied(by: usage.price.per)] })
      }
    }
  }

  /// The numbers of units that an artifact may contain for a price, because some providers do not count the allowance.
  package static func bounds(of price: Price) -> Set<ExactDecimal> {
    Set(
      price.usage.flatMap { usage in
        (usage.price.rate.tiers.map(\.upTo) + [usage.max]).compactMap { $0.map { $0 - usage.included } }
      })
  }

  private static func amounts(of rate: Rate) -> [ExactDecimal] {
    switch rate {
    case .perUnit(let amount): [amount]
    // Providers without packages charge each unit in proportion, with a warning.
    case .package(let amount, let units): [amount, amount.divided(by: units, decimals: 12)].compactMap(\.self)
    case .graduated(let tiers), .volume(let tiers):
      tiers.flatMap { [$0.perUnit, ExactDecimal($0.flat.minorUnits)] }.filter { !$0.isZero }
    }
  }

  private static func forms(of amounts: [ExactDecimal]) -> Set<ExactDecimal> {
    let powers = (-3...2).compactMap { ExactDecimal(parsing: "1e\($0)".utf8) }
    return Set(amounts.flatMap { amount in powers.map { amount * $0 } })
  }
}
