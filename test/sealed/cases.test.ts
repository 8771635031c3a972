import './everyPlaceSealed.ts'
import '../unit/cases.test.ts'
