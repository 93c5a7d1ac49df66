import Accounts
import Catalog
import Diagnostics
import JSONText
import Providers
import Reporting

extension Option {
  static let emit = Option(
    "emit", value: "FORM", values: .words(EmitOptions.Form.allCases.map(\.rawValue)),
    summary: "output form: artifact (default), requests, stripe-fixtures or terraform")
  static let previous = Option(
    "previous", value: "OLD", summary: "for terraform: the catalog that was applied last, whose renamed entries are moved")
  static let terraformState = Option(
    "state", value: "FILE", summary: "for terraform: what the account has, which `plan --save-state` wrote")
}

/// The options of `compile` for the form in which it writes an artifact.
struct EmitOptions {
  enum Form: String, CaseIterable {
    case artifact, requests
    case stripeFixtures = "stripe-fixtures"
    case terraform
  }

  let form: Form
  /// The catalog of `--previous`.
  private let previous: String?
  /// The file of `--state`.
  private let state: String?

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.emit) ?? Form.artifact.rawValue
    guard let form = Form(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "emit", among: Form.allCases.map(\.rawValue))
    }
    self.form = form
    previous = invocation.value(.previous)
    state = invocation.value(.terraformState)
    guard form == .terraform || previous == nil && state == nil else {
      throw CommandError("`--\(previous == nil ? "state" : "previous")` requires `--emit terraform`")
    }
  }

  /// Throws if the form does not suit these providers.
  func require(_ providers: ProviderSelection) throws(CommandError) {
    guard form == .stripeFixtures || form == .terraform else { return }
    if case .named(let named) = providers {
      if named.map(\.name) == ["stripe"] { return }
      if form == .terraform, let other = named.first(where: { $0.name != "stripe" }) {
        throw CommandError(
          "`--emit terraform` does not support \(other.title): \(Self.withoutTerraform(other.name))",
          help: "use `catalogc apply`, or `--provider stripe`")
      }
    }
    throw CommandError("`--emit \(form.rawValue)` supports only Stripe", help: "use `--provider stripe`")
  }

  /// Why Terraform cannot set up a provider.
  ///
  /// Source: docs.dodopayments.com/developer-resources/terraform-provider, and the provider sjkchang/polar, read in November 2026.
  private static func withoutTerraform(_ provider: String) -> String {
    switch provider {
    case "dodo": "its Terraform provider publishes no list of arguments"
    case "polar": "its only Terraform provider is a community's, without a stable version"
    default: "it has no Terraform provider"
    }
  }

  /// The extension of the files.
  var ending: String {
    switch form {
    case .artifact, .stripeFixtures: "json"
    case .requests: "jsonl"
    case .terraform: "tf.json"
    }
  }

  /// The file for Terraform; nil for another form, or if a catalog has errors, which have been reported.
  func terraform(
    _ catalog: Catalog, _ input: CatalogInput, _ invocation: Invocation, _ system: inout any System
  ) throws(CommandError) -> TerraformFile? {
    guard form == .terraform else { return nil }
    var context = TerraformFile.Context()
    context.ids = input.ids.flatMap { readIDs($0, providers: Provider.declarations).ids.account(of: "stripe") }
    if let state { context.state = try AccountState.read(state, of: .stripe, &system) }
    if let previous {
      let version = try Command.input(previous, other: invocation.operands[0], invocation, &system)
      let compilation = version.compilation(.named([]))
      guard let catalog = compilation.catalog else {
        let errors = compilation.diagnostics.filter { $0.severity == .error }
        try reportToError(Report(source: version.source, diagnostics: errors), invocation, notes: .hidden, &system)
        return nil
      }
      context.previous = catalog
    }
    do throws(TerraformFile.Problem) {
      return try TerraformFile(catalog, context)
    } catch {
      throw CommandError(
        "Terraform has no argument for \(error.path.isEmpty ? "" : "`\(error.path)` of ")\(quoted(error.request))",
        help: "use `catalogc apply`")
    }
  }

  func content(_ output: Compilation.Output, _ terraform: TerraformFile?) throws(CommandError) -> Content {
    if form == .artifact {
      return Content { take throws(SystemError) in try output.write(to: take) }
    }
    if let terraform { return Content(terraform.bytes) }
    return Content(try bytes(output))
  }

  private func bytes(_ output: Compilation.Output) throws(CommandError) -> [UInt8] {
    if form == .stripeFixtures, let unfit = StripeFixtures(output.artifact).unfit {
      throw CommandError("Stripe fixtures cannot send \(quoted(unfit.text))", help: "use `catalogc apply`; \(unfit.reason)")
    }
    return switch form {
    case .artifact: output.bytes
    case .requests: output.artifact.setup.flatMap { $0.json.text(pretty: false) + [UInt8(ascii: "\n")] }
    case .stripeFixtures: StripeFixtures(output.artifact).bytes
    case .terraform: []
    }
  }
}
