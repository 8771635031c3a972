import 'exceljs'

/** What exceljs 4.4.0 has and its types leave out. */
declare module 'exceljs' {
  interface Worksheet {
    /** `address` may be a range such as `I3:I67`; written as one entry. */
    readonly dataValidations: { add(address: string, validation: DataValidation): void }
  }
}
