import Catalog
import Foundations
import JSONText
import Providers

/// What a Razorpay account sells, as a catalog. Only recurring prices of plans are objects there.
///
/// Razorpay cannot archive a plan, so a catalog has every plan that was ever created. Of those that one price has had, the
/// newest is in use.
struct RazorpayImport {
  private(set) var draft = CatalogDraft(.razorpay)

  private static let intervals = ["daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"]

  init(_ state: AccountState) {
    draft.catalogID = state.markedCatalog(["plans"], in: "notes")
    let money = ImportedMoney(.razorpay)
    var items: [(id: String, plans: [AccountState.Object])] = []
    var used: Set<ScalarString> = []
    // The newest come first.
    for plan in draft.own(state.objects("plans"), "plan", in: "notes") {
      let notes = plan.json["notes"] ?? [:]
      guard Self.intervals[plan.json["period"]?.text ?? ""] != nil else {
        draft.omit("plan", plan, because: "catalogc creates no plan with the period \(plan.json["period"]?.compact ?? "null")")
        continue
      }
      guard let item = notes.filledText("catalogPlanId"), let price = notes.filledText("catalogPriceId") else {
        items.append((id: "", plans: [plan]))
        continue
      }
      guard used.insert(ScalarString("\(item)\u{0}\(price)")).inserted else {
        draft.omit("plan", plan, because: "a newer plan has taken the place of this one")
        continue
      }
      if let index = items.firstIndex(where: { $0.id.hasSameScalars(as: item) }) {
        items[index].plans.append(plan)
      } else {
        items.append((id: item, plans: [plan]))
      }
    }
    // Marked ids stay as they are.
    let sorted = items.filter { !$0.id.isEmpty } + items.filter { $0.id.isEmpty }
    for item in sorted { add(item.plans.reversed(), as: item.id, money) }
  }

  private mutating func add(_ plans: [AccountState.Object], as marked: String, _ money: ImportedMoney) {
    guard let first = plans.first?.json else { return }
    let names = plans.map { $0.json.filledText("item.name") ?? "" }
    let id = draft.uniqueID(marked.isEmpty ? slug(names[0], orElse: "plan") : marked, in: .plans)
    let key = first.filledText("notes.catalogPlanKey")
    var parts: [CatalogDraft.Part] = []
    for plan in plans {
      let json = plan.json
      let interval = Self.intervals[json["period"]?.text ?? ""] ?? ""
      let count = json["interval"]?.decimal?.integer ?? 1
      let plain = count == 1 ? interval : "\(count)-\(interval)s"
      let price = CatalogDraft.unique(json.filledText("notes.catalogPriceId") ?? plain, among: parts.map(\.id))
      let currency = json.at("item.currency")?.text
      parts.append(
        .init(
          id: price,
          fields: JSON.members([
            "amount": money.money(json.at("item.amount"), currency), "currency": currency.map(JSON.string),
            "interval": .string(interval), "intervalCount": count == 1 ? nil : .integer(count),
            "metadata": marked.isEmpty ? nil : json.userEntries("notes"),
          ]), sources: [.init("plans", plan.id, Request.id("prices", "plan", id, price))]))
    }
    // Plans of several prices end with the price.
    let suffix = parts.count > 1 ? " (\(parts[0].id))" : ""
    let name = names[0].hasSuffix(suffix) ? String(names[0].dropLast(suffix.count)) : names[0]
    draft.add(
      .init(
        id: id,
        fields: JSON.members([
          "key": key.flatMap { $0.hasSameScalars(as: id) ? nil : .string($0) }, "name": .string(name),
          "description": first.filledText("item.description").map(JSON.string), "entitlements": [:],
        ]), sources: [], parts: parts), to: .plans)
  }
}
