import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// One of the two catalogs of a comparison.
package struct CatalogVersion: Sendable {
  package let tree: SyntaxTree
  package let catalog: Catalog
  package let format: CatalogFormat

  package init(tree: SyntaxTree, catalog: Catalog, format: CatalogFormat) {
    self.tree = tree
    self.catalog = catalog
    self.format = format
  }
}

/// A semantic difference between two catalogs. Its effect at each provider is determined by the providers.
package struct Change: Sendable {
  package let kind: Difference.Kind
  /// The fields that changed: several if they have a meaning only together; none if an entry was added or removed.
  package let fields: [ChangedField]
  package let classes: [ChangeImpact]
  package let message: String
  /// The places in the old and the new tree.
  package let old: Place?
  package let new: Place?
  package let oldValue: JSON?
  package let newValue: JSON?
  /// The plan, add-on or top-up that the change belongs to, if any.
  package var subject: Subject?
  /// Whether a usage price is for what the meter or feature that changed measures.
  package var isCharged = false
  /// The only provider that is affected; nil if any can be.
  package var provider: String?
  /// The option of the provider.
  package var option: String?
  /// Whether ``provider`` needs a different object, or loses its own, regardless of what it can update.
  package var requiresReplacement = false

  /// What providers need to know about the item or the price that changed.
  package struct Subject: Sendable {
    package let kind: Item.Kind
    /// Whether this price is recurring, or any of the item's prices.
    package let recurs: Bool
    package let hasSeveralPrices: Bool
    /// The providers with an id in `providerIds` for the item, and for the price or all of the item's prices.
    package let itemIDs: [String]
    package let priceIDs: [String]
  }
}
