import CatalogModel
import Diagnostics

extension Provider {
  static let openmeter = Provider(
    name: "openmeter",
    title: "OpenMeter",
    capabilities: [:],
    options: [
      OptionDeclaration(
        "mode", .choice(["entitlements", "plans"]), default: "entitlements",
        "whether customers are billed elsewhere (entitlements), or by OpenMeter (plans)")
    ],
    rules: Rule.openmeterRules,
    lower: { lowering in
    })
}
