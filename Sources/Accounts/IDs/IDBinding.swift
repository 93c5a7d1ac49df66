import Catalog
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// The ids of an ids file, assigned to the items and prices of a catalog.
package struct IDBinding: Sendable {
  /// The catalog with the ids of the objects to update. A price has no id if its terms have changed and the provider cannot
  /// change them; a new object is created instead.
  package let catalog: Catalog
  /// Findings about the ids file.
  package private(set) var findings: [Finding] = []
  private let ids: IDFile

  package init(_ ids: IDFile, _ catalog: Catalog) {
    self.ids = ids
    var added: [Place: [ProviderID]] = [:]
    var findings: [Finding] = []
    for account in ids.accounts {
      guard let provider = Provider.named(account.provider) else { continue }
      let places = Self.places(catalog, provider.api)
      let used = Self.used(catalog)
      for entry in account.entries {
        let request = ScalarString(entry.request)
        guard let ids = places[request]?.ids ?? used[request] else { continue }
        if let own = ids.first(where: { $0.provider == provider.name })?.id {
          if ScalarString(own) != ScalarString(entry.id) {
            findings.append(
              Finding(
                .idConflict, "the catalog has a different \(provider.title) id for \(quoted(entry.request)): \(quoted(own))",
                at: entry.place["id"], help: "remove one of the two ids"))
          }
        } else if let place = places[request], !provider.replaces(entry, place.terms) {
          added[place.item, default: []].append(ProviderID(provider: provider.name, id: entry.id))
        }
      }
    }
    self.findings = findings
    self.catalog = added.isEmpty ? catalog : catalog.adding(added)
  }

  private typealias Target = (item: Place, ids: [ProviderID], terms: PriceTerms?)

  /// By the requests that create them.
  private static func places(_ catalog: Catalog, _ api: API) -> [ScalarString: Target] {
    var places: [ScalarString: Target] = [:]
    for item in catalog.items {
      let target = (item.header.place, item.providerIds, nil as PriceTerms?)
      places[ScalarString(Request.id("products", item.kind.rawValue, item.header.id))] = target
      if item.prices.isEmpty { places[ScalarString(Request.id("\(item.kind.rawValue)s", item.header.id))] = target }
      for price in item.prices {
        // The id of a copy is not that of the catalog's usage price.
        for target in PriceTerms.targets(of: price, in: item, of: catalog, at: api) where !target.isCopy {
          places[ScalarString(target.request)] = (
            target.usage?.place ?? price.place, target.usage?.providerIds ?? price.providerIds, target.terms
          )
        }
      }
    }
    return places
  }

  /// The ids of the objects that the catalog uses as they are, by the requests that would create them. Ids of the file are not
  /// added to them, because the setup changes what it has created.
  private static func used(_ catalog: Catalog) -> [ScalarString: [ProviderID]] {
    var used: [ScalarString: [ProviderID]] = [:]
    func add(_ kind: String, _ header: Header, _ ids: [ProviderID]) {
      if !ids.isEmpty { used[ScalarString(Request.id(kind, header.id))] = ids }
    }
    for meter in catalog.meters { add("meters", meter.header, meter.providerIds) }
    for feature in catalog.features { add("features", feature.header, feature.providerIds) }
    for discount in catalog.discounts {
      for kind in ["coupons", "discounts"] { add(kind, discount.header, discount.providerIds) }
    }
    return used
  }

  /// The ids that a catalog states for one provider, by the requests that would create the objects: those of its items and prices,
  /// and those that are used as they are.
  static func stated(
    in catalog: Catalog, at provider: Provider
  ) -> (items: [ScalarString: String], used: [ScalarString: String]) {
    func own(_ ids: [ProviderID]) -> String? { ids.first { $0.provider == provider.name }?.id }
    return (places(catalog, provider.api).compactMapValues { own($0.ids) }, used(catalog).compactMapValues(own))
  }

  /// The artifact without the creation of known objects. Those that can change are updated. Those that have changed and cannot
  /// be updated are created again, and the old ones are archived. References to known objects become ids.
  package func applied(to artifact: Artifact, of provider: Provider) -> Artifact {
    guard let account = ids.account(of: provider.name) else { return artifact }
    var known: [ScalarString: IDFile.Entry] = [:]
    for entry in account.entries { known[ScalarString(entry.request)] = entry }
    let terms = PriceTerms.byRequest(catalog, provider.api)

    var artifact = artifact
    var literal: [ScalarString: String] = [:]
    var setup: [Request] = []
    for request in artifact.setup {
      guard let resource = provider.api.resource(of: request), request.method == .post, request.path == resource.path,
        resource.hasID, let entry = known[ScalarString(request.id)]
      else {
        setup.append(request)
        continue
      }
      if provider.replaces(entry, terms[ScalarString(request.id)]) {
        setup.append(request)
        if case .replaced(let archive?) = resource.change {
          setup.append(Request("retired/\(request.id)", archive, of: entry.id))
        }
        continue
      }
      literal[ScalarString(request.id)] = entry.id
      if let update = resource.update {
        setup.append(Request(request.id, update(request), of: entry.id))
      }
    }
    artifact.setup = artifact.setup.replaced(by: setup.lazy.map { $0.resolving(literal) })
    artifact.purchase = artifact.purchase.replaced(by: artifact.purchase.lazy.map { $0.resolving(literal) })
    return artifact
  }
}

extension Provider {
  /// Whether the terms of a price have changed, and the provider cannot change those of its object.
  fileprivate func replaces(_ entry: IDFile.Entry, _ terms: PriceTerms?) -> Bool {
    guard let old = entry.terms, let terms, old != terms else { return false }
    let kind = Request.kind(of: entry.request)
    guard let resource = api.resources.first(where: { $0.kind == kind }) else { return false }
    return if case .replaced = resource.change { true } else { false }
  }
}

extension Request {
  fileprivate init(_ id: String, _ call: Call, of object: String) {
    // Split at a character. Splitting at "{}" would link the regular expression library, which is larger than this target.
    let parts = call.path.split(separator: "{", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts.count == 2 ? "\(parts[0])\(pathSegment(object))\(parts[1].dropFirst())" : call.path
    self = Request(id, call.method, path, body: call.body)
  }

  /// The request with ids instead of references.
  fileprivate func resolving(_ ids: [ScalarString: String]) -> Request {
    guard !ids.isEmpty else { return self }
    let bound = Request(
      id, method, Self.resolved(path, ids), in: situation,
      lookup: lookup.map { lookup in
        Lookup(
          Self.resolved(lookup.path, ids), method: lookup.method, query: lookup.query,
          match: lookup.match.map { $0.resolving(ids) })
      }, idempotencyKey: idempotencyKey, body: body.map { $0.resolving(ids) })
    return idempotencyKey == nil ? bound : bound.idempotent()
  }

  private static func resolved(_ path: String, _ ids: [ScalarString: String]) -> String {
    RequestPath(path).pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .reference(let request): ids[ScalarString(request)].map(pathSegment) ?? "{\(request)}"
      }
    }.joined()
  }
}

extension JSON {
  fileprivate func resolving(_ ids: [ScalarString: String]) -> JSON {
    if let request = reference { return ids[ScalarString(request)].map(JSON.string) ?? self }
    return switch self {
    case .object(let members): .object(members.map { .init($0.name, $0.value.resolving(ids)) })
    case .array(let elements): .array(elements.map { $0.resolving(ids) })
    default: self
    }
  }
}
