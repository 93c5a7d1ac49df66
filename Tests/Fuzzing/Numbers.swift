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

  /// The numbers that an artifact may contain for a price, because providers count some currencies in different units.
  package static func forms(of price: Price) -> Set<ExactDecimal> {
    Set((-3...2).compactMap { ExactDecimal(parsing: "\(price.base.minorUnits)e\($0)".utf8) })
  }
}
