import Catalog
import Foundations
import JSONText

/// What a customer is said to have by somebody, not by a provider's event.
package struct Assignment: Sendable {
  package let subscription: String
  /// With what they give; empty for the end.
  package let items: [HeldItem]
  package let plan: Plan?
  /// When this is so.
  package let time: Instant
  /// The start of the period; nil for the one that is known, or else the time.
  package let start: Instant?
  package let isEnd: Bool

  package init(
    _ subscription: String, _ items: [HeldItem], plan: Plan?, at time: Instant, start: Instant? = nil, isEnd: Bool = false
  ) {
    self.subscription = subscription
    self.items = items
    self.plan = plan
    self.time = time
    self.start = start
    self.isEnd = isEnd
  }

  /// The change for a customer. What is known of the subscription stays as it is, such as its periods.
  package func change(for state: CustomerState, _ terms: CustomerTerms) -> CustomerChange {
    let source = Journal.Source(.subscription, subscription)
    let known = state.journal.entries[source]?.current
    let stamp = Journal.Stamp(time, isEnd ? .end : .change, "assign")
    let start = self.start ?? known?.start ?? time
    let record = Journal.Record(
      stamp, isEnd ? .ended : .active, items: isEnd ? [] : items, start: start,
      anchor: self.start == nil ? known?.anchor ?? start : start, since: known?.since ?? start,
      end: isEnd ? time : known.flatMap { $0.standing.isOn ? $0.end : nil })
    var change = CustomerChange()
    change.entries.append(
      (
        source,
        Journal.Entry(
          whole: record,
          group: plan.map { Journal.Group(stamp, plan: $0.header.id, name: $0.group ?? "", catalog: terms.catalog) })
      ))
    return change
  }
}
