/** `npm run soak -- --seed 1 --steps 5000`: three stations and a server through faults by chance, replayable; `--real`: as processes on real disks. See docs/faults.md. */
import { soakByCommand } from '../../faults/soak/lives.ts'
import { liveThrough } from './life.ts'
import { liveForReal } from './real/realLife.ts'

await (process.argv.includes('--real') ? soakByCommand('soak -- --real', 200, liveForReal) : soakByCommand('soak --', 5000, liveThrough))
