import Catalog
import Diagnostics
import Syntax

extension Decoder {
  /// Reads what usage beyond an allowance costs; nil if a price could not be read.
  mutating func usagePrices(_ node: NodeID?, _ kind: Item.Kind) -> [UsagePrice]? {
    guard let node else { return [] }
    hasUsagePrices = true
    var prices: [UsagePrice] = []
    var isComplete = true
    for (key, node) in entries(of: node, "prices", as: UsagePriceField.self) {
      guard let price = usagePrice(tree.text(key), node, kind) else {
        isComplete = false
        continue
      }
      if let first = prices.first(where: { $0.currency == price.currency }) {
        report(
          .usagePriceCurrency, "another usage price is in \(price.currency.code)", at: price.place["currency"],
          help: "write one usage price for each currency", related: [.init("the other price", at: first.place.name)])
        isComplete = false
      }
      prices.append(price)
    }
    return isComplete ? prices : nil
  }

  private mutating func usagePrice(_ id: String, _ node: NodeID, _ kind: Item.Kind) -> UsagePrice? {
    guard let fields = fields(of: node, as: UsagePriceField.self) else { return nil }
    let currency = currency(fields[.currency])
    let rate = usageRate(
      RateFields(
        node: node, amount: fields[.amount], tiers: fields[.tiers], mode: fields[.mode], per: fields[.per],
        package: fields[.package]),
      in: currency)
    let lookupKey = name(fields[.lookupKey])
    let ids = providerIds(fields[.providerIds])
    let metadata = metadata(fields[.metadata])
    reportReserved(metadata, at: Place(node), ReservedMetadata.namesOfUsagePrice(kind))
    guard let currency, let rate, (lookupKey == nil) == (fields[.lookupKey] == nil) else { return nil }
    return UsagePrice(
      id, lookupKey: lookupKey, currency: currency, rate: rate.rate, per: rate.per, providerIds: ids, metadata: metadata,
      origin: .node(node))
  }
}
