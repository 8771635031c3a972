/** Requests of the commands to a CouchDB, or to what speaks as one. */
export interface Couch {
  /** Throws for an answer that is not wanted, naming status and reason. */
  ask(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown, wanted?: readonly number[]): Promise<{ readonly status: number; readonly body: unknown }>
}

export interface Account {
  readonly name: string
  readonly password: string
}

const timeoutMs = 60_000

export function connect(url: string, { name, password }: Account): Couch {
  const base = new URL(url)
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  return {
    ask: async (method, path, body, wanted = [200, 201, 202]) => {
      const answer = await fetch(new URL(path, base), {
        method,
        headers: { authorization, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      const json: unknown = await answer.json()
      if (!wanted.includes(answer.status)) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`)
      return { status: answer.status, body: json }
    },
  }
}

/** Where the commands find the server: `--url`, or the one that `npm run server` starts. */
export const usualUrl = 'http://127.0.0.1:5984/'

/** From the environment, never from the command line, which every process of the machine can read. */
export function accountFromEnvironment(environment: NodeJS.ProcessEnv): Account | null {
  const password = environment['CARAVAN_SERVER_PASSWORD']
  return password ? { name: environment['CARAVAN_SERVER_USER'] ?? 'admin', password } : null
}

/** `null` for a document that is not there. */
export async function findDocument(couch: Couch, database: string, id: string): Promise<{ readonly _rev: string } | null> {
  const { status, body } = await couch.ask('GET', documentPath(database, id), undefined, [200, 404])
  return status === 200 && typeof body === 'object' && body !== null && '_rev' in body && typeof body._rev === 'string' ? { ...body, _rev: body._rev } : null
}

/** `_design/` stays a path, everything else of an id is escaped. */
export function documentPath(database: string, id: string): string {
  return `${database}/${id.startsWith('_design/') ? `_design/${encodeURIComponent(id.slice('_design/'.length))}` : encodeURIComponent(id)}`
}
