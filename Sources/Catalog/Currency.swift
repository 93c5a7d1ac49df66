import Foundations

/// An active currency of ISO 4217.
package struct Currency: Hashable, Comparable, Sendable {
  /// The three upper-case letters of the code, the first in the most significant byte.
  private let letters: UInt32
  private let digits: UInt8

  /// Finds a currency by its code, in upper or lower case. Nil if the code is not in use or has no minor unit.
  package init?(code: String) {
    var code = code
    guard let currency = code.withUTF8({ Currency(code: $0.span) }) else { return nil }
    self = currency
  }

  /// Finds a currency by the bytes of its code.
  package init?(code: Span<UInt8>) {
    guard code.count == 3 else { return nil }
    // In ASCII, one bit makes a letter lower case. Clearing it turns no other byte into a letter.
    let letters = (UInt32(code[0]) << 16 | UInt32(code[1]) << 8 | UInt32(code[2])) & ~0x202020
    // Binary search for the first entry that is not below the letters.
    var (low, high) = (0, Self.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.entry(middle) >> 8 < letters { low = middle + 1 } else { high = middle }
    }
    guard low < Self.count, Self.entry(low) >> 8 == letters else { return nil }
    self.letters = letters
    digits = UInt8(truncatingIfNeeded: Self.entry(low)) - UInt8(ascii: "0")
  }

  /// In alphabetical order.
  package static func < (left: Currency, right: Currency) -> Bool { left.letters < right.letters }

  /// Three upper-case letters.
  package var code: String { Self.text(letters) }

  /// The number of decimals of the ISO 4217 minor unit: 2 for USD, 0 for JPY, 3 for KWD. Some providers deviate from it.
  package var minorUnitDigits: Int { Int(digits) }

  /// The number of minor units in one major unit: 100 for USD, 1 for JPY.
  package var minorUnitsPerMajor: Int64 { [1, 10, 100, 1000, 10_000][minorUnitDigits] }

  /// How many minor units a thousand US dollars are worth, by order of magnitude; nil if the rate is too uncertain.
  package var roughMinorUnits: Int64? { Self.roughRates[code].map { $0 * minorUnitsPerMajor } }

  /// The code as artifacts write it.
  package var lowercased: String { code.lowercased() }

  /// The amount in major units: 2000 is `20.00` in USD, `2000` in JPY, `2.000` in KWD.
  package func majorUnits(_ minorUnits: Int64) -> String {
    ExactDecimal(minorUnits).shifted(fractionDigits: minorUnitDigits)
  }

  /// All codes: the most common ones first, then the others in alphabetical order.
  package static let allCodes: [String] = {
    let common = ["USD", "EUR", "GBP", "INR", "JPY", "CAD", "AUD", "CHF", "CNY", "BRL"]
    return common + (0..<count).map { text(entry($0) >> 8) }.filter { !common.contains($0) }
  }()

  /// The number of entries of the table.
  private static var count: Int { (table.utf8CodeUnitCount + 1) / 5 }

  /// An entry of the table: the letters, and in the lowest byte the number of decimals as an ASCII digit.
  private static func entry(_ index: Int) -> UInt32 {
    table.withUTF8Buffer { UnsafeRawBufferPointer($0).loadUnaligned(fromByteOffset: 5 * index, as: UInt32.self).bigEndian }
  }

  private static func text(_ letters: UInt32) -> String {
    String(unsafeUninitializedCapacity: 3) { bytes in
      for index in 0..<3 { bytes.initializeElement(at: index, to: UInt8(truncatingIfNeeded: letters >> (16 - 8 * index))) }
      return 3
    }
  }

  /// The codes of ISO 4217 list one with a minor unit, as of 2026. Metals, bond units and codes for tests have none and are left out.
  ///
  /// Recently removed: HRK (2023), SLL and ZWL (2024), ANG and CUC (2025), BGN (2026). Added: SLE, VED, XCG, ZWG.
  ///
  /// Each code is followed by its number of decimals, in alphabetical order. Entries of five bytes are searched in place:
  /// building a table would take longer than reading a catalog.
  private static let table: StaticString = """
    AED2 AFN2 ALL2 AMD2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BHD3 BIF0 BMD2 BND2 BOB2 BOV2 BRL2 BSD2 BTN2 BWP2
    BYN2 BZD2 CAD2 CDF2 CHE2 CHF2 CHW2 CLF4 CLP0 CNY2 COP2 COU2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 DZD2 EGP2 ERN2
    ETB2 EUR2 FJD2 FKP2 GBP2 GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0
    JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 KZT2 LAK2 LBP2 LKR2 LRD2 LSL2 LYD3 MAD2 MDL2 MGA2 MKD2
    MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 MXN2 MXV2 MYR2 MZN2 NAD2 NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2
    PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2 RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2
    SZL2 THB2 TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 USN2 UYI0 UYU2 UYW4 UZS2 VED2 VES2 VND0 VUV0
    WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2
    """
}
