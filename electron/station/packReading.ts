/**
 * Reads, checks and compiles packs. A bundle of its own, read when it is first needed: a start on a pack that is known
 * by its bytes does without shapes, interpreter and checks.
 */
export { compilePack } from '../../shared/domain/compilePack.ts'
export { loadOverlay, loadPack, readLayers } from './packs.ts'
