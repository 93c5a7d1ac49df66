import Accounts
import JSONText
import ModelAccounts
import Providers

/// openmeter/customer/customer.go.
struct Customer: Sendable {
  let id: String
  var key: String?
  var name: String
  var subjects: [String]
  /// Description, address and metadata are replaced as a whole; address and metadata are not looked into.
  var description: JSON?
  var metadata: JSON?
  var address: JSON?
  var email: JSON?
  var currency: JSON?
  let createdAt: Moment
  var updatedAt: Moment
  var deletedAt: Moment?

  /// Subjects of its events (streaming, `CustomerUsageAttribution.GetValues`).
  var eventSubjects: [String] { (key.map { [$0] } ?? []) + subjects.filter { $0 != key } }

  /// customer/httpdriver/apimapping.go, `CustomerToAPI`.
  var json: JSON {
    .fields([
      "id": .string(id), "key": key.map(JSON.string), "name": .string(name), "description": description,
      "usageAttribution": subjects.isEmpty ? nil : ["subjectKeys": .strings(subjects)], "primaryEmail": email,
      "currency": currency, "billingAddress": address, "metadata": metadata, "createdAt": JSON(createdAt),
      "updatedAt": JSON(updatedAt), "deletedAt": deletedAt.map { JSON($0) },
    ])
  }
}

extension CustomerModel {
  /// What a request says of a customer (api/openapi.yaml, `CustomerCreate` and `CustomerReplaceUpdate`).
  private struct Input {
    let key: String?
    let name: String
    let subjects: [String]
    let description: JSON?
    let metadata: JSON?
    let address: JSON?
    let email: JSON?
    let currency: JSON?

    init(_ json: JSON) throws(Problem) {
      let body = try RequestBody(json)
      name = try body.required("name", body.text("name", 1...256))
      key = try body.text("key", 1...256)
      description = try body.text("description", 0...1024).map(JSON.string)
      metadata = try body.metadata(isNullable: true)
      address = try body.object("billingAddress")?.json
      email = try body.text("primaryEmail").map(JSON.string)
      currency = try body.text("currency", 3...3).map(JSON.string)
      var subjects: [String] = []
      if let attribution = try body.object("usageAttribution") {
        for element in try attribution.required("subjectKeys", attribution.value("subjectKeys")).elements {
          guard let text = element.text, !text.isEmpty else { throw .invalid("subject key must be at least 1 character") }
          subjects.append(text)
        }
      }
      self.subjects = subjects
      if key == nil, subjects.isEmpty { throw .invalid("either key or usageAttribution.subjectKeys must be provided") }
    }
  }

  mutating func customers(_ request: ModelRequest, version: String, _ path: [String]) throws(Problem) -> ModelResponse {
    if version == "v2" {
      guard path.count >= 2, path[1] == "entitlements" else { throw .missing("not found") }
      return try entitlements(request, of: path[0], Array(path.dropFirst(2)))
    }
    switch (request.method, path.count) {
    case (.get, 0): return try listCustomers(request)
    case (.post, 0): return try createCustomer(Input(request.body))
    case (.get, 1): return .ok(customers[try customer(path[0], isDeletedAllowed: true)].json)
    case (.put, 1): return try updateCustomer(customer(path[0]), Input(request.body))
    case (.delete, 1): return try deleteCustomer(customer(path[0]))
    case (.get, 2) where path[1] == "access": return .ok(access(try customer(path[0])))
    case (.get, 4) where path[1] == "entitlements" && path[3] == "value":
      return .ok(try value(customer(path[0]), path[2], at: time(request, "time"), version: "v1"))
    default: throw .missing("not found")
    }
  }

  /// The first by id of those with this id, or with this key and not deleted (customer/adapter/customer.go, `GetCustomer`).
  ///
  /// - Throws: 404, and 412 for a deleted one unless those are allowed.
  func customer(_ name: String, isDeletedAllowed: Bool = false) throws(Problem) -> Int {
    let index = customers.firstIndex { $0.id == name || $0.deletedAt == nil && $0.key == name }
    guard let index else { throw .missing("customer with id or key \(name) not found in default namespace") }
    if !isDeletedAllowed, customers[index].deletedAt != nil {
      throw Problem(412, "customer is deleted [namespace=default customer.id=\(customers[index].id)]")
    }
    return index
  }

  /// customer/adapter/customer.go, `CreateCustomer` and `UpdateCustomer`, and the unique indexes of the database. That a subject is
  /// another customer's key is not checked.
  ///
  /// - Parameter own: the customer that is changed; nil for a new one.
  private func checkUnique(_ input: Input, _ own: Int?) throws(Problem) {
    let others = customers.enumerated().filter { $0.offset != own && $0.element.deletedAt == nil }.map(\.element)
    if let key = input.key {
      if customers.contains(where: { $0.id == key }) { throw .conflict("key \(key) overlaps with id of another customer") }
      if let other = others.first(where: { $0.subjects.contains(key) }) {
        throw .conflict("key \(key) overlaps with subject of another customer: \(other.id)")
      }
      if others.contains(where: { $0.key == key }) {
        throw .conflict("key \"\(key)\" is already used by an another customer in the namespace default")
      }
    }
    let isTaken = others.contains { other in other.subjects.contains { input.subjects.contains($0) } }
    // An update ignores that a subject comes twice.
    if isTaken || own == nil && Set(input.subjects).count < input.subjects.count {
      let subjects = input.subjects.joined(separator: ", ")
      throw .conflict("one or multiple subject keys of [\(subjects)] are already associated with an different customer")
    }
  }

  private mutating func createCustomer(_ input: Input) throws(Problem) -> ModelResponse {
    try checkUnique(input, nil)
    let customer = Customer(
      id: nextID("CSTMR", customers.count), key: input.key, name: input.name, subjects: input.subjects,
      description: input.description, metadata: input.metadata, address: input.address, email: input.email,
      currency: input.currency, createdAt: now, updatedAt: now)
    customers.append(customer)
    return .created(customer.json)
  }

  /// Replaces all but an email address and a currency, which stay if they are left out: a key that is left out is cleared, and subjects
  /// are removed (customer/adapter/customer.go, `UpdateCustomer`).
  private mutating func updateCustomer(_ index: Int, _ input: Input) throws(Problem) -> ModelResponse {
    try checkUnique(input, index)
    var customer = customers[index]
    customer.key = input.key
    customer.name = input.name
    var subjects: [String] = []
    for subject in input.subjects where !subjects.contains(subject) { subjects.append(subject) }
    customer.subjects = subjects
    customer.description = input.description
    customer.metadata = input.metadata
    customer.address = input.address
    customer.email = input.email ?? customer.email
    customer.currency = input.currency ?? customer.currency
    customer.updatedAt = now
    customers[index] = customer
    for entitlement in entitlements.indices where entitlements[entitlement].customer == index {
      entitlements[entitlement].computed = nil
    }
    return .ok(customer.json)
  }

  /// Refused as long as the customer has entitlements (entitlement/validators/customer/validator.go, `ValidateDeleteCustomer`).
  private mutating func deleteCustomer(_ index: Int) throws(Problem) -> ModelResponse {
    if entitlements.contains(where: { $0.customer == index && $0.isActive(at: now) }) {
      throw .conflict(
        "customer \(customers[index].id) still has active entitlements, please remove them before deleting the customer")
    }
    customers[index].deletedAt = now
    customers[index].updatedAt = now
    return .empty
  }

  /// Each filter matches a part of the text, without case (customer/httpdriver/customer.go, `containsFilter`).
  private func listCustomers(_ request: ModelRequest) throws(Problem) -> ModelResponse {
    func matches(_ filter: String, _ texts: [String?]) -> Bool {
      guard let part = request.query(filter).map({ Array($0.lowercased().utf8) }), !part.isEmpty else { return true }
      return texts.contains { text in
        let whole = Array((text ?? "").lowercased().utf8)
        return whole.indices.contains { whole[$0...].starts(with: part) }
      }
    }
    let withDeleted = try flag(request, "includeDeleted")
    var found = customers.filter { customer in
      (withDeleted || customer.deletedAt == nil) && matches("key", [customer.key]) && matches("name", [customer.name])
        && matches("primaryEmail", [customer.email?.text]) && matches("subject", customer.subjects)
    }
    let order = request.query("orderBy") ?? "name"
    guard ["id", "name", "createdAt"].contains(order) else { throw .invalid("invalid order by") }
    if order == "name" { found.sort { ($0.name, $0.id) < ($1.name, $1.id) } }
    return try page(request, (isDescending(request) ? found.reversed() : found).map(\.json))
  }
}
