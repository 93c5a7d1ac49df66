import CatalogReading
import Diagnostics

/// What there is to say about webhook payloads. The places are places of the input, and not of a catalog.
extension Rule {
  package static let eventFieldType = event(
    "event-field-type", .error, "A webhook payload has a value of another type than the provider documents",
    """
    The provider sends other types than this, or the line is not what the provider sent. Nothing is printed for the \
    payload: a wrong guess would give access, or take it away.
    """,
    wrong: #"""
      {"id": "evt_1", "type": "customer.created", "created": ⟦"2027-01-15"⟧,
        "data": {"object": {"id": "cus_1"}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.created", "created": 1800000000,
        "data": {"object": {"id": "cus_1"}}}
      """#)

  package static let eventTooLong = event(
    "event-too-long", .error, "A webhook payload is longer than 16 MiB",
    """
    No provider sends events of that size. The limit keeps a stream without line ends from filling the memory.
    """,
    wrong: #"""
      ⟦⟧{"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1", "description": "…16 MiB…"}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1", "description": "Acme"}}}
      """#)

  package static let eventSignature = event(
    "event-signature", .error, "A webhook payload is not signed as the provider signs",
    """
    With `--verify-signature` each line is `{"headers": {…}, "body": "…"}`, with the body as it was received, byte for \
    byte. A payload whose signature is missing, wrong or too old is dropped. After the secret was changed, put the old \
    and the new one into the variable, with a space between them.
    """,
    wrong: #"""
      {"headers": ⟦{"Stripe-Signature":
         "t=1800000000,v1=692d77391dc50aacd7ddd883836b457b0d420848b4f4a8f6445f21e6032726c8"}⟧,
       "body": "{\"id\": \"evt_1\",\"type\":\"customer.created\",\"data\":{\"object\":{\"id\":\"cus_1\"}}}"}
      """#,
    right: #"""
      {"headers": {"Stripe-Signature":
         "t=1800000000,v1=692d77391dc50aacd7ddd883836b457b0d420848b4f4a8f6445f21e6032726c8"},
       "body": "{\"id\":\"evt_1\",\"type\":\"customer.created\",\"data\":{\"object\":{\"id\":\"cus_1\"}}}"}
      """#,
    format: .signedEvent)

  package static let eventUnknown = event(
    "event-unknown", .warning, "A provider sends an event whose name is not known",
    """
    Providers add events. The event is passed on with the type `unknown` and the provider's own name for it, and there \
    are no requests.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "charge.reconsidered", "created": 1800000000,
        "data": {"object": {"id": "ch_1"}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "charge.updated", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1"}}}
      """#)

  package static let eventCustomer = event(
    "event-customer-missing", .warning, "An event does not tell whose it is",
    """
    Requests need the customer's key in OpenMeter. It is the entry `openmeterCustomer` of the metadata, or that which \
    `--customer-from` names, else the customer's id in the application or at the provider. None of them is there.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": null, "payment_intent": "pi_1", "metadata": {"catalogTopupId": "pack"}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": "pi_1", "metadata": {"catalogTopupId": "pack"}}}}
      """#)

  package static let eventItemUnknown = event(
    "event-item-unknown", .warning, "An event speaks of something that the catalog does not have",
    """
    What was bought is found by the ids in `providerIds`, by the price's lookup key, and by the metadata that the \
    compiler puts on products, prices and purchases. Add the provider's id to `providerIds` of the plan or price. There \
    are no requests: a guess would give what was not paid for.
    """,
    wrong: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [⟦{"quantity": 1, "price": {"id": "price_9"}}⟧]}}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventItemAmbiguous = event(
    "event-item-ambiguous", .warning,
    "An event names several plans, or something that several entries of the catalog could be",
    """
    There are no requests: which of them the customer pays for is not known. Two prices or items with one id in \
    `providerIds`, a name that is the id of one plan and the key of another, or two plans on one subscription lead \
    here.
    """,
    wrong: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [⟦{"quantity": 1, "price": {"id": "price_pro", "lookup_key": "phone:monthly"}}⟧]}}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro", "lookup_key": "pro:monthly"}}]}}}}
      """#)

  package static let eventItemFromMetadata = event(
    "event-item-from-metadata", .warning, "Only the purchase's metadata tells what was bought",
    """
    The catalog does not know the id of the product or price; the metadata that was given at the checkout names a plan. \
    After the customer has changed to another plan at the provider, it still names the old one. Add the id to \
    `providerIds`. This is said once for each id.
    """,
    wrong: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme", "catalogPlanId": "pro"},
          "items": {"data": [⟦{"quantity": 1, "price": {"id": "price_old"}}⟧]}}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme", "catalogPlanId": "pro"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventQuantity = event(
    "event-quantity", .warning, "An event has a quantity that is not given",
    """
    A plan is given once, however many of it are paid for: the catalog does not say what several seats share. A \
    quantity beyond a thousand million is taken for a slip.
    """,
    wrong: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [⟦{"quantity": 5, "price": {"id": "price_pro"}}⟧]}}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventAddonApart = event(
    "event-addon-apart", .warning, "An add-on that is its own subscription cannot change a value that a plan gives",
    """
    OpenMeter has one value of a feature for each customer. Where the provider sells the add-on beside the plan's \
    subscription, the plan's events and the add-on's would put their values in each other's place again and again. Sell \
    a plan with the other value.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_phone"}}]}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}},
            {"quantity": 1, "price": {"id": "price_phone"}}]}}}}
      """#)

  package static let eventPartialRefund = event(
    "event-partial-refund", .warning, "A part of a payment was given back",
    """
    OpenMeter voids a grant as a whole or not at all. How much usage a part of the money stands for is for people to \
    say: the grant stays.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "amount": 1500, "amount_refunded": 500, "refunded": false}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "amount": 1500, "amount_refunded": 1500, "refunded": true}}}
      """#)

  package static let eventPayment = event(
    "event-payment-missing", .warning, "A paid top-up has no id of its payment",
    """
    A repeated event is recognised by the payment's id. Without one there is no grant: it could be made twice.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": null, "metadata": {"catalogTopupId": "pack"}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": "pi_1", "metadata": {"catalogTopupId": "pack"}}}}
      """#)

  package static let bridgeRules: [Rule] = [
    .eventFieldType, .eventTooLong, .eventSignature, .eventUnknown, .eventCustomer, .eventItemUnknown, .eventItemAmbiguous,
    .eventItemFromMetadata, .eventQuantity, .eventAddonApart, .eventPartialRefund, .eventPayment,
  ]

  private static func event(
    _ name: String, _ severity: Severity, _ summary: String, _ explanation: String, wrong: String, right: String,
    format: ExampleFormat = .event
  ) -> Rule {
    Rule(name, severity, summary, explanation: explanation, wrong: wrong, right: right, exampleFormat: format)
  }
}

extension ExampleFormat {
  /// A payload of Stripe's webhooks, for ``catalog``. In a text, `…16 MiB…` stands for as many bytes.
  package static let event = ExampleFormat("event", title: "Events of Stripe", catalog: Example.shop)
  /// The same in an envelope with its headers, signed with ``secret`` at the time 1800000000 and received at once.
  package static let signedEvent = ExampleFormat(
    "signed-event", title: "Events of Stripe, signed with the secret `\(secret)` and received at once", catalog: Example.shop)

  package static let secret = "whsec_example"
}
