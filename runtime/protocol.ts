import type { CustomScheme } from 'electron'
import type { CdpSession } from './cdp.ts'
import type { HeaderEntry, RequestPaused } from './devtools.ts'
import { offerOnly } from './offered.ts'

type Handler = (request: Request) => Response | Promise<Response>

const schemes = new Set<string>()
const handlers = new Map<string, Handler>()

/** Chromium knows no scheme of ours: `app://desk/x` is `https://desk.app.localhost/x` there, a secure origin like any other. */
export function toChromiumUrl(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#:]+)(.*)$/is.exec(url) ?? []
  if (!schemes.has(scheme.toLowerCase())) return url
  return `https://${host}.${scheme.toLowerCase()}.localhost${rest.startsWith('/') ? '' : '/'}${rest}`
}

export function toAppUrl(url: string): string {
  const [, host = '', scheme = '', rest = ''] = /^https:\/\/([^/?#:]+)\.([^./?#:]+)\.localhost(?::443)?(.*)$/is.exec(url) ?? []
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : url
}

export const isAppUrl = (url: string): boolean => url !== toAppUrl(url)

export const protocol = offerOnly('electron.protocol', {
  registerSchemesAsPrivileged(list: CustomScheme[]): void {
    for (const { scheme, privileges } of list) {
      if (privileges?.standard !== true || privileges.secure !== true) throw new Error('the Chromium runtime does not offer schemes that are not standard and secure')
      schemes.add(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!schemes.has(scheme)) throw new Error(`the Chromium runtime does not offer protocol.handle for ${scheme}: register it as privileged first`)
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
})

/** What is to be intercepted: everything for our schemes, and each document so that leaving can be prevented. */
export function interceptionPatterns(isOffline: boolean): { urlPattern: string; resourceType?: string }[] {
  if (isOffline) return [{ urlPattern: '*' }]
  return [...[...schemes].map((scheme) => ({ urlPattern: `https://*.${scheme}.localhost/*` })), { urlPattern: '*', resourceType: 'Document' }]
}

/** Node reads what stands behind `Request` and `Response` at their first use; while the browser starts, nobody waits for it. */
export function prepareToAnswer(): void {
  if (schemes.size > 0) new Response(null).headers.has('content-type')
}

/** Answers a request for one of our schemes. */
export async function answerRequest(browser: CdpSession, paused: RequestPaused): Promise<void> {
  const { requestId } = paused
  const request = readRequest(paused)
  const handler = handlers.get(new URL(request.url).protocol.slice(0, -1))
  let response: Response
  try {
    if (handler === undefined) throw new Error(`no handler for ${request.url}`)
    response = await handler(request)
    if (response.type === 'error') throw new Error(`error response for ${request.url}`)
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    // A request may be given up by the page at any time.
    browser.post('Fetch.fulfillRequest', { requestId, responseCode: response.status, responseHeaders: headersOf(response), body })
  } catch (error) {
    console.error(error)
    browser.post('Fetch.failRequest', { requestId, errorReason: 'Failed' })
  }
}

function readRequest({ request }: RequestPaused): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, /^(referer|origin)$/i.test(name) ? toAppUrl(value) : value)
  const body = Buffer.concat((request.postDataEntries ?? []).map(({ bytes = '' }) => Buffer.from(bytes, 'base64')))
  return new Request(toAppUrl(request.url), { method: request.method, headers, ...(body.length === 0 ? {} : { body }) })
}

function headersOf(response: Response): HeaderEntry[] {
  return [...response.headers].map(([name, value]) => ({ name, value: name === 'location' ? toChromiumUrl(value) : value }))
}
