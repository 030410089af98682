// What every CSV file of the command line heeds.

/** A spreadsheet would run a text that begins like a formula (OWASP, CSV Injection). */
export const unformulated = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
