import './everyPlaceSealed.ts'
import '../unit/desk.test.ts'
