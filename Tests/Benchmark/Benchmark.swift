/// Measures the performance that the project promises.
struct Benchmark {
  let catalogc: String
  let nothing: String
  let folder: String
  let report = BenchmarkReport()

  private static let plans = 10_000
  /// The largest allowed slowdown for ten times as many plans.
  private static let largestGrowth = 12.0
  private static let providers = ["stripe", "razorpay", "dodo", "openmeter", "polar", "creem", "autumn"]

  init(catalogc: String, nothing: String, folder: String) {
    self.catalogc = catalogc
    self.nothing = nothing
    self.folder = folder
  }

  // MARK: Measurements

  enum Part: String, CaseIterable {
    case startup, throughput, growth, findings, items
  }

  func run(_ part: Part) throws(BenchmarkError) {
    switch part {
    case .startup: try measureStartup()
    case .throughput: try measureThroughput()
    case .growth: try measureGrowth()
    case .findings: try measureFindings()
    case .items: try measureUniversalItems()
    }
  }

  /// A small catalog, compared with a program that exits immediately.
  private func measureStartup() throws(BenchmarkError) {
    let nothing = Program(name: "a C program that does nothing", arguments: [nothing])
    let check = Program(name: "check", arguments: [catalogc, "check", "catalogs/ai-saas.json"])
    let results = try measure([nothing, check], rounds: 200)
    report.title("Start-up: `check catalogs/ai-saas.json`, 200 pairs")
    report.row(nothing.name, results[0])
    report.row("catalogc check", results[1])
    report.promise("check ÷ nothing", ratio(results[1], results[0]), atMost: 4)
    report.promise("size of the program, MB", Double(try size(catalogc)) / 1e6, atMost: Double(SizeCheck.largestSize) / 1e6)
  }

  /// A large catalog, compared with other programs that read and write JSON.
  private func measureThroughput() throws(BenchmarkError) {
    let catalog = try self.catalog(Self.plans)
    report.title("\(Self.plans) plans, \(megabytes(catalog.size)) MB")
    // Measure in pairs: a program that runs for seconds or frees hundreds of megabytes affects the next one.
    let (check, output) = compilation(catalog.path, "stripe")
    for other in others(catalog.path) {
      let results = try measure([check, other], rounds: 11)
      report.row(check.name, results[0])
      report.row(other.name, results[1])
      if other.name == "jq ." { report.promise("jq . ÷ check", ratio(results[1], results[0]), atLeast: 5) }
    }
    if let both = nodeProgram("Node: the catalog and the artifact", [catalog.path, output.output]) {
      let results = try measure([output, both], rounds: 7)
      report.row(output.name, results[0])
      report.row(both.name, results[1])
      report.promise("compile stripe ÷ Node on both", ratio(results[0], results[1]), atMost: 1)
    }
    try measureProviders(catalog.path)
  }

  private func measureProviders(_ catalog: String) throws(BenchmarkError) {
    let programs = Self.providers.map { provider in
      Program(name: "compile \(provider)", arguments: [catalogc, "compile", catalog, "--provider", provider])
    }
    for (program, result) in zip(programs, try measure(programs, rounds: 3)) { report.row(program.name, result) }
  }

  /// Checking ten times as many plans must not take much more than ten times as long.
  private func measureGrowth() throws(BenchmarkError) {
    let programs = try [Self.plans, Self.plans * 10].map { plans throws(BenchmarkError) in
      Program(name: "check of \(plans) plans", arguments: [catalogc, "check", try catalog(plans).path])
    }
    let results = try measure(programs, rounds: 5)
    report.title("Growth")
    for (program, result) in zip(programs, results) { report.row(program.name, result) }
    report.promise("check of ten times as many plans", ratio(results[1], results[0]), atMost: Self.largestGrowth)
  }

  /// Catalogs with findings, compared with one without findings and with one that has ten times as many.
  private func measureFindings() throws(BenchmarkError) {
    let clean = Program(name: "no findings", arguments: [catalogc, "check", "--strict", try catalog(Self.plans).path])
    for flaw in CatalogGenerator.Flaw.allCases {
      let programs = try [Self.plans, Self.plans * 10].map { plans throws(BenchmarkError) in
        Program(
          name: "\(plans) plans, \(flaw.rawValue)",
          arguments: [catalogc, "check", "--strict", try catalog(plans, flaw: flaw).path], status: 1)
      }
      let results = try measure([clean] + programs, rounds: 5)
      report.title("Findings: \(flaw.rawValue)")
      for (program, result) in zip([clean] + programs, results) { report.row(program.name, result) }
      report.promise("with findings ÷ without", ratio(results[1], results[0]), atMost: flaw.largestRatio)
      report.promise("ten times as many plans", ratio(results[2], results[1]), atMost: Self.largestGrowth)
    }
  }

  /// An item that is available on every plan must not add work for each plan.
  private func measureUniversalItems() throws(BenchmarkError) {
    report.title("One more item for all \(Self.plans) plans")
    let plain = try catalog(Self.plans)
    for (name, universal) in [("add-on", CatalogGenerator.Universal.addon), ("top-up", .topup)] {
      let other = try catalog(Self.plans, universal)
      for provider in Self.providers {
        let programs = [plain.path, other.path].map { path in
          Program(
            name: "\(provider): one \(name)", arguments: [catalogc, "compile", path, "--provider", provider],
            output: "\(folder)/output.json")
        }
        let sizes = try programs.map { program throws(BenchmarkError) in
          _ = try program.measure()
          return try size(program.output)
        }
        let results = try measure(programs, rounds: 3)
        report.row("\(provider), one more \(name): output × \(decimal(Double(sizes[1]) / Double(sizes[0])))", results[1])
        // Allow for noise; quadratic work would show up as a large factor.
        report.promise(
          "time ÷ growth of the output", ratio(results[1], results[0]) / (Double(sizes[1]) / Double(sizes[0])), atMost: 1.25)
      }
    }
  }

  // MARK: Programs

  private func compilation(_ catalog: String, _ provider: String) -> (check: Program, compile: Program) {
    (
      Program(name: "catalogc check", arguments: [catalogc, "check", catalog]),
      Program(
        name: "catalogc compile \(provider)", arguments: [catalogc, "compile", catalog, "--provider", provider],
        output: "\(folder)/\(provider).json")
    )
  }

  /// Other programs that read and rewrite the same file.
  private func others(_ catalog: String) -> [Program] {
    var programs: [Program] = []
    if let jq = Program.find("jq") { programs.append(Program(name: "jq .", arguments: [jq, ".", catalog])) }
    if let python = Program.find("/usr/bin/python3", "python3") {
      programs.append(Program(name: "Python json.tool", arguments: [python, "-m", "json.tool", catalog]))
    }
    if let node = nodeProgram("Node", [catalog]) { programs.append(node) }
    return programs
  }

  private func nodeProgram(_ name: String, _ files: [String]) -> Program? {
    let script = """
      const fs = require("fs")
      for (const file of process.argv.slice(1)) {
        fs.writeSync(1, JSON.stringify(JSON.parse(fs.readFileSync(file, "utf8")), null, 2))
      }
      """
    return Program.find("node").map { Program(name: name, arguments: [$0, "-e", script] + files) }
  }

  // MARK: Files

  private func catalog(
    _ plans: Int, _ universal: CatalogGenerator.Universal? = nil, flaw: CatalogGenerator.Flaw? = nil
  ) throws(BenchmarkError) -> (path: String, size: Int) {
    let variant = [universal?.rawValue, flaw.map { "\($0)" }].compactMap(\.self).map { "-\($0)" }.joined()
    let path = "\(folder)/\(plans)\(variant).json"
    try write(CatalogGenerator(plans: plans, universal: universal, flaw: flaw).write(), to: path)
    return (path, try size(path))
  }

  private func megabytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1e6) }
}
