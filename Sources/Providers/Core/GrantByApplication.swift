import Catalog
import Diagnostics
import Syntax

extension Findings {
  /// Reports a top-up that the provider charges for, but does not grant.
  package mutating func reportGrantByApplication(of topup: Topup, in catalog: Catalog) {
    report(
      .grantByApplication,
      "\(title) only collects the payment for \(quoted(topup.header.id)); your application must then grant "
        + catalog.usage(of: topup),
      at: topup.header.place.name, help: "run `catalogc grant` for the OpenMeter request that grants it")
  }
}
