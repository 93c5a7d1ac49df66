import CatalogModel
import Diagnostics

extension Rule {
  static let polarRules: [Rule] = []
}
