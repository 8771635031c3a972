import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPdfWriter } from '../../electron/station/documents/pdfWriter.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { aPaper, wordingKinds } from '../builders/papers.ts'

/**
 * `node --import tsx test/demo/papers.ts [--pictures]`: every kind of paper as PDF and PNG into out/papers/, with
 * `--pictures` the first pages into docs/papers/ too.
 */
const out = join(process.cwd(), 'out', 'papers')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const draw = await openPdfWriter(join(process.cwd(), 'resources', 'fonts'))
for (const kind of wordingKinds) {
  const outcome = await draw([aPaper(kind)])
  if (outcome.kind !== 'drawn') throw new Error(`${kind}: ${outcome.characters.join('')}`)
  writeFileSync(join(out, `${kind}.pdf`), outcome.pdf)
  execFileSync('pdftoppm', ['-r', '70', '-png', join(out, `${kind}.pdf`), join(out, kind)])
  process.stdout.write(`${kind === 'comparison-sheet' ? '假设对照单' : paperTitles[kind]}：${outcome.pages} 页\n`)
}
if (process.argv.includes('--pictures')) {
  const documented = join(process.cwd(), 'docs', 'papers')
  rmSync(documented, { recursive: true, force: true })
  mkdirSync(documented, { recursive: true })
  for (const name of readdirSync(out)) if (name.endsWith('.png')) copyFileSync(join(out, name), join(documented, name))
}
