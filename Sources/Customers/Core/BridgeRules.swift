import CatalogReading
import Diagnostics

/// The rules about webhook payloads. Their findings point at the input, not at a catalog.
extension Rule {
  package static let eventFieldType = event(
    "event-field-type", .error, "A webhook payload has a value of the wrong type",
    """
    The provider documents another type for this value, or the line is not what the provider sent. Nothing is printed for \
    the payload, because a wrong guess could grant or revoke access.
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
    "event-too-long", .error, "A webhook payload exceeds 16 MiB",
    """
    No provider sends events of that size. The limit prevents a stream without line ends from filling the memory.
    """,
    wrong: #"""
      ⟦⟧{"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1", "description": "…16 MiB…"}}}
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1", "description": "Acme"}}}
      """#)

  package static let eventSignature = event(
    "event-signature", .error, "Missing or invalid webhook signature",
    """
    With `--verify-signature`, each line is `{"headers": {…}, "body": "…"}`, with the body exactly as received, byte for \
    byte. A payload whose signature is missing, wrong or too old is rejected. To rotate the secret, set the variable to the \
    old and the new one, separated by a space.
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
    "event-unknown", .warning, "Unknown event",
    """
    Providers add events over time. The event is passed on with the type `unknown` and the provider's name for it, \
    without any requests.
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
    "event-customer-missing", .warning, "An event has no customer",
    """
    Requests need the customer's key in OpenMeter. It is read from the metadata entry `openmeterCustomer`, or from the one \
    that `--customer-from` names, or else it is the customer's id in the application or at the provider. The event has none \
    of them.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": null, "payment_intent": "pi_1", "metadata": {"catalogTopupId": "pack"}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": "pi_1",
          "metadata": {"openmeterCustomer": "acme", "catalogTopupId": "pack"}}}}
      """#)

  package static let eventItemUnknown = event(
    "event-item-unknown", .warning, "An event refers to an item that is not in the catalog",
    """
    Items are found by the ids in `providerIds`, by the lookup key of the price, and by the metadata that the compiler adds \
    to products, prices and purchases. Add the provider's id to `providerIds` of the plan or price. An item \
    whose `catalogId` names another catalog is that one's. Access does not change, because a guess could grant what was not \
    paid for.
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
    "An event matches several plans or catalog entries",
    """
    Access does not change, because it is unknown which of them the customer pays for. Possible causes: two prices or \
    items with the same id in `providerIds`, a name that is the id of one plan and the key of another, two plans on one \
    subscription, or a plan whose prices grant different things and of which only the product is known.
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
    "event-item-from-metadata", .warning, "A purchased item is identified only by metadata",
    """
    The id of the product or price is not in the catalog; only the metadata of the checkout names a plan. If the customer \
    has since changed plans at the provider, the metadata still names the old one. Add the id to `providerIds`. Each id is \
    reported once.
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
    "event-quantity", .warning, "An event has a quantity that cannot be granted",
    """
    A plan without a `quantity` is granted once, because the catalog does not define what several seats share. Negative \
    quantities and those above 1,000,000,000 are considered mistakes, and access does not change. Autumn's events have no \
    quantities: of what can be bought several times, one is given.
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

  package static let eventCustomerGuessed = event(
    "event-customer-guessed", .warning, "An event names the customer only by the provider's id",
    """
    Nothing in the event says what the application calls the customer, so the provider's id is used as the key. If other \
    events of the customer have `openmeterCustomer` in their metadata, they are about another customer in OpenMeter. Put the \
    entry into the metadata of every purchase; the templates of artifacts have it. If the provider's ids are your keys, say \
    so with `--customer-from id`.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventTime = event(
    "event-time-missing", .warning, "An event has no time",
    """
    Events arrive in any order, and the time says which of two is the later one. Without it, access does not change. Some \
    providers send it in a header only: pass the headers along with the body.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "customer.subscription.updated",
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventIncomplete = event(
    "event-items-incomplete", .warning, "An event shows only some items of a subscription",
    """
    The provider lists the rest on further pages (`has_more`). What the event shows is given, and what it does not show is \
    kept, because it may be on the next page. An item that was removed stays until an event shows all of them, or until \
    `catalogc assign` says what the customer has. Of an invoice, what it does not show is not granted.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"has_more": true, "data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#)

  package static let eventMode = event(
    "event-mode", .warning, "A test event among live events",
    """
    The purchases of test events are not paid for, but they give the same access. Give test and live endpoints their own \
    catalogs or OpenMeter accounts, or pass `--mode live`, which ignores test events.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000, "livemode": false,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "customer.subscription.updated", "created": 1800000000, "livemode": true,
        "data": {"object": {"id": "sub_1", "customer": "cus_1", "status": "active",
          "metadata": {"openmeterCustomer": "acme"},
          "items": {"data": [{"quantity": 1, "price": {"id": "price_pro"}}]}}}}
      """#,
    format: .liveEvent)

  package static let eventPartialRefund = event(
    "event-partial-refund", .warning, "A payment was not fully refunded",
    """
    OpenMeter can void a grant only as a whole. A partial refund, or one whose extent is unknown, does not revoke usage; \
    decide that manually. The same is true of a refund that has failed after it was announced: what it has taken away is not \
    given again.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "metadata": {"openmeterCustomer": "acme"}, "amount": 1500, "amount_refunded": 500, "refunded": false}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "metadata": {"openmeterCustomer": "acme"}, "amount": 1500, "amount_refunded": 1500, "refunded": true}}}
      """#)

  package static let eventPayment = event(
    "event-payment-missing", .warning, "An event has no payment id",
    """
    Repeated events are recognized by the payment id. Without one, nothing is granted, because a retry could grant it \
    twice, and a refund revokes nothing.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": null,
          "metadata": {"openmeterCustomer": "acme", "catalogTopupId": "pack"}}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "checkout.session.completed", "created": 1800000000,
        "data": {"object": {"id": "cs_1", "mode": "payment", "payment_status": "paid",
          "customer": "cus_1", "payment_intent": "pi_1",
          "metadata": {"openmeterCustomer": "acme", "catalogTopupId": "pack"}}}}
      """#)

  package static let bridgeRules: [Rule] = [
    .eventFieldType, .eventTooLong, .eventSignature, .eventUnknown, .eventCustomer, .eventItemUnknown, .eventItemAmbiguous,
    .eventItemFromMetadata, .eventQuantity, .eventCustomerGuessed, .eventTime, .eventIncomplete, .eventMode, .eventPartialRefund,
    .eventPayment, .eventPaymentUnknown, .eventCreditedTwice,
  ]

  package static let eventPaymentUnknown = event(
    "event-payment-unknown", .note, "A refund of a payment for which nothing was granted",
    """
    The event names the customer only by the provider's id, or not at all, so the customer is looked for by the payment, and \
    nothing was granted for that. Usually it was for something that is not in the catalog. If it was for something that is, \
    its event is still to come: the refund is kept in OpenMeter, in the journal of the customer `catalogc_refunds`, and takes \
    effect with the payment. The latest 1,000 such refunds are kept.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "amount": 1500, "amount_refunded": 1500, "refunded": true}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "type": "charge.refunded", "created": 1800000000,
        "data": {"object": {"id": "ch_1", "customer": "cus_1", "payment_intent": "pi_1",
          "metadata": {"openmeterCustomer": "acme"}, "amount": 1500, "amount_refunded": 1500, "refunded": true}}}
      """#)

  package static let eventCreditedTwice = event(
    "event-credited-twice", .warning, "The provider credits a top-up as well",
    """
    Creem adds the credits of a top-up to the customer's account there, and `bridge` grants the same usage in OpenMeter. If your \
    application asks OpenMeter, set the option `topupCredits` to false; if it asks Creem, run `bridge` with `--entitlements none`. \
    Each top-up is reported once.
    """,
    wrong: #"""
      ⟦{"id": "evt_1", "eventType": "checkout.completed", "created_at": 1800000000000,
        "object": {"id": "ch_1", "order": {"id": "ord_1", "type": "onetime", "status": "paid"},
          "customer": "cust_1", "metadata": {"openmeterCustomer": "acme", "catalogTopupId": "pack"}}}⟧
      """#,
    right: #"""
      {"id": "evt_1", "eventType": "checkout.completed", "created_at": 1800000000000,
        "object": {"id": "ch_1", "order": {"id": "ord_1", "type": "recurring", "status": "paid"},
          "customer": "cust_1", "metadata": {"openmeterCustomer": "acme"}}}
      """#,
    format: .creemEvent)

  private static func event(
    _ name: String, _ severity: Severity, _ summary: String, _ explanation: String, wrong: String, right: String,
    format: ExampleFormat = .event
  ) -> Rule {
    Rule(name, severity, summary, explanation: explanation, wrong: wrong, right: right, exampleFormat: format)
  }
}

extension ExampleFormat {
  /// A Stripe webhook payload. In a string, `…16 MiB…` represents that many bytes.
  package static let event = ExampleFormat("event", title: "Stripe events", catalog: Example.shop)
  /// The same with `--mode live`.
  package static let liveEvent = ExampleFormat("live-event", title: "Stripe events, with `--mode live`", catalog: Example.shop)
  /// The same in an envelope with its headers, signed with ``secret`` and received at the Unix time 1800000000.
  package static let signedEvent = ExampleFormat(
    "signed-event", title: "Stripe events, signed with the secret `\(secret)` and received immediately", catalog: Example.shop)

  package static let creemEvent = ExampleFormat("creem-event", title: "Creem events", catalog: Example.shop)

  package static let secret = "whsec_example"
}
