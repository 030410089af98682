// VAT of the European Union and the United Kingdom: the standard rate of each country, and its reduced
// rates but for those below 5 % and for single trades. A start to look over, not advice on tax: which goods
// are in which class is the merchant's to know, and rates change.

export const EU_UK = {
  name: 'the European Union and the United Kingdom',
  /** The day on which all of these were in force. */
  asOf: '2025-08-01',
  source:
    'European Commission, Taxes in Europe Database, VAT rates; HM Revenue and Customs, VAT rates (gov.uk)',
  /** In percent: STANDARD, then REDUCED and, where there are two, the lower one as REDUCED_LOW. */
  rates: {
    AT: [20, 13, 10],
    BE: [21, 12, 6],
    BG: [20, 9],
    CY: [19, 9, 5],
    CZ: [21, 12],
    DE: [19, 7],
    DK: [25],
    EE: [24, 13, 9],
    ES: [21, 10],
    FI: [25.5, 14, 10],
    FR: [20, 10, 5.5],
    GB: [20, 5],
    GR: [24, 13, 6],
    HR: [25, 13, 5],
    HU: [27, 18, 5],
    IE: [23, 13.5, 9],
    IT: [22, 10, 5],
    LT: [21, 9, 5],
    LU: [17, 8],
    LV: [21, 12, 5],
    MT: [18, 7, 5],
    NL: [21, 9],
    PL: [23, 8, 5],
    PT: [23, 13, 6],
    RO: [21, 11],
    SE: [25, 12, 6],
    SI: [22, 9.5, 5],
    SK: [23, 19, 5],
  } as Readonly<Record<string, readonly number[]>>,
}
