import Foundations

/// The events that the bridge has seen, and the time of the latest access change of each subscription.
///
/// Keeps the newest 100,000 of each. An older retry counts as a new event; its requests find the objects of the first run.
struct EventDeduplicator: Sendable {
  static let limit = 100_000

  /// The first 16 bytes of a hash, so that long ids take no more space than short ones.
  private struct Mark: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ text: String) {
      let hash = SHA256.hash(text.utf8)
      high = hash[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
      low = hash[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private struct LastSeen {
    var time: Instant
    /// True if the latest event revoked access.
    var isEnd: Bool
  }

  private var seen: Set<Mark> = []
  private var seenOrder = Ring()
  private var news: [Mark: LastSeen] = [:]
  private var newsOrder = Ring()

  /// A ring buffer that overwrites the oldest entry.
  private struct Ring {
    private var marks: [Mark] = []
    private var next = 0

    /// Adds a mark and returns the one that it replaces.
    mutating func add(_ mark: Mark) -> Mark? {
      if marks.count < EventDeduplicator.limit {
        marks.append(mark)
        return nil
      }
      let oldest = marks[next]
      marks[next] = mark
      next = (next + 1) % EventDeduplicator.limit
      return oldest
    }
  }

  /// True if the id was seen before.
  mutating func isRepeated(_ id: String) -> Bool {
    let mark = Mark(id)
    guard seen.insert(mark).inserted else { return true }
    if let oldest = seenOrder.add(mark) { seen.remove(oldest) }
    return false
  }

  /// True if a newer event of the subscription was already processed. Of two events at the same time, the end is the later one.
  mutating func isStale(_ subscription: String, at time: Instant, isEnd: Bool) -> Bool {
    let mark = Mark(subscription)
    if let last = news[mark] {
      if time < last.time || (time == last.time && last.isEnd && !isEnd) { return true }
    } else if let oldest = newsOrder.add(mark) {
      news[oldest] = nil
    }
    news[mark] = LastSeen(time: time, isEnd: isEnd)
    return false
  }
}
