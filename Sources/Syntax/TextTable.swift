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

/// A hash of bytes, with a seed of this run.
package func textHash(_ text: Span<UInt8>) -> Int {
  var hasher = Hasher()
  text.withUnsafeBytes { hasher.combine(bytes: $0) }
  return hasher.finalize()
}
