#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reports a bug on standard error before a trap ends the program.
///
/// Otherwise a release build that overflows or violates a precondition would die from a signal without a message.
enum TrapReport {
  static func install() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGSEGV, SIGFPE] {
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = report
      #else
        action.__sigaction_handler.sa_handler = report
      #endif
      // Raising the signal again runs its default action.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER
      sigaction(number, &action, nil)
    }
  }

  /// Calls only async-signal-safe functions: `write` and `raise` (signal-safety(7)).
  private static let report: @convention(c) (Int32) -> Void = { number in
    let name: StaticString =
      switch number {
      case SIGILL: "SIGILL"
      case SIGTRAP: "SIGTRAP"
      case SIGABRT: "SIGABRT"
      case SIGBUS: "SIGBUS"
      case SIGSEGV: "SIGSEGV"
      default: "SIGFPE"
      }
    say("catalogc: internal error (")
    say(name)
    say("); please report it with the command line and the catalog\n")
    raise(number)
  }

  private static func say(_ text: StaticString) { _ = write(2, text.utf8Start, text.utf8CodeUnitCount) }
}
