import Providers

extension AccountAPI {
  /// The account of every provider.
  package static let all: [AccountAPI] = [.stripe, .razorpay, .dodo, .openmeter, .polar, .creem, .autumn]

  package static func of(_ provider: Provider) -> AccountAPI? { all.first { $0.provider.name == provider.name } }
}
