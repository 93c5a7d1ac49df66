import Diagnostics
import JSONText

/// A language server for catalogs: messages in, messages out.
///
/// Source: the Language Server Protocol, version 3.17
/// (https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/, 2026-11-29).
package struct LanguageServer: Sendable {
  private enum Stage {
    case uninitialized, running, shutDown
  }

  /// What the client has said of itself.
  struct Client: Sendable {
    var encoding = PositionEncoding.utf16
    var takesSnippets = false
    var takesVersionedEdits = false
    var takesHierarchicalSymbols = false
    var takesActionLiterals = false
  }

  let settings: ServerSettings
  private(set) var client = Client()
  private var stage = Stage.uninitialized
  private var documents: [String: Document] = [:]
  /// The documents in the order in which they were opened.
  private var order: [String] = []

  /// The end of the session, which the client wants.
  package struct Exit: Sendable {
    /// Whether `shutdown` came before, as the protocol demands.
    package let isOrderly: Bool
  }

  /// Nil until the client wants the program to end.
  package private(set) var exit: Exit?

  package init(_ settings: ServerSettings = ServerSettings()) { self.settings = settings }

  /// Processes the content of a message.
  ///
  /// - Returns: the responses to it. Findings follow with ``publish()``.
  package mutating func receive(_ content: [UInt8]) -> [JSON] {
    let message: IncomingMessage
    do throws(ResponseError) {
      message = try IncomingMessage(content)
    } catch {
      return [OutgoingMessage.response(.null, error)]
    }
    switch message {
    case .request(let id, let method, let params):
      do throws(ResponseError) {
        return [OutgoingMessage.response(id, try result(of: method, params))]
      } catch {
        return [OutgoingMessage.response(id, error)]
      }
    case .notification(let method, let params):
      // A notification has no response, so what is wrong with it is shown in the client's log.
      do throws(ResponseError) {
        return try notify(method, params)
      } catch {
        return [logged("\(method): \(error.message)")]
      }
    case .response: return []
    }
  }

  /// The response to input that is not a message.
  package func refuse(_ fault: String) -> JSON { OutgoingMessage.response(.null, ResponseError(.parseError, fault)) }

  private func logged(_ message: String) -> JSON {
    OutgoingMessage.notification("window/logMessage", ["type": 2, "message": .string(message)])
  }

  // MARK: Findings

  /// The findings of the documents that have changed since the last call. To be called when no message is waiting: a client may
  /// send a change for every key that is pressed.
  package mutating func publish() -> [JSON] {
    guard stage == .running else { return [] }
    var messages: [JSON] = []
    for uri in order where documents[uri]?.isUnpublished == true {
      guard let diagnostics = documents[uri]?.publishedDiagnostics() else { continue }
      documents[uri]?.isUnpublished = false
      messages.append(OutgoingMessage.notification("textDocument/publishDiagnostics", diagnostics))
    }
    return messages
  }

  // MARK: Notifications

  private mutating func notify(_ method: String, _ params: JSON) throws(ResponseError) -> [JSON] {
    if method == "exit" {
      exit = Exit(isOrderly: stage == .shutDown)
      return []
    }
    guard stage == .running else { return [] }
    switch method {
    case "textDocument/didOpen":
      let uri = try params.requiredText("textDocument", "uri")
      let document = Document(
        uri: uri, languageID: params.at("textDocument", "languageId")?.text ?? "",
        version: params.at("textDocument", "version") ?? .null, text: try params.requiredText("textDocument", "text"), settings,
        client.encoding)
      if documents.updateValue(document, forKey: uri) == nil { order.append(uri) }
    case "textDocument/didChange":
      let uri = try params.requiredText("textDocument", "uri")
      guard documents[uri] != nil else { throw ResponseError(.invalidParams, "the document is not open") }
      try documents[uri]?.change(
        params["contentChanges"]?.elements ?? [], version: params.at("textDocument", "version") ?? .null)
    case "textDocument/didClose":
      let uri = try params.requiredText("textDocument", "uri")
      documents[uri] = nil
      order.removeAll { $0 == uri }
      return [
        OutgoingMessage.notification("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
      ]
    case "textDocument/didSave":
      documents[try params.requiredText("textDocument", "uri")]?.isUnpublished = true
    // Requests are answered before the next message is read, so none is left to cancel.
    default: break
    }
    return []
  }

  // MARK: Requests

  private mutating func result(of method: String, _ params: JSON) throws(ResponseError) -> JSON {
    switch (stage, method) {
    case (.uninitialized, "initialize"):
      client = Client(params["capabilities"] ?? .null)
      stage = .running
      return capabilities
    case (.uninitialized, _): throw ResponseError(.serverNotInitialized, "expected `initialize`, found \(quoted(method))")
    case (.shutDown, _): throw ResponseError(.invalidRequest, "the server has been shut down")
    case (.running, "initialize"): throw ResponseError(.invalidRequest, "the server is already initialized")
    case (.running, "shutdown"):
      stage = .shutDown
      return .null
    case (.running, _): break
    }
    guard let answer = Self.answers[method] else {
      throw ResponseError(.methodNotFound, "unsupported method \(quoted(method))")
    }
    let uri = try params.requiredText("textDocument", "uri")
    guard var document = documents[uri] else { throw ResponseError(.invalidParams, "the document is not open") }
    // Keeps what was computed, such as the compilation.
    defer { documents[uri] = document }
    guard document.isCatalog() else { return .null }
    return try answer(&document, params, client)
  }

  typealias Answer = @Sendable (inout Document, JSON, Client) throws(ResponseError) -> JSON

  /// The requests about a document.
  private static let answers: [String: Answer] = [
    "textDocument/completion": { document, params, client throws(ResponseError) in try document.completion(params, client) },
    "textDocument/hover": { document, params, _ throws(ResponseError) in try document.hover(params) },
    "textDocument/definition": { document, params, _ throws(ResponseError) in try document.definition(params) },
    "textDocument/references": { document, params, _ throws(ResponseError) in try document.foundReferences(params) },
    "textDocument/documentHighlight": { document, params, _ throws(ResponseError) in try document.highlights(params) },
    "textDocument/prepareRename": { document, params, _ throws(ResponseError) in try document.prepareRename(params) },
    "textDocument/rename": { document, params, client throws(ResponseError) in try document.rename(params, client) },
    "textDocument/codeAction": { document, params, client throws(ResponseError) in try document.codeActions(params, client) },
    "textDocument/inlayHint": { document, params, _ throws(ResponseError) in try document.inlayHints(params) },
    "textDocument/documentSymbol": { document, _, client throws(ResponseError) in document.symbols(client) },
    "textDocument/formatting": { document, _, _ throws(ResponseError) in document.formatting() },
  ]

  private var capabilities: JSON {
    [
      "capabilities": [
        "positionEncoding": .string(client.encoding.rawValue),
        "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
        "completionProvider": ["triggerCharacters": ["\"", "."]],
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": ["prepareProvider": true],
        "codeActionProvider": ["codeActionKinds": ["quickfix", "source.fixAll.catalogc"]],
        "inlayHintProvider": true,
        "documentSymbolProvider": true,
        "documentFormattingProvider": true,
      ],
      "serverInfo": ["name": "catalogc", "version": .string(settings.version)],
    ]
  }
}

extension LanguageServer.Client {
  fileprivate init(_ capabilities: JSON) {
    let document = capabilities["textDocument"]
    encoding = PositionEncoding(offered: capabilities.at("general", "positionEncodings")?.elements ?? [])
    takesSnippets = document?.at("completion", "completionItem", "snippetSupport")?.isTrue ?? false
    takesVersionedEdits = capabilities.at("workspace", "workspaceEdit", "documentChanges")?.isTrue ?? false
    takesHierarchicalSymbols = document?.at("documentSymbol", "hierarchicalDocumentSymbolSupport")?.isTrue ?? false
    takesActionLiterals = document?.at("codeAction", "codeActionLiteralSupport") != nil
  }
}
