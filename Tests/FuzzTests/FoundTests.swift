import CatalogReading
import Fuzzing
import TestSupport
import Testing

/// Regressions found by fuzzing.
@Suite struct FoundTests {
  /// With the corrected label, the value has the wrong type, which is a syntax error in a Swift catalog.
  @Test func `a fix of a Swift label that hides the rest of the catalog is not applied`() {
    let text = "let a = Catalog(meter: .metered(amount: 1))"
    let system = MemorySystem(["a.swift": text])
    let outcome = system.run("check", "a.swift", "--fix")
    #expect(outcome.status == 1)
    #expect(system.text("a.swift") == text)
    #expect(outcome.error.contains("unknown field `meter`"))
    #expect(Target.check.violation(Array(text.utf8), .swift) == nil)
  }
}
