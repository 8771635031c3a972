import './everyPlaceSealed.ts'
import '../unit/tending.test.ts'
