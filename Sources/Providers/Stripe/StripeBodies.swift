import CatalogModel
import JSONText

/// Parts of bodies that come again.
extension PackedJSONWriter {
  func recurring(_ cadence: Cadence?) {
    guard let cadence else { return }
    name("recurring")
    object {
      member("interval", cadence.period.rawValue)
      member("interval_count", cadence.count)
    }
  }

  func lookupKey(_ key: String?) {
    guard let key else { return }
    member("lookup_key", key)
    name("transfer_lookup_key")
    bool(true)
  }

  /// One of the price, in a list.
  func items(_ name: StaticString, _ priceID: JSON) {
    self.name(name)
    array {
      beginElement()
      object {
        member("price", priceID)
        member("quantity", 1 as Int64)
      }
    }
  }
}
