import Catalog
import Foundations

/// Periods of one length, counted from a time: months keep the day of the month where the month has it.
///
/// Times are whole minutes, like those of OpenMeter's grants and periods (openmeter/credit/grant.go).
package struct Cycle: Sendable, Equatable {
  package let anchor: Instant
  package let period: Period

  package init(_ anchor: Instant, _ period: Period) {
    self.anchor = anchor.minute
    self.period = period
  }

  private func boundary(_ number: Int64) -> Instant {
    switch period {
    case .day: anchor.adding(seconds: number * 86_400)
    case .week: anchor.adding(seconds: number * 604_800)
    case .month: anchor.adding(months: number)
    case .year: anchor.adding(months: number * 12)
    }
  }

  /// The number of the last boundary that is not after a time; negative before the anchor.
  private func number(_ time: Instant) -> Int64 {
    func quotient(_ value: Int64, _ divisor: Int64) -> Int64 {
      value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
    let seconds = time.seconds - anchor.seconds
    var guess =
      switch period {
      case .day: quotient(seconds, 86_400)
      case .week: quotient(seconds, 604_800)
      case .month: anchor.months(to: time)
      case .year: quotient(anchor.months(to: time), 12)
      }
    while boundary(guess) > time { guess -= 1 }
    while boundary(guess + 1) <= time, boundary(guess + 1) > boundary(guess) { guess += 1 }
    return guess
  }

  /// The last boundary that is not after a time, even before the anchor.
  package func last(_ time: Instant) -> Instant { boundary(number(time)) }

  /// The first boundary after a time.
  package func next(after time: Instant) -> Instant { boundary(number(time) + 1) }

  /// The nearest boundary, if it is at most an hour away: providers begin a period some minutes early or late.
  package func boundary(near time: Instant) -> Instant? {
    let number = number(time)
    return [boundary(number), boundary(number + 1)].first { abs($0.seconds - time.seconds) <= Self.tolerance }
  }

  /// The boundary that is nearest to a time.
  package func nearest(_ time: Instant) -> Instant {
    let (last, next) = (last(time), next(after: time))
    return time.seconds - last.seconds <= next.seconds - time.seconds ? last : next
  }

  /// In seconds.
  package static let tolerance: Int64 = 3600

  /// Whether periods begin and end together with those of another cycle around a time.
  package func isInStep(with other: Cycle, at time: Instant) -> Bool {
    guard period == other.period else { return false }
    let start = other.last(time)
    return boundary(near: start) != nil && boundary(near: other.next(after: start)) != nil
  }
}
