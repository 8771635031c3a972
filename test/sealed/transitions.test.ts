import './everyPlaceSealed.ts'
import '../unit/transitions.test.ts'
