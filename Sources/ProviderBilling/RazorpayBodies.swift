import Catalog
import Foundations
import Invoicing
import JSONText

/// Plans, upfront add-ons and orders of Razorpay, which charges no usage.
///
/// A plan is charged for each unit of a subscription's `quantity`; an add-on of a subscription and an order are charged once.
/// Source: Razorpay's documentation, POST /v1/plans, POST /v1/subscriptions (`addons`) and POST /v1/orders; read 2026-11.
enum RazorpayBodies: BodyReader {
  static func bill(_ template: JSON, for part: Purchase.Part, with plan: Price?, in book: ProviderBook) -> PartBill {
    var bill = PartBill()
    guard let currency = part.price?.currency else { return bill }
    func add(_ amount: JSON?, _ quantity: JSON?, _ cadence: Cadence?) {
      guard let amount = amount?.decimal.map({ book.minorUnits($0, currency) }) else { return }
      bill.charges.append(
        EmittedCharge(subject: book.bought(quantity, of: part), cadence: cadence, costs: CostFunction(.perUnit(amount))))
    }
    if let upfront = template["addons"] {
      for addon in upfront.elements { add(addon["item"]?["amount"], addon["quantity"], nil) }
    } else if let item = template["item"] {
      add(item["amount"], template["quantity"], nil)
    } else if let plan = book.body(template["plan_id"]) {
      add(plan["item"]?["amount"], template["quantity"], cadence(plan))
    } else if let amount = template["amount"] {
      add(amount, nil, nil)
    } else if let id = template["plan_id"]?.string {
      bill.unread.append(id)
    }
    return bill
  }

  private static func cadence(_ plan: JSON) -> Cadence? {
    let count = plan["interval"]?.decimal?.integer
    switch plan["period"] {
    case "daily": return Cadence(.day, count)
    case "weekly": return Cadence(.week, count)
    case "monthly": return Cadence(.month, count)
    case "yearly": return Cadence(.year, count)
    default: return nil
    }
  }
}
