import Accounts
import Catalog
import CatalogReading
import Diagnostics
import Foundation
import JSONText
import ModelAccounts
import Providers
import Testing

/// Which blocks of ten pairs a test checks.
enum PairBlocks {
  /// The first blocks, or those in the variable `PAIR_BLOCKS` of the environment, such as `50..<1000`.
  static func first(_ count: UInt64) -> Range<UInt64> { .given(by: "PAIR_BLOCKS") ?? 0..<count }
}

extension Range<UInt64> {
  /// Nil unless a variable of the environment has a range such as `50..<1000`.
  static func given(by variable: String) -> Range? {
    let bounds = ProcessInfo.processInfo.environment[variable]?.split(separator: "..<").compactMap { UInt64($0) } ?? []
    return bounds.count == 2 && bounds[0] < bounds[1] ? bounds[0]..<bounds[1] : nil
  }
}

/// Applies pairs of catalogs one after the other. What is to be done by hand can be left out of the comparison.
struct PairCheck<Account: ModelAccount> {
  typealias Client = AccountPairTests.Client<Account>

  let account: Account
  /// Two catalogs; nil if one has errors.
  let pair: (UInt64) throws -> (Catalog, Catalog)?
  /// What the account has of a catalog, without ids.
  ///
  /// - Parameter manual: the manual steps that the change to the catalog has left.
  let view: (_ client: Client, _ catalog: Catalog, _ manual: [String]) -> [JSON]
  /// What conflicts may say: such a pair cannot be applied.
  var refusals = ["nothing would be left for sale"]

  private func text(_ client: Client, _ catalog: Catalog, _ manual: [String] = []) -> [String] {
    client.transport.account.comparable(view(client, catalog, manual))
  }

  /// The elements of each list that the other lacks, of each the first two.
  private func difference(_ first: [String], _ second: [String]) -> String? {
    var rest = second
    let missing = first.filter { element in
      guard let index = rest.firstIndex(of: element) else { return true }
      rest.remove(at: index)
      return false
    }
    return missing.isEmpty && rest.isEmpty ? nil : "missing \(missing.prefix(2)), extra \(rest.prefix(2))"
  }

  private func isRefused(_ plan: AccountPlan) -> Bool {
    plan.conflicts.contains { conflict in refusals.contains { conflict.message.contains($0) } }
  }

  private func summary(_ plan: AccountPlan) -> [String] {
    plan.operations.map { "\($0.action) \($0.request) \($0.fields.map(\.name))" }
  }

  func check(seed: UInt64) throws {
    guard let (first, second) = try pair(seed) else { return }
    let target = Client.Target(second)
    var fresh = Client(account)
    #expect(try fresh.apply(target).conflicts == [], "\(seed), fresh")
    var client = Client(account)
    #expect(try client.apply(first).conflicts == [], "\(seed), first")
    let change = try client.apply(target)
    if isRefused(change) { return }
    #expect(change.conflicts == [], "\(seed)")
    let difference = difference(text(fresh, second, change.manual), text(client, second, change.manual))
    #expect(difference == nil, "\(seed)")
    let rest = summary(try client.plan(target))
    #expect(rest == [], "\(seed), second plan")
  }

  /// Interrupts the second apply after each of its requests, and resumes it.
  func checkInterrupted(seed: UInt64) throws {
    guard let (first, second) = try pair(seed) else { return }
    let target = Client.Target(second)
    var start = Client(account)
    _ = try start.apply(first)
    var whole = start.copy()
    if isRefused(try whole.apply(target)) { return }
    let count = whole.transport.account.ids.count
    for requests in 1... {
      var client = start.copy()
      client.transport.breaksAfter = requests
      do {
        _ = try client.apply(target)
        // It was not interrupted.
        return
      } catch is AccountError {}
      client.transport.breaksAfter = nil
      let plan = try client.apply(target)
      #expect(plan.conflicts == [], "\(seed), after \(requests)")
      let difference = difference(text(whole, second), text(client, second))
      #expect(difference == nil, "\(seed), after \(requests)")
      #expect(client.transport.account.ids.count == count, "\(seed), after \(requests): created twice by \(summary(plan))")
      let rest = summary(try client.plan(target))
      #expect(rest == [], "\(seed), after \(requests), second plan")
    }
  }

  /// The fields of the object of a request that must be changed by hand.
  static func byHand(_ request: Request, _ manual: [String]) -> Set<String> {
    Set(
      manual.filter { $0.contains(" \(quoted(request.id)) from ") }.compactMap { line in
        line.hasPrefix("change `") ? line.dropFirst("change `".count).split(separator: "`").first.map(String.init) : nil
      })
  }
}
