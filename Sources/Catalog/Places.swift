import Syntax

extension Place {
  /// The place that an entry gets its name from: its `name`, else its `key`, else its id.
  package static func nameOf(_ header: Header) -> Place {
    header.hasOwnName ? header.place["name"] : keyOf(header)
  }

  /// The place that an entry gets its key from: its `key`, else its id.
  package static func keyOf(_ header: Header) -> Place {
    header.hasOwnKey ? header.place["key"] : header.place.name
  }

  /// The field `compatiblePlans` of an add-on or a top-up.
  package static func compatiblePlans(_ header: Header) -> Place { header.place["compatiblePlans"] }
}
