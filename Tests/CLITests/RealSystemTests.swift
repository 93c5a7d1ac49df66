
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import CatalogcCLI
import Foundation
import TestSupport
import Testing

/// Files of the machine: written whole or not at all, and read as far as they are catalogs. The failures are such that they
/// hold for root, too.
@Suite struct RealSystemTests {
  private func write(_ files: [(path: String, text: String)]) throws(SystemError) {
    try RealSystem().write(files.map { (path: $0.path, content: Content(Array($0.text.utf8))) })
  }

  /// Expects that writing fails with the message, and leaves everything in the directory as it is.
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

  @Test func `a new file has the bytes, and nothing is left beside it`() throws {
    try Folder.with { folder in
      try write([(folder.path("a"), "new\n"), (folder.path("b"), "")])
      #expect(folder.names == ["a", "b"])
      #expect(folder.text("a") == "new\n")
      #expect(folder.text("b") == "")
    }
  }

  @Test func `a file that is there is replaced`() throws {
    try Folder.with { folder in
      try folder.write("a text that is longer", to: "a")
      try write([(folder.path("a"), "new")])
      #expect(folder.names == ["a"])
      #expect(folder.text("a") == "new")
    }
  }

  @Test func `whoever has the old file open goes on reading the old text`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("a")))
      try write([(folder.path("a"), "new")])
      #expect(try reader.readToEnd() == Data("old".utf8))
      #expect(folder.text("a") == "new")
    }
  }

  @Test(arguments: [0o600, 0o640, 0o666, 0o755]) func `a file keeps its mode, whatever the file mask`(mode: Int) throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path("a"))
      try write([(folder.path("a"), "new")])
      #expect(folder.text("a") == "new")
      #expect(try self.mode(folder.path("a")) == mode)
    }
  }

  @Test func `a link stays a link, and its target is replaced`() throws {
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

  @Test func `the target of a link that leads to nothing is made`() throws {
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

  @Test func `links in a ring lead nowhere`() throws {
    try Folder.with { folder in
      try FileManager.default.createSymbolicLink(atPath: folder.path("a"), withDestinationPath: "b")
      try FileManager.default.createSymbolicLink(atPath: folder.path("b"), withDestinationPath: "a")
      #expect(throws: SystemError.self) { try write([(folder.path("a"), "new")]) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("a")) == "b")
      #expect(folder.names == ["a", "b"])
    }
  }

  @Test func `what a killed run left behind is not in the way`() throws {
    try Folder.with { folder in
      let left = ".catalogc-\(getpid())-0.tmp"
      try folder.write("half", to: left)
      try write([(folder.path("a"), "new")])
      #expect(folder.names == [left, "a"])
      #expect(folder.text("a") == "new")
    }
  }

  // MARK: Making a file

  @Test func `a file is made where there is none`() throws {
    try Folder.with { folder in
      try RealSystem().create(folder.path("a"), Array("new\n".utf8))
      #expect(folder.names == ["a"])
      #expect(folder.text("a") == "new\n")
    }
  }

  @Test func `nothing is made where there is a file, a directory, or a link that leads to nothing`() throws {
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

  @Test func `of many that make one file at the same time one succeeds`() async throws {
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

  @Test func `of several files none is written where one cannot be`() throws {
    try Folder.with { folder in
      try folder.write("old", to: "a")
      let bad = folder.path("missing/b")
      let message = "cannot write `\(bad)`: No such file or directory"
      expectFailure([(folder.path("a"), "new"), (bad, "new")], message, in: folder)
      expectFailure([(bad, "new"), (folder.path("a"), "new")], message, in: folder)
      expectFailure([(folder.path("a"), "new"), (bad, "new"), (folder.path("c"), "new")], message, in: folder)
    }
  }

  @Test func `a pipe is written to and stays a pipe, but only when all else is ready`() throws {
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
    @Test func `a full device is told, and nothing else is written`() throws {
      try Folder.with { folder in
        try folder.write("old", to: "a")
        expectFailure(
          [(folder.path("a"), "new"), ("/dev/full", "new")], "cannot write `/dev/full`: No space left on device", in: folder)
      }
    }
  #endif

  // MARK: Arguments

  @Test func `arguments of any kind arrive as they are`() throws {
    // Empty, with a line end, longer than a piece that is read at once; and in a message nothing steers the terminal.
    let names = ["", "a\n\u{1B}[31mb.json", "zwei Wörter.json", String(repeating: "x", count: 6000) + ".json", "last.json"]
    let result = try Folder.with { folder in
      try Shell.run(Shell.catalogc.path, ["check", "--color", "never"] + names, in: folder.url)
    }
    #expect(result.status == 2)
    #expect(
      result.errorText == """
        catalogc: error: the name of `` does not tell its format
          = help: name it: --from json, or --from swift
        catalogc: error: cannot read `a\\n\\u{1B}[31mb.json`: No such file or directory
        catalogc: error: cannot read `zwei Wörter.json`: No such file or directory
        catalogc: error: cannot read `\(names[3])`: File name too long
        catalogc: error: cannot read `last.json`: No such file or directory

        """)
  }

  // MARK: Reading

  @Test func `a file has its bytes, an empty one none`() throws {
    try Folder.with { folder in
      try folder.write("{}\n", to: "a")
      try folder.write("", to: "empty")
      #expect(try RealSystem().read(folder.path("a")) == Array("{}\n".utf8))
      #expect(try RealSystem().read(folder.path("empty")) == [])
    }
  }

  @Test func `a file of many pieces is whole`() throws {
    try Folder.with { folder in
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try Data(bytes).write(to: folder.url.appendingPathComponent("a"))
      #expect(try RealSystem().read(folder.path("a")) == bytes)
    }
  }

  @Test func `a file that is missing is told, and known to be missing`() throws {
    try Folder.with { folder in
      let error = #expect(throws: SystemError.self) { try RealSystem().read(folder.path("a")) }
      #expect(error?.message == "cannot read `\(folder.path("a"))`: No such file or directory")
      #expect(error?.isMissing == true)
      #expect(error?.isClosedPipe == false)
    }
  }

  @Test func `a directory is no catalog`() throws {
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
      // More than a pipe holds, so that the reader has to come back.
      let writer = Process()
      writer.executableURL = URL(fileURLWithPath: "/bin/sh")
      writer.arguments = ["-c", "head -c 200000 /dev/zero > \"$1\"", "sh", pipe]
      try writer.run()
      #expect(try RealSystem().read(pipe) == [UInt8](repeating: 0, count: 200_000))
      writer.waitUntilExit()
      #expect(writer.terminationStatus == 0)
    }
  }

  @Test func `a file beyond the limit is not read at all`() throws {
    try Folder.with { folder in
      let path = folder.path("large")
      // A file with a hole takes no space on the disk.
      let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
      #expect(ftruncate(descriptor, off_t(largestCatalog + 1)) == 0)
      close(descriptor)
      let error = #expect(throws: SystemError.self) { try RealSystem().read(path) }
      #expect(error?.message == "cannot read `\(path)`: it is larger than 128 MiB")
    }
  }

  @Test func `a variable of the environment is what it is`() {
    setenv("CATALOGC_TEST", "a b", 1)
    #expect(RealSystem().environment("CATALOGC_TEST") == "a b")
    unsetenv("CATALOGC_TEST")
    #expect(RealSystem().environment("CATALOGC_TEST") == nil)
  }
}
