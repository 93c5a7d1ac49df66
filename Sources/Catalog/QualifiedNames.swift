// For use in types that contain a type of the same name. `Catalog.Meter` would refer to the type `Catalog`, not to the target.

package typealias CatalogMeter = Meter
package typealias CatalogFeature = Feature
package typealias CatalogEntitlement = Entitlement
package typealias CatalogAddon = Addon
package typealias CatalogTopup = Topup
package typealias CatalogDiscount = Discount
