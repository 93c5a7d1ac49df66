import CatalogcCLI
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Real files: written atomically, and read up to the limit. The failures are chosen so that they occur for root, too.
@Suite struct RealSystemTests {
  private func write(_ files: [(path: String, text: String)]) throws(SystemError) {
    try RealSystem().write(files.map { (path: $0.path, content: Content(Array($0.text.utf8))) })
  }

  /// Expects that writing fails with the message and leaves the directory unchanged.
  private func expectFailure(
    _ files: [(path: String, text: String)], _ message: String, in folder: Folder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = folder.names.map { "\($0): \(folder.text($0) ?? "no file")" }
    let error = #expect(throws: SystemError.self, sourceLocation: sourceLocation) { try write(files) }
    #expect(error?.message == message, sourceLocation: sourceLocation)
    #expect(folder.names.map { "\($0): \(folder.text($0) ?? "no file")" } == before, sourceLocation: sourceLocation)
  }

  private func mode(_ path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  // MARK: Writing

  @Test func `a new file has the bytes, and no other file is left`() throws {
    try Folder.with { folder in
      try write([(folder.path("a"), "new\n"), (folder.path("b"), "")])
      #expect(folder.names == ["a", "b"])
      #expect(folder.text("a") == "new\n")
      #expect(folder.text("b") == "")
    }
  }

  @Test func `an existing file is replaced`() throws {
    try Folder.with { folder in
      try folder.write("a text that is longer", to: "a")
      try write([(folder.path("a"), "new")])
      #expect(folder.names == ["a"])
      #expect(folder.text("a") == "new")
    }
  }

  @Test func `a process that has the old file open keeps reading the old text`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("a")))
      try write([(folder.path("a"), "new")])
      #expect(try reader.readToEnd() == Data("old".utf8))
      #expect(folder.text("a") == "new")
    }
  }

  @Test(arguments: [0o600, 0o640, 0o666, 0o755]) func `a file keeps its mode, whatever the umask`(mode: Int) throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path("a"))
      try write([(folder.path("a"), "new")])
      #expect(folder.text("a") == "new")
      #expect(try self.mode(folder.path("a")) == mode)
    }
  }

  @Test func `a symbolic link is kept, and its target is replaced`() throws {
    try Folder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.path("d"), withIntermediateDirectories: false)
      try folder.write("old", to: "d/target")
      try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "d/target")
      try write([(folder.path("link"), "new")])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "d/target")
      #expect(folder.text("d/target") == "new")
      #expect(folder.names == ["d", "link"])
    }
  }

  @Test func `the target of a dangling link is created`() throws {
    try Folder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.path("d"), withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(atPath: folder.path("first"), withDestinationPath: "d/second")
      try FileManager.default.createSymbolicLink(atPath: folder.path("d/second"), withDestinationPath: "target")
      try write([(folder.path("first"), "new")])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("first")) == "d/second")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("d/second")) == "target")
      #expect(folder.text("d/target") == "new")
    }
  }

  @Test func `circular links are an error`() throws {
    try Folder.with { folder in
      try FileManager.default.createSymbolicLink(atPath: folder.path("a"), withDestinationPath: "b")
      try FileManager.default.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: "a")
      #expect(throws: SystemError.self) { try write([(folder.path("a"), "new")]) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("a")) == "b")
      #expect(folder.names == ["a", "b"])
    }
  }

  @Test func `temporary files of a killed run do no harm`() throws {
    try Folder.with { folder in
      let left = ".catalogc-\(getpid())-0.tmp"
      try folder.write("half", to: left)
      try write([(folder.path("a"), "new")])
      #expect(folder.names == [left, "a"])
      #expect(folder.text("a") == "new")
    }
  }

  // MARK: Creating a file

  @Test func `a missing file is created`() throws {
    try Folder.with { folder in
      try RealSystem().create(folder.path("a"), Array("new\n".utf8))
      #expect(folder.names == ["a"])
      #expect(folder.text("a") == "new\n")
    }
  }

  @Test func `create fails for an existing file, directory or dangling link`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "file")
      try FileManager.default.createDirectory(atPath: folder.path("directory"), withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "target")
      for name in ["file", "directory", "link"] {
        let error = #expect(throws: SystemError.self) { try RealSystem().create(folder.path(name), Array("new".utf8)) }
        #expect(error?.isExisting == true, "\(name)")
      }
      #expect(folder.names == ["directory", "file", "link"])
      #expect(folder.text("file") == "old")
    }
  }

  @Test func `only one of many concurrent creators of a file succeeds`() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("catalogc-tests-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let made = await withTaskGroup(of: Int?.self) { group in
      for number in 0..<16 {
        group.addTask { (try? RealSystem().create(path, Array("\(number)".utf8))).map { number } }
      }
      return await group.reduce(into: [Int]()) { made, number in if let number { made.append(number) } }
    }
    #expect(made.count == 1)
    #expect(FileManager.default.contents(atPath: path) == Data("\(made.first ?? -1)".utf8))
  }

  // MARK: Failing to write

  @Test func `into a directory that is missing`() throws {
    try Folder.with { folder in
      let path = folder.path("d/a")
      expectFailure([(path, "new")], "cannot write `\(path)`: No such file or directory", in: folder)
    }
  }

  @Test func `into a file as if it were a directory`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "d")
      let path = folder.path("d/a")
      expectFailure([(path, "new")], "cannot write `\(path)`: Not a directory", in: folder)
    }
  }

  @Test func `over a directory`() throws {
    try Folder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.path("d"), withIntermediateDirectories: false)
      let path = folder.path("d")
      expectFailure([(path, "new")], "cannot write `\(path)`: it is a directory", in: folder)
    }
  }

  @Test func `without a name`() throws {
    try Folder.with { folder in expectFailure([("", "new")], "cannot write ``: No such file or directory", in: folder) }
  }

  @Test func `if one of several files cannot be written, none is`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      let bad = folder.path("missing/b")
      let message = "cannot write `\(bad)`: No such file or directory"
      expectFailure([(folder.path("a"), "new"), (bad, "new")], message, in: folder)
      expectFailure([(bad, "new"), (folder.path("a"), "new")], message, in: folder)
      expectFailure([(folder.path("a"), "new"), (bad, "new"), (folder.path("c"), "new")], message, in: folder)
    }
  }

  @Test func `a pipe is written to, stays a pipe, and comes after everything that can fail`() throws {
    try Folder.with { folder in
      let pipe = folder.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      #expect(reader >= 0)
      defer { close(reader) }
      var buffer = [UInt8](repeating: 0, count: 100)

      let bad = folder.path("missing/b")
      let error = #expect(throws: SystemError.self) { try write([(pipe, "early"), (bad, "new")]) }
      #expect(error?.message == "cannot write `\(bad)`: No such file or directory")
      #expect(read(reader, &buffer, 100) <= 0)

      try write([(pipe, "text"), (folder.path("a"), "new")])
      #expect(read(reader, &buffer, 100) == 4)
      #expect(String(decoding: buffer.prefix(4), as: UTF8.self) == "text")
      #expect(folder.names == ["a", "pipe"])
    }
  }

  #if os(Linux)
    @Test func `a full device is reported, and nothing else is written`() throws {
      try Folder.with { folder in
        try folder.write("old", to: "a")
        expectFailure(
          [(folder.path("a"), "new"), ("/dev/full", "new")], "cannot write `/dev/full`: No space left on device", in: folder)
      }
    }
  #endif

  // MARK: Directories

  @Test func `a directory is created with those above it`() throws {
    try Folder.with { folder in
      for path in ["a", "b/c/d", "b/c", "e/"] { try RealSystem().createDirectory(folder.path(path)) }
      try write([(folder.path("b/c/d/x"), "new"), (folder.path("e/x"), "new")])
      #expect(folder.names == ["a", "b", "e"])
      #expect(folder.text("b/c/d/x") == "new")
      try RealSystem().createDirectory("/")
      try RealSystem().createDirectory(".")
    }
  }

  @Test func `a directory cannot be created in a file`() throws {
    try Folder.with { folder in
      try folder.write("", to: "file")
      let path = folder.path("file/a")
      let error = #expect(throws: SystemError.self) { try RealSystem().createDirectory(path) }
      #expect(error?.message == "cannot create the directory `\(path)`: Not a directory")
    }
  }

  // MARK: Arguments

  @Test func `arguments of any kind arrive unchanged`() throws {
    // Empty, with a line end, very long; messages contain no control characters.
    let names = ["", "a\n\u{1B}[31mb.json", "zwei Wörter.json", String(repeating: "x", count: 6000) + ".json", "last.json"]
    let result = try Folder.with { folder in
      try Shell.run(Shell.catalogc.path, ["check", "--color", "never"] + names, in: folder.url)
    }
    #expect(result.status == 2)
    #expect(
      result.errorText == """
        catalogc: error: cannot read ``: No such file or directory
        catalogc: error: cannot read `a\\n\\u{1B}[31mb.json`: No such file or directory
        catalogc: error: cannot read `zwei Wörter.json`: No such file or directory
        catalogc: error: cannot read `\(names[3])`: File name too long
        catalogc: error: cannot read `last.json`: No such file or directory

        """)
  }

  // MARK: Reading

  @Test func `a file is read, even an empty one`() throws {
    try Folder.with { folder in
      try folder.write("{}\n", to: "a")
      try folder.write("", to: "empty")
      #expect(try RealSystem().read(folder.path("a")) == Array("{}\n".utf8))
      #expect(try RealSystem().read(folder.path("empty")) == [])
    }
  }

  @Test func `a file of many pieces is read completely`() throws {
    try Folder.with { folder in
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try Data(bytes).write(to: folder.url.appendingPathComponent("a"))
      #expect(try RealSystem().read(folder.path("a")) == bytes)
    }
  }

  @Test func `a missing file is reported as missing`() throws {
    try Folder.with { folder in
      let error = #expect(throws: SystemError.self) { try RealSystem().read(folder.path("a")) }
      #expect(error?.message == "cannot read `\(folder.path("a"))`: No such file or directory")
      #expect(error?.isMissing == true)
      #expect(error?.isClosedPipe == false)
    }
  }

  @Test func `a directory cannot be read`() throws {
    try Folder.with { folder in
      let error = #expect(throws: SystemError.self) { try RealSystem().read(folder.url.path) }
      #expect(error?.message == "cannot read `\(folder.url.path)`: it is a directory")
      #expect(error?.isMissing == false)
    }
  }

  @Test func `a pipe is read to its end`() throws {
    try Folder.with { folder in
      let pipe = folder.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      // More than the capacity of a pipe, so that several reads are needed.
      let writer = Process()
      writer.executableURL = URL(fileURLWithPath: "/bin/sh")
      writer.arguments = ["-c", "head -c 200000 /dev/zero > \"$1\"", "sh", pipe]
      try writer.run()
      #expect(try RealSystem().read(pipe) == [UInt8](repeating: 0, count: 200_000))
      writer.waitUntilExit()
      #expect(writer.terminationStatus == 0)
    }
  }

  @Test func `a file beyond the limit is rejected without reading it`() throws {
    try Folder.with { folder in
      let path = folder.path("large")
      // A sparse file takes no space on the disk.
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      #expect(ftruncate(descriptor, off_t(largestCatalog + 1)) == 0)
      close(descriptor)
      let error = #expect(throws: SystemError.self) { try RealSystem().read(path) }
      #expect(error?.message == "cannot read `\(path)`: it is larger than 128 MiB")
    }
  }

  @Test func `an environment variable is returned unchanged`() {
    setenv("CATALOGC_TEST", "a b", 1)
    #expect(RealSystem().environment("CATALOGC_TEST") == "a b")
    unsetenv("CATALOGC_TEST")
    #expect(RealSystem().environment("CATALOGC_TEST") == nil)
  }
}
