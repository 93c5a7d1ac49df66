import Accounts
import Catalog
import Diagnostics
import Providers

extension Compilation {
  /// The findings of a provider about what it does not sell, apart from the reasons, and what it does not sell without a reason.
  package func needlessFindings(of output: Output) -> [String] {
    guard let catalog else { return [] }
    let provider = output.provider
    let own = diagnostics.filter { $0.provider == provider.name }
    var needless: [String] = []
    // OpenMeter grants what it does not sell.
    for item in catalog.items where item.isOffered && provider.name != "openmeter" {
      let path = "\(item.kind.rawValue)s.\(item.header.id)"
      let unsold = unsoldPrices(of: item, in: output)
      if unsold.isEmpty { continue }
      let product = Request.id("products", item.kind.rawValue, item.header.id)
      let isWhole = unsold.count == item.prices.count && !output.artifact.setup.contains { $0.id == product }
      let paths = isWhole ? [path] : unsold.map { "\(path).prices.\($0.id)" }
      for finding in own where paths.contains(where: { finding.path == $0 || finding.path.hasPrefix($0 + ".") }) {
        if !finding.isReason { needless.append("\(provider.name): \(finding.rule) @ \(finding.path): \(finding.message)") }
      }
    }
    for discount in catalog.discounts {
      let path = "discounts.\(discount.header.id)"
      let findings = own.filter { $0.path == path || $0.path.hasPrefix(path + ".") }
      if findings.contains(where: { $0.message.contains("\(discount.header.id)` is skipped") }), findings.count > 1 {
        needless.append("\(provider.name): \(findings.map { "\($0.rule) @ \($0.path)" })")
      }
    }
    return needless
  }

  /// The paths of the offered prices for which the artifact has no purchase.
  package func unsoldPrices(of output: Output) -> [String] {
    guard let catalog else { return [] }
    return catalog.items.filter(\.isOffered).flatMap { item in
      unsoldPrices(of: item, in: output).map { "\(item.kind.rawValue)s.\(item.header.id).prices.\($0.id)" }
    }
  }

  private func unsoldPrices(of item: Item, in output: Output) -> [Price] {
    guard let catalog else { return [] }
    let sales = output.provider.limits(catalog.settings(for: output.provider.name)).sells
    return item.prices.filter { price in
      let id = "/" + Request.id(item.kind.rawValue, item.header.id, price.id)
      return price.isSold && sales.contains(Sale(price, of: item))
        && !output.artifact.purchase.contains { $0.id.hasSuffix(id) || $0.id.contains(id + "/") }
    }
  }
}

extension Diagnostic {
  /// Whether it says that something is not sold.
  fileprivate var isReason: Bool {
    ["not for sale", "is skipped", "are skipped", "cannot buy"].contains { message.contains($0) }
  }
}
