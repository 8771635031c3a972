/** `npm run soak -- --seed 1 --steps 5000`: three stations and a server through faults by chance, replayable. See docs/faults.md. */
import { soakByCommand } from '../../faults/soak/lives.ts'
import { liveThrough } from './life.ts'

await soakByCommand('soak', 5000, liveThrough)
