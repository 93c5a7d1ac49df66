import Catalog
import CatalogReading
import Foundations
import JSONText
import Providers

/// What a script does, request for request, as it reads it: one JSON object a line.
///
/// All that can be decided before is decided here: bodies and addresses are encoded, and the script fills ids in.
struct Steps {
  private let api: API
  private let terms: [ExactString: JSON]
  /// How often each list is looked through; one that serves several requests is read once.
  private var lists: [ExactString: (number: Int64, count: Int)] = [:]
  private let requests: [Request]

  init(_ requests: [Request], _ api: API, _ catalog: Catalog) {
    self.requests = requests
    self.api = api
    terms = PriceTerms.byRequest(catalog).mapValues(\.json)
    for request in requests {
      guard let search = api.search(request), !search.isSingle else { continue }
      let place = ExactString(Steps.address(search).json.compact)
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
      // An update has nothing to teach.
      "answer": isNew || search != nil ? resource?.id.map(JSON.string) : nil,
      "own": isNew ? resource?.ownID.flatMap { request.body?[$0] } : nil,
      "terms": isNew || search != nil ? terms[ExactString(request.id)] : nil,
      // Nothing would find it, were it made twice.
      "once": isNew && search == nil ? true : nil,
      "change": search == nil ? nil : resource.map { change($0.change, request) },
    ])
  }

  private func search(_ search: Search) -> JSON {
    let address = Steps.address(search)
    let list = lists[ExactString(address.json.compact)].flatMap { $0.count > 1 ? $0.number : nil }
    return .fields([
      "method": .string(search.method.rawValue),
      "url": address.json,
      "body": search.method == .post ? ["{}"] : nil,
      "list": search.isSingle ? nil : .integer(list ?? 0),
      "more": search.isSingle ? nil : nextPage(search).json,
      "match": search.match,
      "same": .array(search.same),
    ])
  }

  /// The address of a further page, up to the number or the id that stands at its end.
  private func nextPage(_ search: Search) -> Template {
    let query = search.query.filter { $0.name != api.lists.parameter }
    return Template(path: search.path, query: query + [.init(api.lists.parameter, "")])
  }

  private func change(_ change: Resource.Change, _ request: Request) -> JSON {
    switch change {
    case .refused: ["is": "refused"]
    case .sentAgain: ["is": "again"]
    case .updated(let call): ["is": "updated", "call": self.call(call(request))]
    case .replaced(nil): ["is": "kept"]
    case .replaced(let retirement?):
      .fields([
        "is": "replaced", "call": call(retirement.call),
        "holder": retirement.holder.flatMap { $0(request) }.map { holder in
          ["url": Template(path: holder.path).json, "member": .string(holder.member)]
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
  /// As a file of ids has them.
  package var json: JSON {
    .fields([
      "amount": .integer(amount), "currency": .string(currency.code), "interval": .string(cadence?.period.rawValue ?? "one_time"),
      "intervalCount": cadence.map { .integer($0.count) },
    ])
  }

  /// As a message speaks of them.
  package var described: String {
    "\(amount) \(currency.code), " + (cadence.map { "every \($0.described)" } ?? "once")
  }

  /// The terms of every price, by the ids of the requests that may stand for it.
  package static func byRequest(_ catalog: Catalog) -> [ExactString: PriceTerms] {
    var terms: [ExactString: PriceTerms] = [:]
    for item in catalog.items {
      for price in item.prices {
        terms[ExactString(Request.id("prices", item.kind.rawValue, item.header.id, price.id))] = PriceTerms(price)
        // OpenMeter has a plan, or an add-on, for each price.
        terms[ExactString(Request.id("\(item.kind.rawValue)s", item.header.id, price.id))] = PriceTerms(price)
      }
    }
    return terms
  }
}
