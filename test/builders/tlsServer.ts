import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Certificate } from './certificates.ts'

/** A real TLS in front of a server: shows the certificate that it is told to, and counts what it could read. */
export interface TlsServer {
  readonly url: string
  /** `above`: shown with it, on the way to the root. */
  show(shown: Certificate, ...above: readonly Certificate[]): void
  bytesRead(): number
  /** Connections that were made. */
  connections(): number
  stop(): Promise<unknown>
}
/** `target`: over HTTP, or whatever it speaks. */
export async function startTls(target: { readonly url: string }, first: Certificate): Promise<TlsServer> {
  let read = 0
  let connections = 0
  const open = new Set<Socket>()
  const server = createTlsServer({ key: first.key, cert: first.certificate }, (socket) => {
    connections += 1
    const behind = connectSocket(Number(new URL(target.url).port), '127.0.0.1')
    socket.on('data', ({ length }) => {
      read += length
    })
    socket.on('error', () => behind.destroy())
    // A connection that breaks behind it breaks here.
    behind.on('error', () => socket.destroy())
    socket.on('close', () => behind.destroy())
    socket.pipe(behind).pipe(socket)
  }).listen(0, '127.0.0.1')
  // Those too that have not agreed on a key yet.
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`,
    show: ({ key, certificate }, ...above) => server.setSecureContext({ key, cert: [certificate, ...above.map((other) => other.certificate)].join('') }),
    bytesRead: () => read,
    connections: () => connections,
    stop: () => {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
