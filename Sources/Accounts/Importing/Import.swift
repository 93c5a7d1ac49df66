import Catalog
import CatalogReading
import Diagnostics
import Foundations
import JSONText
import Providers
import Syntax

/// A catalog that an account already equals: a plan of it changes nothing.
package struct Import: Sendable {
  /// An object of the account that is not in the catalog.
  package struct Omission: Sendable, Equatable {
    package let noun: String
    package let id: String
    /// For people; nil if it has none.
    package let name: String?
    package let reason: String
  }

  /// With the form of a catalog file.
  package let catalog: JSON
  /// What the ids file says of the account.
  package let ledger: Ledger
  package let omissions: [Omission]
  /// What people must check, because the account does not say it.
  package let notes: [String]

  /// Nil if accounts of the provider cannot be imported.
  package init?(_ state: AccountState, _ api: AccountAPI) {
    guard let draft = CatalogDraft.all[api.provider.name]?(state) else { return nil }
    var importer = Importer(draft, api, state)
    importer.run()
    catalog = importer.draft.json
    ledger = importer.ledger
    omissions = importer.draft.omissions
    notes = importer.draft.notes
  }

  /// Whether accounts of a provider can be imported.
  package static func supports(_ provider: Provider) -> Bool { CatalogDraft.all[provider.name] != nil }
}

extension CatalogDraft {
  /// How the account of each provider becomes a draft.
  fileprivate static let all: [String: @Sendable (AccountState) -> CatalogDraft] = [
    "stripe": { StripeImport($0).draft }, "razorpay": { RazorpayImport($0).draft }, "dodo": { DodoImport($0).draft },
    "polar": { PolarImport($0).draft }, "creem": { CreemImport($0).draft }, "autumn": { AutumnImport($0).draft },
    "openmeter": { OpenMeterImport($0).draft },
  ]
}

/// Makes a draft exact: plans it, removes what does not come out equal, and begins again until nothing is left to do.
private struct Importer {
  var draft: CatalogDraft
  private(set) var ledger: Ledger
  private let api: AccountAPI
  private let state: AccountState

  init(_ draft: CatalogDraft, _ api: AccountAPI, _ state: AccountState) {
    self.draft = draft
    self.api = api
    self.state = state
    ledger = Ledger(provider: api.provider.name)
  }

  /// Why something cannot stay in the draft. Without a place, nobody knows what is wrong.
  private typealias Fault = (place: CatalogDraft.Place?, reason: String)

  mutating func run() {
    while true {
      let faults = faults()
      if faults.isEmpty || draft.isEmpty { return }
      remove(faults)
    }
  }

  private mutating func remove(_ faults: [Fault]) {
    var reasons: [CatalogDraft.Place: [String]] = [:]
    for fault in faults {
      guard let place = fault.place else { continue }
      if reasons[place]?.contains(fault.reason) != true { reasons[place, default: []].append(fault.reason) }
    }
    if reasons.isEmpty {
      // Nothing of the account is certain.
      return draft.removeAll(because: faults[0].reason, api, state)
    }
    // From the end, so that positions stay what they are.
    func rank(_ place: CatalogDraft.Place) -> (Int, Int) { (place.entry, place.part ?? -1) }
    var gone: Set<CatalogDraft.Place> = []
    for place in reasons.keys.sorted(by: { rank($0) > rank($1) }) where !gone.contains(place) {
      let count = draft.sections[place.section]?.count ?? 0
      let parts = draft.sections[place.section]?[place.entry].parts.count ?? 0
      let reason = (reasons[place] ?? []).joined(separator: "; ")
      draft.remove(place, because: reason, api, state)
      let isWhole = (draft.sections[place.section]?.count ?? 0) < count
      // Positions of other parts have changed, so that the next plan finds them.
      if !isWhole, parts - (draft.sections[place.section]?[place.entry].parts.count ?? 0) > 1 { return }
      if isWhole { gone.formUnion(reasons.keys.filter { $0.section == place.section && $0.entry == place.entry }) }
    }
  }

  // MARK: Faults

  private mutating func faults() -> [Fault] {
    let source = SourceText(name: "catalog.json", bytes: draft.json.text(pretty: true))
    let analysis = analyze(source, providers: Provider.declarations)
    guard let catalog = analysis.catalog else {
      // An account may have settings that no option has.
      if !draft.options.isEmpty,
        analysis.tree.diagnostics(for: analysis.findings).contains(where: { $0.pointer.hasPrefix("/providers/") })
      {
        draft.options = []
        return self.faults()
      }
      // Marks may have been changed to what is not an id.
      if draft.catalogID != nil, analysis.tree.diagnostics(for: analysis.findings).contains(where: { $0.pointer == "/id" }) {
        draft.catalogID = nil
        return self.faults()
      }
      return analysis.tree.diagnostics(for: analysis.findings).filter { $0.severity == .error }.map { diagnostic in
        (draft.place(at: diagnostic.pointer), diagnostic.message)
      }
    }
    let demand = Demand(catalog, api)
    let names = StableNames(catalog)
    let sources = draft.sources
    let known = Set(sources.map { ScalarString("\($0.kind) \($0.id)") })
    // What is not in the draft is left alone. Objects of several kinds may have one id.
    var ignored: [String] = []
    var listed: Set<ScalarString> = []
    for (kind, objects) in state.lists {
      for object in objects where !object.isArchived && !known.contains(ScalarString("\(kind) \(object.id)")) {
        if listed.insert(ScalarString(object.id)).inserted { ignored.append(object.id) }
      }
    }
    let bare = sources.compactMap { source in
      source.request.map { Ledger.Entry(request: $0, name: names.name(of: $0), id: source.id) }
    }
    var ledger = Ledger(
      provider: api.provider.name, account: state.account, catalogID: catalog.id, entries: bare, ignored: ignored)
    let first = Planner.plan(demand, api, state: state, ledger: ledger, options: .init(imports: true))
    var faults = faults(of: first)
    let confirmed = Set(first.confirmed.map { ScalarString("\($0.request) \($0.id)") })
    let unmade = bare.filter { !confirmed.contains(ScalarString("\($0.request) \($0.id)")) }
    if faults.isEmpty, !unmade.isEmpty {
      let findings = analysis.tree.diagnostics(for: api.provider.compile(catalog).findings)
      for entry in unmade {
        let place = draft.place(ofRequest: entry.request)
        let finding = findings.first {
          $0.severity != .note && draft.place(at: $0.pointer)?.entry == place?.entry
            && draft.place(at: $0.pointer)?.section == place?.section
        }
        faults.append((place, finding?.message ?? CatalogDraft.unused))
      }
    }
    if !faults.isEmpty { return faults }
    ledger.entries = first.confirmed
    self.ledger = ledger
    // As `plan` does it with what is written.
    let second = Planner.plan(demand, api, state: state, ledger: ledger)
    return self.faults(of: second) + second.leftovers.map { (nil, "it is not in the catalog: \($0)") }
      + second.confirmed.map { (draft.place(ofRequest: $0.request), "its entry in the ids file would change") }
  }

  /// Everything that a plan would do or refuse.
  private func faults(of plan: AccountPlan) -> [Fault] {
    var faults: [Fault] = plan.operations.map { operation in
      let kind = api.kinds.first { $0.noun == operation.noun }?.name ?? ""
      let place = operation.id.flatMap { draft.place(ofObject: $0, kind) } ?? draft.place(ofRequest: operation.request)
      return (place, Self.reason(operation))
    }
    faults += plan.conflicts.map { ($0.request.flatMap(draft.place(ofRequest:)), $0.message) }
    for (request, step) in zip(plan.unchangeable, plan.manual) { faults.append((draft.place(ofRequest: request), step)) }
    if plan.manual.count > plan.unchangeable.count {
      faults += plan.manual.dropFirst(plan.unchangeable.count).map { (nil, $0) }
    }
    return faults
  }

  private static func reason(_ operation: Operation) -> String {
    switch operation.action {
    case .create, .attach: return "the catalog would need the \(operation.noun) `\(operation.request)`, which does not exist"
    case .archive, .detach: return "the catalog would not have the \(operation.noun)"
    case .update, .replace, .restore, .adopt:
      let fields = operation.fields.map { field in
        "`\(field.name)` is \(field.old.isNull ? "not set" : field.old.compact), and would be "
          + (field.new.isNull ? "not set" : field.new.compact)
      }
      return fields.isEmpty ? "catalogc would change the \(operation.noun)" : fields.joined(separator: "; ")
    }
  }
}
