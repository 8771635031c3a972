import { sealEveryPlace } from './everyPlaceSealed.ts'

// First, so that it looks last: hooks run in the reverse order.
sealEveryPlace()
await import('../unit/desk.test.ts')
