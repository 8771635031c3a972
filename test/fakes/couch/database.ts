import { randomBytes } from 'node:crypto'
import { type Attachment, attachmentsJson, generationOf, isObject, type Json, type JsonObject, nextRev, readAttachments, Refusal, type Revision, RevisionTree, splitBody, textOf } from './document.ts'
import { markReady, membersOf } from './readyJson.ts'
import { compileMap, compileValidator, type UserContext, type Validator } from './functions.ts'

export interface Row {
  readonly id: string
  readonly seq: number
}
type ViewRow = {
  readonly id: string
  readonly key: Json
  readonly value: Json
}
interface ViewInOrder {
  /** By key. */
  readonly rows: readonly ViewRow[]
  /** The same by the JSON of the key, in order. */
  readonly byKey: ReadonlyMap<string, readonly ViewRow[]>
}
export interface ReadOptions {
  readonly withRevisions?: boolean
  readonly withAttachments?: boolean
  readonly withConflicts?: boolean
}

/** One database of the fake: what stands in it, without HTTP. */
export class Database {
  readonly name: string
  readonly documents = new Map<string, RevisionTree>()
  readonly locals = new Map<string, { readonly n: number; readonly body: JsonObject }>()
  security: JsonObject = { admins: { names: [], roles: ['_admin'] }, members: { names: [], roles: ['_admin'] } }
  /** Every change, oldest first; a document's last one is in `#lastChange`. */
  readonly #log: Row[] = []
  readonly #lastChange = new Map<string, number>()
  readonly #waiting = new Set<() => void>()
  readonly #tokens = new Map<string, number>()
  #seq = 0

  constructor(name: string) {
    this.name = name
  }
  get seq(): number {
    return this.#seq
  }

  /** A sequence says nothing to its reader: its number is not the place, and no two are alike. */
  token(seq: number): string {
    const token = `${seq + 3 + (this.#tokens.size % 5)}-${randomBytes(18).toString('base64url')}`
    this.#tokens.set(token, seq)
    return token
  }
  /** From the beginning for a sequence of another life of this database, as CouchDB does for a shard that it lost. */
  place(since: string): number {
    if (since === '0' || since === '') return 0
    if (since === 'now') return this.#seq
    if (!/^\d+-[\w-]+$/.test(since)) throw new Refusal(400, 'bad_request', "Malformed sequence supplied in 'since' parameter.")
    return this.#tokens.get(since) ?? 0
  }
  changesAfter(place: number): readonly Row[] {
    // The first has the number 1.
    return this.#log.slice(place).filter(({ id, seq }) => this.#lastChange.get(id) === seq)
  }
  /** `true` once something has changed, `false` after `ms`. */
  nextChange(ms: number): { readonly changed: Promise<boolean>; readonly cancel: () => void } {
    let settle: (changed: boolean) => void = () => undefined
    const changed = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    const wake = (): void => done(true)
    const timer = setTimeout(() => done(false), ms)
    const done = (isChanged: boolean): void => {
      clearTimeout(timer)
      this.#waiting.delete(wake)
      settle(isChanged)
    }
    this.#waiting.add(wake)
    return { changed, cancel: () => done(false) }
  }

  read(id: string, rev: string | null, { withRevisions = false, withAttachments = false, withConflicts = false }: ReadOptions = {}): JsonObject {
    const tree = this.documents.get(id)
    const revision = rev === null ? tree?.winner() : tree?.get(rev)
    if (!tree || !revision?.stored) throw new Refusal(404, 'not_found', 'missing')
    if (rev === null && revision.stored.isDeleted) throw new Refusal(404, 'not_found', 'deleted')
    const { body, isDeleted, attachments } = revision.stored
    const conflicts = tree.leaves().filter((leaf) => leaf !== tree.winner() && leaf.stored?.isDeleted === false).map((leaf) => leaf.rev)
    const name = { _id: id, _rev: revision.rev }
    const rest = {
      ...(isDeleted ? { _deleted: true } : {}),
      ...(withRevisions ? { _revisions: { start: generationOf(revision.rev), ids: tree.history(revision.rev) } } : {}),
      ...(withConflicts && conflicts.length > 0 ? { _conflicts: conflicts } : {}),
      ...(attachments.size > 0 ? { _attachments: attachmentsJson(attachments, withAttachments) } : {}),
    }
    const document = { ...name, ...body, ...rest }
    const members = this.#ready.get(body)
    return members ? markReady(document, name, members, rest) : document
  }

  readonly #ready = new WeakMap<JsonObject, Buffer>()
  /** What stands here is sent as bytes from now on, as a database sends what it has on disk. */
  makeReady(): void {
    for (const tree of this.documents.values()) {
      for (const { stored } of tree.leaves()) if (stored) this.#ready.set(stored.body, membersOf(stored.body))
    }
  }

  /** An edit upon a leaf; the server makes the revision. */
  edit(document: JsonObject, user: UserContext): Revision {
    const id = textOf(document['_id']) ?? ''
    const tree = this.documents.get(id)
    const winner = tree?.winner() ?? null
    const given = textOf(document['_rev'])
    const isAlive = winner?.stored?.isDeleted === false
    const parent = given === null ? (isAlive ? null : winner) : (tree?.leaves().find(({ rev }) => rev === given) ?? null)
    if (given === null ? isAlive : parent === null) throw new Refusal(409, 'conflict', 'Document update conflict.')
    const isDeleted = document['_deleted'] === true
    const generation = parent === null ? 1 : generationOf(parent.rev) + 1
    const attachments = readAttachments(document['_attachments'], parent?.stored?.attachments ?? new Map(), generation)
    this.#validate(document, attachments, isAlive || given !== null ? parent : null, user)
    const body = splitBody(document)
    const revision = { rev: nextRev(parent?.rev ?? null, body, isDeleted, attachments), parent: parent?.rev ?? null, stored: { body, isDeleted, attachments } }
    this.#store(id, [revision])
    return revision
  }

  /** Brings a revision as it is (`new_edits=false`): CouchDB validates it against the nearest ancestor it has stored. */
  replicate(document: JsonObject, user: UserContext): void {
    const id = textOf(document['_id']) ?? ''
    const path = pathOf(document)
    const [rev] = path
    if (rev === undefined) throw new Refusal(400, 'bad_request', 'Document rev is missing')
    const tree = this.documents.get(id)
    if (tree?.has(rev)) return
    const nearest = path.slice(1).find((earlier) => tree?.has(earlier))
    const ancestor = nearest === undefined ? null : (tree?.get(nearest) ?? null)
    const attachments = readAttachments(document['_attachments'], ancestor?.stored?.attachments ?? new Map(), generationOf(rev))
    this.#validate(document, attachments, ancestor, user)
    const stored = { body: splitBody(document), isDeleted: document['_deleted'] === true, attachments }
    this.#store(id, path.map((at, index) => ({ rev: at, parent: path[index + 1] ?? null, stored: index === 0 ? stored : null })))
  }

  #store(id: string, revisions: readonly Revision[]): void {
    const tree = this.documents.get(id) ?? new RevisionTree()
    for (const revision of revisions) tree.add(revision)
    this.documents.set(id, tree)
    this.#seq += 1
    this.#log.push({ id, seq: this.#seq })
    this.#lastChange.set(id, this.#seq)
    if (id.startsWith('_design/')) {
      this.#validators = null
      this.#designIds.add(id)
    }
    for (const wake of this.#waiting) wake()
  }

  #validators: readonly Validator[] | null = null
  #validate(document: JsonObject, attachments: ReadonlyMap<string, Attachment>, old: Revision | null, user: UserContext): void {
    const id = textOf(document['_id']) ?? ''
    if (id.startsWith('_design/')) {
      if (!user.roles.includes('_admin')) throw new Refusal(403, 'forbidden', 'You are not a db or server admin.')
      return
    }
    this.#validators ??= this.#designs().flatMap(({ body }) => {
      const code = textOf(body['validate_doc_update'])
      return code === null ? [] : [compileValidator(code)]
    })
    const oldDocument = old?.stored ? this.read(id, old.rev) : null
    const [rev] = pathOf(document)
    // Stubs with their lengths, not what was sent.
    const judged = { ...document, ...(rev === undefined ? {} : { _rev: rev }), ...(attachments.size === 0 ? {} : { _attachments: attachmentsJson(attachments, false) }) }
    for (const validator of this.#validators) validator(judged, oldDocument, { ...user, db: this.name }, this.security)
  }

  readonly #designIds = new Set<string>()
  #designs(): readonly { readonly id: string; readonly body: JsonObject }[] {
    return [...this.#designIds].flatMap((id) => {
      const stored = this.documents.get(id)?.winner()?.stored
      return stored && !stored.isDeleted ? [{ id, body: stored.body }] : []
    })
  }

  /** By the text of the map: what a document emitted is kept until it changes, as CouchDB does. */
  readonly #built = new Map<string, { readonly documents: Map<string, { readonly rev: string; readonly rows: readonly ViewRow[] }>; seq: number; inOrder: ViewInOrder }>()

  /** Rows of a view, unreduced. */
  view(design: string, name: string): ViewInOrder & { readonly reduce: string | null } {
    const views = this.#designs().find(({ id }) => id === `_design/${design}`)?.body['views']
    const view = isObject(views) ? views[name] : undefined
    const map = isObject(view) ? textOf(view['map']) : null
    if (!isObject(view) || map === null) throw new Refusal(404, 'not_found', 'missing_named_view')
    const reduce = textOf(view['reduce'])
    const built = this.#built.get(map) ?? { documents: new Map<string, { readonly rev: string; readonly rows: readonly ViewRow[] }>(), seq: -1, inOrder: { rows: [], byKey: new Map() } }
    this.#built.set(map, built)
    if (built.seq === this.#seq) return { ...built.inOrder, reduce }
    const emitAll = compileMap(map)
    const rows = this.ids().flatMap((id) => {
      if (id.startsWith('_design/')) return []
      const rev = this.documents.get(id)?.winner()?.rev ?? ''
      let known = built.documents.get(id)
      if (known?.rev !== rev) built.documents.set(id, (known = { rev, rows: emitAll(this.read(id, null)).map((row) => ({ id, ...row })) }))
      return known.rows
    })
    const ordered = rows.map((row) => ({ row, order: JSON.stringify(row.key) })).sort((one, other) => (one.order < other.order ? -1 : 1))
    const byKey = new Map<string, ViewRow[]>()
    for (const { row, order } of ordered) {
      const known = byKey.get(order)
      if (known) known.push(row)
      else byKey.set(order, [row])
    }
    built.inOrder = { rows: ordered.map(({ row }) => row), byKey }
    built.seq = this.#seq
    return { ...built.inOrder, reduce }
  }

  /** Of documents that are not deleted, in order. */
  ids(): readonly string[] {
    return [...this.documents].filter(([, tree]) => tree.winner()?.stored?.isDeleted === false).map(([id]) => id).sort()
  }
}

/** This revision and its ancestors, newest first. */
function pathOf(document: JsonObject): readonly string[] {
  const revisions = document['_revisions']
  if (isObject(revisions) && Array.isArray(revisions['ids']) && typeof revisions['start'] === 'number') {
    const start = revisions['start']
    return revisions['ids'].map((id, index) => `${start - index}-${String(id)}`)
  }
  const rev = textOf(document['_rev'])
  return rev === null ? [] : [rev]
}
