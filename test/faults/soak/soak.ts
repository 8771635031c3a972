/** `npm run soak:station -- --seed 1 --steps 20000`: thousands of faults by chance, replayable. See docs/faults.md. */
import { openTestShelf } from '../memoryDesk.ts'
import { liveThrough } from './episode.ts'
import { soakByCommand } from './lives.ts'

const shelf = await openTestShelf()
await soakByCommand({ command: 'soak:station --', steps: 20_000, about: 'One station on a disk in memory through faults by chance: all of it follows from the seed.' }, (life) => liveThrough(shelf, life))
