import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// One price of one item: a Creem product has one price and one cadence, so each is a product of its own.
struct CreemProduct {
  let item: Item
  let price: Price
  let name: String
  /// Nil for what is paid once.
  let cycle: CreemCycle?
  /// The id of the product where Creem has it already, and where the catalog says so.
  let existing: (id: String, place: Place)?

  var request: String { Request.id("prices", item.kind.rawValue, item.header.id, price.id) }

  /// The product's id in the body of another request.
  var reference: JSON { existing.map { .string($0.id) } ?? .ref(request) }

  /// Where the name stands: with several prices, their ids make the difference.
  var nameOrigin: Place { item.prices.count == 1 ? .nameOf(item.header) : price.place.name }

  static func existing(_ price: Price, of item: Item) -> (id: String, place: Place)? {
    if let id = price.id(at: "creem") { return (id, price.place["providerIds", "creem"]) }
    guard item.prices.count == 1, let id = item.id(at: "creem") else { return nil }
    return (id, item.header.place["providerIds", "creem"])
  }
}

/// The products that Creem can sell of a catalog. Why it cannot sell the others is reported on the way.
struct CreemProducts {
  /// Item for item, in the order of the file; empty for an item that is not sold.
  private(set) var sold: [[CreemProduct]] = []

  var all: some Sequence<CreemProduct> { sold.lazy.joined() }

  init(_ lowering: inout Lowering) {
    var ids: [ExactString: Place] = [:]
    var names: [ExactString: Place] = [:]
    for item in lowering.catalog.items {
      let candidates = Self.candidates(item, &ids, &lowering)
      // A product whose id is known is never looked for by its name, and new ones must not be mistaken for it.
      for product in candidates where product.existing != nil {
        names[ExactString(product.name)] = names[ExactString(product.name)] ?? product.nameOrigin
      }
      sold.append(candidates)
    }
    sold = sold.map { products in
      products.filter { Self.claimsName($0, &names, &lowering) }
    }
  }

  private static func candidates(
    _ item: Item, _ ids: inout [ExactString: Place], _ lowering: inout Lowering
  ) -> [CreemProduct] {
    let prices = item.prices.filter { CreemPriceChecks.check($0, of: item, &lowering) }
    guard !prices.isEmpty, let label = label(item, &lowering) else { return [] }
    var products: [CreemProduct] = []
    for price in prices {
      let existing = CreemProduct.existing(price, of: item)
      if let existing {
        if let first = ids[ExactString(existing.id)] {
          lowering.report(
            .creemIDTaken, "another price has this product already, and a product has one price: this price is not sent",
            at: existing.place, related: [.init("the other", at: first)])
          continue
        }
        ids[ExactString(existing.id)] = existing.place
      }
      products.append(
        CreemProduct(
          item: item, price: price, name: item.prices.count == 1 ? label : "\(label) (\(price.id))",
          cycle: price.cadence.flatMap { CreemCycle($0) }, existing: existing))
    }
    return products
  }

  /// The name of an item at Creem; nil where it has none that is more than space.
  private static func label(_ item: Item, _ lowering: inout Lowering) -> String? {
    let header = item.header
    guard header.name.isBlank else { return header.name }
    let label = [header.key, header.id].first { !$0.isBlank }
    lowering.report(
      .creemBlankName,
      label.map { "the name is blank, and Creem's products need one: \(quoted($0)) is sent in its place" }
        ?? "the name is blank, and Creem's products need one: the \(item.kind.described) is not sent",
      at: .nameOf(header))
    return label
  }

  private static func claimsName(
    _ product: CreemProduct, _ names: inout [ExactString: Place], _ lowering: inout Lowering
  ) -> Bool {
    if product.existing != nil { return true }
    let name = ExactString(product.name)
    if let first = names[name] {
      lowering.report(
        .creemNameTaken,
        "another product is named \(quoted(product.name)), and names alone tell products apart at Creem: "
          + "this price is not sent",
        at: product.nameOrigin, help: "give one of them another name", related: [.init("the other", at: first)])
      return false
    }
    names[name] = product.nameOrigin
    return true
  }
}

extension String {
  /// True where there is nothing but space to read.
  var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
