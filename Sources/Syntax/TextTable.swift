/// Finds numbers by the texts that they stand for, and keeps no text itself: thousands of ids and keys are looked up by the
/// bytes that they have in the file.
///
/// The hash has a seed that is new in each run: chosen keys cannot make it slow.
package struct TextTable {
  /// Half of the hash, which tells most texts apart without a look at them, and the number below it; -1 where the slot is free.
  /// (A list of integers is of a type that Swift has ready, where one of pairs is put together at the start.)
  private var slots: [Int] = []
  private var count = 0
  private var mask: Int { slots.count - 1 }

  /// - Parameter capacity: how many numbers it will hold, at the most.
  package init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots.reserveCapacity(size)
    for _ in 0..<size { slots.append(-1) }
  }

  /// The number that is there already for the same text; nil where there was none, and this one is added.
  package mutating func insert(_ number: Int32, hash: Int, isSame: (Int32) -> Bool) -> Int32? {
    let (index, known) = slot(hash, isSame)
    if let known { return known }
    // A search ends at a free slot.
    count += 1
    precondition(count < slots.count, "more texts than the table was made for")
    slots[index] = hash << 32 | Int(UInt32(bitPattern: number))
    return nil
  }

  package func find(hash: Int, isSame: (Int32) -> Bool) -> Int32? { slot(hash, isSame).number }

  /// The slot of a text, or the free one where it would go.
  private func slot(_ hash: Int, _ isSame: (Int32) -> Bool) -> (index: Int, number: Int32?) {
    // The upper half finds the slot, and the lower half tells texts of one slot apart.
    let mask = mask
    var index = (hash >> 32) & mask
    while true {
      let slot = slots[index]
      // Numbers are not negative.
      let number = Int32(truncatingIfNeeded: slot)
      if number < 0 { return (index, nil) }
      if (slot ^ hash << 32) >> 32 == 0, isSame(number) { return (index, number) }
      index = (index &+ 1) & mask
    }
  }
}

/// A hash of bytes, with the seeds of this run.
package func textHash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
  let mark = TextMark(text)
  if mark.isWhole { return mark.hash }
  let (first, second) = seeds
  var state = first ^ UInt64(truncatingIfNeeded: text.count)
  let bytes = UnsafeRawBufferPointer(text)
  for offset in stride(from: 0, to: text.count - 16, by: 16) {
    state = mixed(
      bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ state,
      bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self) ^ second)
  }
  state = mixed(
    bytes.loadUnaligned(fromByteOffset: text.count - 16, as: UInt64.self) ^ state,
    bytes.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self) ^ second)
  return Int(truncatingIfNeeded: mixed(state ^ second, first))
}

extension TextMark {
  /// The ``textHash(_:)`` of the text, where the mark is all of it.
  @inline(__always)
  var hash: Int {
    let (first, second) = seeds
    let state = mixed(start ^ first ^ UInt64(truncatingIfNeeded: count), end ^ second)
    return Int(truncatingIfNeeded: mixed(state ^ second, first))
  }
}

/// Both halves of the product: each bit of the factors moves about half of them.
private func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let (high, low) = a.multipliedFullWidth(by: b)
  return high ^ low
}

private let seeds: (UInt64, UInt64) = {
  var random = SystemRandomNumberGenerator()
  return (random.next() | 1, random.next() | 1)
}()
