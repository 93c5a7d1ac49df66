import Syntax

extension Place {
  /// Where the name of an entry stands: its `name`, else its `key`, else its id.
  package static func nameOf(_ header: Header) -> Place {
    header.hasOwnName ? header.place["name"] : keyOf(header)
  }

  /// Where the key of an entry stands: its `key`, or its id.
  package static func keyOf(_ header: Header) -> Place {
    header.hasOwnKey ? header.place["key"] : header.place.name
  }

  /// Where an add-on or a top-up says which plans it goes with.
  package static func compatiblePlans(_ header: Header) -> Place { header.place["compatiblePlans"] }
}
