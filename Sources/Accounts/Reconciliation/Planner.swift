import Diagnostics
import Foundations
import JSONText
import Providers

/// Compares what a catalog demands with what an account has.
package struct Planner {
  package struct Options: Sendable {
    /// Whether objects of ours that the catalog no longer has are archived.
    package var prunes: Bool
    /// Whether objects that are not ours are taken over.
    package var adopts: Bool
    /// Whether objects may lack the marks and names of the catalog: it is made from them.
    package var imports: Bool

    package init(prunes: Bool = false, adopts: Bool = false, imports: Bool = false) {
      self.prunes = prunes
      self.adopts = adopts
      self.imports = imports
    }
  }

  /// What is known of the object that a request creates.
  private enum Resolution {
    case id(String)
    /// It is created by this plan.
    case new
  }

  private let demand: Demand
  private let api: AccountAPI
  /// As it will be once others have made room.
  private var state: AccountState
  private let ledger: Ledger
  private let options: Options
  private var plan: AccountPlan
  private var resolutions: [ScalarString: Resolution] = [:]
  /// Objects that the catalog demands, as `KIND ID`.
  private var claimed: Set<ScalarString> = []
  /// Objects that one request alone can have created, by the id of the request: those with its name in the ids file, or its key.
  private var reserved: [ScalarString: ScalarString] = [:]
  /// The requests of ``AccountPlan/leftovers``.
  private var kept: Set<ScalarString> = []
  /// What the objects will be like, for actions on them.
  private var claims: [ScalarString: AccountState.Object] = [:]
  /// Requests whose objects need a new version, because parts of them change.
  private let outdated: Set<ScalarString>
  /// The same, as found out by this run.
  private var foundOutdated: Set<ScalarString> = []

  private init(
    _ demand: Demand, _ api: AccountAPI, _ state: AccountState, _ ledger: Ledger, _ options: Options,
    outdated: Set<ScalarString>
  ) {
    self.outdated = outdated
    self.demand = demand
    self.api = api
    self.state = state
    self.ledger = ledger
    self.options = options
    plan = AccountPlan(provider: api.provider.name)
  }

  package static func plan(
    _ demand: Demand, _ api: AccountAPI, state: AccountState, ledger: Ledger, options: Options = Options()
  ) -> AccountPlan {
    var outdated: Set<ScalarString> = []
    while true {
      var planner = Planner(demand, api, state, ledger, options, outdated: outdated)
      planner.run()
      if planner.foundOutdated.isSubset(of: outdated) { return planner.plan }
      outdated.formUnion(planner.foundOutdated)
    }
  }

  private mutating func run() {
    if let known = ledger.account, !known.isCompatible(with: state.account) {
      plan.conflicts.append(
        .init(
          "the ids file belongs to another account: \(known.described), not \(state.account.described)",
          help: "name the ids file of this account with `--ids`, or use the key of the other one"))
      return
    }
    if let old = ledger.catalogID, old != demand.catalogID {
      plan.conflicts.append(
        .init(
          "the ids file belongs to the catalog `\(old)`",
          help: "name another ids file, or write `\"id\": \"\(old)\"`; the id of a catalog cannot change"))
      return
    }
    if let own = demand.currency, let currency = state.account.currency, own != currency {
      plan.conflicts.append(
        .init(
          "the currency of the account is \(currency), but the catalog takes it to be \(own)",
          help: "write `\"defaultCurrency\": \"\(currency)\"` in the options of `\(api.provider.name)`, or use another account"))
      return
    }
    reserve()
    for element in demand.elements {
      switch element {
      case .object(let desired): reconcile(desired)
      case .action(let request, let kind): act(request, kind)
      }
    }
    removeRest()
    suggestKeys()
  }

  // MARK: One object

  /// Finds the objects that the ids file or their key assigns to a request, so that no other takes them.
  private mutating func reserve() {
    for case .object(let desired) in demand.elements where !desired.kind.isPart {
      let request = ScalarString(desired.request.id)
      let key = desired.request.body.flatMap { desired.kind.naturalKey?($0) }
      let known = ledger.entries.first { $0.name.hasSameScalars(as: desired.name) }?.id
      for object in state.objects(desired.kind.name) {
        let isNamed = object.id == desired.providerID || object.id == known
        guard isNamed || key != nil && desired.kind.objectKey?(object.json) == key else { continue }
        let place = Self.key(desired.kind, object)
        if isNamed || reserved[place] == nil { reserved[place] = request }
      }
    }
  }

  private mutating func reconcile(_ desired: DesiredObject) {
    guard let path = resolved(desired.request.path) else {
      if desired.isSold { create(desired) }
      return
    }
    let operations = plan.operations.count
    defer { noteVersion(of: desired, since: operations) }
    let body = resolved(desired.request.body ?? [:])
    let found = find(desired, body, parent: parentID(path, desired))
    if let object = found.object {
      claim(object, desired)
      if desired.isUsedAsItIs {
        resolutions[ScalarString(desired.request.id)] = .id(object.id)
        return
      }
      guard desired.isSold else { return archiveUnsold(object, desired) }
      return adjust(object, twins: found.twins, desired, body, isForeign: found.isForeign)
    }
    if let conflict = found.conflict {
      plan.conflicts.append(conflict)
      resolutions[ScalarString(desired.request.id)] = .new
      return
    }
    if desired.isSold {
      create(desired)
    } else if let ended = found.twins.first {
      // What ended earlier still belongs to what customers have.
      claim(ended, desired)
      resolutions[ScalarString(desired.request.id)] = .id(ended.id)
    }
  }

  /// A change of a part may need a new version of the whole.
  private mutating func noteVersion(of desired: DesiredObject, since count: Int) {
    guard desired.kind.changesParent, plan.operations.count > count, let parent = parentRequest(of: desired.request),
      let object = claims[ScalarString(parent)], !isDraft(object)
    else { return }
    foundOutdated.insert(ScalarString(parent))
  }

  private func isDraft(_ object: AccountState.Object) -> Bool {
    api.kinds.contains { kind in
      if case .newVersion(let isDraft) = kind.replacement {
        state.objects(kind.name).contains(object) && isDraft(object.json)
      } else {
        false
      }
    }
  }

  /// The request that creates what the path of a request refers to.
  private func parentRequest(of request: Request) -> String? {
    request.path.split(separator: "{").dropFirst().first?.split(separator: "}").first.map(String.init)
  }

  private mutating func claim(_ object: AccountState.Object, _ desired: DesiredObject) {
    claimed.insert(Self.key(desired.kind, object))
    claims[ScalarString(desired.request.id)] = object
  }

  private static func key(_ kind: ObjectKind, _ object: AccountState.Object) -> ScalarString {
    ScalarString("\(kind.name) \(object.parent ?? "") \(object.id)")
  }

  private mutating func create(_ desired: DesiredObject, note: String? = nil) {
    resolutions[ScalarString(desired.request.id)] = .new
    plan.operations.append(
      Operation(
        action: desired.kind.isPart ? .attach : .create, noun: desired.kind.noun, request: desired.request.id,
        name: desired.name, id: nil, fields: [], steps: makeRoom(for: desired, nil) + [creation(desired)], closing: [],
        entry: entry(desired, id: ""), retires: false, note: note, isLoss: false))
  }

  /// The requests that change other objects of the kind, so that one as desired may exist.
  ///
  /// Those that come later in the catalog are compared as they will be then.
  private mutating func makeRoom(for desired: DesiredObject, _ own: AccountState.Object?) -> [Operation.Step] {
    let (kind, body) = (desired.kind, desired.request.body ?? [:])
    var steps: [Operation.Step] = []
    for other in state.objects(kind.name) where other.id != own?.id {
      let members = kind.displaced(body, other.json)
      let isEnding = plan.operations.contains { $0.action == .archive && $0.id == other.id }
      if members.isEmpty || claimed.contains(Self.key(kind, other)) && !isEnding { continue }
      guard isOwn(other, kind) else {
        if other.isArchived { continue }
        plan.conflicts.append(
          .init(
            "the \(kind.noun) \(quoted(other.id)), which this catalog has not created, excludes \(quoted(desired.request.id))",
            help:
              "change it at the provider: \(members.map { "`\($0.name)` must be \(shown($0.value))" }.joined(separator: ", "))",
            request: desired.request.id))
        continue
      }
      var changed = other
      var fields: [FieldChange] = []
      for member in members {
        guard let rule = kind.fields.first(where: { $0.name == member.name }) else { continue }
        let old = rule.value(of: other.json)
        fields.append(FieldChange(rule, of: other.json, old: old, new: member.value, sent: member.value))
        changed.json = .object(changed.json.members.filter { $0.name != rule.answer } + [.init(rule.answer, member.value)])
      }
      steps += kind.update(Change(object: other, body: .null, fields: fields, state: state)).map { step($0, other) }
      state.replace(changed, in: kind.name)
    }
    return steps
  }

  private func creation(_ desired: DesiredObject) -> Operation.Step {
    Operation.Step(
      method: desired.request.method, path: partlyResolved(desired.request.path),
      body: desired.request.body.map(resolved), answerID: desired.kind.answerID,
      isKeyed: api.provider.api.idempotencyHeader != nil)
  }

  /// - Parameters:
  ///   - object: the existing object, of which an imported one may lack names and marks.
  ///   - resolvedBody: the body with the ids of known objects.
  private func entry(
    _ desired: DesiredObject, id: String, of object: AccountState.Object? = nil, _ resolvedBody: JSON = [:]
  ) -> Ledger.Entry {
    let body = desired.request.body ?? [:]
    let own = desired.kind.fields.first { $0.entries != nil }
    let withheld = object.map { self.withheld(desired.kind, $0, resolvedBody) } ?? []
    let sent = body.members.flatMap { member -> [String] in
      let isWithheld = JSON.object(withheld)[member.name] != nil
      guard let own, own.name == member.name else { return isWithheld ? [] : [member.name] }
      let entries = member.value.members.filter { !isWithheld || !Mark.isOwn($0.name) }
      return [member.name] + entries.map { "\(member.name).\($0.name)" }
    }
    return Ledger.Entry(
      request: desired.request.id, name: desired.name, id: id, sent: sent, withheld: withheld, terms: desired.terms)
  }

  /// The names and marks of the catalog that an imported object lacks.
  private func withheld(_ kind: ObjectKind, _ object: AccountState.Object, _ body: JSON) -> [JSON.Member] {
    let entry = knownEntry(object, kind)
    return kind.fields.compactMap { rule in
      if lacksName(rule, object, body, entry), let value = body[rule.name] {
        return JSON.Member(rule.name, .string(digest(value)))
      }
      if rule.unmarked != nil {
        return lacksMarks(rule, object, body, entry) && !rule.value(of: object.json).matches(rule.value(in: body))
          ? JSON.Member(rule.name, true) : nil
      }
      guard rule.entries != nil, keepsMarks(rule, entry) else { return nil }
      let (old, new) = (rule.value(of: object.json), rule.value(in: body).members.filter { Mark.isOwn($0.name) })
      let lacks = new.contains { !(old[$0.name] ?? .null).asText.matches($0.value.asText) }
      return lacks ? JSON.Member(rule.name, true) : nil
    }
  }

  /// Whether an imported object may go on without a name that the catalog gives it.
  private func lacksName(_ rule: FieldRule, _ object: AccountState.Object, _ body: JSON, _ entry: Ledger.Entry?) -> Bool {
    guard rule.isName, rule.value(of: object.json).isNull, let value = body[rule.name] else { return false }
    return options.imports || entry.flatMap { JSON.object($0.withheld)[rule.name] } == .string(digest(value))
  }

  /// Whether the value of an imported object differs at most by names and marks.
  private func lacksMarks(_ rule: FieldRule, _ object: AccountState.Object, _ body: JSON, _ entry: Ledger.Entry?) -> Bool {
    guard let unmarked = rule.unmarked, keepsMarks(rule, entry) else { return false }
    return unmarked(rule.value(of: object.json)).matches(unmarked(rule.value(in: body)))
  }

  /// Whether the marks in the metadata of an imported object stay as they are.
  private func keepsMarks(_ rule: FieldRule, _ entry: Ledger.Entry?) -> Bool {
    options.imports || entry.flatMap { JSON.object($0.withheld)[rule.name] } == true
  }

  /// Brings an object that exists into line.
  private mutating func adjust(
    _ object: AccountState.Object, twins: [AccountState.Object], _ desired: DesiredObject, _ body: JSON, isForeign: Bool
  ) {
    let kind = desired.kind
    let request = ScalarString(desired.request.id)
    let fields = differences(object, kind, body)
    let change = Change(object: object, body: body, fields: fields, state: state)
    if let reason = kind.obstacle(change) {
      plan.conflicts.append(
        .init(
          "the \(kind.noun) \(quoted(object.id)) cannot become what the catalog says: \(reason)",
          help: "give \(quoted(desired.request.id)) another key", request: desired.request.id))
      resolutions[request] = .id(object.id)
      return
    }
    if fields.contains(where: { $0.effect == .replaces }), desired.providerID != nil {
      let names = fields.filter { $0.effect == .replaces }
      plan.conflicts.append(
        .init(
          "the \(kind.noun) \(quoted(object.id)) of `providerIds` is not what the catalog says: "
            + names.map { "`\($0.rule.name)` is \(shown($0.old)), not \(shown($0.new))" }.joined(separator: "; "),
          help: "correct the catalog, or remove the id so that another \(kind.noun) is created", request: desired.request.id))
      return
    }
    if fields.contains(where: { $0.effect == .replaces }) || outdated.contains(request) {
      return replace(object, change, twins: twins, desired)
    }
    resolutions[request] = .id(object.id)
    endTwins(twins, desired)

    for field in fields {
      if case .refuses(let reason) = field.effect {
        plan.unchangeable.append(desired.request.id)
        plan.manual.append(
          "change `\(field.rule.name)` of the \(kind.noun) \(quoted(desired.request.id)) from \(shown(field.old)) to "
            + "\(shown(field.new)): \(reason)")
      }
    }
    let updated = fields.filter { $0.effect == .updates }
    let entry = entry(desired, id: object.id, of: object, body)
    var steps = makeRoom(for: desired, object)
    if object.isArchived, let restore = kind.restore { steps += restore(change).map { step($0, object) } }
    if !updated.isEmpty {
      let change = Change(object: object, body: body, fields: updated, state: state)
      steps += kind.update(change).map { step($0, object) }
    }
    if steps.isEmpty, !isForeign {
      if ledger.entries.first(where: { $0.name.hasSameScalars(as: desired.name) }) != entry { plan.confirmed.append(entry) }
      return
    }
    plan.operations.append(
      Operation(
        action: object.isArchived ? .restore : isForeign ? .adopt : .update, noun: kind.noun, request: desired.request.id,
        name: desired.name, id: object.id, fields: updated.map { Operation.Field($0.rule.name, old: $0.old, new: $0.new) },
        steps: steps, closing: [], entry: entry, retires: false, note: nil, isLoss: false))
  }

  private mutating func replace(
    _ object: AccountState.Object, _ change: Change, twins: [AccountState.Object], _ desired: DesiredObject
  ) {
    let kind = desired.kind
    let shownFields = change.fields.filter { $0.effect != .acts }
      .map { Operation.Field($0.rule.name, old: $0.old, new: $0.new) }
    // An earlier object with these terms returns.
    if let restore = kind.restore,
      let twin = twins.first(where: { twin in
        twin.isArchived && !differences(twin, kind, change.body).contains { $0.effect == .replaces }
      })
    {
      let fields = differences(twin, kind, change.body).filter { $0.effect == .updates }
      let back = Change(object: twin, body: change.body, fields: fields, state: state)
      resolutions[ScalarString(desired.request.id)] = .id(twin.id)
      claim(twin, desired)
      let steps = restore(back).map { step($0, twin) } + (fields.isEmpty ? [] : kind.update(back).map { step($0, twin) })
      plan.operations.append(
        Operation(
          action: .replace, noun: kind.noun, request: desired.request.id, name: desired.name, id: object.id, fields: shownFields,
          steps: steps + kind.takeOver(change, .string(twin.id)).map { step($0, object) },
          closing: kind.archive(change).map { step($0, object) }, entry: entry(desired, id: twin.id), retires: false,
          note: "\(quoted(twin.id)) is restored", isLoss: false))
      return
    }
    resolutions[ScalarString(desired.request.id)] = .new
    let archival = object.isArchived ? [] : kind.archive(change).map { step($0, object) }
    let creation = creation(desired)
    let takeOver = kind.takeOver(change, .ref(desired.request.id)).map { step($0, object) }
    var operation = Operation(
      action: .replace, noun: kind.noun, request: desired.request.id, name: desired.name, id: object.id, fields: shownFields,
      steps: [creation] + takeOver, closing: archival, entry: entry(desired, id: ""), retires: false, note: nil, isLoss: false)
    switch kind.replacement {
    case .createThenArchive: break
    case .newVersion(let isDraft):
      // A draft that is not what the catalog says makes room for another.
      operation.steps =
        ([object] + twins).filter { isDraft($0.json) }.flatMap { draft in
          kind.archive(Change(object: draft, body: .null, fields: [], state: state)).map { step($0, draft) }
        } + operation.steps
      // The provider ends the old version, unless the new one has another key.
      if hasOtherKey(object, desired), !isDraft(object.json) { operation.closing = archival } else { operation.closing = [] }
      plan.operations.append(operation)
      return endTwins(twins.filter { !isDraft($0.json) }, desired)
    case .deleteThenCreate: (operation.steps, operation.closing) = (archival + [creation] + takeOver, [])
    }
    plan.operations.append(operation)
    endTwins(twins, desired)
  }

  /// Ends what remains of an interrupted replacement.
  private mutating func endTwins(_ twins: [AccountState.Object], _ desired: DesiredObject) {
    for twin in twins where !twin.isArchived {
      // The provider ends old versions of the same key itself.
      if case .newVersion(let isDraft) = desired.kind.replacement, !isDraft(twin.json), !hasOtherKey(twin, desired) {
        claimed.insert(Self.key(desired.kind, twin))
      } else {
        end(twin, desired.kind, name: desired.request.id, note: "replaced earlier")
      }
    }
  }

  private func hasOtherKey(_ object: AccountState.Object, _ desired: DesiredObject) -> Bool {
    desired.kind.objectKey?(object.json) != desired.request.body.flatMap { desired.kind.naturalKey?($0) }
  }

  private mutating func archiveUnsold(_ object: AccountState.Object, _ desired: DesiredObject) {
    resolutions[ScalarString(desired.request.id)] = .id(object.id)
    // Its ids may have changed.
    if !desired.kind.isPart, var entry = knownEntry(object, desired.kind), ledger.entries.contains(entry),
      !entry.request.hasSameScalars(as: desired.request.id) || !entry.name.hasSameScalars(as: desired.name)
    {
      (entry.request, entry.name) = (desired.request.id, desired.name)
      plan.confirmed.append(entry)
    }
    guard !object.isArchived else { return }
    switch desired.kind.removal {
    case .archive: end(object, desired.kind, name: desired.request.id, note: "no longer for sale", keepsEntry: true)
    case .detach where desired.kind.changesParent:
      if let parent = parentRequest(of: desired.request) { foundOutdated.insert(ScalarString(parent)) }
    // Those who have the item keep its parts.
    case .delete, .detach, .keep, .manual: break
    }
  }

  /// Archives or detaches an object.
  ///
  /// - Parameter isLast: whether nothing that comes later may need the object.
  private mutating func end(
    _ object: AccountState.Object, _ kind: ObjectKind, name: String, note: String?, keepsEntry: Bool = false,
    isLast: Bool = false
  ) {
    claimed.insert(Self.key(kind, object))
    let steps = kind.archive(Change(object: object, body: .null, fields: [], state: state)).map { step($0, object) }
    let entry = knownEntry(object, kind)
    // Where the provider cannot archive, only the ids file records that the object is out of use.
    if steps.isEmpty, entry == nil || ledger.retired.contains(where: { $0.id == object.id }) { return }
    if steps.isEmpty, keepsEntry { return }
    plan.operations.append(
      Operation(
        action: kind.isPart ? .detach : .archive, noun: kind.noun, request: entry?.request ?? name, name: entry?.name ?? name,
        id: object.id, fields: [], steps: isLast ? steps : [], closing: isLast ? [] : steps, entry: nil, retires: !keepsEntry,
        note: note,
        isLoss: kind.isPart))
  }

  /// Deletes an object when everything else is done: what is replaced or withdrawn from sale may have it until then.
  private mutating func delete(_ object: AccountState.Object, _ kind: ObjectKind, name: String, note: String) {
    let count = plan.operations.count
    end(object, kind, name: name, note: note)
    // The first operation is closed last.
    if plan.operations.count > count { plan.operations.insert(plan.operations.removeLast(), at: 0) }
  }

  private func step(_ call: Call, _ object: AccountState.Object) -> Operation.Step {
    let parts = call.path.split(separator: "{", omittingEmptySubsequences: false)
    // `{}` is the object; other braces are references.
    let path = parts.enumerated().map { index, part in
      if index == 0 { return String(part) }
      return part.first == "}" ? pathSegment(object.id) + part.dropFirst() : "{" + part
    }.joined()
    return Operation.Step(
      method: call.method, path: partlyResolved(path), body: call.body.map(resolved), answerID: nil, isKeyed: false)
  }

  // MARK: Actions

  private mutating func act(_ request: Request, _ kind: ActionKind) {
    let target = parentRequest(of: request)
    let body = resolved(request.body ?? .null)
    let step = Operation.Step(
      method: request.method, path: partlyResolved(request.path), body: request.body.map(resolved), answerID: nil, isKeyed: false)
    var fields: [Operation.Field] = []
    var loss: String?
    if let target, case .id? = resolutions[ScalarString(target)], let object = claims[ScalarString(target)] {
      let values = kind.values(body, object.json)
      if values.old.matches(values.new) { return }
      fields = [.init(kind.verb, old: values.old, new: values.new)]
      if values.old.elements.contains(where: { !values.new.elements.contains($0) }) { loss = kind.loss }
    }
    let operation = plan.operations.lastIndex { $0.request.hasSameScalars(as: target ?? "") && $0.action != .archive }
    // Parts of the object may have to come first. Their paths begin as that of the action does.
    let place = step.path[...(step.path.lastIndex(of: "/") ?? step.path.startIndex)]
    if let operation, !plan.operations[(operation + 1)...].contains(where: { $0.steps.contains { $0.path.hasPrefix(place) } }) {
      plan.operations[operation].fields += fields
      plan.operations[operation].steps.append(step)
      if let loss {
        plan.operations[operation].note = loss
        plan.operations[operation].isLoss = true
      }
      return
    }
    plan.operations.append(
      Operation(
        action: .update, noun: kind.verb, request: target ?? request.id, name: target ?? request.id,
        id: target.flatMap { claims[ScalarString($0)]?.id }, fields: fields, steps: [step], closing: [], entry: nil,
        retires: false, note: loss, isLoss: loss != nil))
  }

  // MARK: Finding

  private struct Found {
    var object: AccountState.Object?
    /// Other objects of ours with the same identity.
    var twins: [AccountState.Object] = []
    var isForeign = false
    var conflict: AccountPlan.Conflict?
  }

  private func find(_ desired: DesiredObject, _ body: JSON, parent: String?) -> Found {
    let kind = desired.kind
    if let id = desired.providerID {
      if let object = state.object(kind.name, id: id) {
        if !desired.isUsedAsItIs, let owner = kind.metadata.flatMap({ Mark(object.json[$0])?.catalogID }),
          owner != demand.catalogID
        {
          return Found(conflict: belongsToOther(object, owner, desired))
        }
        return Found(object: object)
      }
      return Found(
        conflict: .init(
          "the \(kind.noun) \(quoted(id)) of `providerIds` does not exist in this account",
          help: "correct the id of \(quoted(desired.request.id)), or name the right account", request: desired.request.id))
    }
    let identity = kind.metadata.flatMap { Mark(body[$0]) }
    let key = kind.naturalKey?(body)
    let known = Set(
      (ledger.entries + ledger.retired).filter { $0.name.hasSameScalars(as: desired.name) }.map { ScalarString($0.id) })
    var ours: [AccountState.Object] = []
    var foreign: [AccountState.Object] = []
    var others: [AccountState.Object] = []
    let request = ScalarString(desired.request.id)
    for object in state.objects(kind.name) where !claimed.contains(Self.key(kind, object)) {
      if let owner = reserved[Self.key(kind, object)], owner != request { continue }
      if kind.isPart {
        if object.parent == parent, key != nil, kind.objectKey?(object.json) == key { ours.append(object) }
        continue
      }
      let mark = kind.metadata.flatMap { Mark(object.json[$0]) }
      let isKnown = known.contains(ScalarString(object.id))
      let isSame = kind.hasDistinctMarks && identity != nil && mark?.identity == identity?.identity
      let hasKey = key != nil && kind.objectKey?(object.json) == key
      guard isKnown || isSame || hasKey || ledger.intends(desired.name) else { continue }
      if isKnown {
        ours.append(object)
      } else if isSame || hasKey {
        if knownEntry(object, kind) != nil {
          ours.append(object)
        } else if let owner = mark?.catalogID, owner != demand.catalogID {
          if hasKey { others.append(object) }
        } else if mark?.catalogID != nil, isSame || kind.ownID != nil || hasKey {
          ours.append(object)
        } else if isUsedByOwn(object, kind) || isIntended(object, desired, body) {
          ours.append(object)
        } else if !object.isArchived || kind.ownID != nil {
          foreign.append(object)
        }
      } else if isIntended(object, desired, body) {
        ours.append(object)
      }
    }
    if !ours.isEmpty {
      let current = ledger.entries.first { $0.name.hasSameScalars(as: desired.name) }?.id
      func rank(_ object: AccountState.Object) -> Int {
        let fields = differences(object, kind, body)
        let replaced = fields.contains { $0.effect == .replaces } ? 4 : 0
        let ended = object.isArchived ? (kind.restore == nil ? 16 : 8) : 0
        return ended + replaced + (object.id == current ? 0 : 1)
      }
      let ranked = ours.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
      let best = ranked[0]
      // What cannot be restored is created again, unless its id stays taken.
      if best.isArchived, kind.restore == nil { return Found(twins: ranked) }
      return Found(object: best, twins: Array(ranked.dropFirst()))
    }
    if let other = others.first {
      return Found(
        conflict: belongsToOther(other, kind.metadata.flatMap { Mark(other.json[$0])?.catalogID } ?? "", desired))
    }
    if let object = foreign.first {
      if options.adopts { return Found(object: object, isForeign: true) }
      return Found(
        conflict: .init(
          "the \(kind.noun) \(quoted(object.id)) exists, but this catalog has not created it",
          help: "run with `--adopt` to take it over as \(quoted(desired.request.id)), or change the key",
          request: desired.request.id))
    }
    return Found()
  }

  private func belongsToOther(
    _ object: AccountState.Object, _ owner: String, _ desired: DesiredObject
  ) -> AccountPlan.Conflict {
    .init(
      "the \(desired.kind.noun) \(quoted(object.id)) belongs to another catalog, \(quoted(owner))",
      help: "name another object for \(quoted(desired.request.id)), or give this one up there with `catalogc ids --forget`",
      request: desired.request.id)
  }

  /// Whether the object is what a creation that was interrupted has created.
  private func isIntended(_ object: AccountState.Object, _ desired: DesiredObject, _ body: JSON) -> Bool {
    guard let intent = ledger.intents.first(where: { $0.name.hasSameScalars(as: desired.name) }), !object.isArchived,
      ledger.entry(id: object.id, kind: Request.kind(of: desired.request.id)) == nil
    else { return false }
    let created = desired.kind.created.flatMap { object.json.at($0) }.flatMap(Self.seconds)
    // Clocks differ.
    if let created, created < intent.since - 300 { return false }
    if desired.kind.created != nil, created == nil { return false }
    return differences(object, desired.kind, body).allSatisfy { $0.effect == .acts }
  }

  private static func seconds(_ time: JSON) -> Int64? {
    if let text = time.text { return Instant(text)?.seconds }
    guard let number = time.decimal?.integer else { return nil }
    return number > 100_000_000_000 ? number / 1000 : number
  }

  private func isUsedByOwn(_ object: AccountState.Object, _ kind: ObjectKind) -> Bool {
    kind.isUsedByOwn(object, state) { name, other in
      api.kinds.contains { $0.name == name && isOwn(other, $0, followingUses: false) }
    }
  }

  /// Whether the object is this catalog's.
  private func isOwn(_ object: AccountState.Object, _ kind: ObjectKind, followingUses: Bool = true) -> Bool {
    if claimed.contains(Self.key(kind, object)) { return true }
    if knownEntry(object, kind) != nil { return true }
    if let member = kind.metadata, let id = demand.catalogID { return Mark(object.json[member])?.catalogID == id }
    return followingUses && isUsedByOwn(object, kind)
  }

  private func knownEntry(_ object: AccountState.Object, _ kind: ObjectKind) -> Ledger.Entry? {
    (ledger.entries + ledger.retired).first { $0.id == object.id && kind.requests.contains(Request.kind(of: $0.request)) }
  }

  // MARK: Comparing

  private func differences(_ object: AccountState.Object, _ kind: ObjectKind, _ body: JSON) -> [FieldChange] {
    let entry = knownEntry(object, kind)
    return kind.fields.compactMap { difference($0, object, body, entry) }
  }

  private func difference(
    _ rule: FieldRule, _ object: AccountState.Object, _ body: JSON, _ entry: Ledger.Entry?
  ) -> FieldChange? {
    switch rule.effect {
    case .acts, .covered: return nil
    case .updates, .replaces, .refuses: break
    }
    if let entries = rule.entries { return entriesDifference(rule, entries, object, body, entry) }
    let (old, new) = (rule.value(of: object.json), rule.value(in: body))
    if old.matches(new) || lacksName(rule, object, body, entry) || lacksMarks(rule, object, body, entry) { return nil }
    guard let value = body[rule.name] ?? (rule.derived == nil ? nil : .null) else {
      // What was never sent is somebody else's.
      if let entry, !entry.sent.isEmpty, !entry.sent.contains(rule.name) { return nil }
      guard let cleared = rule.cleared else {
        if rule.effect == .replaces { return FieldChange(rule, of: object.json, old: old, new: new, sent: .null) }
        return nil
      }
      return FieldChange(rule, of: object.json, old: old, new: new, sent: cleared)
    }
    return FieldChange(rule, of: object.json, old: old, new: new, sent: value)
  }

  private func entriesDifference(
    _ rule: FieldRule, _ entries: FieldRule.Entries, _ object: AccountState.Object, _ body: JSON, _ entry: Ledger.Entry?
  ) -> FieldChange? {
    let keepsMarks = keepsMarks(rule, entry)
    let old = rule.value(of: object.json).members
    let new = rule.value(in: body).members.filter { !keepsMarks || !Mark.isOwn($0.name) }
    let known = Set((entry?.sent ?? []).map { ScalarString($0) })
    func isOurs(_ name: String) -> Bool {
      !keepsMarks && Mark.isOwn(name) || known.contains(ScalarString("\(rule.name).\(name)"))
    }
    let changed = new.filter { member in
      !(JSON.object(old)[member.name] ?? .null).asText.matches(member.value.asText)
    }
    let removed = old.filter { member in JSON.object(new)[member.name] == nil && isOurs(member.name) }
    if changed.isEmpty, removed.isEmpty { return nil }
    let sent: [JSON.Member]
    switch entries {
    case .merged(let removal): sent = changed + removed.map { JSON.Member($0.name, removal) }
    case .whole:
      let foreign = old.filter { member in JSON.object(new)[member.name] == nil && !isOurs(member.name) }
      sent = new + foreign
    }
    let names = Set((changed + removed).map { ScalarString($0.name) })
    return FieldChange(
      rule, of: object.json, old: .object(old.filter { names.contains(ScalarString($0.name)) }),
      new: .object(new.filter { names.contains(ScalarString($0.name)) }), sent: .object(sent))
  }

  private func digest(_ value: JSON) -> String {
    var text = ByteBuffer()
    for byte in SHA256.hash(Array(resolved(value).compact.utf8)).prefix(8) { text.append(hexadecimal: byte) }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func shown(_ value: JSON) -> String { value.isNull ? "not set" : "`\(value.compact)`" }

  // MARK: References

  private func resolved(_ value: JSON) -> JSON {
    if let request = value.reference {
      if case .id(let id)? = resolutions[ScalarString(request)] { return .string(id) }
      return value
    }
    return switch value {
    case .object(let members): .object(members.map { .init($0.name, resolved($0.value)) })
    case .array(let elements): .array(elements.map(resolved))
    default: value
    }
  }

  /// The path with the ids of known objects; nil if it refers to one that is created.
  private func resolved(_ path: String) -> String? {
    let path = partlyResolved(path)
    return path.contains("{") ? nil : path
  }

  private func partlyResolved(_ path: String) -> String {
    path.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
      if index == 0 { return String(part) }
      guard let end = part.firstIndex(of: "}"), case .id(let id)? = resolutions[ScalarString(String(part[..<end]))] else {
        return "{" + part
      }
      return pathSegment(id) + part[part.index(after: end)...]
    }.joined()
  }

  /// The id of the object that a part belongs to: the resolved reference of the request's path.
  private func parentID(_ path: String, _ desired: DesiredObject) -> String? {
    guard desired.kind.isPart else { return nil }
    guard let target = parentRequest(of: desired.request), case .id(let id)? = resolutions[ScalarString(target)] else {
      return nil
    }
    return id
  }

  // MARK: Removals

  private mutating func removeRest() {
    var removals: [(ObjectKind, AccountState.Object)] = []
    for kind in api.kinds.reversed() {
      for object in state.objects(kind.name) {
        if let entry = releasedEntry(object, kind) {
          if !claimed.contains(Self.key(kind, object)) { giveUp(object, kind, entry) }
          continue
        }
        guard !claimed.contains(Self.key(kind, object)), !object.isArchived, !ledger.ignored.contains(object.id),
          isOwn(object, kind)
        else { continue }
        removals.append((kind, object))
      }
    }
    let isLast = !demand.sellsAnything && removals.contains { !$0.0.isPart }
    for (kind, object) in removals {
      let name = knownEntry(object, kind)?.request ?? object.id
      let wasReplaced = ledger.retired.contains { $0.id == object.id && kind.requests.contains(Request.kind(of: $0.request)) }
      switch kind.removal {
      case .detach where kind.changesParent:
        // A version that is replaced keeps its parts; a running one needs another version without them.
        guard let parent = claims.first(where: { $0.value.id == object.parent })?.key else { continue }
        if case .id? = resolutions[parent] { foundOutdated.insert(parent) }
      case .detach:
        // What is archived as a whole keeps its parts, for those who have it.
        guard claims.contains(where: { $0.value.id == object.parent }) else { continue }
        end(object, kind, name: name, note: "customers lose it", isLast: true)
      case .archive where wasReplaced: end(object, kind, name: name, note: "replaced earlier", isLast: true)
      case .archive where options.prunes && !isLast: end(object, kind, name: name, note: "not in the catalog", isLast: true)
      case .delete where options.prunes && !isLast: delete(object, kind, name: name, note: "not in the catalog")
      case .archive, .delete: keep(object, kind, name)
      case .keep(let reason): plan.notes.append("the \(kind.noun) \(quoted(name)) is kept: \(reason)")
      case .manual(let remedy):
        if !options.prunes {
          keep(object, kind, name)
        } else {
          plan.manual.append("the \(kind.noun) \(quoted(name)) is not in the catalog: \(remedy)")
        }
      }
    }
    if options.prunes, isLast {
      plan.conflicts.append(
        .init(
          "nothing would be left for sale",
          help: "check that this is the right catalog; to end all sales, archive the objects at the provider"))
    }
    let existing = Set(api.kinds.flatMap { kind in state.objects(kind.name).map { ScalarString("\(kind.name) \($0.id)") } })
    for entry in ledger.entries {
      // Several kinds may have the same requests.
      let kinds = api.kinds.filter { $0.requests.contains(Request.kind(of: entry.request)) }
      let isGone = kinds.allSatisfy { !$0.isPart && !existing.contains(ScalarString("\($0.name) \(entry.id)")) }
      if !kinds.isEmpty, isGone { plan.vanished.append(entry) }
    }
  }

  private func releasedEntry(_ object: AccountState.Object, _ kind: ObjectKind) -> Ledger.Entry? {
    ledger.released.first { $0.id == object.id && kind.requests.contains(Request.kind(of: $0.request)) }
  }

  /// Removes this catalog's marks from an object, so that another catalog can take it over.
  private mutating func giveUp(_ object: AccountState.Object, _ kind: ObjectKind, _ entry: Ledger.Entry) {
    guard let member = kind.metadata, let mark = Mark(object.json[member]), mark.catalogID == demand.catalogID,
      let rule = kind.fields.first(where: { $0.answer == member && $0.entries != nil })
    else { return }
    let old = rule.value(of: object.json).members
    let own = old.filter { Mark.isOwn($0.name) }
    let sent: [JSON.Member] =
      if case .merged(let removal)? = rule.entries { own.map { .init($0.name, removal) } } else {
        old.filter { !Mark.isOwn($0.name) }
      }
    let field = FieldChange(rule, of: object.json, old: .object(own), new: [:], sent: .object(sent))
    let steps = kind.update(Change(object: object, body: .null, fields: [field], state: state)).map { step($0, object) }
    plan.operations.append(
      Operation(
        action: .update, noun: kind.noun, request: entry.request, name: entry.name, id: object.id,
        fields: [Operation.Field(rule.name, old: .object(own), new: [:])], steps: steps, closing: [], entry: nil, retires: false,
        note: "given up: another catalog can take it over", isLoss: false))
  }

  private mutating func keep(_ object: AccountState.Object, _ kind: ObjectKind, _ name: String) {
    plan.leftovers.append("\(kind.noun) \(quoted(name)) (\(object.id))")
    kept.insert(ScalarString(name))
  }

  /// If one item is gone and an equal one is new, its key has probably changed by mistake.
  private mutating func suggestKeys() {
    for operation in plan.operations where operation.action == .create {
      let kind = Request.kind(of: operation.request)
      let gone = ledger.entries.filter { entry in
        Request.kind(of: entry.request) == kind && kept.contains(ScalarString(entry.request))
          && entry.terms != nil && entry.terms == operation.entry?.terms
      }
      if gone.count == 1, let old = gone.first {
        plan.notes.append(
          "\(quoted(operation.request)) equals \(quoted(old.request)), which is gone; if it was renamed, write its old key as "
            + "`key`, or its old lookup key as `lookupKey`")
      }
    }
  }
}

extension Ledger {
  /// Whether a creation under the name was begun and not completed.
  func intends(_ name: String) -> Bool { intents.contains { $0.name.hasSameScalars(as: name) } }
}

extension JSON {
  /// Metadata values come back as text or as what was sent.
  var asText: JSON { isNull ? .null : .string(metadataText(self)) }
}
