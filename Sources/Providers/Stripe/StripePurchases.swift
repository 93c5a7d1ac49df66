import CatalogModel
import JSONText

/// What is sent when a customer buys.
extension StripeRequests {
  mutating func addPurchase(_ price: Price, of item: Item, _ priceID: JSON, _ metadata: JSON) {
    let id = Request.id("purchase", item.kind.rawValue, item.header.id, price.id)
    let quantity: JSON = item.addon?.multiple == true ? .param("quantity") : 1
    switch (item.kind, price.cadence) {
    case (.plan, _):
      lowering.artifact.purchase.append(id, .post, "/v1/subscriptions") { writer in
        writer.object {
          writer.name("customer")
          writer.param("customer")
          writer.items("items", priceID)
          if let days = StripeChecks.trialDays(price) { writer.member("trial_period_days", days) }
          writer.member("metadata", metadata)
        }
      }
    case (.addon, .some):
      lowering.artifact.purchase.append(id, .post, "/v1/subscription_items") { writer in
        writer.object {
          writer.name("subscription")
          writer.param("subscription")
          writer.member("price", priceID)
          writer.member("quantity", quantity)
          writer.member("metadata", metadata)
        }
      }
    case (.addon, nil):
      // The price goes into `pricing`: a top-level `price` is gone from the API (POST /v1/invoiceitems).
      lowering.artifact.purchase.append(
        Request(
          id, .post, "/v1/invoiceitems",
          body: [
            "customer": .param("customer"), "subscription": .param("subscription"), "pricing": ["price": priceID],
            "quantity": quantity, "metadata": metadata,
          ]))
    case (.topup, _):
      lowering.artifact.purchase.append(id, .post, "/v1/checkout/sessions") { writer in
        writer.object {
          writer.member("mode", "payment")
          writer.name("customer")
          writer.param("customer")
          writer.name("success_url")
          writer.param("success_url")
          writer.items("line_items", priceID)
          writer.member("metadata", metadata)
          // The session's metadata does not reach the payment by itself.
          writer.member("payment_intent_data", ["metadata": metadata])
        }
      }
    }
  }
}
