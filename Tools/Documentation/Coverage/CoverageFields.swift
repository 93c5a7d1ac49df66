import JSONText

extension Coverage {
  /// A place in the probe where a field stands, and what to do with it there.
  package struct Spot: Sendable {
    package let path: String
    /// What is changed, one after the other: first the field gets another value, then it is left out, if that is allowed.
    let variants: [[Edit]]
    /// What leaves out all that the field belongs to, the nearest first.
    var wholes: [[Edit]] = []
    /// Where else a finding speaks of the field: at what it refers to.
    var related: [String] = []
    /// True for what instructs the compiler: what it changes may be anywhere.
    var reachesEverything = false
    /// The only provider that has the field; nil where all have it.
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

  /// A row of the table: one field, wherever it stands.
  package struct Field: Sendable {
    package let name: String
    package let spots: [Spot]
    /// Why no provider gets it, where the format itself says so.
    package let exemption: String?

    init(_ name: String, _ spots: [Spot], exemption: String? = nil) {
      self.name = name
      self.spots = spots
      self.exemption = exemption
    }
  }
}
