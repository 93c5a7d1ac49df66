import JSONText
import Providers

extension EventSource {
  /// OpenMeter's own notifications. They are recorded as events and cause no other requests.
  ///
  /// Source: openmeterio/openmeter, api/openapi.yaml, NotificationEventType and NotificationEventPayload (7e57a39, 2026-08-18).
  /// Webhooks are sent through Svix.
  static let openmeter = EventSource(
    .openmeter, signature: .standard(key: .base64), secretVariable: "OPENMETER_WEBHOOK_SECRET",
    eventTypes: Array(OpenMeterEvents.names.keys).sorted(), event: OpenMeterEvents.event)
}

enum OpenMeterEvents {
  static let names: [String: String] = [
    "entitlements.balance.threshold": "balance.threshold",
    "entitlements.reset": "balance.reset",
    "invoice.created": "invoice.created",
    "invoice.updated": "invoice.updated",
  ]

  @Sendable static func event(_ payload: inout Payload) -> News? {
    guard let name = payload.text("type") else { return nil }
    var event = News(names[name] ?? "unknown", name)
    event.id = payload.text("id") ?? payload.headers["webhook-id"] ?? payload.headers["svix-id"]
    event.time = payload.timestamp("timestamp")
    guard event.type != "unknown" else { return event }
    guard let data = payload.node("data") else { return nil }
    event.customerId = payload.id("customer", in: data)
    event.customerName = payload.text("customer", "name", in: data)
    event.externalCustomerId = payload.text("customer", "key", in: data) ?? payload.text("subject", "key", in: data)
    if name.hasPrefix("invoice.") {
      event.status = payload.text("status", in: data)
      event.payment = payload.text("id", in: data)
      event.metadata = payload.metadata("metadata", in: data)
      switch event.status {
      case "paid": event.type = "invoice.paid"
      case "overdue": event.type = "invoice.overdue"
      case "uncollectible": event.type = "invoice.uncollectible"
      case "voided": event.type = "invoice.voided"
      default: break
      }
    } else {
      event.metadata = JSON.members(["feature": payload.text("feature", "key", in: data).map(JSON.string)])
    }
    return event
  }
}
