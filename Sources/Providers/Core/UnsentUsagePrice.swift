import Catalog
import Diagnostics
import Syntax

extension Findings {
  /// Reports the id and the metadata of a usage price, for a provider where it is only a part of another object.
  package mutating func reportUnsent(_ price: UsagePrice) {
    if price.id(at: provider.name) != nil {
      report(
        .idUnused, "\(title) has no object for a usage price; this id is ignored",
        at: price.place["providerIds", provider.name], help: "remove the id")
    }
    if !price.metadata.isEmpty {
      report(.metadataNotSent, "\(title) usage prices have no metadata; `metadata` is ignored", at: price.place["metadata"])
    }
  }
}
