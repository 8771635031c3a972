import './everyPlaceSealed.ts'
import '../unit/sheets.test.ts'
