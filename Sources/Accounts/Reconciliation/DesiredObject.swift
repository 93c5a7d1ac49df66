import Catalog
import Foundations
import JSONText
import Providers

/// An object that the catalog demands, or that it still knows but no longer sells.
struct DesiredObject {
  var request: Request
  let kind: ObjectKind
  /// See ``StableNames``.
  let name: String
  let isSold: Bool
  /// The provider's id that the catalog states; nil if it states none.
  let providerID: String?
  /// Whether it is used as it is: a meter, a feature or a discount that the catalog has not created.
  let isUsedAsItIs: Bool
  let terms: JSON?
}

/// What the catalog demands of an account.
package struct Demand: Sendable {
  enum Element {
    case object(DesiredObject)
    case action(Request, ActionKind)
  }

  /// In the order of creation.
  let elements: [Element]
  let catalogID: String?
  /// Whether anything is for sale.
  let sellsAnything: Bool
  /// The code of the currency that amounts without one are in; nil if all have one, or if nothing costs anything.
  let currency: String?

  package init(_ catalog: Catalog, _ api: AccountAPI) {
    let provider = api.provider
    let names = StableNames(catalog)
    let stated = IDBinding.stated(in: catalog, at: provider)
    let terms = PriceTerms.byRequest(catalog, provider.api)
    let sold = provider.compile(catalog.withoutProviderIDs).artifact
    let known = provider.compile(catalog.withEverythingSold(keepingIDs: false)).artifact
    let ids = Set(sold.setup.map { ScalarString($0.id) })
    var elements: [Element] = []
    func add(_ request: Request, isSold: Bool) {
      let first = Request.kind(of: request.id)
      if let action = api.actions.first(where: { $0.request == first }) {
        if isSold { elements.append(.action(request, action)) }
        return
      }
      guard let kind = api.kind(of: request) else { return }
      let id = stated.used[ScalarString(request.id)] ?? stated.items[ScalarString(request.id)]
      elements.append(
        .object(
          DesiredObject(
            request: request, kind: kind, name: names.name(of: request.id), isSold: isSold, providerID: id,
            isUsedAsItIs: stated.used[ScalarString(request.id)] != nil, terms: terms[ScalarString(request.id)]?.json)))
    }
    for request in sold.setup { add(request, isSold: true) }
    for request in known.setup where !ids.contains(ScalarString(request.id)) { add(request, isSold: false) }
    self.elements = Self.withReferences(elements)
    catalogID = catalog.id
    sellsAnything = !sold.purchase.isEmpty
    let hasPrices = sold.sections.contains { $0.name == "prices" && !$0.elements.isEmpty }
    currency = !hasPrices ? nil : api.currency?.inCatalog(LoweringInput(catalog, provider).settings)
  }

  /// The elements with references in place of ids that the catalog chose: an object may have kept an earlier id.
  private static func withReferences(_ elements: [Element]) -> [Element] {
    var requests: [String: [ScalarString: String]] = [:]
    for case .object(let object) in elements {
      guard let member = object.kind.ownID, let id = object.request.body?[member]?.text else { continue }
      if requests[object.kind.name]?[ScalarString(id)] == nil {
        requests[object.kind.name, default: [:]][ScalarString(id)] = object.request.id
      }
    }
    return elements.map { element in
      guard case .object(var object) = element, var body = object.request.body, !object.kind.ownIDs.isEmpty else {
        return element
      }
      for (path, kind) in object.kind.ownIDs {
        body = body.mapping(path: path.split(separator: ".")[...]) { id in
          (id.text.flatMap { requests[kind]?[ScalarString($0)] }).map(JSON.ref) ?? id
        }
      }
      let request = object.request
      object.request = Request(
        request.id, request.method, request.path, lookup: request.lookup, idempotencyKey: request.idempotencyKey, body: body)
      return .object(object)
    }
  }
}

extension JSON {
  /// The value with what is at a path changed: each element, if that is an array.
  fileprivate func mapping(path: ArraySlice<Substring>, _ change: (JSON) -> JSON) -> JSON {
    guard let name = path.first else {
      if case .array(let elements) = self { return .array(elements.map(change)) }
      return change(self)
    }
    return mapping([String(name)]) { $0.mapping(path: path.dropFirst(), change) }
  }
}
