import { connect, documentPath } from '../../../scripts/server/couch.ts'
import type { PackRef } from '../../../shared/domain/pack.ts'
import { aNextEdition, documentOf, type PublishedDocument, putInto } from '../../builders/published.ts'
import { password } from '../../builders/preparedServer.ts'
import type { SoakCounter } from './counter.ts'
import type { SoakWorld } from './world.ts'

type Edition = PublishedDocument & { readonly ref: PackRef }

/** Made once: two that are sound, and one whose rules ask for a fact that there is none of. */
let made: Promise<readonly Edition[]> | null = null
const faulty = '1.3.0'
async function make(): Promise<readonly Edition[]> {
  const dirs = [await aNextEdition('1.1.0'), await aNextEdition('1.2.0'), await aNextEdition(faulty, ({ rules }) => void Object.assign(rules.rules[0] ?? {}, { when: 'noSuchFact = true' }))]
  return Promise.all(dirs.map(documentOf))
}

/** The office publishes an edition, and says that it wants it in use. */
export async function publish({ office, chance, tell }: Pick<SoakWorld, 'office' | 'chance' | 'tell'>): Promise<readonly string[]> {
  made ??= make()
  const edition = chance.pick(await made)
  const content = office.server.database('content')
  if (!content.ids().includes(edition._id)) await putInto(office.server.url, edition)
  office.editions.set(edition._id, edition.ref.version !== faulty)
  const word = `inForce:${edition.ref.id}`
  const before = content.ids().includes(word) ? content.read(word, null) : {}
  await connect(office.server.url, { name: 'publisher', password }).ask('PUT', documentPath('content', word), { ...before, _id: word, v: 1, sender: 'publisher', pack: edition.ref, from: '2026-03-02' })
  tell(edition.ref.version)
  return []
}

/** A clerk begins to work by an edition that has come. */
export async function choose(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { editions } = await counter.handlers['edition:list']({})
  const { ref } = world.chance.pick(editions)
  const chosen = await counter.handlers['edition:choose']({ pack: ref })
  world.tell(`${ref.version} ${chosen.ok ? '' : JSON.stringify(chosen.failure)}`)
  if (!chosen.ok) return chosen.failure.kind === 'disk' && world.mayDiskFail ? [] : [`refused: ${JSON.stringify(chosen.failure)}`]
  if (counter.acknowledges(chosen)) counter.chosen = ref.digest
  return world.look(counter)
}
