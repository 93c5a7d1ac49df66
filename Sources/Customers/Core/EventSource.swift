import Providers

/// What the bridge knows of a provider: how its webhooks are signed, and what its events mean.
///
/// A provider is one folder, and one line in ``EventSource/all``.
package struct EventSource: Sendable {
  package let provider: Provider
  package let signature: SignatureScheme
  /// The environment variable that holds the secret of the endpoint.
  package let secretVariable: String
  /// The names of all events that the mapping knows.
  package let eventTypes: [String]
  /// The event, or nil where the payload is none of this provider.
  package let event: @Sendable (inout Payload) -> BillingEvent?

  package init(
    _ provider: Provider, signature: SignatureScheme, secretVariable: String, eventTypes: [String],
    event: @escaping @Sendable (inout Payload) -> BillingEvent?
  ) {
    self.provider = provider
    self.signature = signature
    self.secretVariable = secretVariable
    self.eventTypes = eventTypes
    self.event = event
  }

  /// In the order of ``Provider/all``.
  package static let all: [EventSource] = [
    .stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn,
  ]

  package static func named(_ name: String) -> EventSource? { all.first { $0.provider.name == name } }
}
