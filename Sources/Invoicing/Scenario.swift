import Catalog
import CatalogReading
import Diagnostics
import Foundations
import Syntax

/// A file that maps names to purchases, and what each is expected to cost.
package struct ScenarioFile: Sendable {
  package let tree: SyntaxTree
  /// In the order of the file, without those that have errors.
  package let scenarios: [Scenario]
  /// Those with errors, whatever the catalog is.
  package let invalid: [(name: String, place: Place)]
  /// Independent of the catalog.
  package let findings: [Finding]

  package func location(of place: Place) -> Location {
    if tree.isEmpty { return Location(path: "", pointer: "", range: ByteRange(0, 0)) }
    return tree.locations(of: [place])[0] ?? Location(path: "", pointer: "", range: ByteRange(0, 0))
  }

  /// Whether a place is in the value of an entry.
  package func contains(_ place: Place, in entry: Place) -> Bool {
    !tree.isEmpty && place.node >= entry.node && tree.range(place.node).end <= tree.range(entry.node).end
  }
}

/// A purchase, and what it is expected to cost.
package struct Scenario: Sendable {
  package let name: String
  package let place: Place
  package let request: PurchaseRequest
  /// The value of each field.
  private let fields: [ScenarioField: NodeID]
  private let addons: [NodeID]
  private let usage: [NodeID]
  private let topups: [NodeID]

  /// The object of expectations; nil if it is missing.
  var expectation: NodeID? { fields[.expect] }

  /// Nil if it has errors, which are reported.
  fileprivate init?(_ name: String, _ node: NodeID, _ decoder: inout Decoder) {
    let count = decoder.findings.count
    guard let fields = decoder.fields(of: node, as: ScenarioField.self), let plan = decoder.name(fields[.plan]) else {
      return nil
    }
    self.name = name
    place = Place(node, part: .name)
    var request = PurchaseRequest(plan)
    request.price = decoder.name(fields[.price])
    request.currency = decoder.currency(fields[.currency])
    request.quantity = decoder.integer(fields[.quantity], in: .positive, .scenarioPurchase, "`quantity`")
    request.discount = decoder.name(fields[.discount])
    (request.addons, addons) = decoder.counts(fields[.addons], "addons")
    (request.topups, topups) = decoder.counts(fields[.topups], "topups")
    var usage: [NodeID] = []
    if let node = fields[.usage] {
      for (key, value) in decoder.entries(of: node, "usage") {
        guard let amount = decoder.decimal(value) else { continue }
        request.usage.append(PurchaseRequest.Use(of: decoder.tree.text(key), amount))
        usage.append(value)
      }
    }
    self.usage = usage
    self.request = request
    var nodes: [ScenarioField: NodeID] = [:]
    for field in ScenarioField.allCases { nodes[field] = fields[field] }
    self.fields = nodes
    if decoder.findings.count > count { return nil }
  }

  /// The purchase in a catalog, or nil with a finding for each problem.
  package func purchase(in catalog: Catalog) -> (purchase: Purchase?, findings: [Finding]) {
    let (purchase, problems) = request.resolved(in: catalog)
    return (
      purchase,
      problems.map { problem in
        Finding(
          problem.isUnknownName ? .scenarioUnknownName : .scenarioPurchase, "\(problem.message)", at: place(of: problem.input),
          help: problem.help.map { "\($0)" })
      }
    )
  }

  private func place(of input: PurchaseProblem.Input) -> Place {
    func value(_ field: ScenarioField) -> Place {
      // A price that is missing is a problem of the plan.
      (fields[field] ?? fields[.plan]).map { Place($0) } ?? place
    }
    return switch input {
    case .plan: value(.plan)
    case .price: value(.price)
    case .quantity: value(.quantity)
    case .discount: value(.discount)
    case .addon(let index): Place(addons[index], part: .name)
    case .topup(let index): Place(topups[index], part: .name)
    case .use(let index): Place(usage[index], part: .name)
    }
  }
}

/// Reads a scenario file. Its faults are reported as in a catalog, at their place in this file.
package func readScenarios(_ source: SourceText) -> ScenarioFile {
  let (tree, isComplete, findings) = JSONReader.read(source)
  guard isComplete else { return ScenarioFile(tree: tree, scenarios: [], invalid: [], findings: findings) }
  var decoder = Decoder(tree, providers: [])
  decoder.reportSecrets()
  var scenarios: [Scenario] = []
  var invalid: [(String, Place)] = []
  if let other = decoder.otherFile("a scenario file", [.catalog, .artifact, .idsFile]) {
    decoder.findings.append(other)
  } else {
    for (key, value) in decoder.entries(of: .root, "scenarios") {
      if let scenario = Scenario(tree.text(key), value, &decoder) {
        scenarios.append(scenario)
      } else {
        invalid.append((tree.text(key), Place(value, part: .name)))
      }
    }
  }
  return ScenarioFile(tree: tree, scenarios: scenarios, invalid: invalid, findings: findings + decoder.findings)
}

extension Decoder {
  /// The numbers of an object from names of items, and the node of each.
  fileprivate mutating func counts(_ node: NodeID?, _ field: String) -> ([PurchaseRequest.Count], [NodeID]) {
    guard let node else { return ([], []) }
    var (counts, nodes): ([PurchaseRequest.Count], [NodeID]) = ([], [])
    for (key, value) in entries(of: node, field) {
      guard let quantity = integer(value, in: .positive, .scenarioPurchase, "the number of \(quoted(tree.text(key)))") else {
        continue
      }
      counts.append(PurchaseRequest.Count(tree.text(key), quantity))
      nodes.append(value)
    }
    return (counts, nodes)
  }
}
