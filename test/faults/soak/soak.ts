/** `npm run soak:station -- --seed 1 --steps 20000`: thousands of faults by chance, replayable. See docs/faults.md. */
import { openTestShelf } from '../memoryDesk.ts'
import { liveThrough } from './episode.ts'
import { soakByCommand } from './lives.ts'

const shelf = await openTestShelf()
await soakByCommand('soak:station --', 20_000, (life) => liveThrough(shelf, life))
