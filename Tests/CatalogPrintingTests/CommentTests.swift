import CatalogPrinting
import CatalogReading
import Diagnostics
import Syntax
import Testing

/// The canonical form of a catalog with comments.
@Suite struct CommentTests {
  private func canonical(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    let (tree, isComplete, findings) = CatalogFormat.jsonc.read(
      SourceText(name: "catalog.jsonc", bytes: Array(text.utf8)))
    #expect(isComplete && findings.isEmpty, sourceLocation: sourceLocation)
    return String(decoding: tree.canonicalJSON(keepsForms: true), as: UTF8.self)
  }

  private func expect(_ text: String, _ formatted: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(canonical(text, sourceLocation: sourceLocation) == formatted, sourceLocation: sourceLocation)
    #expect(canonical(formatted, sourceLocation: sourceLocation) == formatted, sourceLocation: sourceLocation)
  }

  @Test func `a comment moves with its member`() {
    expect(
      """
      // What we sell.
      /* since 2027 */ {
        // Who can subscribe.
        "plans": {}, // none yet
        // What they get.
        "features": {"f": {
            "name": "F", /* shown */ // to all
            "type": "boolean" // or "static"
        } /* only one */ },
      } // end
      // file

      """,
      """
      // What we sell.
      /* since 2027 */
      {
        // What they get.
        "features": {
          "f": {
            "type": "boolean", // or "static"
            "name": "F" /* shown */ // to all
          } /* only one */
        },
        // Who can subscribe.
        "plans": {} // none yet
      } // end
      // file

      """)
  }

  @Test func `a comment between two members belongs to the one on its line`() {
    expect(
      """
      [1 /* one */, /* two */ 2, // two, too
        /* three */ 3
        // four
        , 4 // four, too
        , /* five */ 5, /* five,
        too */ 6, /* six */
        7]
      """,
      """
      [
        1, /* one */
        /* two */
        2, // two, too
        /* three */
        3,
        // four
        4, // four, too
        /* five */
        5,
        /* five,
        too */
        6, /* six */
        7
      ]

      """)
  }

  @Test func `a comment after an opening bracket stays there`() {
    expect(
      """
      {"metadata": { // any
          "a": 1, "list": [ /* first */ /* second */
          2, 3]}, "x": {/* about a */ "a": [// one
        1]}}
      """,
      """
      {
        "metadata": { // any
          "a": 1,
          "list": [ /* first */ /* second */
            2,
            3
          ]
        },
        "x": {
          /* about a */
          "a": [ // one
            1
          ]
        }
      }

      """)
  }

  @Test func `comments before a closing bracket and in empty objects are on lines of their own`() {
    expect(
      """
      {"a": {/* none */}, "b": [// none
      ], "c": {"d": 1
        // "e": 2,
        // "f": 3
      }
      /* no more */}
      """,
      """
      {
        "a": {
          /* none */
        },
        "b": [
          // none
        ],
        "c": {
          "d": 1
          // "e": 2,
          // "f": 3
        }
        /* no more */
      }

      """)
  }

  @Test func `comments around a colon stay with the member`() {
    expect(
      """
      {"a" /* x */ : /* y */ 1, "b": // z
        2, "c": /* two
      lines */ 3, "d": /* map */ {"e": 1}}
      """,
      """
      {
        "a": /* x */ /* y */ 1,
        // z
        "b": 2,
        /* two
      lines */
        "c": 3,
        "d": /* map */ {
          "e": 1
        }
      }

      """)
  }

  @Test func `a comment of several lines is aligned if its lines begin with stars`() {
    expect(
      "{\n    /*\t\r\n        * a  \r\n   *   b\r\n */\r\n\"a\": 1, /* c\n   d  */\n \"b\": [/**\n* e\n*/]}",
      """
      {
        /*
         * a
         *   b
         */
        "a": 1, /* c
         d  */
        "b": [
          /**
           * e
           */
        ]
      }

      """)
  }

  @Test func `trailing commas and carriage returns are removed`() {
    expect("[1,\r\n2, // two\r\n]\r\n", "[\n  1,\n  2 // two\n]\n")
    expect("// a\r// b\r\n\"x\"", "// a\n// b\n\"x\"\n")
  }

  @Test func `a value that is not an object keeps its comments, too`() {
    expect("/* a */ 1 /* b */ // c", "/* a */\n1 /* b */ // c\n")
    expect("1\n\n// a\n\n// b", "1\n// a\n// b\n")
  }

  @Test func `conversions drop comments`() throws {
    let (tree, _, _) = CatalogFormat.jsonc.read(
      SourceText(name: "catalog.jsonc", bytes: Array("// a\n{\"plans\": {/* b */}}".utf8)))
    #expect(tree.canonicalJSON(keepsForms: false) == Array("{\n  \"plans\": {}\n}\n".utf8))
  }
}
