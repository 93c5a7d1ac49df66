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
  exit(run(RealSystem.arguments, system: &system))
}
