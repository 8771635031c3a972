/** Checks the repository's import rules; exit code 1 and one line for each breach. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkRooms } from './roomRules.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { violations, files, unseen, homeless } = await checkRooms(root)
const breaches = [
  ...violations.map(({ rule, from, to }) => `${from} must not import ${to} (${rule})`),
  ...unseen.map((file) => `${file} was not looked at`),
  ...homeless.map((file) => `${file} belongs to no room`),
  // A check that saw nothing has proved nothing.
  ...(files.length === 0 ? ['no modules were found'] : []),
]
for (const breach of breaches) console.error(breach)
console.log(`${files.length - unseen.length} of ${files.length} modules looked at, ${breaches.length} breaches.`)
process.exitCode = breaches.length === 0 ? 0 : 1
