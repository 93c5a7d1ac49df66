import CatalogModel
import Diagnostics

extension Rule {
  static let razorpayRules: [Rule] = []
}
