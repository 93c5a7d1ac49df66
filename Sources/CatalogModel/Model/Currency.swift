import JSONText

/// An active currency of ISO 4217.
package struct Currency: Hashable, Sendable {
  /// The three capital letters of the code, the first in the highest place.
  private let letters: UInt32
  private let digits: UInt8

  /// Finds a currency by its code, in capital or small letters; nil for what is not in use, or has no minor unit.
  package init?(code: String) {
    guard code.utf8.count == 3 else { return nil }
    self.init(letters: code.utf8.reduce(0) { $0 << 8 | UInt32($1) })
  }

  /// The same for the bytes of a code as one number.
  init?(letters: UInt32) {
    // In ASCII, one bit makes letters small, and makes nothing else a letter.
    let letters = letters & ~0x202020
    // The first entry that is not below the letters is theirs, or they have none.
    let all = Self.all
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle] >> 8 < letters { low = middle + 1 } else { high = middle }
    }
    guard low < all.count, all[low] >> 8 == letters else { return nil }
    self.letters = letters
    digits = UInt8(truncatingIfNeeded: all[low])
  }

  /// Three capital letters.
  package var code: String { Self.text(letters) }

  /// The number of decimals of the ISO 4217 minor unit: 2 for USD, 0 for JPY, 3 for KWD. Providers may count otherwise.
  package var minorUnitDigits: Int { Int(digits) }

  /// How many minor units a thousand US dollars are worth, by order of magnitude; nil where that is not known well enough.
  var roughMinorUnits: Int64? { Self.roughRates[code].map { $0 * [1, 10, 100, 1000, 10_000][minorUnitDigits] } }

  /// As the artifacts write it.
  package var lowercased: String { code.lowercased() }

  /// The amount in major units: 2000 is `20.00` in USD, `2000` in JPY, `2.000` in KWD.
  package func majorUnits(_ minorUnits: Int64) -> String {
    ExactDecimal(minorUnits).shifted(fractionDigits: minorUnitDigits)
  }

  /// All codes: those that most catalogs use, then the others in alphabetical order.
  package static let allCodes: [String] = {
    let common = ["USD", "EUR", "GBP", "INR", "JPY", "CAD", "AUD", "CHF", "CNY", "BRL"]
    return common + all.map { text($0 >> 8) }.filter { !common.contains($0) }
  }()

  /// In alphabetical order: the letters, and the number of decimals in the lowest byte.
  private static let all: [UInt32] = {
    var all: [UInt32] = []
    all.reserveCapacity(192)
    var (letters, digits): (UInt32, UInt32) = (0, 0)
    minorUnits.withUTF8Buffer { bytes in
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits = UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
          letters = letters << 8 | UInt32(byte)
          // Three letters are a code.
          guard letters > 0xFFFF else { continue }
          all.append(letters << 8 | digits)
          letters = 0
        default: continue
        }
      }
    }
    return all.sorted()
  }()

  private static func text(_ letters: UInt32) -> String {
    String(unsafeUninitializedCapacity: 3) { bytes in
      for index in 0..<3 { bytes.initializeElement(at: index, to: UInt8(truncatingIfNeeded: letters >> (16 - 8 * index))) }
      return 3
    }
  }

  /// ISO 4217 list one as of 2026, the codes with a minor unit; metals, bond units, XTS and XXX have none and price nothing.
  ///
  /// Left the list of late: HRK (2023), SLL and ZWL (2024), ANG and CUC (2025), BGN (2026). Came: SLE, VED, XCG, ZWG.
  ///
  /// By the number of decimals, which stands in front.
  private static let minorUnits: StaticString = """
    0 BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    3 BHD IQD JOD KWD LYD OMR TND
    4 CLF UYW
    2 AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR
    NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
    TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """
}
