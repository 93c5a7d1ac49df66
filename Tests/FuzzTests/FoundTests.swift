import CatalogReading
import Fuzzing
import TestSupport
import Testing

/// Texts that a fuzz target found, and what is made of them.
@Suite struct FoundTests {
  /// Under the label that is meant, the value is of a wrong type: an error that ends the reading of a Swift catalog.
  @Test func `a fix of a Swift label that hides the rest of the catalog is not made`() {
    let text = "let a = Catalog(meter: .metered(amount: 1))"
    let system = MemorySystem(["a.swift": text])
    let outcome = system.run("check", "a.swift", "--fix")
    #expect(outcome.status == 1)
    #expect(system.text("a.swift") == text)
    #expect(outcome.error.contains("the catalog has no field `meter`"))
    #expect(Target.check.violation(Array(text.utf8), .swift) == nil)
  }
}
