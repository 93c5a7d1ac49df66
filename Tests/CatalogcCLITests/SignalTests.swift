import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Signals that arrive while files are written. The program is stopped at a known point: it has its temporary file and waits
/// for a reader of the pipe that it writes its report to.
@Suite struct SignalTests {
  private static let slip = #"""
    {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apii": true}}}}
    """#

  /// Starts a shell script, in which `$0` is the program, with no signals blocked or ignored. The thread that runs a test has
  /// blocked all of them.
  private func start(_ script: String, in folder: Folder) throws -> pid_t {
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ["sh", "-c", "cd \"$1\"\n" + script, Shell.catalogc.path, folder.url.path]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, "/bin/sh", nil, &attributes, &arguments, environ)
    try #require(result == 0)
    return process
  }

  /// Starts a fix and waits until it has its temporary file.
  private func repair(in folder: Folder, after preparation: String = "") throws -> pid_t {
    try folder.write(Self.slip, to: "a.json")
    try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
    let command = "exec \"$0\" check a.json --fix --format json --output pipe 2>messages"
    let process = try start(preparation + command, in: folder)
    // Waits as long as the program runs; once it has ended, no file will appear.
    while kill(process, 0) == 0, !folder.names.contains(where: { $0.hasSuffix(".tmp") }) {
      var status: Int32 = 0
      try #require(waitpid(process, &status, WNOHANG) == 0, "ended with \(status)")
      usleep(1000)
    }
    return process
  }

  /// The status of `waitpid`: the number of a signal, or 256 times the exit status.
  private func end(of process: pid_t) -> Int32 {
    var status: Int32 = 0
    waitpid(process, &status, 0)
    return status
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a fatal signal leaves the old file and no temporary file`(number: Int32) throws {
    try Folder.with { folder in
      let process = try repair(in: folder)
      kill(process, number)
      #expect(end(of: process) == number)
      #expect(folder.names == ["a.json", "messages", "pipe"])
      #expect(folder.text("a.json") == Self.slip)
    }
  }

  @Test(arguments: [(SIGILL, "SIGILL"), (SIGTRAP, "SIGTRAP"), (SIGABRT, "SIGABRT"), (SIGSEGV, "SIGSEGV")])
  func `a trap is reported before it ends the program`(number: Int32, name: String) throws {
    try Folder.with { folder in
      let process = try repair(in: folder)
      kill(process, number)
      // The bit next to the number indicates a core dump.
      #expect(end(of: process) & 0x7F == number)
      let report = "catalogc: internal error (\(name)); please report it with the command line and the catalog\n"
      #expect(folder.text("messages") == report)
      #expect(folder.text("a.json") == Self.slip)
    }
  }

  @Test func `the file is written once the pipe is read`() throws {
    try Folder.with { folder in
      let process = try repair(in: folder)
      let reader = try #require(FileHandle(forReadingAtPath: folder.path("pipe")))
      let report = try reader.readToEnd().map { String(decoding: $0, as: UTF8.self) }
      #expect(report?.hasPrefix(#"{"format":1,"catalog":"a.json","#) == true)
      #expect(end(of: process) == 0)
      #expect(folder.names == ["a.json", "messages", "pipe"])
      #expect(folder.text("a.json")?.contains(#""api": true"#) == true)
    }
  }

  @Test func `a signal that was ignored at start does not end the program`() throws {
    try Folder.with { folder in
      let process = try repair(in: folder, after: "trap '' HUP\n")
      kill(process, SIGHUP)
      let reader = try #require(FileHandle(forReadingAtPath: folder.path("pipe")))
      #expect(try reader.readToEnd()?.isEmpty == false)
      #expect(end(of: process) == 0)
      #expect(folder.names == ["a.json", "messages", "pipe"])
      #expect(folder.text("a.json") != Self.slip)
    }
  }

  @Test func `a closed standard output ends the program by SIGPIPE`() throws {
    try Folder.with { folder in
      let script = """
        mkfifo closed
        { read -r line < closed; "$0" rules 2> messages; echo $? > status; } | { exec <&-; echo > closed; }
        """
      let status = end(of: try start(script, in: folder))
      #expect(status == 0)
      #expect(folder.text("status") == "141\n")
      #expect(folder.text("messages") == "")
    }
  }
}
