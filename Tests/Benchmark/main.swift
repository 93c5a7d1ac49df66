#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Measures whole processes, side by side with other programs on the same files. Run with `make bench` and `make size-check`.
//
// usage: benchmark CATALOGC NOTHING FOLDER [PART…]
//   NOTHING is a C program that does nothing, FOLDER is for generated files, and PART is startup, throughput, growth, findings
//   or items; all of them by default.
// usage: benchmark --size CATALOGC
//   Checks the size of the release program and what it links.
let arguments = Array(CommandLine.arguments.dropFirst())
do throws(BenchmarkError) {
  if arguments.first == "--run", arguments.count > 3, let status = Int32(arguments[2]) {
    try Program.runAndReport(Array(arguments.dropFirst(3)), output: arguments[1], status: status)
    exit(0)
  }
  if arguments.first == "--size", arguments.count == 2 {
    let problems = try SizeCheck.problems(arguments[1])
    for problem in problems { print("\(arguments[1]): \(problem)") }
    if problems.isEmpty { print("\(arguments[1]): \(try size(arguments[1])) bytes of \(SizeCheck.largestSize)") }
    exit(problems.isEmpty ? 0 : 1)
  }
  let parts = try arguments.dropFirst(3).map { name throws(BenchmarkError) in
    guard let part = Benchmark.Part(rawValue: name) else { throw BenchmarkError("unknown part `\(name)`") }
    return part
  }
  guard arguments.count >= 3 else { throw BenchmarkError("usage: benchmark CATALOGC NOTHING FOLDER [PART…]") }
  let benchmark = Benchmark(catalogc: arguments[0], nothing: arguments[1], folder: arguments[2])
  for part in parts.isEmpty ? Benchmark.Part.allCases : parts { try benchmark.run(part) }
  exit(benchmark.report.hasMissed ? 1 : 0)
} catch {
  print("benchmark: \(error)")
  exit(2)
}
