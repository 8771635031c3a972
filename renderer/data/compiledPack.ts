import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { type Session, useSession } from './session.ts'

const compiled = new WeakMap<Pack, CompiledPack>()

/** The pack with its expressions parsed; not part of the session, so that the first screen need not wait for the parser's code. */
export function compiledOf({ lookup: { pack }, packRef }: Pick<Session, 'lookup' | 'packRef'>): CompiledPack {
  const known = compiled.get(pack)
  if (known) return known
  const made = compilePack(pack, packRef)
  compiled.set(pack, made)
  return made
}

export function useCompiled(): CompiledPack {
  return compiledOf(useSession())
}
