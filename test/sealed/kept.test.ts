import './everyPlaceSealed.ts'
import '../unit/kept.test.ts'
