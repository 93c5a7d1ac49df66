import Diagnostics
import JSONText
import Syntax

/// Top-ups that cost more by the unit than a smaller one which goes with the same plans and lasts as long.
func dearBigPacks(_ catalog: Catalog) -> [Finding] {
  guard hasSuspects(catalog.topups) else { return [] }
  // An index, and not the list of plans itself, so that it is hashed once for a top-up and not for each of its prices.
  var selections: [[Int]: Int] = [:]
  var groups: [PackGroup: [Pack]] = [:]
  var order: [PackGroup] = []
  for (index, topup) in catalog.topups.enumerated() where !topup.amount.isZero {
    let selection =
      switch topup.compatiblePlans {
      case .every: -1
      case .named(let plans): number(plans.sorted(), in: &selections)
      }
    for price in topup.prices {
      let group = PackGroup(
        feature: topup.feature, selection: selection, currency: price.currency,
        expirationUnit: topup.grant.expiration?.unit, expirationCount: topup.grant.expiration?.count,
        rollsOver: !(topup.grant.maxRolloverAmount?.isZero ?? true))
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(Pack(topup: index, amount: topup.amount, price: price))
    }
  }
  var findings: [Finding] = []
  for group in order {
    guard let packs = groups[group], packs.count > 1 else { continue }
    dearBigPacks(packs, in: catalog, &findings)
  }
  return findings
}

/// Whether any two top-ups may be worth a closer look. Nearly all catalogs have nothing wrong with theirs: those are done with
/// here, without a table.
private func hasSuspects(_ topups: [Topup]) -> Bool {
  if topups.count > 12 { return hasSuspectsInOrder(topups) }
  return topups.contains { one in
    topups.contains { other in
      guard one.feature == other.feature, other.amount < one.amount else { return false }
      return one.prices.contains { price in
        other.prices.contains { $0.currency == price.currency && isDearer(one.amount, price.base.minorUnits, than: other.amount, $0.base.minorUnits) }
      }
    }
  }
}

/// The same where there are many: in the order of their size, each costs no more by the unit than the one in front of it.
private func hasSuspectsInOrder(_ topups: [Topup]) -> Bool {
  var sizes: [Size] = []
  sizes.reserveCapacity(topups.count)
  for index in topups.indices {
    let (feature, amount) = (topups[index].feature, topups[index].amount)
    for price in topups[index].prices.indices {
      let (currency, price) = (topups[index].prices[price].currency, topups[index].prices[price].base.minorUnits)
      sizes.append(Size(feature: feature, currency: currency, amount: amount, price: price))
    }
  }
  sizes.sort { one, other in
    if one.feature != other.feature { return one.feature < other.feature }
    if one.currency != other.currency { return one.currency < other.currency }
    return one.amount == other.amount ? one.price < other.price : one.amount < other.amount
  }
  return sizes.indices.dropFirst().contains { index in
    let (big, small) = (sizes[index], sizes[index - 1])
    return big.feature == small.feature && big.currency == small.currency
      && isDearer(big.amount, big.price, than: small.amount, small.price)
  }
}

/// One price of a top-up, as far as its size and its price tell.
private struct Size {
  let feature: Int
  let currency: Currency
  let amount: ExactDecimal
  let price: Int64
}

/// More money for each unit, exactly: money and units multiplied crosswise.
private func isDearer(_ amount: ExactDecimal, _ price: Int64, than other: ExactDecimal, _ otherPrice: Int64) -> Bool {
  amount.multiplied(by: otherPrice) < other.multiplied(by: price)
}

/// What two top-ups have in common where only their size and their price can differ for the customer.
private struct PackGroup: Hashable {
  let feature: Int
  let selection: Int
  let currency: Currency
  let expirationUnit: Grant.Expiration.Unit?
  let expirationCount: Int64?
  let rollsOver: Bool
}

private struct Pack {
  let topup: Int
  let amount: ExactDecimal
  let price: Price

  func isDearer(than pack: Pack) -> Bool { CatalogModel.isDearer(amount, price.base.minorUnits, than: pack.amount, pack.price.base.minorUnits) }
}

private func dearBigPacks(_ packs: [Pack], in catalog: Catalog, _ findings: inout [Finding]) {
  let sorted = packs.sorted { $0.amount == $1.amount ? $0.price.base.minorUnits < $1.price.base.minorUnits : $0.amount < $1.amount }
  // The smaller pack that is cheapest by the unit; of several prices for one size the dearest counts.
  var best: Pack?
  var next = sorted.startIndex
  while next < sorted.endIndex {
    let same = sorted[next...].prefix { $0.amount == sorted[next].amount }
    next = same.endIndex
    if let best {
      for pack in same where pack.isDearer(than: best) {
        let smaller = catalog.topups[best.topup]
        findings.append(
          Finding(
            .biggerPackDearer,
            "\(pack.amount) for \(pack.price.money) is dearer by the unit than \(best.amount) for \(best.price.money) "
              + "(\(quoted(smaller.header.id)))",
            at: pack.price.amountPlace, help: "who buys more at once expects to pay less for each",
            related: [.init("the smaller pack", at: best.price.amountPlace)]))
      }
    }
    guard let dearest = same.last else { continue }
    if best?.isDearer(than: dearest) ?? true { best = dearest }
  }
}

/// The number of a list, the same for equal lists.
private func number(_ list: [Int], in numbers: inout [[Int]: Int]) -> Int {
  if let known = numbers[list] { return known }
  numbers[list] = numbers.count
  return numbers.count - 1
}
