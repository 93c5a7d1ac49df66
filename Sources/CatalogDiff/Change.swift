import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

/// One catalog of a comparison.
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

/// A difference in meaning between two catalogs. What it means at a provider is for the providers to say.
package struct Change: Sendable {
  package let kind: Difference.Kind
  /// What changed: several where they mean something only together; none where a whole entry came or went.
  package let fields: [ChangedField]
  package let classes: [ChangeClass]
  package let message: String
  /// Places in the old and the new tree.
  package let old: Place?
  package let new: Place?
  package let oldValue: JSON?
  package let newValue: JSON?
  /// The plan, add-on or top-up that changed; nil outside of one.
  package var subject: Subject?
  /// The one provider that is concerned; nil where each of them may be.
  package var provider: String?
  /// The option of the provider.
  package var option: String?
  /// True where ``provider`` needs another object, or loses its own, whatever it lets change.
  package var needsOther = false

  /// What a provider has to know of the item, or the price, that changed.
  package struct Subject: Sendable {
    package let kind: Item.Kind
    /// Whether one of the prices recurs, or this one does.
    package let recurs: Bool
    package let hasSeveralPrices: Bool
    /// The providers that know the item, and the price or all of its prices, by an id in `providerIds`.
    package let itemIDs: [String]
    package let priceIDs: [String]
  }
}
