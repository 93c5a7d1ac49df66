import Catalog
import CatalogReading
import Diagnostics
import JSONText
import Syntax

extension Comparer {
  mutating func compareProviders() {
    let names = new.catalog.providers.map(\.provider)
    let gone = old.catalog.providers.map(\.provider).filter { !names.contains($0) }
    for name in names + gone { compareSettings(of: name) }
    let kept = old.catalog.providers.map(\.provider).filter { names.contains($0) }
    if kept != names.filter({ kept.contains($0) }) {
      let place = Place(.root)["providers"]
      report([.order], [.cosmetic], "providers reordered", old: place, new: place)
    }
  }

  private mutating func compareSettings(of provider: String) {
    let (settings, newSettings) = (old.catalog.settings(for: provider), new.catalog.settings(for: provider))
    let place = Place(.root)["providers", provider]
    let first = changes.count
    if settings.isEnabled != newSettings.isEnabled {
      report(
        [.providerEnabled], [.compatible],
        newSettings.isEnabled
          ? "provider enabled" : "provider disabled; its objects are no longer updated",
        old: place["enabled"], new: place["enabled"], oldValue: .bool(settings.isEnabled),
        newValue: .bool(newSettings.isEnabled))
      changes[changes.count - 1].requiresReplacement = !newSettings.isEnabled
    }
    let (options, newOptions) = (JSON.object(settings.options), JSON.object(newSettings.options))
    let names = newSettings.options.map(\.name) + settings.options.map(\.name).filter { newOptions[$0] == nil }
    for name in names where !same(options[name]?.compact, newOptions[name]?.compact) {
      report(
        [.providerOptions], [.compatible],
        "option `\(name)` \(changeOfText(options[name].map(text), newOptions[name].map(text)))",
        old: options[name].map { _ in place["options", name] }, new: newOptions[name].map { _ in place["options", name] },
        oldValue: options[name], newValue: newOptions[name])
      changes[changes.count - 1].option = name
    }
    compareMetadata(
      settings.metadata, newSettings.metadata, .providerMetadata, place["metadata"], place["metadata"])
    for index in first..<changes.count { changes[index].provider = provider }
  }

  private func text(_ value: JSON) -> String {
    if case .string(let text) = value { return text }
    return value.compact
  }
}
