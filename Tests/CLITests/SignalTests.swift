import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A signal that comes while files are written. The program is stopped at a known place: it has its temporary file, and waits
/// for somebody who reads the pipe that it writes its report to.
@Suite struct SignalTests {
  private static let slip = #"""
    {"features": {"api": {"type": "boolean"}}, "plans": {"pro": {"entitlements": {"apii": true}}}}
    """#

  private func repair(in folder: Folder, _ body: (Process) throws -> Void) throws {
    try folder.write(Self.slip, to: "a.json")
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    let process = Process()
    process.executableURL = Shell.catalogc
    process.arguments = ["check", "a.json", "--fix", "--format", "json", "--output", "pipe"]
    process.currentDirectoryURL = folder.url
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, folder.names.count < 3 { usleep(1000) }
    #expect(folder.names.count == 3, "\(folder.names)")
    try body(process)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `what ends the program leaves the old file, and nothing beside it`(number: Int32) throws {
    try Folder.with { folder in
      try repair(in: folder) { process in
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == number)
      }
      #expect(folder.names == ["a.json", "pipe"])
      #expect(folder.text("a.json") == Self.slip)
    }
  }

  @Test func `when the pipe is read, the file is written`() throws {
    try Folder.with { folder in
      try repair(in: folder) { process in
        #expect(folder.text("pipe")?.hasPrefix(#"{"format":1,"catalog":"a.json","#) == true)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
      }
      #expect(folder.names == ["a.json", "pipe"])
      #expect(folder.text("a.json")?.contains(#""api": true"#) == true)
    }
  }

  @Test func `a signal that the program was started to ignore ends nothing`() throws {
    try Folder.with { folder in
      try folder.write(Self.slip, to: "a.json")
      let script = """
        mkfifo pipe
        trap '' HUP
        "$0" check a.json --fix --format json --output pipe 2>/dev/null &
        until ls -a | grep -q catalogc; do sleep 0.01; done
        kill -HUP $!
        cat pipe
        wait $!
        """
      let result = try Shell.run("sh", ["-c", script, Shell.catalogc.path], in: folder.url)
      #expect(result.status == 0)
      #expect(result.outputText.hasPrefix(#"{"format":1,"catalog":"a.json","#))
      #expect(folder.names == ["a.json", "pipe"])
      #expect(folder.text("a.json") != Self.slip)
    }
  }
}
