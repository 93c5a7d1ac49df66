import Foundations
import JSONText
import Providers

/// Carries out a plan, one request after the other.
package struct Applier {
  package enum Event {
    /// An operation has begun: its number, from 1, and the number of all.
    case began(Operation, Int, of: Int)
    case finished(Operation)
  }

  private let api: AccountAPI
  private var sender: Sender
  private var ids: [ScalarString: String] = [:]
  package private(set) var ledger: Ledger

  /// - Parameter ledger: it is changed as requests are carried out.
  package init(_ api: AccountAPI, _ sender: Sender, ledger: Ledger) {
    self.api = api
    self.sender = sender
    self.ledger = ledger
  }

  /// - Parameters:
  ///   - save: writes the ledger, before each creation and after each operation. If it fails, nothing more is sent.
  ///   - report: called as operations are carried out.
  /// - Throws: `AccountError` if the provider refuses a request or cannot be reached.
  package mutating func apply(
    _ plan: AccountPlan, on account: AccountIdentity, catalogID: String?, save: (Ledger) throws(AccountError) -> Void,
    report: (Event) -> Void = { _ in }
  ) throws(AccountError) {
    ledger.account = account
    if let catalogID { ledger.catalogID = catalogID }
    for entry in plan.vanished { ledger.forget(id: entry.id, kind: Request.kind(of: entry.request)) }
    for entry in plan.confirmed { record(entry) }
    for entry in plan.confirmed { ids[ScalarString(entry.request)] = entry.id }
    try save(ledger)
    for (index, operation) in plan.operations.enumerated() {
      report(.began(operation, index + 1, of: plan.operations.count))
      for step in operation.steps { try carryOut(step, of: operation, save) }
      if operation.steps.contains(where: { $0.answerID != nil }) == false, let entry = operation.entry {
        record(entry, for: operation)
      }
      if operation.closing.isEmpty, operation.retires { ledger.retire(operation.name, id: operation.id ?? "") }
      try save(ledger)
      if operation.closing.isEmpty { report(.finished(operation)) }
    }
    for operation in plan.operations.reversed() where !operation.closing.isEmpty {
      for step in operation.closing { try carryOut(step, of: operation, save) }
      if operation.retires { ledger.retire(operation.name, id: operation.id ?? "") }
      try save(ledger)
      report(.finished(operation))
    }
  }

  private mutating func carryOut(
    _ step: Operation.Step, of operation: Operation, _ save: (Ledger) throws(AccountError) -> Void
  ) throws(AccountError) {
    let body = step.body.map(resolved)
    let bytes = body.map { api.provider.api.encoded($0) } ?? []
    guard let answerID = step.answerID else {
      _ = try sender.send(HTTPRequest(step.method, resolved(step.path), body: bytes), isRepeatable: true)
      return
    }
    let digest = digest(step.path, bytes)
    let earlier = ledger.intents.first { $0.name.hasSameScalars(as: operation.name) && $0.digest == digest }
    var key = earlier?.idempotencyKey
    // A key is good for a day; what an older one has created would have been found.
    if let earlier, sender.transport.now - earlier.since > 80_000 { key = nil }
    if key == nil, step.isKeyed { key = "catalogc-" + sender.transport.nonce() }
    ledger.intents.removeAll { $0.name.hasSameScalars(as: operation.name) }
    ledger.intents.append(
      .init(
        request: operation.request, name: operation.name, since: earlier?.since ?? sender.transport.now, idempotencyKey: key,
        digest: digest))
    try save(ledger)
    let request = HTTPRequest(step.method, resolved(step.path), body: bytes, idempotencyKey: key)
    let answer: JSON
    do throws(AccountError) {
      answer = try sender.send(request, isRepeatable: key != nil)
    } catch {
      // What was refused was not created.
      if !error.isUncertain {
        ledger.intents.removeAll { $0.name.hasSameScalars(as: operation.name) }
        try save(ledger)
      }
      throw error
    }
    guard let id = answer.at(answerID)?.text ?? operation.entry.flatMap({ _ in step.body?.at(answerID)?.text }),
      IDFile.isPlain(id)
    else {
      throw AccountError(
        "\(api.provider.title) created \(operation.noun) `\(operation.request)`, but its answer has no valid id",
        help: "run `catalogc apply` again: it looks for what was created before it sends anything", isUncertain: true)
    }
    ids[ScalarString(operation.request)] = id
    if var entry = operation.entry {
      entry.id = id
      record(entry, for: operation)
      try save(ledger)
    }
  }

  /// Enters an object, which loses its earlier names. One that it replaces is retired, whatever its name was.
  private mutating func record(_ entry: Ledger.Entry, for operation: Operation? = nil) {
    ledger.record(entry)
    let kind = Request.kind(of: entry.request)
    // Parts of different objects may have the same id.
    guard let own = api.kinds.first(where: { $0.requests.contains(kind) }), !own.isPart else { return }
    ledger.entries.removeAll {
      $0.id == entry.id && Request.kind(of: $0.request) == kind && !$0.name.hasSameScalars(as: entry.name)
    }
    guard let operation, operation.action == .replace, let old = operation.id, old != entry.id else { return }
    for other in ledger.entries where other.id == old && Request.kind(of: other.request) == kind {
      ledger.retire(other.name, id: old)
    }
  }

  private func digest(_ path: String, _ bytes: [UInt8]) -> String {
    var text = ByteBuffer()
    for byte in SHA256.hash(Array(path.utf8) + [0] + bytes).prefix(8) { text.append(hexadecimal: byte) }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func resolved(_ value: JSON) -> JSON {
    if let request = value.reference { return ids[ScalarString(request)].map(JSON.string) ?? value }
    return switch value {
    case .object(let members): .object(members.map { .init($0.name, resolved($0.value)) })
    case .array(let elements): .array(elements.map(resolved))
    default: value
    }
  }

  private func resolved(_ path: String) -> String {
    path.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
      if index == 0 { return String(part) }
      guard let end = part.firstIndex(of: "}"), let id = ids[ScalarString(String(part[..<end]))] else { return "{" + part }
      return pathSegment(id) + part[part.index(after: end)...]
    }.joined()
  }
}
