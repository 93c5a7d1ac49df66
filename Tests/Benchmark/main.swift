#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Measures whole processes, side by side with other programs on the same files. `make bench` runs it.
//
// usage: benchmark CATALOGC NOTHING FOLDER: the program, a C program that does nothing, and a folder for what is generated.
let arguments = Array(CommandLine.arguments.dropFirst())
do throws(BenchmarkError) {
  if arguments.first == "--run", arguments.count > 2 {
    try Program.runAndReport(Array(arguments.dropFirst(2)), output: arguments[1])
    exit(0)
  }
  guard arguments.count == 3 else { throw BenchmarkError("usage: benchmark CATALOGC NOTHING FOLDER") }
  let benchmark = Benchmark(catalogc: arguments[0], nothing: arguments[1], folder: arguments[2])
  try benchmark.measureStartup()
  try benchmark.measureThroughput()
  try benchmark.measureGrowth()
  try benchmark.measureUniversalItems()
  exit(benchmark.report.hasMissed ? 1 : 0)
} catch {
  print("benchmark: \(error)")
  exit(2)
}
