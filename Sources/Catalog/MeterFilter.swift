import Foundations

/// The events of a meter that a feature counts, by one of the meter's groups.
package struct MeterFilter: Hashable, Sendable {
  /// The name of a group of the meter.
  package let group: String
  /// Whether the events with one of the values are left out, instead of all others. An event without a value then counts.
  package let isExcluding: Bool
  /// Not empty.
  package let values: [String]

  package init(group: String, isExcluding: Bool = false, values: [String]) {
    self.group = group
    self.isExcluding = isExcluding
    self.values = values
  }

  /// Whether no event can pass both filters, which are for the same group.
  func isDisjoint(with other: MeterFilter) -> Bool {
    let (mine, theirs) = (Set(values.map(ScalarString.init)), Set(other.values.map(ScalarString.init)))
    return switch (isExcluding, other.isExcluding) {
    case (false, false): mine.isDisjoint(with: theirs)
    case (false, true): mine.isSubset(of: theirs)
    case (true, false): theirs.isSubset(of: mine)
    case (true, true): false
    }
  }
}

extension Feature {
  /// Whether an event can count for both features.
  package func sharesEvents(with other: Feature) -> Bool {
    guard let meter, meter == other.meter else { return false }
    return !filters.contains { filter in
      other.filters.contains { $0.group.hasSameScalars(as: filter.group) && filter.isDisjoint(with: $0) }
    }
  }
}
