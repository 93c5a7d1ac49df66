import Accounts
import Foundation

/// Runs several processes against one server, of which one at a time sends a request.
///
/// Each process is a thread that waits for its turn before each request, so that what happens depends on the turns alone.
package final class Interleaving: @unchecked Sendable {
  private let condition = NSCondition()
  /// The process whose turn it is; nil for none.
  private var turn: Int?
  private var isWaiting: Set<Int> = []
  private var hasEnded: Set<Int> = []

  private init() {}

  /// - Parameters:
  ///   - server: shared by all.
  ///   - turns: chooses among the numbers of the processes that want to send a request, which are in ascending order.
  ///   - processes: each is given its transport.
  package static func run(
    on server: OpenMeterCustomers, turns: ([Int]) -> Int, _ processes: [(CustomersTransport) -> Void]
  ) {
    let own = Interleaving()
    for (number, process) in processes.enumerated() {
      let transport = server.transport()
      transport.beforeRequest = { _ in own.wait(for: number) }
      let body = Body { process(transport) }
      let thread = Thread {
        own.wait(for: number)
        body.run()
        own.end(number)
      }
      // The default of other threads than the first is too small for some programs.
      thread.stackSize = 8 << 20
      thread.start()
    }
    own.take(turns, processes.count)
  }

  /// What only one thread at a time does is safe to hand over.
  private struct Body: @unchecked Sendable {
    let run: () -> Void
  }

  private func wait(for number: Int) {
    condition.lock()
    if turn == number { turn = nil }
    isWaiting.insert(number)
    condition.broadcast()
    while turn != number { condition.wait() }
    isWaiting.remove(number)
    condition.unlock()
  }

  private func end(_ number: Int) {
    condition.lock()
    hasEnded.insert(number)
    turn = nil
    condition.broadcast()
    condition.unlock()
  }

  private func take(_ turns: ([Int]) -> Int, _ count: Int) {
    condition.lock()
    while true {
      while turn != nil || isWaiting.count + hasEnded.count < count { condition.wait() }
      if hasEnded.count == count { break }
      turn = turns(isWaiting.sorted())
      condition.broadcast()
    }
    condition.unlock()
  }
}
