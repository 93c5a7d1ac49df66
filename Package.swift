// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// One target per stage of the pipeline, from bytes and values to the command line; see docs/architecture.md.
let stages: [Target] = [
  .target(name: "Foundations", swiftSettings: settings),
  .target(name: "JSONText", dependencies: ["Foundations"], swiftSettings: settings),
  .target(name: "Diagnostics", swiftSettings: settings),
  .target(name: "Syntax", dependencies: ["Diagnostics", "JSONText", "Foundations"], swiftSettings: settings),
  .target(name: "Catalog", dependencies: ["Syntax", "JSONText", "Foundations"], swiftSettings: settings),
  .target(
    name: "CatalogReading", dependencies: ["Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "Invoicing", dependencies: ["CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "CatalogLints", dependencies: ["Invoicing", "Catalog", "Syntax", "Diagnostics", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "CatalogDiff", dependencies: ["CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "CatalogPrinting", dependencies: ["CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "Providers",
    dependencies: ["CatalogDiff", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "ProviderBilling",
    dependencies: ["Providers", "Invoicing", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "Accounts",
    dependencies: [
      "Providers", "CatalogLints", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .target(
    name: "Customers",
    dependencies: ["Accounts", "Providers", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "Portability",
    dependencies: [
      "Providers", "CatalogLints", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .target(
    name: "Reporting", dependencies: ["Portability", "CatalogDiff", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "Pricing", dependencies: ["Invoicing", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .target(
    name: "LanguageServer",
    dependencies: [
      "Portability", "Accounts", "Providers", "CatalogPrinting", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText",
      "Foundations",
    ],
    swiftSettings: settings),
  .target(
    name: "CatalogcCLI",
    dependencies: [
      "LanguageServer", "Pricing", "Reporting", "Portability", "Customers", "Accounts", "ProviderBilling", "Providers",
      "Invoicing",
      "CatalogPrinting", "CatalogDiff",
      "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  // Only `main`, which calls the library above.
  .executableTarget(name: "catalogc", dependencies: ["CatalogcCLI"], exclude: ["release.ld"]),
]

/// For other programs: catalogs as Swift values, and the compiler as a library.
let libraries: [Target] = [
  .target(name: "BillingCatalog", swiftSettings: settings),
  .target(
    name: "CatalogCompilation",
    dependencies: ["BillingCatalog", "Accounts", "Providers", "CatalogReading", "Syntax", "Diagnostics"],
    swiftSettings: settings),
]

/// Development tools, which are not installed.
let tools: [Target] = [
  // `make docs`: the reference pages, generated from declarations and measurements.
  .target(
    name: "Documentation",
    dependencies: [
      "CatalogcCLI", "Accounts", "Providers", "CatalogPrinting", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText",
      "Foundations",
    ],
    path: "Tools/Documentation", swiftSettings: settings),
  .executableTarget(
    name: "catalogc-docs", dependencies: ["Documentation", "CatalogcCLI"], path: "Tools/catalogc-docs",
    swiftSettings: settings),

  // `make bench`: runs the installed program and measures it.
  .executableTarget(name: "benchmark", path: "Tests/Benchmark", swiftSettings: settings),

  // `make fuzz`: mutated catalogs, and the invariants that must hold for each of them.
  .target(
    name: "Fuzzing",
    dependencies: [
      "CatalogcCLI", "Reporting", "Customers", "Accounts", "ProviderBilling", "Invoicing", "Providers", "CatalogPrinting",
      "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText", "Foundations",
    ],
    path: "Tests/Fuzzing", swiftSettings: settings),
  .executableTarget(name: "fuzz", dependencies: ["Fuzzing", "CatalogcCLI"], path: "Tests/Fuzz", swiftSettings: settings),
]

/// One test target per target, and the code that they share.
let tests: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "CatalogcCLI", "Customers", "Accounts", "Providers", "Invoicing", "CatalogLints", "CatalogReading", "Catalog", "Syntax",
      "Diagnostics", "JSONText",
    ],
    path: "Tests/TestSupport", swiftSettings: settings),
  // Accounts at providers, for the tests of what changes them.
  .target(
    name: "ModelAccounts", dependencies: ["Accounts", "Providers", "JSONText", "Foundations"], path: "Tests/ModelAccounts",
    swiftSettings: settings),
  // Customers at OpenMeter: entitlements, grants and balances.
  .target(
    name: "ModelCustomers", dependencies: ["ModelAccounts", "Accounts", "Providers", "JSONText", "Foundations"],
    path: "Tests/ModelCustomers", swiftSettings: settings),
  // `make e2e`: serves model accounts to the program.
  .executableTarget(
    name: "model-accounts", dependencies: ["ModelCustomers", "ModelAccounts", "Accounts", "Providers", "JSONText"],
    path: "Tests/ModelServer", swiftSettings: settings),
  .testTarget(name: "FoundationsTests", dependencies: ["Foundations"], swiftSettings: settings),
  .testTarget(name: "JSONTextTests", dependencies: ["JSONText", "Foundations"], swiftSettings: settings),
  .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: settings),
  .testTarget(
    name: "SyntaxTests", dependencies: ["TestSupport", "Syntax", "Diagnostics", "JSONText", "Foundations"],
    swiftSettings: settings),
  .testTarget(name: "CatalogTests", dependencies: ["Catalog", "Syntax", "Diagnostics"], swiftSettings: settings),
  .testTarget(
    name: "CatalogReadingTests",
    dependencies: [
      "TestSupport", "Accounts", "Providers", "CatalogPrinting", "CatalogDiff", "CatalogReading", "Catalog", "Syntax",
      "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(name: "CatalogLintsTests", dependencies: ["TestSupport", "Diagnostics"], swiftSettings: settings),
  .testTarget(
    name: "CatalogDiffTests",
    dependencies: [
      "TestSupport", "Accounts", "Providers", "CatalogPrinting", "CatalogDiff", "CatalogReading", "Syntax", "Diagnostics",
      "JSONText",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "CatalogPrintingTests",
    dependencies: [
      "TestSupport", "Accounts", "Providers", "CatalogPrinting", "CatalogReading", "Catalog", "Syntax", "Diagnostics",
      "JSONText",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "InvoicingTests",
    dependencies: [
      "TestSupport", "Fuzzing", "ProviderBilling", "Invoicing", "Accounts", "Providers", "CatalogReading", "Catalog", "Syntax",
      "Diagnostics",
      "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "ProvidersTests",
    dependencies: [
      "TestSupport", "Accounts", "Providers", "CatalogPrinting", "CatalogDiff", "CatalogReading", "Catalog", "Diagnostics",
      "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "ProviderMatrixTests",
    dependencies: [
      "TestSupport", "Documentation", "Accounts", "Providers", "CatalogDiff", "CatalogReading", "Catalog", "Diagnostics",
      "JSONText",
      "Foundations",
    ],
    exclude: ["Matrix"], swiftSettings: settings),
  .testTarget(
    name: "AccountsTests",
    dependencies: [
      "TestSupport", "ModelAccounts", "Fuzzing", "Accounts", "Providers", "CatalogReading", "Catalog", "Diagnostics", "JSONText",
      "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "CustomersTests",
    dependencies: [
      "TestSupport", "ModelCustomers", "Customers", "Accounts", "Providers", "CatalogReading", "Catalog", "Syntax", "Diagnostics",
      "JSONText", "Foundations",
    ],
    exclude: ["payloads", "shapes"], swiftSettings: settings),
  .testTarget(
    name: "ModelCustomersTests",
    dependencies: ["TestSupport", "ModelCustomers", "ModelAccounts", "Accounts", "Providers", "JSONText", "Foundations"],
    swiftSettings: settings),
  .testTarget(
    name: "ReportingTests", dependencies: ["TestSupport", "CatalogcCLI", "Reporting", "Syntax", "Diagnostics", "JSONText"],
    swiftSettings: settings),
  .testTarget(
    name: "PortabilityTests",
    dependencies: [
      "TestSupport", "Fuzzing", "CatalogcCLI", "Reporting", "Portability", "Accounts", "Providers", "CatalogReading", "Catalog",
      "Syntax", "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "PricingTests", dependencies: ["TestSupport", "CatalogcCLI", "Pricing", "Catalog", "Foundations"],
    swiftSettings: settings),
  .testTarget(
    name: "LanguageServerTests",
    dependencies: [
      "TestSupport", "LanguageServer", "Accounts", "Providers", "CatalogReading", "Catalog", "Syntax", "Diagnostics", "JSONText",
      "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "CatalogcCLITests",
    dependencies: [
      "TestSupport", "ModelCustomers", "ModelAccounts", "CatalogcCLI", "Customers", "Accounts", "Providers", "Catalog", "Syntax",
      "Diagnostics",
      "JSONText",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "DocumentationTests",
    dependencies: [
      "TestSupport", "Documentation", "CatalogcCLI", "Customers", "Accounts", "Providers", "CatalogReading", "Catalog", "Syntax",
      "Diagnostics", "JSONText",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "FuzzTests",
    dependencies: [
      "Fuzzing", "TestSupport", "Accounts", "Providers", "CatalogPrinting", "CatalogReading", "Catalog", "Syntax",
      "Diagnostics", "JSONText", "Foundations",
    ],
    swiftSettings: settings),
  .testTarget(
    name: "CatalogCompilationTests", dependencies: ["TestSupport", "CatalogCompilation", "BillingCatalog", "Providers"],
    swiftSettings: settings),
  // Symbolic links make the Swift catalogs in `catalogs` sources of this target, so that the Swift compiler checks them.
  .testTarget(
    name: "BillingCatalogTests",
    dependencies: [
      "TestSupport", "CatalogCompilation", "BillingCatalog", "Accounts", "Providers", "CatalogReading", "Syntax", "Diagnostics",
      "JSONText",
    ],
    swiftSettings: settings),
]

let package = Package(
  name: "catalogc",
  platforms: [.macOS(.v13)],
  products: [
    .executable(name: "catalogc", targets: ["catalogc"]),
    .library(name: "BillingCatalog", targets: ["BillingCatalog"]),
    .library(name: "CatalogCompilation", targets: ["CatalogCompilation"]),
  ],
  targets: stages + libraries + tools + tests
)
