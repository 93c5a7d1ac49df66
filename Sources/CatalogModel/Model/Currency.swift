import JSONText

/// An active currency of ISO 4217.
package struct Currency: Hashable, Sendable {
  /// Three capital letters.
  package let code: String
  /// The number of decimals of the ISO 4217 minor unit: 2 for USD, 0 for JPY, 3 for KWD. Providers may count otherwise.
  package let minorUnitDigits: Int
  /// How many minor units a thousand US dollars are worth, by order of magnitude; nil where that is not known well enough.
  let roughMinorUnits: Int64?

  /// Finds a currency by its code, in capital or small letters; nil for what is not in use, or has no minor unit.
  package init?(code: String) {
    // Letters beyond ASCII may become ASCII in capitals: "ß" and "p" would be SSP.
    guard code.utf8.count == 3, code.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let upper = code.uppercased()
    guard let unit = Self.minorUnits[upper] else { return nil }
    self.code = upper
    minorUnitDigits = unit.digits
    roughMinorUnits = unit.worth
  }

  package static func == (left: Currency, right: Currency) -> Bool { left.code == right.code }

  package func hash(into hasher: inout Hasher) { hasher.combine(code) }

  /// As the artifacts write it.
  package var lowercased: String { code.lowercased() }

  /// The amount in major units: 2000 is `20.00` in USD, `2000` in JPY, `2.000` in KWD.
  package func majorUnits(_ minorUnits: Int64) -> String {
    ExactDecimal(minorUnits).shifted(fractionDigits: minorUnitDigits)
  }

  /// All codes: those that most catalogs use, then the others in alphabetical order.
  package static let allCodes: [String] = {
    let common = ["USD", "EUR", "GBP", "INR", "JPY", "CAD", "AUD", "CHF", "CNY", "BRL"]
    return common + minorUnits.keys.filter { !common.contains($0) }.sorted()
  }()

  /// ISO 4217 list one as of 2026, the codes with a minor unit; metals, bond units, XTS and XXX have none and price nothing.
  ///
  /// Left the list of late: HRK (2023), SLL and ZWL (2024), ANG and CUC (2025), BGN (2026). Came: SLE, VED, XCG, ZWG.
  private static let minorUnits: [String: (digits: Int, worth: Int64?)] = {
    var units: [String: (digits: Int, worth: Int64?)] = [:]
    for (digits, scale, codes) in [
      (0, 1, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
      (3, 1000, "BHD IQD JOD KWD LYD OMR TND"),
      (4, 10_000, "CLF UYW"),
      (
        2, 100,
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU \
        CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES \
        KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR \
        NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
        """
      ),
    ] as [(Int, Int64, String)] {
      for code in codes.split(separator: " ").map(String.init) {
        units[code] = (digits, roughRates[code].map { $0 * scale })
      }
    }
    return units
  }()
}
