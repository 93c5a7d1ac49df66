import CatalogcCLI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

do {
  var system: any System = RealSystem()
  do throws(SystemError) {
    exit(run(try RealSystem.arguments(), system: &system))
  } catch {
    system.writeError("catalogc: error: \(error.message)\n")
    exit(2)
  }
}
