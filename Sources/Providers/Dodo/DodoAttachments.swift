import Catalog
import JSONText

/// The add-ons attached to each price of a plan: those compatible with the plan, with the price's cadence and currency.
///
/// A product that charges usage has none (Dodo's documentation, features/hybrid-billing).
struct DodoAttachments {
  private struct Entry {
    let order: Int
    let reference: JSON
  }

  private struct PlanCycle: Hashable {
    let plan: Int
    let cycle: BillingCycle
  }

  /// The add-ons compatible with every plan.
  private var general: [BillingCycle: [Entry]] = [:]
  /// Their references as JSON, shared by thousands of products.
  private var generalReferences: [BillingCycle: [JSON]] = [:]
  /// The add-ons that name the plan.
  private var named: [PlanCycle: [Entry]] = [:]
  /// The cycles of plan prices.
  private var sold: Set<BillingCycle> = []
  private var soldByPlan: Set<PlanCycle> = []
  /// The plans whose prices charge usage, in the order of the file.
  private var charging: [BillingCycle: [Int]] = [:]

  /// - Parameter objects: in the order of the file.
  init(_ objects: some Sequence<DodoObject>) {
    var count = 0
    for object in objects {
      guard let cycle = object.price.billingCycle else { continue }
      if let plan = object.plan {
        guard !object.chargesUsage else {
          if charging[cycle]?.last != plan { charging[cycle, default: []].append(plan) }
          continue
        }
        sold.insert(cycle)
        soldByPlan.insert(PlanCycle(plan: plan, cycle: cycle))
        continue
      }
      let entry = Entry(order: count, reference: object.reference)
      count += 1
      switch object.item.compatiblePlans {
      case .every?:
        general[cycle, default: []].append(entry)
        generalReferences[cycle, default: []].append(entry.reference)
      case .named(let plans)?:
        for plan in plans { named[PlanCycle(plan: plan, cycle: cycle), default: []].append(entry) }
      case nil: break
      }
    }
  }

  /// The number of add-ons attached to the price of a plan.
  func count(beside object: DodoObject) -> Int {
    guard let plan = object.plan, !object.chargesUsage, let cycle = object.price.billingCycle else { return 0 }
    return (general[cycle]?.count ?? 0) + (named[PlanCycle(plan: plan, cycle: cycle)]?.count ?? 0)
  }

  /// The references to those add-ons, in the order of the file.
  func references(beside object: DodoObject) -> [JSON] {
    guard let plan = object.plan, !object.chargesUsage, let cycle = object.price.billingCycle else { return [] }
    guard let named = named[PlanCycle(plan: plan, cycle: cycle)] else { return generalReferences[cycle] ?? [] }
    return ((general[cycle] ?? []) + named).sorted { $0.order < $1.order }.map(\.reference)
  }

  /// The indices of the plans that the price of an add-on would be attached to if they did not charge usage.
  func plansWithUsage(for object: DodoObject) -> [Int] {
    guard let cycle = object.price.billingCycle, let plans = charging[cycle] else { return [] }
    switch object.item.compatiblePlans {
    case .every?: return plans
    case .named(let named)?: return plans.filter(Set(named).contains)
    case nil: return []
    }
  }

  /// Whether the price of an add-on is attached to the price of any plan.
  func carry(_ object: DodoObject) -> Bool {
    guard let cycle = object.price.billingCycle, let plans = object.item.compatiblePlans else { return false }
    return switch plans {
    case .every: sold.contains(cycle)
    case .named(let plans): plans.contains { soldByPlan.contains(PlanCycle(plan: $0, cycle: cycle)) }
    }
  }
}
