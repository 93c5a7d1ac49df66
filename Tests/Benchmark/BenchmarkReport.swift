/// Prints a Markdown report, and records whether a promise was missed.
final class BenchmarkReport {
  private(set) var hasMissed = false

  func title(_ text: String) {
    print("\n## \(text)\n\n| | median ms | least ms | peak MiB |\n|---|---|---|---|")
  }

  func row(_ name: String, _ measurements: [Measurement]) {
    let times = measurements.map { $0.time * 1000 }
    let memory = Double(measurements.map(\.memory).max() ?? 0) / 1_048_576
    print("| \(name) | \(decimal(median(times))) | \(decimal(times.min() ?? 0)) | \(decimal(memory)) |")
  }

  func promise(_ name: String, _ value: Double, atMost limit: Double) {
    judge(name, value, "at most \(decimal(limit))", value <= limit)
  }

  func promise(_ name: String, _ value: Double, atLeast limit: Double) {
    judge(name, value, "at least \(decimal(limit))", value >= limit)
  }

  private func judge(_ name: String, _ value: Double, _ limit: String, _ isKept: Bool) {
    if !isKept { hasMissed = true }
    print("| \(isKept ? "kept" : "**missed**"): \(name) | \(decimal(value)) | \(limit) | |")
  }
}
