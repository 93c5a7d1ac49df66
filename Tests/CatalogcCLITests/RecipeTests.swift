import Foundation
import TestSupport
import Testing

/// The recipes of `docs/ci.md`, run in a repository like that of a user.
@Suite struct RecipeTests {
  // MARK: GitHub Actions

  @Test func `the GitHub workflow passes if nothing has changed`() throws {
    try Project.with { project in
      let steps = try Recipe.steps(after: "`.github/workflows/catalog.yml`")
      #expect(steps.count == 3)
      for step in steps { #expect(try project.run(step).status == 0, "\(step)") }
      #expect(project.folder.text("summary.md")?.contains("no semantic changes") == true)
    }
  }

  @Test func `the GitHub workflow reports a mistake in the file, and a higher price in the summary`() throws {
    try Project.with { project in
      let steps = try Recipe.steps(after: "`.github/workflows/catalog.yml`")
      try project.edit(#""amount": 2000,"#, #""amount": 2500,"#)
      #expect(try project.run(steps[0]).status == 0)
      let comparison = try project.run(steps[1])
      #expect(comparison.status == 1)
      #expect(comparison.outputText.contains("+++ billing/stripe.json"))
      #expect(try project.run(steps[2]).status == 1)
      #expect(project.folder.text("summary.md")?.contains("25.00 USD") == true)

      try project.folder.write(try Recipe.block(after: "## Approve a price rise", language: "json"), to: "accepted.json")
      let approved = try project.run(steps[2])
      #expect(approved.status == 0, "\(approved.errorText)")

      try project.edit(#""interval": "month""#, #""interval": "mnth""#)
      let check = try project.run(steps[0])
      #expect(check.status == 1)
      #expect(check.outputText.hasPrefix("::error title=catalogc (unknown-interval),file=catalog.json,line="))
    }
  }

  @Test func `the GitHub workflow accepts the first version of a catalog`() throws {
    try Project.with { project in
      try project.forgetCommittedFiles()
      let steps = try Recipe.steps(after: "`.github/workflows/catalog.yml`")
      for step in steps { #expect(try project.run(step).status == 0, "\(step)") }
      #expect(project.folder.text("summary.md")?.contains("- `plans.pro`: ") == true)
    }
  }

  // MARK: GitLab CI

  @Test func `the GitLab job passes if nothing has changed, and writes its report`() throws {
    try Project.with { project in
      let steps = try Recipe.steps(after: "`.gitlab-ci.yml`")
      #expect(steps.count == 3)
      for step in steps { #expect(try project.run(step).status == 0, "\(step)") }
      let report = try #require(project.folder.text("gl-code-quality-report.json"))
      #expect(report.contains(#""severity": "info""#))
      #expect(!report.contains("critical") && !report.contains("minor"))
    }
  }

  @Test func `the GitLab job fails if a price goes up`() throws {
    try Project.with { project in
      let steps = try Recipe.steps(after: "`.gitlab-ci.yml`")
      try project.edit(#""amount": 2000,"#, #""amount": 2500,"#)
      #expect(try steps.map { try project.run($0).status } == [0, 1, 1])
    }
  }

  @Test func `the GitLab job accepts the first version of a catalog`() throws {
    try Project.with { project in
      try project.forgetCommittedFiles()
      for step in try Recipe.steps(after: "`.gitlab-ci.yml`") { #expect(try project.run(step).status == 0, "\(step)") }
    }
  }

  // MARK: pre-commit

  @Test func `the hooks fix and format the files that pre-commit passes to them`() throws {
    try Project.with { project in
      let entries = try Recipe.block(after: "`.pre-commit-config.yaml`").split(separator: "\n").compactMap { line in
        line.contains("entry: ") ? line.components(separatedBy: "entry: ").last : nil
      }
      #expect(entries.count == 2)
      try project.edit(#""interval": "month""#, #""interval": "Month""#)
      let check = try project.run("\(entries[0]) catalog.json")
      #expect(check.status == 0, "\(check.errorText)")
      #expect(try project.run("\(entries[1]) catalog.json").status == 0)
      #expect(project.folder.text("catalog.json")?.contains(#""interval": "month""#) == true)
      #expect(try project.run("catalogc fmt --check catalog.json").status == 0)
    }
  }

  // MARK: make

  @Test func `the Makefile compiles the artifacts if the catalog has changed, and detects stale ones`() throws {
    try Project.with { project in
      try project.folder.write(try Recipe.block(after: "A `Makefile`", language: "make"), to: "Makefile")
      #expect(try project.run("make check-billing").status == 0)
      try project.edit(#""amount": 2000,"#, #""amount": 2500,"#)
      #expect(try project.run("make check-billing").status != 0)
      // The catalog is newer than the artifacts, whatever the clock's resolution.
      #expect(try project.run("touch -t 203001010000 catalog.json && make billing").status == 0)
      #expect(try project.run("make check-billing").status == 0)
    }
  }
}

/// The recipes of `docs/ci.md`.
private enum Recipe {
  /// The first code block after a string.
  static func block(after mark: String, language: String = "yaml") throws -> String {
    let text = try Repository.text("docs/ci.md")
    let rest = try #require(text.range(of: mark).map { String(text[$0.upperBound...]) }, "docs/ci.md does not contain \(mark)")
    let block = try #require(rest.components(separatedBy: "```\(language)\n").dropFirst().first)
    return block.components(separatedBy: "\n```")[0] + "\n"
  }

  /// The commands that a CI runs, step by step: those of `run:`, and the list of `script:`.
  static func steps(after mark: String) throws -> [String] {
    var steps: [String] = []
    var blockIndent: Int?
    var isInScript = false
    for line in try block(after: mark).components(separatedBy: "\n") {
      let indent = line.prefix { $0 == " " }.count
      let text = line.dropFirst(indent)
      if let blockIndent, indent > blockIndent {
        steps[steps.count - 1] += text + "\n"
        continue
      }
      blockIndent = nil
      if text == "run: |" {
        steps.append("")
        blockIndent = indent
      } else if text.hasPrefix("run: ") {
        steps.append(String(text.dropFirst(5)))
      } else if text.hasPrefix("- "), isInScript {
        steps.append(String(text.dropFirst(2)))
      } else {
        isInScript = text == "script:"
      }
    }
    return steps
  }
}

/// A repository with a catalog and its artifacts.
private struct Project {
  let folder: Folder

  static func with(_ body: (Project) throws -> Void) throws {
    try Folder.with { folder in
      let project = Project(folder: folder)
      try folder.write(try Repository.text("docs/example.json"), to: "catalog.json")
      try folder.write("{}", to: "accepted.json")
      let setUp = """
        mkdir billing && catalogc compile catalog.json --provider stripe,openmeter --out-dir billing &&
        git init --quiet --initial-branch=main && git add catalog.json billing &&
        git -c user.name=test -c user.email=test@example.com commit --quiet --message 'The catalog' &&
        git update-ref refs/remotes/origin/main HEAD
        """
      let result = try project.run(setUp)
      try #require(result.status == 0, "\(result.errorText)")
      try body(project)
    }
  }

  /// Runs a step like a CI: in the repository, with the variables that it sets.
  func run(_ step: String) throws -> Shell.Result {
    let script = """
      export PATH="$0:$PATH" GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY="$PWD/summary.md" RUNNER_TEMP="$PWD/.git"
      CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse --verify --quiet HEAD) || true
      export CI_MERGE_REQUEST_DIFF_BASE_SHA
      set -e
      \(step)
      """
    return try Shell.run("sh", ["-c", script, Shell.catalogc.deletingLastPathComponent().path], in: folder.url)
  }

  /// Makes the base of the comparison a commit without files.
  func forgetCommittedFiles() throws {
    let result = try run(
      """
      empty=$(git -c user.name=test -c user.email=test@example.com commit-tree "$(git mktree < /dev/null)" -m 'Nothing')
      git update-ref refs/remotes/origin/main "$empty"
      git update-ref HEAD "$empty"
      """)
    try #require(result.status == 0, "\(result.errorText)")
  }

  /// Replaces one string in the catalog.
  func edit(_ old: String, _ new: String) throws {
    let text = try #require(folder.text("catalog.json"))
    let range = try #require(text.range(of: old), "the catalog does not contain \(old)")
    try folder.write(text.replacingCharacters(in: range, with: new), to: "catalog.json")
  }
}
