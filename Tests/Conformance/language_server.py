"""Drives the language server as an editor does, with the client of pygls, and reads the examples of docs/editors.md.

usage: language_server.py CATALOGC DOCS
"""

import asyncio
import json
import pathlib
import re
import sys
import tomllib

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///project/catalog.json"
TEXT = """{
  "features": {"api": {"type": "boolean"}, "tokens": {"type": "metered"}},
  "plans": {
    "pro": {
      "entitlements": {"apu": true, "tokens": 5},
      "prices": {"monthly": {"amount": 49, "currency": "USD", "interval": "month"}}
    }
  },
  "providers": {"stripe": {}}
}
"""


def position(needle, text, after=0):
    """The position in UTF-16 after the first characters of a needle."""
    start = text.index(needle) + after
    line = text.count("\n", 0, start)
    column = text[text.rfind("\n", 0, start) + 1:start]
    return types.Position(line=line, character=len(column.encode("utf-16-le")) // 2)


def applied(edits, text):
    """The text with edits, whose positions are in UTF-16. All characters of the texts here are in the basic plane."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:index])) for index in range(len(lines) + 1)]
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        start = starts[edit.range.start.line] + edit.range.start.character
        end = starts[edit.range.end.line] + edit.range.end.character
        text = text[:start] + edit.new_text + text[end:]
    return text


def edits(workspace_edit):
    return [edit for change in workspace_edit.document_changes for edit in change.edits]


async def session(program):
    client = LanguageClient("check", "1")
    published = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _(params):
        published.put_nowait(params)

    async def findings():
        params = await asyncio.wait_for(published.get(), 30)
        assert params.uri == URI, params
        return [diagnostic.code for diagnostic in params.diagnostics], params

    await client.start_io(program, "lsp")
    answer = await client.initialize_async(types.InitializeParams(
        capabilities=types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)),
            text_document=types.TextDocumentClientCapabilities(
                document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True),
                code_action=types.CodeActionClientCapabilities(
                    code_action_literal_support=types.ClientCodeActionLiteralOptions(
                        code_action_kind=types.ClientCodeActionKindOptions(value_set=[types.CodeActionKind.QuickFix]))))),
        process_id=None, root_uri=None))
    assert answer.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    assert answer.server_info.name == "catalogc"
    client.initialized(types.InitializedParams())

    # Open: an unknown feature is reported, and fixed by a code action.
    text = TEXT
    document = types.TextDocumentIdentifier(uri=URI)
    client.text_document_did_open(types.DidOpenTextDocumentParams(
        text_document=types.TextDocumentItem(uri=URI, language_id="json", version=1, text=text)))
    codes, params = await findings()
    assert codes == ["unknown-feature"], codes
    assert params.version == 1
    actions = await client.text_document_code_action_async(types.CodeActionParams(
        text_document=document, range=params.diagnostics[0].range,
        context=types.CodeActionContext(diagnostics=params.diagnostics, only=[types.CodeActionKind.QuickFix])))
    text = applied(edits(actions[0].edit), text)
    assert '"api": true' in text, text

    # Edit: the change is sent as a range, and a warning of the provider appears.
    start, end = position('"apu"', TEXT, 1), position('"apu"', TEXT, 4)
    client.text_document_did_change(types.DidChangeTextDocumentParams(
        text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2),
        content_changes=[types.TextDocumentContentChangePartial(range=types.Range(start=start, end=end), text="api")]))
    codes, params = await findings()
    assert "stripe/amount-below-minimum" in codes and params.version == 2, codes

    completion = await client.text_document_completion_async(types.CompletionParams(
        text_document=document, position=position('"month"', text, 1)))
    assert [item.label for item in completion.items] == ["day", "week", "month", "year"]

    hover = await client.text_document_hover_async(types.HoverParams(
        text_document=document, position=position("monthly", text)))
    assert "0.49 USD a month" in hover.contents.value and "**Stripe**" in hover.contents.value, hover.contents.value

    use = position('"api": true', text, 1)
    definition = await client.text_document_definition_async(types.DefinitionParams(text_document=document, position=use))
    assert definition.range.start == position('"api": {', text)
    references = await client.text_document_references_async(types.ReferenceParams(
        text_document=document, position=use, context=types.ReferenceContext(include_declaration=True)))
    assert len(references) == 2
    prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(text_document=document, position=use))
    assert prepared.placeholder == "api"
    renamed = await client.text_document_rename_async(types.RenameParams(
        text_document=document, position=use, new_name="access"))
    text = applied(edits(renamed), text)
    assert json.loads(text)["features"]["access"] == {"key": "api", "type": "boolean"}, text
    assert json.loads(text)["plans"]["pro"]["entitlements"]["access"] is True

    # Edit: the whole text.
    client.text_document_did_change(types.DidChangeTextDocumentParams(
        text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=3),
        content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)]))
    codes, params = await findings()
    assert "unknown-feature" not in codes, codes

    layout = await client.text_document_formatting_async(types.DocumentFormattingParams(
        text_document=document, options=types.FormattingOptions(tab_size=2, insert_spaces=True)))
    formatted = applied(layout, text)
    assert json.loads(formatted) == json.loads(text) and '\n    "access": {\n' in formatted, formatted

    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=document))
    assert [symbol.name for symbol in symbols] == ["features", "plans", "providers"]
    hints = await client.text_document_inlay_hint_async(types.InlayHintParams(
        text_document=document, range=types.Range(start=types.Position(0, 0), end=types.Position(99, 0))))
    assert [hint.label for hint in hints] == ["0.49 USD"]

    client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=document))
    codes, _ = await findings()
    assert codes == []
    await client.shutdown_async(None)
    server = client._server
    client.exit(None)
    status = await asyncio.wait_for(server.wait(), 30)
    assert status == 0, status


def read_examples(page):
    """Each example of the page is valid in its language, as far as Python can tell."""
    count = 0
    for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL):
        if language == "json":
            json.loads(text)
        elif language == "toml":
            tomllib.loads(text)
        elif language in ("lua", "elisp", "js", "rust"):
            for opening, closing in ("()", "{}", "[]"):
                assert text.count(opening) == text.count(closing), text
        else:
            continue
        count += 1
    assert count >= 5, f"{page} has only {count} examples"
    return count


program, docs = sys.argv[1], pathlib.Path(sys.argv[2])
asyncio.run(session(program))
print(f"language server: a session with the client of pygls, and {read_examples(docs / 'editors.md')} examples for editors")
