// Some types have types of these names in them. `Catalog.Meter` would be looked for in the type `Catalog`, not in the target.

package typealias CatalogMeter = Meter
package typealias CatalogFeature = Feature
package typealias CatalogEntitlement = Entitlement
package typealias CatalogAddon = Addon
package typealias CatalogTopup = Topup
