import CatalogModel
import JSONText
import Syntax

/// One price of one item: what Dodo has an object for.
///
/// A product has exactly one price, and an add-on has no interval, so each price is an object of its own.
struct DodoObject {
  enum Kind: String {
    case addon = "addons"
    case product = "products"

    var path: String { "/\(rawValue)" }
  }

  let item: Item
  let price: Price
  /// The id of the object where Dodo has it already, and where the catalog says so.
  let existing: (id: String, place: Place)?

  init(_ price: Price, of item: Item) {
    self.item = item
    self.price = price
    if let id = price.id(at: "dodo") {
      existing = (id, price.place["providerIds", "dodo"])
    } else if item.prices.count == 1, let id = item.id(at: "dodo") {
      existing = (id, item.header.place["providerIds", "dodo"])
    } else {
      existing = nil
    }
  }

  /// Dodo has no one-time add-on: what is paid once is a product.
  var kind: Kind { item.kind == .addon && price.cadence != nil ? .addon : .product }

  var request: String { Request.id("prices", item.kind.rawValue, item.header.id, price.id) }

  /// The object's id in the body of another request.
  var reference: JSON { existing.map { .string($0.id) } ?? .ref(request) }
}

/// The text that an item's objects share.
struct DodoText {
  let name: String
  let description: String?
}

/// Which add-on prices each price of a plan carries: those that go with the plan, and have its cadence and currency.
struct DodoAttachments {
  private struct Entry {
    let order: Int
    let cycle: BillingCycle
    let request: String
    let reference: JSON
  }

  private var count = 0
  /// Of the add-ons that go with every plan.
  private var general: [BillingCycle: [Entry]] = [:]
  /// The same as JSON, which thousands of products share.
  private var generalReferences: [BillingCycle: [JSON]] = [:]
  /// Of the add-ons that name the plan, by its index.
  private var special: [Int: [Entry]] = [:]
  private var carriedCycles: Set<BillingCycle> = []
  private var carriedRequests: Set<ExactString> = []

  mutating func add(_ object: DodoObject) {
    guard let cycle = object.price.billingCycle, let selection = object.item.compatiblePlans else { return }
    let entry = Entry(order: count, cycle: cycle, request: object.request, reference: object.reference)
    count += 1
    switch selection {
    case .every:
      general[cycle, default: []].append(entry)
      generalReferences[cycle, default: []].append(entry.reference)
    case .named(let plans): for plan in plans { special[plan, default: []].append(entry) }
    }
  }

  /// The add-ons of a product that is made, in the order of the file.
  mutating func references(of price: Price, plan: Int) -> [JSON] {
    guard let cycle = price.billingCycle else { return [] }
    carriedCycles.insert(cycle)
    let named = (special[plan] ?? []).filter { $0.cycle == cycle }
    guard !named.isEmpty else { return generalReferences[cycle] ?? [] }
    carriedRequests.formUnion(named.map { ExactString($0.request) })
    return ((general[cycle] ?? []) + named).sorted { $0.order < $1.order }.map(\.reference)
  }

  /// Whether one of the products carries the add-on price. All of them have been asked for theirs before.
  func carries(_ object: DodoObject) -> Bool {
    guard let cycle = object.price.billingCycle, let selection = object.item.compatiblePlans else { return false }
    return switch selection {
    case .every: carriedCycles.contains(cycle)
    case .named: carriedRequests.contains(ExactString(object.request))
    }
  }
}
