import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Fuzzing
import JSONText
import ModelAccounts
import Providers
import Testing

/// Meters and features cannot be removed by the compiler, and hardly changed, so what is compared are those of the second catalog.
@Suite struct OpenMeterPairTests {
  private static func pairs(mode: String?) -> PairCheck<OpenMeterModel> {
    PairCheck(
      account: OpenMeterModel(), pair: { try pair($0, mode: mode) },
      view: { client, catalog, manual in
        let requests = setup(catalog)
        return client.transport.account.live.compactMap { object -> JSON? in
          let kind = object["kind"]?.text
          guard kind == "meter" || kind == "feature" else { return object }
          let key = object["slug"] ?? object["key"]
          let demand = requests.first { request in
            Request.kind(of: request.id) == "\(kind ?? "")s" && self.key(request) == key
          }
          return demand.map { object.without(PairCheck<OpenMeterModel>.byHand($0, manual)) }
        }
      })
  }

  @Test(arguments: PairBlocks.first(50)) func `pairs of catalogs`(block: UInt64) throws {
    for offset in 0..<10 { try Self.pairs(mode: nil).check(seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: PairBlocks.first(50)) func `pairs of catalogs that OpenMeter bills`(block: UInt64) throws {
    for offset in 0..<10 { try Self.pairs(mode: "plans").check(seed: block * 10 + UInt64(offset)) }
  }

  @Test(arguments: 0..<4) func `pairs of catalogs, interrupted`(seed: UInt64) throws {
    try Self.pairs(mode: nil).checkInterrupted(seed: seed)
  }

  @Test(arguments: 0..<12) func `pairs of catalogs that OpenMeter bills, interrupted`(seed: UInt64) throws {
    try Self.pairs(mode: "plans").checkInterrupted(seed: seed)
  }

  @Test func `what a meter or feature counts cannot change`() throws {
    func catalog(_ meter: String, _ feature: String) throws -> Catalog {
      let json = try #require(
        JSON(
          parsing: Array(
            #"""
            {"meters": {"calls": {"eventType": "call", "groupBy": {"model": "$.model"}, \#(meter)}},
             "features": {"api": {"type": "metered"\#(feature)}},
             "plans": {"pro": {"entitlements": {"api": 10},
                               "prices": {"m": {"amount": 2000, "currency": "USD", "interval": "month"}}}}}
            """#.utf8)))
      return try #require(Self.catalog(json))
    }
    let (count, meter) = (#""aggregation": "count""#, #", "meter": "calls""#)
    let first = try catalog(count, meter)
    for (other, feature, fields) in [
      (#""aggregation": "sum", "valueProperty": "$.n""#, meter, "meter"), (count, "", "feature"),
      (count, meter + #", "where": {"model": "a"}"#, "feature"),
    ] {
      var client = AccountPairTests.Client(OpenMeterModel())
      _ = try client.apply(first)
      let conflicts = try client.plan(catalog(other, feature)).conflicts
      #expect(conflicts.count == 1)
      #expect(conflicts.first?.message.hasPrefix("the \(fields) ") == true)
    }
  }

  // MARK: Catalogs

  private static func setup(_ catalog: Catalog) -> [Request] {
    Array(Provider.openmeter.compile(catalog.withoutProviderIDs).artifact.setup)
  }

  static func catalog(_ json: JSON) -> Catalog? {
    analyze(SourceText(name: "catalog.json", bytes: json.text(pretty: false)), providers: Provider.declarations).catalog
  }

  /// A random catalog whose ids are keys that OpenMeter accepts.
  static func json(_ seed: UInt64, id: String?, mode: String?) -> JSON {
    var json = RandomCatalog(seed: seed).json
    json[member: "id"] = id.map(JSON.string)
    var names: [String: String] = [:]
    for kind in ["features", "plans", "addons", "topups"] {
      for member in json[kind]?.members ?? [] { names[member.name] = legal(member.name) }
    }
    json = renamed(json, names)
    guard let mode else { return json }
    var providers = json["providers"] ?? [:]
    providers[member: "openmeter"] = ["options": ["mode": .string(mode)]]
    json[member: "providers"] = providers
    return json
  }

  private static func legal(_ id: String) -> String {
    id.lowercased().split { !("a"..."z").contains($0) && !("0"..."9").contains($0) && $0 != "_" }.joined(separator: "_")
  }

  private static func renamed(_ value: JSON, _ names: [String: String]) -> JSON {
    func name(_ text: String) -> String {
      if text.hasPrefix("plans.") { return "plans." + name(String(text.dropFirst("plans.".count))) }
      return names[text] ?? text
    }
    return switch value {
    case .string(let text): .string(name(text))
    case .array(let elements): .array(elements.map { renamed($0, names) })
    case .object(let members): .object(members.map { .init(name($0.name), renamed($0.value, names)) })
    default: value
    }
  }

  /// What cannot be changed, by the kind of request.
  private static let fixed = [
    "meters": ["aggregation", "eventType", "valueProperty"], "features": ["meterSlug", "advancedMeterGroupByFilters"],
  ]

  private static func key(_ request: Request) -> JSON? { request.body?["slug"] ?? request.body?["key"] }

  /// In the second catalog, meters and features that count something else have other ids, as the plan demands.
  private static func pair(_ seed: UInt64, mode: String?) throws -> (Catalog, Catalog)? {
    let ids: [(String?, String?)] = [(nil, nil), ("shop", "shop"), (nil, "shop")]
    let (old, new) = ids[Int(seed % 3)]
    var json = json(seed * 2 + 1, id: new, mode: mode)
    guard let first = catalog(Self.json(seed * 2, id: old, mode: mode)), var second = catalog(json) else { return nil }
    let before = setup(first)
    // The features of a renamed meter count something else, too.
    for _ in 0..<3 {
      var names: [String: String] = [:]
      for request in setup(second) {
        guard let fixed = fixed[Request.kind(of: request.id)],
          let other = before.first(where: {
            Request.kind(of: $0.id) == Request.kind(of: request.id) && key($0) == key(request)
          })
        else { continue }
        if fixed.allSatisfy({ request.body?[$0] == other.body?[$0] }) { continue }
        let id = request.id.split(separator: "/").last.map(String.init) ?? ""
        names[id] = id + "_b"
      }
      if names.isEmpty { break }
      json = renamed(json, names)
      second = try #require(catalog(json))
    }
    return (first, second)
  }
}
