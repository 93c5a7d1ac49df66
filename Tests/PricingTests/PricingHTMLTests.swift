import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `pricing --format html`.
@Suite struct PricingHTMLTests {
  private func page(_ catalog: String, _ arguments: String...) -> String {
    MemorySystem(["a.json": catalog]).run(["pricing", "a.json", "--format", "html"] + arguments).output
  }

  // MARK: The file

  @Test(arguments: [PricingTests.catalog, PricingTests.hostileCatalog, #"{"features": {}, "plans": {}}"#])
  func `the page is well-formed, and needs no other file and no program`(text: String) {
    let page = page(text)
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\" "))
    #expect(XMLParser(data: Data(page.utf8)).parse())
    // The only script is data.
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.contains("<script type=\"application/ld+json\">"))
    for word in ["src=", "url(", "@import", "<link", "href=", "onclick"] { #expect(!page.contains(word), "\(word)") }
  }

  @Test(arguments: exampleCatalogs) func `the pages of all example catalogs are well-formed`(catalog: ExampleCatalog) {
    #expect(XMLParser(data: Data(page(catalog.text).utf8)).parse())
  }

  @Test(arguments: exampleCatalogs) func `every id is unique, and every label has an input`(catalog: ExampleCatalog) throws {
    let elements = try Elements(page(catalog.text)).all
    let ids = elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for element in elements {
      if let input = element.attributes["for"] { #expect(ids.contains(input)) }
      for id in (element.attributes["aria-labelledby"] ?? "").split(separator: " ") { #expect(ids.contains(String(id))) }
    }
  }

  @Test func `the tables are accessible`() {
    let page = page(PricingTests.catalog)
    #expect(page.contains("<caption class=\"said\">Features of each plan</caption>"))
    #expect(page.contains("<th scope=\"col\"><bdi>Free</bdi></th><th scope=\"col\"><bdi>Pro</bdi></th>"))
    #expect(page.contains("<tr><th scope=\"row\"><bdi>sso</bdi></th>"))
    #expect(page.contains("<td class=\"yes\"><span aria-hidden=\"true\">✓</span><span class=\"said\">yes</span></td>"))
    #expect(page.contains("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"plans-1 plans-1-all\">"))
    for header in page.components(separatedBy: "<th").dropFirst() where !header.hasPrefix("ead") {
      #expect(header.hasPrefix(" scope=\""))
    }
  }

  // MARK: Switches

  /// Two currencies and two intervals; the small plan has no yearly price, and the other none in euros.
  private static let switched = #"""
    {"features": {"a": {"type": "metered", "name": "Calls"}}, "plans": {
      "free": {"name": "Free", "default": true, "entitlements": {"a": 5}},
      "small": {"name": "Small", "entitlements": {"a": {"amount": 10, "prices": {
        "u": {"amount": 2, "currency": "USD"}, "e": {"amount": 3, "currency": "EUR"}}}}, "prices": {
        "mu": {"amount": 900, "currency": "USD", "interval": "month"}, "me": {"amount": 800, "currency": "EUR", "interval": "month"}}},
      "large": {"name": "Large", "entitlements": {"a": 99}, "prices": {
        "mu": {"amount": 2000, "currency": "USD", "interval": "month"},
        "yu": {"amount": 20000, "currency": "USD", "interval": "month", "intervalCount": 12}}}},
     "addons": {"x": {"entitlements": {"a": 1}, "prices": {
        "o": {"amount": 100, "currency": "USD", "interval": "one_time"},
        "y": {"amount": 700, "currency": "EUR", "interval": "year"}}}}}
    """#

  @Test(
    arguments: [
      ("usd-month", ["Free", "$9 a month", "$20 a month", "$1 once"]),
      ("usd-month12", ["Free", "$9 a month", "$200 every 12 months Save 16%", "$1 once"]),
      ("eur-month", ["Free", "€8 a month", "No price in EUR", "€7 a year"]),
      ("eur-month12", ["Free", "€8 a month", "No price in EUR", "€7 a year"]),
    ])
  func `each choice shows its prices, and others where there are none`(choice: String, prices: [String]) throws {
    let shown = try Elements(page(Self.switched)).shown(for: choice)
    #expect(shown.filter { $0.attributes["class"] == "price" }.map(\.text) == prices)
  }

  @Test(arguments: [("usd-month", "then $0.02 each"), ("eur-month12", "then €0.03 each")])
  func `each choice shows its rates`(choice: String, rate: String) throws {
    let lines = try Elements(page(Self.switched)).shown(for: choice).filter { $0.attributes["class"] == "line" }.map(\.text)
    #expect(Set(lines.filter { $0.hasPrefix("then") }) == [rate])
  }

  @Test func `currencies and intervals are chosen by labelled radio buttons`() throws {
    let page = page(Self.switched)
    let elements = try Elements(page).all
    #expect(elements.filter { $0.name == "legend" }.map(\.text) == ["Currency", "Billing period"])
    #expect(elements.filter { $0.name == "label" }.map(\.text) == ["USD", "EUR", "Monthly", "Yearly"])
    let inputs = elements.filter { $0.name == "input" }
    #expect(inputs.allSatisfy { $0.attributes["type"] == "radio" })
    #expect(inputs.filter { $0.attributes["checked"] != nil }.map { $0.attributes["id"] } == ["currency-usd", "interval-month"])
  }

  @Test func `a style rule hides what is not for each choice, where the browser can`() {
    let page = page(Self.switched)
    #expect(page.contains("@media screen {\n@supports selector(body:has(:checked)) {\n"))
    for choice in ["usd-month", "usd-month12", "eur-month", "eur-month12"] {
      let parts = choice.split(separator: "-")
      #expect(
        page.contains(
          "  body:has(#currency-\(parts[0]):checked):has(#interval-\(parts[1]):checked) "
            + "[data-for]:not([data-for~=\"\(choice)\"]) { display: none; }\n"))
    }
  }

  @Test(arguments: exampleCatalogs) func `nothing is hidden for every choice`(catalog: ExampleCatalog) throws {
    let page = page(catalog.text)
    for element in try Elements(page).all {
      guard let choices = element.attributes["data-for"] else { continue }
      #expect(!choices.isEmpty)
      for choice in choices.split(separator: " ") {
        // The rule of the currency, of the interval, or of both.
        let parts = choice.split(separator: "-").map(String.init)
        #expect(page.contains("currency-\(parts[0])\"") || page.contains("interval-\(parts[1])\""))
      }
    }
  }

  @Test func `without a choice, there are no switches`() {
    let one = #"""
      {"features": {"a": {"type": "boolean"}}, "plans": {"p": {"entitlements": {"a": true}, "prices": {
        "m": {"amount": 100, "currency": "USD", "interval": "month"}}}}}
      """#
    #expect(!page(one).contains("<fieldset>"))
    #expect(!page(one).contains("data-for=\""))
    #expect(page(Self.switched, "--currency", "EUR").components(separatedBy: "<fieldset>").count == 2)
  }

  @Test func `a price with entitlements of its own replaces the plan at its interval`() throws {
    let catalog = #"""
      {"features": {"a": {"type": "metered", "name": "Calls"}}, "plans": {"p": {"name": "Pro", "entitlements": {"a": 5}, "prices": {
        "m": {"amount": 100, "currency": "USD", "interval": "month"},
        "y": {"amount": 900, "currency": "USD", "interval": "year", "entitlements": {"a": 9}}}}}}
      """#
    let elements = try Elements(page(catalog))
    func names(_ choice: String) -> [String] { elements.shown(for: choice).filter { $0.name == "h3" }.map(\.text) }
    #expect(names("usd-month") == ["Pro", "Compare plans"])
    #expect(names("usd-year") == ["Pro (y)", "Compare plans"])
    #expect(
      elements.shown(for: "usd-year").filter { $0.attributes["class"] == "line" }.map(\.text) == ["9 a month", "9 a month"])
  }

  // MARK: Everything in the plan below

  @Test func `a plan that has everything of another lists what is more`() throws {
    let catalog = #"""
      {"features": {"a": {"type": "metered", "name": "Calls"}, "b": {"type": "boolean", "name": "API"}, "c": {"type": "boolean",
        "name": "Audit log"}}, "plans": {
        "free": {"name": "Free", "default": true, "entitlements": {"a": 5, "b": true}},
        "pro": {"name": "Pro", "entitlements": {"a": 9, "b": true, "c": true},
          "prices": {"m": {"amount": 100, "currency": "USD", "interval": "month"}}}}}
      """#
    let page = page(catalog)
    let card = try #require(page.components(separatedBy: "<article ").last { $0.contains("<bdi>Pro</bdi></h3>") })
    #expect(card.contains("<p class=\"base\">Everything in <bdi>Free</bdi>, plus</p>"))
    let list = try #require(card.components(separatedBy: "</ul>").first)
    #expect(list.contains("Calls") && list.contains("Audit log") && !list.contains("API"))
  }
}

/// The elements of a page, in order.
private struct Elements {
  final class Element {
    let name: String
    let attributes: [String: String]
    let parents: [Element]
    var text = ""

    init(_ name: String, _ attributes: [String: String], in parents: [Element]) {
      self.name = name
      self.attributes = attributes
      self.parents = parents
    }
  }

  let all: [Element]

  init(_ page: String) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = reader
    try #require(parser.parse())
    all = reader.elements
  }

  /// Those that the style rules do not hide.
  func shown(for choice: String) -> [Element] {
    all.filter { element in
      (element.parents + [element]).allSatisfy { element in
        element.attributes["data-for"].map { $0.split(separator: " ").contains { $0 == choice } } ?? true
      }
    }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Element] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = Element(name, attributes, in: open)
      elements.append(element)
      open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for element in open { element.text += text }
    }
  }
}
