import JSONText

extension Coverage {
  /// A place of a field in the probe, and the changes to try there.
  package struct Spot: Sendable {
    package let path: String
    /// The changes to try: first another value, then removing the field, if that is allowed.
    let variants: [[Edit]]
    /// Edits that remove the parents of the field, the nearest parent first.
    var wholes: [[Edit]] = []
    /// Other places where a finding counts for the field, such as the object that it refers to.
    var related: [String] = []
    /// True for options of the compiler, which may change anything.
    var reachesEverything = false
    /// The only provider that has the field; nil if all have it.
    var provider: String?

    init(_ path: String, variants: [[Edit]]) {
      self.path = path
      self.variants = variants
    }

    init(_ path: String, _ other: JSON, isRequired: Bool = false) {
      self.init(path, variants: [[.set(path, other)]] + (isRequired ? [] : [[.remove(path)]]))
    }

    func within(_ wholes: [[Edit]], at related: [String] = []) -> Spot {
      var spot = self
      spot.wholes += wholes
      spot.related += related
      return spot
    }
  }

  /// A row of the table: one field with all its places.
  package struct Field: Sendable {
    package let name: String
    package let spots: [Spot]
    /// Why no provider receives the field, if the format defines that.
    package let exemption: String?
    /// By column: why nothing can differ there.
    package let exceptions: [String: String]

    init(_ name: String, _ spots: [Spot], exemption: String? = nil, exceptions: [String: String] = [:]) {
      self.exceptions = exceptions
      self.name = name
      self.spots = spots
      self.exemption = exemption
    }
  }
}
