import Providers

/// A provider's webhooks: how they are signed, and what their events mean.
///
/// Each provider has a folder and an entry in ``EventSource/all``.
package struct EventSource: Sendable {
  package let provider: Provider
  /// As in `--provider`.
  package var name: String { provider.name }
  package var title: String { provider.title }
  package let signature: SignatureScheme
  /// The environment variable with the signing secret of the endpoint.
  package let secretVariable: String
  /// The names of all mapped events.
  package let eventTypes: [String]
  /// What the payload says, or nil if the payload is not from this provider.
  package let news: @Sendable (inout Payload) -> News?

  package init(
    _ provider: Provider, signature: SignatureScheme, secretVariable: String, eventTypes: [String],
    event: @escaping @Sendable (inout Payload) -> News?
  ) {
    self.provider = provider
    self.signature = signature
    self.secretVariable = secretVariable
    self.eventTypes = eventTypes
    self.news = event
  }

  /// In the order of ``Provider/all``.
  package static let all: [EventSource] = [
    .stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn,
  ]

  package static func named(_ name: String) -> EventSource? { all.first { $0.provider.name == name } }
}
