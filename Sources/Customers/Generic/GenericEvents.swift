import Foundations
import JSONText
import Syntax

extension EventSource {
  /// For billing providers that catalogc does not know, and for applications that bill customers themselves. docs/bridge.md has the
  /// format.
  package static let generic = EventSource(
    generic: "generic", title: "generic", signature: .standard(key: .base64), secretVariable: "CATALOGC_WEBHOOK_SECRET",
    event: GenericEvents.event)
}

enum GenericEvents {
  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let type = payload.text("type") else { return nil }
    var event = News(type, type)
    event.id = payload.text("id") ?? payload.headers["webhook-id"]
    event.time = payload.timestamp("time")
    event.mode = payload.text("mode").flatMap { News.Mode(rawValue: $0) }
    event.externalCustomerId = payload.text("customer")
    event.customerId = event.externalCustomerId
    event.customerName = payload.text("name")
    event.metadata = payload.metadata("metadata")
    if let subject = payload.text("subject") { event.metadata.append(.init("openmeterSubject", .string(subject))) }
    if let node = payload.node("subscription") { subscription(node, &event, &payload) }
    if let node = payload.node("payment") {
      event.payment = payload.text("id", in: node)
      let lines = items("topups", "catalogTopupId", node, &payload) + items("addons", "catalogAddonId", node, &payload)
      event.facts.append(.payment(News.Payment(event.payment, lines)))
    }
    if let node = payload.node("refund") {
      event.payment = payload.text("payment", in: node)
      event.facts.append(.refund(News.Refund(event.payment, payload.bool("full", in: node) == false ? .partial : .whole)))
    }
    return event
  }

  private static func subscription(_ node: NodeID, _ event: inout News, _ payload: inout Payload) {
    event.subscription = payload.text("id", in: node)
    event.status = payload.text("status", in: node)
    guard let id = event.subscription else { return payload.require("id", in: node) }
    guard let standing = event.status.flatMap({ News.Standing(rawValue: $0) }) else {
      return payload.require("status", in: node)
    }
    var lines: [News.Line] = []
    if let plan = payload.text("plan", in: node) {
      var line = line("catalogPlanId", plan, payload.integer("quantity", in: node) ?? 1, node)
      if let price = payload.text("price", in: node) { line.metadata.append(.init("catalogPriceId", .string(price))) }
      lines.append(line)
    }
    lines += items("addons", "catalogAddonId", node, &payload)
    var snapshot = News.Snapshot(id, standing, lines)
    snapshot.isComplete = payload.bool("complete", in: node) ?? true
    snapshot.periodStart = payload.timestamp("periodStart", in: node)
    snapshot.periodEnd = payload.timestamp("periodEnd", in: node)
    snapshot.anchor = payload.timestamp("anchor", in: node)
    snapshot.startedAt = payload.timestamp("startedAt", in: node)
    snapshot.endsAt = payload.timestamp("endsAt", in: node)
    snapshot.endedAt = payload.timestamp("endedAt", in: node)
    event.facts.append(.subscription(snapshot))
  }

  /// A map from ids to quantities.
  private static func items(_ name: String, _ field: String, _ node: NodeID, _ payload: inout Payload) -> [News.Line] {
    guard let map = payload.node(name, in: node) else { return [] }
    var lines: [News.Line] = []
    for (key, _) in payload.tree.members(of: map) {
      let id = payload.tree.text(key)
      lines.append(line(field, id, payload.integer(name, id, in: node) ?? 1, map))
    }
    return lines
  }

  private static func line(_ field: String, _ id: String, _ quantity: Int64, _ node: NodeID) -> News.Line {
    var line = News.Line(node)
    line.ids = [id]
    line.metadata = [.init(field, .string(id))]
    line.quantity = quantity
    return line
  }
}
