/** Puts a second copy in the place of a profile and kills itself meanwhile: `killedRestore.ts <root> <copy> <point> <nth>`. */
import { join } from 'node:path'
import { checkCopy, finishRestore, restoreCopy } from '../../electron/station/restore.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import { must } from '../builders/counter.ts'
import { killPoints } from './killPoints.ts'

const [root = '', copy = '', point = 'none', nth = '1'] = process.argv.slice(2)
const { files } = killPoints(root, point, Number(nth))
const profile = join(root, 'profile')
await finishRestore(files, profile)
must(await restoreCopy(files, profile, must(await checkCopy(files, plainSealer, copy))))
