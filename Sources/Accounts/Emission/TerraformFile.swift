import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// The setup of Stripe as a file for Terraform: `stripe.tf.json`, for the provider stripe/stripe.
///
/// It has a resource for each object that the catalog's requests create. The requests are those of the artifact for an account in
/// which nothing is known; Terraform finds what exists by its state, or by the `import` blocks for known ids.
package struct TerraformFile: Sendable {
  /// What is known besides the catalog.
  package struct Context: Sendable {
    /// The ids of the account.
    package var ids: IDFile.Account?
    /// The catalog whose file was applied last. What is renamed since is moved.
    package var previous: Catalog?
    /// What the account has. It tells the ids of the features of products, which ids files do not have.
    package var state: AccountState?

    package init(ids: IDFile.Account? = nil, previous: Catalog? = nil, state: AccountState? = nil) {
      self.ids = ids
      self.previous = previous
      self.state = state
    }
  }

  /// What the file cannot say.
  package struct Problem: Error, Equatable {
    /// The request, and the members of its body that lead to what is unknown.
    package let request: String
    package let path: String
  }

  package let json: JSON
  /// What Terraform does differently from the catalog.
  package let findings: [Finding]

  package init(_ catalog: Catalog, _ context: Context = Context()) throws(Problem) {
    var builder = try TerraformBuilder(catalog, context)
    builder.addKnown()
    builder.addImports()
    builder.report()
    json = builder.file
    findings = builder.findings
  }

  package var bytes: [UInt8] { json.text(pretty: true) + [UInt8(ascii: "\n")] }
}

private struct TerraformBuilder {
  /// What a request of the catalog creates.
  struct Resource {
    let request: Request
    let arguments: TerraformArguments
    let address: TerraformAddress
    let body: [JSON.Member]
  }

  /// An object that may exist from earlier.
  struct Known {
    let request: String
    /// Nil if only its id is known.
    let body: JSON?
    let names: [ScalarString]
  }

  let catalog: Catalog
  let context: TerraformFile.Context
  private(set) var resources: [Resource] = []
  private(set) var findings: [Finding] = []
  /// By requests: the ids of existing objects.
  private let ids: [ScalarString: String]
  private var byRequest: [ScalarString: Int] = [:]
  /// By requests of now: those of before.
  private var earlier: [ScalarString: Known] = [:]
  private var earlierRequests: Set<ScalarString> = []
  /// The entries of the catalog by the requests that create their first object.
  private let headers: [ScalarString: Header]
  private var imports: [JSON] = []
  /// The requests of the products that may have features already.
  private var unknownAttachments: Set<ScalarString> = []
  private var moved: [JSON] = []
  private var removed: [JSON] = []
  private var removedAddresses: Set<TerraformAddress> = []

  init(_ catalog: Catalog, _ context: TerraformFile.Context) throws(TerraformFile.Problem) {
    self.catalog = catalog
    self.context = context
    var ids = IDBinding.stated(in: catalog, at: .stripe).items
    for entry in context.ids?.entries ?? [] { ids[ScalarString(entry.request)] = entry.id }
    self.ids = ids
    var headers: [ScalarString: Header] = [:]
    for item in catalog.items { headers[ScalarString(Request.id("products", item.kind.rawValue, item.header.id))] = item.header }
    for meter in catalog.meters { headers[ScalarString(Request.id("meters", meter.header.id))] = meter.header }
    for feature in catalog.features { headers[ScalarString(Request.id("features", feature.header.id))] = feature.header }
    for discount in catalog.discounts { headers[ScalarString(Request.id("coupons", discount.header.id))] = discount.header }
    self.headers = headers

    let setup = Array(Provider.stripe.compile(catalog.withoutItemIDs).artifact.setup)
    var addresses: [ScalarString: TerraformAddress] = [:]
    var created: [(request: Request, arguments: TerraformArguments)] = []
    for request in setup {
      guard let arguments = TerraformArguments.stripe(for: request.id) else {
        throw TerraformFile.Problem(request: request.id, path: "")
      }
      // The update of a discount that is used as it is.
      if Request.kind(of: request.id) == "coupons", request.path != arguments.path { continue }
      addresses[ScalarString(request.id)] = arguments.address(of: request.id, body: request.body ?? .null)
      created.append((request, arguments))
    }
    for (request, arguments) in created {
      guard let address = addresses[ScalarString(request.id)] else { continue }
      do throws(TerraformArguments.Unknown) {
        let parent = try arguments.parent(of: request, addresses)
        let own = try arguments.members(of: request, addresses)
        byRequest[ScalarString(request.id)] = resources.count
        resources.append(Resource(request: request, arguments: arguments, address: address, body: parent + own))
      } catch {
        throw TerraformFile.Problem(request: error.request, path: error.path)
      }
    }
  }

  private func resource(_ request: String) -> Resource? { byRequest[ScalarString(request)].map { resources[$0] } }

  // MARK: Imports

  mutating func addImports() {
    for resource in resources {
      guard let id = resource.arguments.hasID ? id(of: resource.request.id) : attachmentID(resource) else { continue }
      imports.append(["to": .string(resource.address.text), "id": .string(TerraformText.literal(id))])
    }
  }

  /// The id of an existing object, which may have been created by a request with another id.
  private func id(of request: String) -> String? {
    ids[ScalarString(request)] ?? earlier[ScalarString(request)].flatMap { ids[ScalarString($0.request)] }
  }

  /// `PRODUCT/ID`, if the account is known and has attached the feature.
  private mutating func attachmentID(_ resource: Resource) -> String? {
    let attachment = Attachment(resource.request.id)
    guard let product = id(of: attachment.product) else { return nil }
    let feature =
      id(of: attachment.feature)
      ?? resource.request.body?["entitlement_feature"].flatMap { value in
        value.reference == nil ? value.text : nil
      }
    guard let feature else { return nil }
    guard let state = context.state else {
      reportAttachments(to: attachment.product)
      return nil
    }
    let object = state.objects("attachments").first {
      $0.parent == product && $0.json.at("entitlement_feature.id")?.text == feature
    }
    return object.map { "\(product)/\($0.id)" }
  }

  // MARK: What existed before

  /// Moves what has another name now, and forgets what must outlive its entry in the catalog.
  mutating func addKnown() {
    let known = known
    let names = NamesOf(catalog)
    var candidates: [ScalarString: Known] = [:]
    for object in known.reversed() where resource(object.request) == nil {
      for name in object.names { candidates[name] = object }
    }
    var taken: Set<ScalarString> = []
    for resource in resources {
      let request = resource.request
      let match = names.names(of: request.id, request.body).lazy.compactMap { candidates[$0] }.first
      guard let match, Request.kind(of: match.request) == Request.kind(of: request.id),
        taken.insert(ScalarString(match.request)).inserted
      else { continue }
      setEarlier(match, of: request.id)
      move(resource, from: match)
    }
    moveAttachments()
    for object in known { forget(object) }
    // Usage of running subscriptions is billed through meters that no price for sale has.
    for meter in catalog.meters where meter.id(at: "stripe") == nil {
      forget(Known(request: Request.id("meters", meter.header.id), body: nil, names: []))
    }
  }

  /// What the catalog knows and no longer sells, what the catalog before created, and what has an id.
  private var known: [Known] {
    var known: [Known] = []
    func add(_ catalog: Catalog, isNamed: Bool) {
      let names = NamesOf(catalog)
      for request in Provider.stripe.compile(catalog.withEverythingSold(keepingIDs: false)).artifact.setup {
        known.append(
          Known(request: request.id, body: request.body ?? .null, names: isNamed ? names.names(of: request.id, request.body) : [])
        )
      }
    }
    if let previous = context.previous { add(previous, isNamed: true) }
    for entry in context.ids?.entries ?? [] {
      known.append(Known(request: entry.request, body: nil, names: entry.name.map { [ScalarString($0)] } ?? []))
    }
    add(catalog, isNamed: false)
    return known
  }

  private mutating func setEarlier(_ known: Known, of request: String) {
    earlier[ScalarString(request)] = known
    earlierRequests.insert(ScalarString(known.request))
  }

  private func earlierRequest(_ request: String) -> String { earlier[ScalarString(request)]?.request ?? request }

  private mutating func move(_ resource: Resource, from known: Known) {
    let body = resource.request.body ?? .null
    let address = resource.arguments.address(of: known.request, body: known.body ?? body)
    // With another qualifier, it is another object.
    guard resource.arguments.address(of: known.request, body: body) == address else { return }
    move(resource, from: address)
  }

  private mutating func move(_ resource: Resource, from address: TerraformAddress) {
    guard address != resource.address else { return }
    moved.append(["from": .string(address.text), "to": .string(resource.address.text)])
  }

  /// Moves the features of products with the products and the features.
  private mutating func moveAttachments() {
    for resource in resources where Request.kind(of: resource.request.id) == "product-features" {
      let request = resource.request.id
      let attachment = Attachment(request)
      let old = Attachment(product: earlierRequest(attachment.product), feature: earlierRequest(attachment.feature)).request
      guard !old.hasSameScalars(as: request), self.resource(old) == nil else { continue }
      setEarlier(Known(request: old, body: nil, names: []), of: request)
      move(resource, from: resource.arguments.address(of: old, body: resource.request.body ?? .null))
    }
  }

  /// Keeps Terraform from ending a meter, or from taking a feature from the customers of a product that is no longer sold.
  private mutating func forget(_ known: Known) {
    guard !exists(known.request) else { return }
    switch Request.kind(of: known.request) {
    case "meters": remove(known)
    case "product-features":
      let attachment = Attachment(known.request)
      if exists(attachment.product) { return }
      remove(known)
      if !exists(attachment.feature) { remove(Known(request: attachment.feature, body: nil, names: [])) }
    default: break
    }
  }

  /// Whether an object of before is one of now.
  private func exists(_ request: String) -> Bool {
    resource(request) != nil || earlierRequests.contains(ScalarString(request))
  }

  private mutating func remove(_ known: Known) {
    guard let arguments = TerraformArguments.stripe(for: known.request) else { return }
    let address = arguments.address(of: known.request, body: known.body ?? .null)
    guard removedAddresses.insert(address).inserted else { return }
    removed.append(["from": .string(address.text), "lifecycle": [["destroy": false]]])
  }

  // MARK: The file

  var file: JSON {
    var types: [JSON.Member] = []
    for (_, arguments) in TerraformArguments.stripe {
      let own = resources.filter { $0.address.type == arguments.type }
      if own.isEmpty { continue }
      types.append(.init(arguments.type, .object(own.map { .init($0.address.name, .object($0.body)) })))
    }
    let ids = resources.filter(\.arguments.hasID).map { resource in
      JSON.Member(TerraformText.literal(resource.request.id), resource.address.reference)
    }
    func list(_ blocks: [JSON]) -> JSON? { blocks.isEmpty ? nil : .array(blocks) }
    return .fields([
      "//": "generated by catalogc; change the catalog instead",
      // Write-only arguments, such as `transfer_lookup_key`, need 1.11.
      "terraform": [
        "required_version": ">= 1.11",
        "required_providers": ["stripe": ["source": "stripe/stripe", "version": "~> 0.3.0"]],
      ],
      // The key is in STRIPE_API_KEY.
      "provider": ["stripe": [:]],
      "resource": .object(types), "import": list(imports), "moved": list(moved), "removed": list(removed),
      "output": ids.isEmpty
        ? nil : ["catalogc_ids": ["description": "Ids by request, for an ids file of catalogc", "value": .object(ids)]],
    ])
  }
}

// MARK: - Findings

extension TerraformBuilder {
  mutating func report() {
    for resource in resources {
      switch Request.kind(of: resource.request.id) {
      case "products", "coupons": reportID(resource)
      case "meters": reportMeter(resource)
      default: break
      }
    }
    reportDefaultPrices()
    reportKeptTexts()
  }

  private mutating func reportID(_ resource: Resource) {
    guard let own = resource.request.body?["id"]?.text, id(of: resource.request.id) == nil,
      let header = header(of: resource.request.id)
    else { return }
    findings.append(
      Finding(
        .terraformID, "Stripe will generate an id, because Terraform cannot set \(quoted(own))", at: header.place.name,
        help: "read it in the output `catalogc_ids`"))
  }

  private mutating func reportMeter(_ resource: Resource) {
    guard let header = header(of: resource.request.id) else { return }
    findings.append(
      Finding(
        .terraformMeter, "Stripe's meter \(quoted(header.id)) cannot change, and Terraform must not replace it; add another one",
        at: header.place.name))
  }

  private mutating func reportDefaultPrices() {
    var reported: Set<ScalarString> = []
    for resource in resources where Request.kind(of: resource.request.id) == "prices" {
      let parts = Parts(resource.request.id)
      let product = "products/\(parts.first)/\(parts.second)"
      guard reported.insert(ScalarString(product)).inserted, let header = header(of: product) else { continue }
      findings.append(
        Finding(
          .terraformDefaultPrice,
          "Stripe keeps the default price of \(quoted(header.id)), so Terraform cannot replace it; remove the default in the Dashboard",
          at: header.place.name))
    }
  }

  /// What the product had, and the catalog no longer has.
  private mutating func reportKeptTexts() {
    guard let previous = context.previous else { return }
    var bodies: [ScalarString: JSON] = [:]
    for request in Provider.stripe.compile(previous.withoutProviderIDs).artifact.setup {
      bodies[ScalarString(request.id)] = request.body ?? .null
    }
    var keepsTaxCode = false
    for resource in resources where Request.kind(of: resource.request.id) == "products" {
      let request = earlier[ScalarString(resource.request.id)]?.request ?? resource.request.id
      guard let old = bodies[ScalarString(request)], let body = resource.request.body,
        let header = header(of: resource.request.id)
      else { continue }
      keepsTaxCode = keepsTaxCode || old["tax_code"] != nil && body["tax_code"] == nil
      if old["description"] != nil, body["description"] == nil {
        findings.append(
          Finding(
            .terraformTextStays,
            "Stripe keeps the description of \(quoted(header.id)), which Terraform cannot remove; remove it in the Dashboard",
            at: header.place.name))
      }
    }
    if keepsTaxCode {
      findings.append(
        Finding(
          .terraformTaxCodeStays,
          "Stripe keeps the tax code of the products, which Terraform cannot remove; remove it in the Dashboard",
          at: catalog.settings(for: "stripe").place))
    }
  }

  /// Reports a product once.
  fileprivate mutating func reportAttachments(to product: String) {
    guard let header = header(of: product), unknownAttachments.insert(ScalarString(product)).inserted else { return }
    findings.append(
      Finding(
        .terraformAttachment,
        "Stripe may refuse to attach features to \(quoted(header.id)) twice; Terraform does not know what is attached",
        at: header.place.name, help: "pass the account with `--state FILE`, which `catalogc plan --save-state` writes"))
  }

  /// The entry of the catalog that a request is for.
  private func header(of request: String) -> Header? {
    let parts = Parts(request)
    // A product may be for one price of an item, and a meter for a feature.
    return switch Request.kind(of: request) {
    case "products": headers[ScalarString("products/\(parts.first)/\(parts.second)")]
    case "meters": headers[ScalarString(parts.second.isEmpty ? request : "features/\(parts.second)")]
    default: headers[ScalarString(request)]
    }
  }
}

// MARK: - Names

/// The parts of the id of a request after its kind.
private struct Parts {
  private let parts: [String]

  init(_ request: String) {
    parts = request.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst().map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  var first: String { parts.first ?? "" }
  var second: String { parts.dropFirst().first ?? "" }
  var last: String { parts.last ?? "" }
  var butLast: String { parts.dropLast().joined(separator: "/") }

  func rest(after kind: String) -> String { ([kind] + parts).joined(separator: "/") }
}

/// What a request attaches: `product-features/plan/pro/api`.
private struct Attachment {
  /// The requests that create the product and the feature.
  let product: String
  let feature: String

  init(product: String, feature: String) {
    self.product = product
    self.feature = feature
  }

  init(_ request: String) {
    let parts = Parts(request)
    self.init(product: "products/\(parts.butLast)", feature: "features/\(parts.last)")
  }

  var request: String { Parts(product).rest(after: "product-features") + "/" + Parts(feature).last }
}

/// What identifies the object of a request when the ids of the catalog change.
private struct NamesOf {
  private let stable: StableNames

  init(_ catalog: Catalog) { stable = StableNames(catalog) }

  func names(of request: String, _ body: JSON?) -> [ScalarString] {
    let kind = Request.kind(of: request)
    // A discount has no key, and an attachment follows what it connects.
    if ["product-features", "coupons", "promotion-codes"].contains(kind) { return [] }
    let key = body?["lookup_key"]?.text.map { ScalarString("\(kind) \($0)") }
    return [ScalarString(stable.name(of: request))] + [key].compactMap(\.self)
  }
}

extension TerraformArguments {
  /// The product in the path of a request, as an argument.
  fileprivate func parent(of request: Request, _ addresses: [ScalarString: TerraformAddress]) throws(Unknown) -> [JSON.Member] {
    var own = ""
    var product: [JSON.Member] = []
    for piece in RequestPath(request.path).pieces {
      switch piece {
      case .text(let text): own += text
      case .reference(let request):
        guard let address = addresses[ScalarString(request)] else { throw Unknown(request: request, path: "") }
        own += "{}"
        product.append(.init("product", address.reference))
      }
    }
    guard own == path else { throw Unknown(request: request.id, path: "") }
    return product
  }
}
