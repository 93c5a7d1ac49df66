import CatalogModel
import Diagnostics
import JSONText
import Syntax

/// Dodo's API as of the SDK 1.123.0: POST and PATCH of /products and /addons, POST /checkouts.
///
/// Dodo takes no idempotency keys for these (the SDK sends none), so a script finds what an earlier run made: products by
/// their metadata, add-ons, which have none, by their name.
struct DodoRequests {
  private var lowering: Lowering
  private let catalog: Catalog
  private let settings: ProviderSettings
  private let taxInclusive: JSON?
  private var metadata = DodoMetadata()
  private var attachments = DodoAttachments()
  /// What is sent: item for item, price for price.
  private var objects: [[DodoObject]] = []
  private var texts: [DodoText] = []
  private let unfit: Set<Place>

  static func add(to lowering: inout Lowering, unfitAddonPrices: Set<Place>) {
    var requests = DodoRequests(lowering, unfitAddonPrices)
    requests.collectObjects()
    requests.addAddons()
    requests.addProducts { $0.kind == .plan }
    requests.addProducts { $0.kind != .plan }
    for object in requests.objects.joined() { requests.addPurchase(object) }
    requests.checkOptions()
    lowering = requests.lowering
  }

  private init(_ lowering: Lowering, _ unfit: Set<Place>) {
    self.lowering = lowering
    self.unfit = unfit
    catalog = lowering.catalog
    settings = lowering.settings
    taxInclusive = JSON.object(lowering.settings.options)["taxInclusive"]
  }

  // MARK: What is sent

  private mutating func collectObjects() {
    var taken: [ExactString: Place] = [:]
    for item in catalog.items {
      var sent: [DodoObject] = []
      for price in item.prices {
        let object = DodoObject(price, of: item)
        if let existing = object.existing {
          let id = ExactString("\(object.kind.path)/\(existing.id)")
          if let first = taken[id] {
            lowering.report(
              .dodoIDTaken, "another price has this object already, and an object has one price: this price is not sent",
              at: existing.place, related: [.init("the other", at: first)])
            continue
          }
          taken[id] = existing.place
        }
        if DodoMoney.isExpressible(price) { sent.append(object) }
      }
      objects.append(sent)
      texts.append(text(item, sent))
    }
  }

  /// Names have at most 100 characters, descriptions 1000 (the SDK, PATCH /products/{id} and /addons/{id}; taken to hold for
  /// POST too).
  private mutating func text(_ item: Item, _ sent: [DodoObject]) -> DodoText {
    let header = item.header
    guard !sent.isEmpty else { return DodoText(name: header.name, description: nil) }
    let suffixes = sent.filter { $0.kind == .addon }.map { addonSuffix($0).unicodeScalars.count }
    let room = max(1, 100 - (suffixes.max() ?? 0))
    let description = header.description.flatMap { $0.isEmpty ? nil : $0 }
    return DodoText(
      name: lowering.limited(header.name, to: room, .dodoTextLength, "the name", at: .nameOf(header)),
      description: description.map {
        lowering.limited($0, to: 1000, .dodoTextLength, "the description", at: header.place["description"])
      })
  }

  /// What tells apart the add-ons that are made for the recurring prices of one add-on of the catalog.
  private func addonSuffix(_ object: DodoObject) -> String {
    object.item.prices.count { $0.cadence != nil } > 1 ? " (\(object.price.id))" : ""
  }

  // MARK: Add-ons

  private mutating func addAddons() {
    var named: [(object: DodoObject, text: DodoText, name: String)] = []
    var places: [ExactString: [Place]] = [:]
    for (item, text) in zip(objects, texts) {
      for object in item where object.kind == .addon {
        let suffix = addonSuffix(object)
        let place: Place = suffix.isEmpty ? .nameOf(object.item.header) : object.price.place.name
        let name = lowering.limited(text.name + suffix, to: 100, .dodoTextLength, "the name with the price's id", at: place)
        if let first = places[ExactString(name)]?.first {
          lowering.report(
            .dodoAddonName, "another add-on is named \(quoted(name)) at Dodo, where names alone tell add-ons apart",
            at: place,
            help: "give one of them another name", related: [.init("the other", at: first)])
        }
        places[ExactString(name), default: []].append(place)
        named.append((object, text, name))
      }
    }
    for (object, text, name) in named {
      addAddon(object, text, name, isUnique: places[ExactString(name)]?.count == 1)
      attachments.add(object)
    }
  }

  private mutating func addAddon(_ object: DodoObject, _ text: DodoText, _ name: String, isUnique: Bool) {
    let price = object.price
    let amount = JSON.integer(price.base.minorUnits)
    let currency = JSON.string(price.currency.code)
    let fields: (JSON?) -> JSON = { taxCategory in
      .fields([
        "name": .string(name), "description": text.description.map(JSON.string), "price": amount, "currency": currency,
        "tax_category": taxCategory,
      ])
    }
    // Of two with one name, what they cost tells which is meant: those that cost the same may stand for each other.
    let match = JSON.fields([
      "name": .string(name), "price": isUnique ? nil : amount, "currency": isUnique ? nil : currency,
    ])
    send(object, lookup: .init("/addons", query: [.init("page_size", 100)], match: match), fields)
  }

  // MARK: Products

  private mutating func addProducts(_ isIncluded: (Item) -> Bool) {
    for (index, (item, text)) in zip(objects, texts).enumerated() {
      for object in item where object.kind == .product && isIncluded(object.item) {
        // Plans come first among the items: their index is the plan's.
        // Plans times add-ons may be more than anybody waits for, and there will be no artifact.
        if lowering.artifact.isTooLarge { return }
        let addons = object.item.kind == .plan ? attachments.references(of: object.price, plan: index) : []
        addProduct(object, text, addons: addons)
      }
    }
  }

  private mutating func addProduct(_ object: DodoObject, _ text: DodoText, addons: [JSON]) {
    let (item, price) = (object.item, object.price)
    if addons.count > 3 {
      lowering.report(
        .dodoTooManyAddons,
        "\(addons.count) add-ons go with this price, and a subscription at Dodo is documented to have at most 3",
        at: price.place.name, help: "name fewer plans in 'compatiblePlans' of the add-ons")
    }
    let body = metadata.object(price, of: item, &lowering)
    let match = DodoMetadata.match(price, of: item, in: body)
    // A list that is sent replaces the one that Dodo has. A catalog without add-ons says nothing of them.
    let saysAddons = !addons.isEmpty || (object.existing != nil && item.kind == .plan && !catalog.addons.isEmpty)
    let brand = settings.text("brandId").map(JSON.string)
    let value = productPrice(price)
    send(object, lookup: match.map { .init("/products", query: [.init("page_size", 100)], match: $0) }) { taxCategory in
      .fields([
        "name": .string(text.name), "description": text.description.map(JSON.string), "tax_category": taxCategory,
        "price": value, "addons": saysAddons ? .array(addons) : nil, "brand_id": brand, "metadata": body,
      ])
    }
  }

  private func productPrice(_ price: Price) -> JSON {
    // Discount and parity may be left out today, and had to be there up to SDK 1.111.0.
    guard let cadence = price.cadence else {
      return .fields([
        "type": "one_time_price", "price": .integer(price.base.minorUnits), "currency": .string(price.currency.code), "discount": 0,
        "purchasing_power_parity": false, "tax_inclusive": taxInclusive,
      ])
    }
    return .fields([
      "type": "recurring_price", "price": .integer(price.base.minorUnits), "currency": .string(price.currency.code),
      "payment_frequency_count": .integer(cadence.count),
      "payment_frequency_interval": .string(DodoMoney.interval(cadence.period)),
      // The life of the whole subscription, not the cycle; 20 years are the most, and Dodo's "until it is cancelled".
      "subscription_period_count": 20, "subscription_period_interval": "Year",
      "trial_period_days": .integer(trialDays(price) ?? 0), "discount": 0, "purchasing_power_parity": false,
      "tax_inclusive": taxInclusive,
    ])
  }

  /// Nil where the catalog gives no trial, and for one that Dodo refuses.
  private func trialDays(_ price: Price) -> Int64? {
    price.trial.map(\.days).flatMap { DodoMoney.trialDays.contains($0) ? $0 : nil }
  }

  /// Makes the object; where Dodo has it already, changes it. The amount may change, for who buys from then on (Dodo's
  /// documentation, features/products), and an assumed tax category never takes the place of the one that the object has.
  private mutating func send(_ object: DodoObject, lookup: Request.Lookup?, _ body: (_ taxCategory: JSON?) -> JSON) {
    let taxCategory = settings.text("taxCategory").map(JSON.string)
    if let existing = object.existing {
      let path = "\(object.kind.path)/\(pathSegment(existing.id))"
      lowering.artifact.setup.append(Request(object.request, .patch, path, body: body(taxCategory)))
    } else {
      lowering.artifact.setup.append(
        Request(object.request, .post, object.kind.path, lookup: lookup, body: body(taxCategory ?? "saas")))
    }
  }

  private mutating func checkOptions() {
    let sent = objects.joined()
    if settings.text("taxCategory") == nil, sent.contains(where: { $0.existing == nil }) {
      lowering.report(
        .dodoTaxCategory, "Dodo wants a tax category, and the catalog names none: everything is sent as 'saas'",
        at: Place(.root)["providers", lowering.provider, "options", "taxCategory"],
        help: "write \"providers\": {\"dodo\": {\"options\": {\"taxCategory\": \"saas\"}}}, or another of the categories")
    }
    if taxInclusive != nil, sent.contains(where: { $0.kind == .addon }) {
      lowering.report(
        .dodoAddonTax, "Dodo's add-ons do not say whether their price includes tax: this is sent with products alone",
        at: settings.place["options", "taxInclusive"],
        help: "set it for the whole account at Dodo, and leave it out here")
    }
  }

  // MARK: Purchase

  private mutating func addPurchase(_ object: DodoObject) {
    let (item, price) = (object.item, object.price)
    let quantity: JSON = item.addon?.multiple == true ? .param("quantity") : 1
    let line: JSON
    switch object.kind {
    case .addon:
      guard attachments.carries(object) else {
        if !unfit.contains(price.place) {
          lowering.report(
            .dodoAddonUnattached, "no product that is made carries this price, and an add-on is not bought alone",
            at: price.place.name)
        }
        return
      }
      line = [
        "product_id": .param("plan_product"), "quantity": 1,
        "addons": [["addon_id": object.reference, "quantity": quantity]],
      ]
    case .product:
      line = ["product_id": object.reference, "quantity": quantity]
    }
    // What the checkout carries is what webhooks tell of the payment and the subscription; a product's own metadata is not.
    let body = JSON.fields([
      "product_cart": [line],
      "subscription_data": trialData(object),
      "customer": ["customer_id": .param("customer")],
      "return_url": .param("success_url"),
      "metadata": metadata.object(price, of: item, &lowering),
    ])
    lowering.artifact.purchase.append(
      Request(Request.id("purchase", item.kind.rawValue, item.header.id, price.id), .post, "/checkouts", body: body))
  }

  private func trialData(_ object: DodoObject) -> JSON? {
    guard object.item.kind == .plan else { return nil }
    return trialDays(object.price).map { ["trial_period_days": .integer($0)] }
  }
}
