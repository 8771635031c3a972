import { realpath, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { CustomScheme } from 'electron'

/** The page's address. A scheme of our own keeps the origin, and with it IndexedDB, the same over every version. */
export const deskOrigin = 'app://desk'
export const deskPage = `${deskOrigin}/index.html`

export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** What the page may do: its own scripts, styles, pictures and fonts; no connection to anywhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // antd writes its styles into <style> elements at run time.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ')

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
}

/** Only these kinds of file are served. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** Whether a frame shows a page of this program. */
export function isDeskUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'app:' && host === 'desk'
}

/** Whether it is the page itself, the only one the window ever shows. */
export function isDeskPage(url: string): boolean {
  return isDeskUrl(url) && findAssetPath(url) === 'index.html'
}

/**
 * Answers a request for `app://desk/…` with a file under `root` (an absolute folder).
 * 405 for other methods than GET and HEAD, 404 for anything outside `root` or of an unknown kind.
 */
export async function answerAsset(root: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const path = findAssetPath(request.url)
  const mimeType = path === null ? undefined : mimeTypes[extname(path).toLowerCase()]
  if (path === null || mimeType === undefined) return refuse(404)
  const bytes = await findFile(root, path)
  if (bytes === null) return refuse(404)
  return new Response(request.method === 'HEAD' ? null : bytes, {
    status: 200,
    headers: { ...securityHeaders, 'content-type': mimeType, 'content-length': String(bytes.byteLength) },
  })
}

/** The path below the root that a URL names, `null` when it names anything else. */
export function findAssetPath(url: string): string | null {
  if (!isDeskUrl(url)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
  // Encoded dots, backslashes, drive letters and NUL arrive here decoded.
  const segments = path.slice(1).split('/')
  const plain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[\\:\0]/.test(segment))
  if (path === '/') return 'index.html'
  return plain ? segments.join('/') : null
}

/** Asked of the disk once: the program's own folder stays where it is. */
const realRoots = new Map<string, Promise<string>>()

function findRealRoot(root: string): Promise<string> {
  const known = realRoots.get(root) ?? realpath(root)
  realRoots.set(root, known)
  return known
}

async function findFile(root: string, path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const realRoot = await findRealRoot(root)
    const file = await realpath(join(realRoot, path))
    // A link inside the folder must not lead out of it.
    return file.startsWith(realRoot + sep) ? new Uint8Array(await readFile(file)) : null
  } catch {
    return null
  }
}

function refuse(status: 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders })
}
