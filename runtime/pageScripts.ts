import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

// Filled in by the build.
declare const MAIN_WORLD_SCRIPT: string
declare const PRELOAD_WORLD_SCRIPT: string

export interface PageScripts {
  /** Name of the preload's world and of the binding in it. */
  readonly world: string
  readonly mainWorld: string
  readonly preloadWorld: string
  /** Function text that hands a piece of a message to the preload's world. */
  readonly deliver: string
}

/** What runs in each document before anything of the page. The secret is never seen by the page. */
export function makePageScripts(preloadFile: string): PageScripts {
  const secret = JSON.stringify(`s${randomBytes(16).toString('hex')}`)
  const world = `preload-${randomBytes(8).toString('hex')}`
  const preload = readFileSync(preloadFile, 'utf8')
  return {
    world,
    mainWorld: `(() => { ${MAIN_WORLD_SCRIPT}; mainWorld.start(${secret}) })()`,
    preloadWorld: `(() => { ${PRELOAD_WORLD_SCRIPT}; preloadWorld.start({ secret: ${secret}, post: globalThis[${JSON.stringify(world)}], run(require, module, exports) {
${preload}
} }) })()`,
    deliver: `function (piece) { globalThis[${secret}](piece) }`,
  }
}
