import Providers

/// A provider's webhooks: how they are signed, and what their events mean.
///
/// Each provider has a folder and an entry in ``EventSource/all``.
package struct EventSource: Sendable {
  /// Nil for events in the generic format.
  package let provider: Provider?
  /// As in `--provider`.
  package let name: String
  /// For messages.
  package let title: String
  package let signature: SignatureScheme
  /// The environment variable with the signing secret of the endpoint.
  package let secretVariable: String
  /// The names of all mapped events; empty if any name is accepted.
  package let eventTypes: [String]
  /// What the payload says, or nil if the payload is not from this provider.
  package let news: @Sendable (inout Payload) -> News?

  package init(
    _ provider: Provider, signature: SignatureScheme, secretVariable: String, eventTypes: [String],
    event news: @escaping @Sendable (inout Payload) -> News?
  ) {
    self.provider = provider
    name = provider.name
    title = provider.title
    self.signature = signature
    self.secretVariable = secretVariable
    self.eventTypes = eventTypes
    self.news = news
  }

  init(
    generic name: String, title: String, signature: SignatureScheme, secretVariable: String,
    event news: @escaping @Sendable (inout Payload) -> News?
  ) {
    provider = nil
    self.name = name
    self.title = title
    self.signature = signature
    self.secretVariable = secretVariable
    eventTypes = []
    self.news = news
  }

  /// In the order of ``Provider/all``, and the generic format at last.
  package static let all: [EventSource] = [
    .stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn, .generic,
  ]

  package static func named(_ name: String) -> EventSource? { all.first { $0.name == name } }
}
