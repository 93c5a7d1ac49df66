import CatalogModel

/// The names and descriptions that customers read on invoices and at checkout.
enum RazorpayText {
  /// In bytes of UTF-8. Razorpay documents no limit for items; its checkout has refused longer descriptions
  /// (Vacademy-io/vacademy_platform#2500), and a plan cannot be shortened once it is made.
  static let limit = 255

  /// The name of the Razorpay item: a plan of several prices becomes several items, which the price's id tells apart.
  static func name(_ item: Item, _ price: Price) -> String {
    let suffix = suffix(item, price)
    let room = limit - suffix.utf8.count
    return room < 4 ? cut(item.header.name + suffix) : cut(item.header.name, to: room) + suffix
  }

  /// The bytes of the name before it is cut.
  static func nameLength(_ item: Item, _ price: Price) -> Int {
    item.header.name.utf8.count + suffix(item, price).utf8.count
  }

  /// Nil where there is nothing to read.
  static func description(_ item: Item) -> String? {
    item.header.description.flatMap { $0.isEmpty ? nil : cut($0) }
  }

  private static func suffix(_ item: Item, _ price: Price) -> String {
    item.kind == .plan && item.prices.count > 1 ? " (\(price.id))" : ""
  }

  /// The longest beginning of whole Unicode scalars with at most so many bytes.
  static func cut(_ text: String, to limit: Int = limit) -> String {
    guard text.utf8.count > limit else { return text }
    var kept = String.UnicodeScalarView()
    var room = limit
    for scalar in text.unicodeScalars {
      room -= UTF8.width(scalar)
      if room < 0 { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}
