// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// What tests import: named, so that a change of it builds them anew.
let tested: [Target.Dependency] = [
  "CatalogcCLI", "Bridge", "Pricing", "Reporting", "Providers", "CatalogModel", "Syntax", "Diagnostics", "JSONText",
]

/// One stage of the pipeline a target: bytes and values below, the command line on top.
let package = Package(
  name: "catalogc",
  platforms: [.macOS(.v13)],
  products: [
    .executable(name: "catalogc", targets: ["catalogc"]),
    .library(name: "BillingCatalog", targets: ["BillingCatalog"]),
    .library(name: "CatalogCompilation", targets: ["CatalogCompilation"]),
  ],
  targets: [
    .target(name: "JSONText", swiftSettings: settings),
    .target(name: "Diagnostics", dependencies: ["JSONText"], swiftSettings: settings),
    .target(name: "Syntax", dependencies: ["Diagnostics", "JSONText"], swiftSettings: settings),
    .target(name: "CatalogModel", dependencies: ["Syntax", "Diagnostics", "JSONText"], swiftSettings: settings),
    .target(name: "Providers", dependencies: ["CatalogModel", "Syntax", "Diagnostics", "JSONText"], swiftSettings: settings),
    .target(
      name: "Bridge", dependencies: ["Providers", "CatalogModel", "Syntax", "Diagnostics", "JSONText"], swiftSettings: settings),
    .target(name: "Pricing", dependencies: ["CatalogModel", "Syntax", "Diagnostics", "JSONText"], swiftSettings: settings),
    .target(name: "Reporting", dependencies: ["Diagnostics", "JSONText"], swiftSettings: settings),
    .target(
      name: "CatalogcCLI",
      dependencies: [
        "Bridge", "Pricing", "Reporting", "Providers", "CatalogModel", "Syntax", "Diagnostics", "JSONText",
      ],
      swiftSettings: settings),
    // `main`, which calls the library above.
    .executableTarget(name: "catalogc", dependencies: ["CatalogcCLI"], exclude: ["release.ld"]),

    // The public libraries: catalogs as Swift values, and a compiler for them.
    .target(name: "BillingCatalog", swiftSettings: settings),
    .target(
      name: "CatalogCompilation",
      dependencies: ["BillingCatalog", "Providers", "CatalogModel", "Syntax", "Diagnostics"], swiftSettings: settings),

    // `make bench`: measures the program from outside, and is no part of it.
    .executableTarget(name: "benchmark", path: "Tests/Benchmark", swiftSettings: settings),

    // `make fuzz`: mutants of catalogs, and what must hold of whatever they become.
    .target(name: "Fuzzing", dependencies: tested, path: "Tests/Fuzzing", swiftSettings: settings),
    .executableTarget(
      name: "fuzz", dependencies: ["Fuzzing", "CatalogcCLI", "CatalogModel"], path: "Tests/Fuzz", swiftSettings: settings),

    .target(name: "TestSupport", dependencies: tested, path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "FuzzTests", dependencies: ["Fuzzing", "TestSupport"] + tested, swiftSettings: settings),
    .testTarget(name: "SyntaxTests", dependencies: ["TestSupport"] + tested, swiftSettings: settings),
    .testTarget(name: "CatalogModelTests", dependencies: ["TestSupport"] + tested, swiftSettings: settings),
    .testTarget(name: "ProvidersTests", dependencies: ["TestSupport"] + tested, swiftSettings: settings),
    .testTarget(
      name: "ProviderMatrixTests", dependencies: ["TestSupport"] + tested, exclude: ["Matrix"], swiftSettings: settings),
    .testTarget(name: "BridgeTests", dependencies: ["TestSupport"] + tested, exclude: ["payloads"], swiftSettings: settings),
    .testTarget(name: "CLITests", dependencies: ["TestSupport"] + tested, swiftSettings: settings),
    // The Swift catalogs of the folder `catalogs` are sources of this target, by symbolic links: they are compiled for real.
    .testTarget(
      name: "BillingCatalogTests", dependencies: ["BillingCatalog", "CatalogCompilation", "TestSupport"] + tested,
      swiftSettings: settings),
  ]
)
