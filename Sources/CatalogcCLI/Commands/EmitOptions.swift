import Accounts
import Diagnostics
import JSONText
import Providers

extension Option {
  static let emit = Option(
    "emit", value: "FORM", values: .words(EmitOptions.Form.allCases.map(\.rawValue)),
    summary: "output form: artifact (default), requests, sh or stripe-fixtures")
  static let baseURL = Option(
    "base-url", value: "URL", summary: "provider base URL for the script")
  static let idsOut = Option(
    "ids-out", value: "FILE", summary: "file that the script writes ids to (default: catalog.ids.json)")
}

/// The options of `compile` for the form in which it writes an artifact.
struct EmitOptions {
  enum Form: String, CaseIterable {
    case artifact, requests, sh
    case stripeFixtures = "stripe-fixtures"
  }

  let form: Form
  private let baseURL: String?
  private let idsFile: String?

  init(_ invocation: Invocation) throws(CommandError) {
    let name = invocation.value(.emit) ?? Form.artifact.rawValue
    guard let form = Form(rawValue: name) else {
      throw CommandError.invalidValue(name, for: "emit", among: Form.allCases.map(\.rawValue))
    }
    self.form = form
    baseURL = invocation.value(.baseURL)
    idsFile = invocation.value(.idsOut)
    for option in [Option.baseURL, .idsOut] where invocation.has(option) && form != .sh {
      throw CommandError("`--\(option.name)` requires `--emit sh`")
    }
    if let baseURL, !Script.isBaseURL(baseURL) {
      throw CommandError.invalidValue(
        baseURL, for: "base-url", help: "use an https URL; http is accepted for localhost only")
    }
    if let idsFile, idsFile.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw CommandError.invalidValue(idsFile, for: "ids-out", help: "remove the control characters from the name")
    }
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
    case .sh: "sh"
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
      throw CommandError("Stripe fixtures cannot send \(quoted(unfit.text))", help: "use `--emit sh`; \(unfit.reason)")
    }
    return switch form {
    case .artifact: output.bytes
    case .requests: output.artifact.setup.flatMap { $0.json.text(pretty: false) + [UInt8(ascii: "\n")] }
    case .sh:
      Array(
        Script(output.artifact, output.provider, output.catalog, baseURL: baseURL, idsFile: idsFile, mode: output.mode)
          .text.utf8)
    case .stripeFixtures: StripeFixtures(output.artifact).bytes
    }
  }
}
