import CatalogModel
import Diagnostics

extension Provider {
  static let autumn = Provider(
    name: "autumn",
    title: "Autumn",
    capabilities: [:],
    rules: Rule.autumnRules,
    lower: { lowering in
      lowering.addNeutralView()
    })
}
