import Accounts
import Diagnostics
import JSONText
import Providers

extension Option {
  static let emit = Option(
    "emit", value: "FORM", values: .words(Emission.Form.allCases.map(\.rawValue)),
    summary: "what is made: artifact (the default), requests, sh or stripe-fixtures")
  static let baseURL = Option(
    "base-url", value: "URL", summary: "where the script reaches the provider, if not at its own address")
  static let idsOut = Option(
    "ids-out", value: "FILE", summary: "what the script writes the ids to (catalog.ids.json, where it is left out)")
}

/// What `compile` makes of an artifact.
struct Emission {
  enum Form: String, CaseIterable {
    case artifact, requests, sh
    case stripeFixtures = "stripe-fixtures"
  }

  let form: Form
  private let baseURL: String?
  private let idsFile: String?

  init(_ invocation: Invocation, _ providers: ProviderSelection) throws(CommandError) {
    let name = invocation.value(.emit) ?? Form.artifact.rawValue
    guard let form = Form(rawValue: name) else {
      let known = Form.allCases.map(\.rawValue)
      throw CommandError(
        "\(quoted(name)) is no form of an artifact", help: nearest(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "the forms are \(list(known))")
    }
    self.form = form
    baseURL = invocation.value(.baseURL)
    idsFile = invocation.value(.idsOut)
    for option in [Option.baseURL, .idsOut] where invocation.has(option) && form != .sh {
      throw CommandError("`--\(option.name)` is for scripts", help: "write --emit sh")
    }
    if let baseURL, !Script.isBaseURL(baseURL) {
      throw CommandError(
        "\(quoted(baseURL)) is no address of a provider", help: "write an https URL; http is for this machine alone")
    }
    if let idsFile, idsFile.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw CommandError("\(quoted(idsFile)) is no name for a file of ids")
    }
    if form == .stripeFixtures, case .named(let named) = providers, named.map(\.name) == ["stripe"] { return }
    if form == .stripeFixtures {
      throw CommandError("fixtures are for Stripe alone", help: "write --provider stripe")
    }
  }

  /// What the names of files end with.
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
      throw CommandError("\(quoted(unfit.text)) cannot be sent by fixtures", help: "\(unfit.reason): write --emit sh")
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
