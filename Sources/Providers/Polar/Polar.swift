import CatalogModel
import Diagnostics

extension Provider {
  static let polar = Provider(
    name: "polar",
    title: "Polar",
    capabilities: [:],
    rules: Rule.polarRules,
    lower: { lowering in
      lowering.addNeutralView()
    })
}
