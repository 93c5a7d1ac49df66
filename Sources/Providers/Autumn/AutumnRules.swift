import CatalogModel
import Diagnostics

extension Rule {
  static let autumnRules: [Rule] = []
}
