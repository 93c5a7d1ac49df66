import Foundations

/// What the bridge remembers of a stream: which events it has seen, and how new the news of each subscription is.
///
/// Of the newest hundred thousand each: an older retry is a new event again, and its requests find what they made.
struct EventMemory: Sendable {
  static let limit = 100_000

  /// The first 16 bytes of a hash: long ids take no more room than short ones.
  private struct Mark: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ text: String) {
      let hash = SHA256.hash(text.utf8)
      high = hash[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
      low = hash[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private struct News {
    var time: Instant
    /// The newest event took access away.
    var isEnd: Bool
  }

  private var seen: Set<Mark> = []
  private var seenOrder = Ring()
  private var news: [Mark: News] = [:]
  private var newsOrder = Ring()

  /// The places are used again in turn, the oldest first.
  private struct Ring {
    private var marks: [Mark] = []
    private var next = 0

    /// Remembers one, and says which one is forgotten for it.
    mutating func add(_ mark: Mark) -> Mark? {
      if marks.count < EventMemory.limit {
        marks.append(mark)
        return nil
      }
      let oldest = marks[next]
      marks[next] = mark
      next = (next + 1) % EventMemory.limit
      return oldest
    }
  }

  /// True for an id that was there before.
  mutating func isRepeated(_ id: String) -> Bool {
    let mark = Mark(id)
    guard seen.insert(mark).inserted else { return true }
    if let oldest = seenOrder.add(mark) { seen.remove(oldest) }
    return false
  }

  /// True where later news of the subscription were there before. Of two with the same time the end is the later one.
  mutating func isStale(_ subscription: String, at time: Instant, isEnd: Bool) -> Bool {
    let mark = Mark(subscription)
    if let last = news[mark] {
      if time < last.time || (time == last.time && last.isEnd && !isEnd) { return true }
    } else if let oldest = newsOrder.add(mark) {
      news[oldest] = nil
    }
    news[mark] = News(time: time, isEnd: isEnd)
    return false
  }
}
