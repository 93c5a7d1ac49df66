import CatalogModel
import Diagnostics

extension Rule {
  static let creemRules: [Rule] = []
}
