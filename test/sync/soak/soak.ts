/** `npm run soak -- --seed 1 --steps 5000`: three stations and a server through faults by chance, replayable; `--real`: as processes on real disks. See docs/faults.md. */
import { soakByCommand } from '../../faults/soak/lives.ts'
import { liveThrough } from './life.ts'
import { liveForReal, notReplayed } from './real/realLife.ts'

await (process.argv.includes('--real')
  ? soakByCommand({ command: 'soak -- --real', steps: 200, about: `Three stations, each a process on a real disk, and a real server, through kills. ${notReplayed}` }, liveForReal)
  : soakByCommand({ command: 'soak --', steps: 5000, about: 'Three stations, a server and a stick through faults by chance, disks and clocks in memory: all of it follows from the seed. With --real each is a process, and what follows from the seed then says --real --help.' }, liveThrough))
