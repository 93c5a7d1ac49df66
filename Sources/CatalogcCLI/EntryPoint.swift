/// Runs the program on the real system; `main` calls it.
@_cdecl("catalogc_main")
package func runProgram(_ count: Int32, _ arguments: UnsafePointer<UnsafePointer<CChar>?>) -> Int32 {
  TrapReport.install()
  var system: any System = RealSystem()
  // The first argument is the program's name.
  let words = UnsafeBufferPointer(start: arguments, count: Int(count)).dropFirst()
  return run(words.compactMap { $0.map { String(cString: $0) } }, system: &system)
}
