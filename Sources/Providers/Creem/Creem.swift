import CatalogModel
import Diagnostics

extension Provider {
  static let creem = Provider(
    name: "creem",
    title: "Creem",
    capabilities: [:],
    rules: Rule.creemRules,
    lower: { lowering in
      lowering.addNeutralView()
    })
}
