/// Finds numbers by the texts that they stand for, and keeps no text itself: thousands of ids and keys are looked up by the
/// bytes that they have in the file.
///
/// The hash has a seed that is new in each run: chosen keys cannot make it slow.
package struct TextTable {
  private struct Slot {
    /// What tells most texts apart without a look at them.
    var hash: UInt32
    /// -1 where the slot is free.
    var number: Int32
  }

  private var slots: [Slot]
  private var count = 0
  private var mask: Int { slots.count - 1 }

  /// - Parameter capacity: how many numbers it will hold, at the most.
  package init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(hash: 0, number: -1), count: size)
  }

  /// The number that is there already for the same text; nil where there was none, and this one is added.
  package mutating func insert(_ number: Int32, hash: Int, isSame: (Int32) -> Bool) -> Int32? {
    let (index, known) = slot(hash, isSame)
    if let known { return known }
    // A search ends at a free slot.
    count += 1
    precondition(count < slots.count, "more texts than the table was made for")
    slots[index] = Slot(hash: UInt32(truncatingIfNeeded: hash), number: number)
    return nil
  }

  package func find(hash: Int, isSame: (Int32) -> Bool) -> Int32? { slot(hash, isSame).number }

  /// The slot of a text, or the free one where it would go.
  private func slot(_ hash: Int, _ isSame: (Int32) -> Bool) -> (index: Int, number: Int32?) {
    let short = UInt32(truncatingIfNeeded: hash)
    // The upper half finds the slot, and the lower half tells texts of one slot apart.
    var index = (hash >> 32) & mask
    while slots[index].number >= 0 {
      if slots[index].hash == short, isSame(slots[index].number) { return (index, slots[index].number) }
      index = (index + 1) & mask
    }
    return (index, nil)
  }
}

/// A hash of bytes, with the seeds of this run.
package func textHash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
  let (first, second) = seeds
  var state = first ^ UInt64(truncatingIfNeeded: text.count)
  if text.count > 16 {
    let bytes = UnsafeRawBufferPointer(text)
    for offset in stride(from: 0, to: text.count - 16, by: 16) {
      state = mixed(
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ state,
        bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self) ^ second)
    }
    state = mixed(
      bytes.loadUnaligned(fromByteOffset: text.count - 16, as: UInt64.self) ^ state,
      bytes.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self) ^ second)
  } else {
    let mark = TextMark(text)
    state = mixed(mark.start ^ state, mark.end ^ second)
  }
  return Int(truncatingIfNeeded: mixed(state ^ second, first))
}

/// Both halves of the product: each bit of the factors moves about half of them.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (high, low) = a.multipliedFullWidth(by: b)
  return high ^ low
}

/// Swift seeds its hashes anew in each run.
private let seeds: (UInt64, UInt64) = {
  func seed(_ number: Int) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(number)
    return UInt64(truncatingIfNeeded: hasher.finalize()) | 1
  }
  return (seed(1), seed(2))
}()
