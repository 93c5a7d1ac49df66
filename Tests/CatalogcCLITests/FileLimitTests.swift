import CatalogcCLI
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are too large or endless, paths that are not files, and names of maximum length.
@Suite struct FileLimitTests {
  private func message(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? SystemError)?.message }
    return nil
  }

  @Test func `a file as large as the limit is read, and one byte more is rejected`() throws {
    try Folder.with { folder in
      let path = folder.path("a")
      let system = RealSystem(largestInput: 1000)
      try folder.write(String(repeating: "x", count: 1000), to: "a")
      #expect(try system.read(path).count == 1000)
      try folder.write(String(repeating: "x", count: 1001), to: "a")
      #expect(message { _ = try system.read(path) } == "cannot read `\(path)`: it is larger than 1000 bytes")
    }
  }

  @Test(arguments: [100_000, 100_001]) func `a pipe is read only up to the limit`(count: Int) throws {
    try Folder.with { folder in
      let pipe = folder.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let writer = Process()
      writer.executableURL = URL(fileURLWithPath: "/bin/sh")
      writer.arguments = ["-c", "head -c \(count) /dev/zero > \"$1\"", "sh", pipe]
      try writer.run()
      var size: Int?
      let message = message { size = try RealSystem(largestInput: 100_000).read(pipe).count }
      #expect(size == (count > 100_000 ? nil : count))
      #expect(message == (count > 100_000 ? "cannot read `\(pipe)`: it is larger than 100000 bytes" : nil))
      writer.waitUntilExit()
    }
  }

  @Test func `an endless device is read only up to the limit`() {
    let system = RealSystem(largestInput: 1_000_000)
    #expect(message { _ = try system.read("/dev/zero") } == "cannot read `/dev/zero`: it is larger than 1000000 bytes")
  }

  @Test func `standard input is limited, by its size if it is a file`() throws {
    try Folder.with { folder in
      let large = folder.path("large")
      let descriptor = open(large, O_WRONLY | O_CREAT, 0o600)
      #expect(ftruncate(descriptor, off_t(1 << 30)) == 0)
      close(descriptor)
      for script in ["exec \"$0\" check - < large", "head -c 134217729 /dev/zero | \"$0\" check -"] {
        let result = try Shell.run("sh", ["-c", script, Shell.catalogc.path], in: folder.url)
        #expect(result.status == 2)
        #expect(result.errorText == "catalogc: error: cannot read standard input: it is larger than 128 MiB\n")
      }
      let directory = try Shell.run("sh", ["-c", "exec \"$0\" check - < .", Shell.catalogc.path], in: folder.url)
      #expect(directory.status == 2)
      #expect(directory.errorText == "catalogc: error: cannot read standard input: it is a directory\n")
    }
  }

  /// Shells with `<(…)` pass such a name.
  @Test func `a pipe from the shell works like any other catalog`() throws {
    try Folder.with { folder in
      try folder.write(Catalogs.clean, to: "a.json")
      let script = "exec \"$0\" check --from json /dev/fd/3 3< a.json"
      #expect(try Shell.run("sh", ["-c", script, Shell.catalogc.path], in: folder.url).status == 0)
      let piped = "cat a.json | \"$0\" check --from json /dev/stdin"
      #expect(try Shell.run("sh", ["-c", piped, Shell.catalogc.path], in: folder.url).status == 0)
    }
  }

  @Test func `a file with a name of maximum length is written`() throws {
    try Folder.with { folder in
      let name = String(repeating: "n", count: 255)
      var system = RealSystem()
      try system.write([(folder.path(name), Array("new".utf8))])
      #expect(folder.names == [name])
      try system.write([(folder.path(name), Array("newer".utf8))])
      #expect(folder.text(name) == "newer")
    }
  }

  @Test func `if one of several files cannot be replaced, the earlier ones are restored`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      var prepared = AtomicFileSet()
      for name in ["a", "b", "c", "d"] { try prepared.add(folder.path(name), Content(Array("new".utf8))) }
      // Another process interferes.
      try FileManager.default.createDirectory(atPath: folder.path("c"), withIntermediateDirectories: false)
      let message = message { try prepared.commit() }
      #expect(message?.hasPrefix("cannot write `\(folder.path("c"))`: ") == true)
      prepared.discard()
      #expect(folder.names == ["a", "c"])
      #expect(folder.text("a") == "old")
    }
  }
}
