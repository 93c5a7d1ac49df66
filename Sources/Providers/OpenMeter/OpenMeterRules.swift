import CatalogModel
import Diagnostics

extension Rule {
  static let openmeterRules: [Rule] = []
}
