import Catalog
import CatalogReading
import Foundations
import JSONText
import Providers

/// The steps of a script: one JSON object per line for each request.
///
/// Everything that can be prepared is prepared here. Bodies and URLs are already encoded; the script only inserts ids.
struct Steps {
  private let api: API
  private let terms: [ScalarString: JSON]
  /// How many requests search each list. A list that serves several requests is read once.
  private var lists: [ScalarString: (number: Int64, count: Int)] = [:]
  private let requests: [Request]

  init(_ requests: [Request], _ api: API, _ catalog: Catalog) {
    self.requests = requests
    self.api = api
    terms = PriceTerms.byRequest(catalog, api).mapValues(\.json)
    for request in requests {
      guard let search = api.search(request), !search.isSingle else { continue }
      let place = ScalarString(Steps.address(search).json.compact)
      let number = lists[place]?.number ?? Int64(lists.count + 1)
      lists[place] = (number, (lists[place]?.count ?? 0) + 1)
    }
  }

  var lines: [JSON] { requests.map { line($0) } }

  private static func address(_ search: Search) -> Template { Template(path: search.path, query: search.query) }

  private func line(_ request: Request) -> JSON {
    let resource = api.resource(of: request)
    let search = api.search(request)
    let isNew = request.method == .post && request.path == resource?.path
    return .fields([
      "id": .string(request.id),
      "search": search.map { self.search($0) },
      "method": .string(request.method.rawValue),
      "url": Template(path: request.path).json,
      "body": request.body.map { Template($0, api.encoding).json },
      "key": api.idempotencyHeader == nil ? nil : request.idempotencyKey.map(JSON.string),
      // An update returns no new id.
      "answer": isNew || search != nil ? resource?.id.map(JSON.string) : nil,
      "own": isNew ? resource?.ownID.flatMap { request.body?[$0] } : nil,
      "terms": isNew || search != nil ? terms[ScalarString(request.id)] : nil,
      // A duplicate could not be found later.
      "once": isNew && search == nil ? true : nil,
      "change": search == nil ? nil : resource.map { drift($0.onDrift, request) },
    ])
  }

  private func search(_ search: Search) -> JSON {
    let address = Steps.address(search)
    let list = lists[ScalarString(address.json.compact)].flatMap { $0.count > 1 ? $0.number : nil }
    return .fields([
      "method": .string(search.method.rawValue),
      "url": address.json,
      "body": search.method == .post ? ["{}"] : nil,
      "list": search.isSingle ? nil : .integer(list ?? 0),
      "member": search.member.map(JSON.string),
      "more": search.isSingle ? nil : nextPage(search).json,
      "match": search.match,
      "same": .array(search.same),
    ])
  }

  /// The URL of a further page, without the number or id at its end.
  private func nextPage(_ search: Search) -> Template {
    let parameter = search.pageParameter ?? api.lists.parameter
    let query = search.query.filter { $0.name != parameter }
    return Template(path: search.path, query: query + [.init(parameter, "")])
  }

  private func drift(_ policy: Resource.DriftPolicy, _ request: Request) -> JSON {
    switch policy {
    case .refused: ["is": "refused"]
    case .reposted: ["is": "again"]
    case .updated(let call): ["is": "updated", "call": self.call(call(request))]
    case .replaced(nil): ["is": "kept"]
    case .replaced(let retirement?):
      .fields([
        "is": "replaced", "call": call(retirement.call),
        "holder": retirement.referrer.flatMap { $0(request) }.map { referrer in
          ["url": Template(path: referrer.path).json, "member": .string(referrer.member)]
        },
      ])
    }
  }

  private func call(_ call: Call) -> JSON {
    .fields([
      "method": .string(call.method.rawValue), "url": Template(path: call.path).json,
      "body": call.body.map { Template($0, api.encoding).json },
    ])
  }
}

extension PriceTerms {
  /// The form in an ids file.
  package var json: JSON {
    .fields([
      "amount": .integer(amount), "currency": .string(currency.code), "interval": .string(cadence?.period.rawValue ?? "one_time"),
      "intervalCount": cadence.map { .integer($0.count) }, "charges": charges.map { .string($0.text) },
    ])
  }

  /// The form in a message.
  package var described: String {
    "\(amount) \(currency.code), " + (cadence.map { "every \($0.described)" } ?? "once")
  }

  /// The terms of every price, by the ids of the requests that may create its object.
  package static func byRequest(_ catalog: Catalog, _ api: API) -> [ScalarString: PriceTerms] {
    var terms: [ScalarString: PriceTerms] = [:]
    for item in catalog.items {
      for price in item.prices {
        for target in targets(of: price, in: item, of: catalog, at: api) { terms[ScalarString(target.request)] = target.terms }
      }
    }
    // Where a discount is a part of a plan, each price has another plan with it.
    for discount in catalog.discounts {
      for item in catalog.items(of: discount) where item.kind == .plan {
        for price in item.prices {
          let full = terms[ScalarString(Request.id("plans", item.header.id, price.id))]
          terms[ScalarString(Request.id("plans", item.header.id, price.id, discount.header.id))] = full?.lowered(by: discount)
        }
      }
    }
    return terms
  }
}
