import Accounts
import Diagnostics
import JSONText
import Providers

extension Option {
  static let emit = Option(
    "emit", value: "FORM", values: .words(EmitOptions.Form.allCases.map(\.rawValue)),
    summary: "output form: artifact (default), requests or stripe-fixtures")
}

/// The options of `compile` for the form in which it writes an artifact.
struct EmitOptions {
  enum Form: String, CaseIterable {
    case artifact, requests
    case stripeFixtures = "stripe-fixtures"
  }

  let form: Form

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.emit) ?? Form.artifact.rawValue
    guard let form = Form(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "emit", among: Form.allCases.map(\.rawValue))
    }
    self.form = form
  }

  /// Throws if the form does not suit these providers.
  func require(_ providers: ProviderSelection) throws(CommandError) {
    guard form == .stripeFixtures else { return }
    if case .named(let named) = providers, named.map(\.name) == ["stripe"] { return }
    throw CommandError("`--emit stripe-fixtures` supports only Stripe", help: "use `--provider stripe`")
  }

  /// The extension of the files.
  var ending: String {
    switch form {
    case .artifact, .stripeFixtures: "json"
    case .requests: "jsonl"
    }
  }

  func content(_ output: Compilation.Output) throws(CommandError) -> Content {
    if form == .artifact {
      return Content { take throws(SystemError) in try output.write(to: take) }
    }
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
    }
  }
}
