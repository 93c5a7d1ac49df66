import Accounts
import JSONText
import Providers

/// A model account of the provider with this name; nil if the program cannot read accounts there.
package func modelAccount(_ provider: String) -> (any ModelAccount)? {
  guard AccountAPI.all.contains(where: { $0.provider.name == provider }) else { return nil }
  let models: [any ModelAccount] = [
    StripeModel(), RazorpayModel(), DodoModel(), OpenMeterModel(), PolarModel(), CreemModel(), AutumnModel(),
  ]
  return models.first { type(of: $0).api.provider.name == provider }
}

extension ModelAccount {
  /// What is live, with `ID` for each id, in an order that does not depend on how it came about.
  package var comparable: [String] { comparable(live) }

  /// Objects of the account as sorted texts, without ids.
  package func comparable(_ objects: [JSON]) -> [String] {
    let ids = Set(ids)
    // Marks and names come from the catalog, where they may happen to be what an object has as its id.
    func isOfCatalog(_ member: String) -> Bool { member == "name" || member.hasPrefix("catalog") }
    func masked(_ value: JSON) -> JSON {
      switch value {
      case .string(let text): ids.contains(text) ? "ID" : value
      case .array(let elements): .array(elements.map(masked))
      case .object(let members):
        .object(
          members.sorted { $0.name < $1.name }.map { member in
            JSON.Member(member.name, isOfCatalog(member.name) ? member.value : masked(member.value))
          })
      default: value
      }
    }
    return objects.map { masked($0).compact }.sorted()
  }
}
