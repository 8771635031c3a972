import './everyPlaceSealed.ts'
import '../unit/papers.test.ts'
