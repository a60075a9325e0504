/*
 * Mends what postgres.js 3.4.9 does when a backend dies, in node_modules, until a version without these defects exists.
 * Each would let one restart of PostgreSQL end the process, leave a connection that never answers again, or commit half a
 * transaction. docs/decisions/2026-11-20-postgres-js.md says why; platform/database-lost.test.ts shows each of them.
 */
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const connection = [
  {
    // Its issues 1154, 1066, 1208: a put-off write throws where nobody can catch it, and ends the process.
    from: 'function nextWrite(fn) {\n',
    to: `function nextWrite(fn) {
    if (socket === null) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
`,
  },
  {
    // A connection that closed with such a write pending never writes again; and one that was ended while it waited to
    // connect connects all the same, belongs to nobody and keeps the process alive.
    from: 'clearImmediate(nextWriteTimer)\n    if (socket) {',
    to: 'clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    clearTimeout(reconnecting)\n    if (socket) {',
  },
  { from: 'let socket = null\n', to: 'let socket = null\n    , reconnecting = null\n' },
  { from: '    setTimeout(connect, closedTime', to: '    reconnecting = setTimeout(connect, closedTime' },
  {
    from: 'clearImmediate(nextWriteTimer)\n    socket.removeListener',
    to: 'clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener',
  },
  {
    // Its issues 1186, 1216, 1223 and PRs 1142, 1215: what was under way on the dead connection is settled however it
    // died (a reset also leaves what was asked between 'error' and 'close'), and the next connection begins with nothing
    // of it: else it answers with the old backend's error, or waits for an answer that was given to another query.
    from: `    if (initial)
      return reconnect()

    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    closedTime = performance.now()
    hadError && options.shared.retries++
`,
    to: `    const lost = Errors.connection('CONNECTION_CLOSED', options, socket)
    initial
      ? query && query !== initial && query.reject(lost)
      : (query || sent.length) && error(lost)
    query = results = errorResponse = final = null
    result = new Result()
    rows = 0
    closedTime = performance.now()
    ;(hadError || initial) && options.shared.retries++
`,
  },
  {
    // A server that takes connections and drops them (a proxy before a stopped PostgreSQL) is asked at a pace.
    from: `    onclose(connection, Errors.connection('CONNECTION_CLOSED', options, socket))\n`,
    to: `
    if (initial)
      return reconnect()

    ended && (ended(), ending = ended = null)
    onclose(connection, lost)
`,
  },
  {
    // The query for the array types belongs to nobody: its rejection would end the process (issue 1223).
    from: 'order by b.oid\n    `], [], execute)\n    types.forEach(',
    to: 'order by b.oid\n    `], [], execute).catch(() => [])\n    types.forEach(',
  },
  {
    // A query that cannot be written (an undefined parameter) behind another: the other was rejected, and it waited for
    // ever, and everything behind it.
    from: `    } catch (error) {
      sent.length === 0 && write(Sync)
`,
    to: `    } catch (error) {
      if (query !== q) {
        sent.remove(q)
        queryError(q, error)
        return true
      }
      sent.length === 0 && write(Sync)
`,
  },
]

const pool = [
  {
    // Its issues 1186, 1216 and 1204, PR 1215: what a transaction asks after its connection died must never reach that
    // connection's next life, where its COMMIT would commit somebody else's half transaction.
    from: 'new Promise((_, reject) => connection.onclose = reject)\n',
    to: `new Promise((_, reject) => connection.onclose = error => {
          gone = error
          while (queries.length)
            queries.shift().reject(error)
          reject(error)
        })
`,
  },
  {
    from: '      , prepare = null\n\n    try {\n      await sql.unsafe',
    to: '      , prepare = null\n      , gone = null\n\n    try {\n      await sql.unsafe',
  },
  {
    from: '        q.catch(e => uncaughtError || (uncaughtError = e))\n',
    to: '        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (gone)\n          return q.reject(gone)\n\n',
  },
]

const files = [
  ['src/connection.js', connection],
  ['src/index.js', pool],
]
const marker = '// Mended by Beside (tools/mend-postgres.js): '
const folder = fileURLToPath(new URL('../node_modules/postgres/', import.meta.url))

/** Changes nothing when it is mended already. Throws when the code is not the one these mends are for. */
export function mendPostgres() {
  for (const [name, mends] of files) mendFile(folder + name, mends)
}

function mendFile(file, mends) {
  const mark = `${marker}${createHash('sha256').update(JSON.stringify(mends)).digest('hex').slice(0, 12)}\n`
  const found = readFileSync(file, 'utf8')
  if (found.startsWith(mark)) return
  const kept = `${file}.published`
  const published = found.startsWith(marker) ? readFileSync(kept, 'utf8') : found
  const text = mark + mended(published, mends)
  replace(kept, published)
  replace(file, text)
}

/** At once: another process may be reading it. */
function replace(file, text) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text)
  renameSync(draft, file)
}

/** The text of a published file with its mends. */
function mended(text, mends) {
  for (const { from, to } of mends) {
    if (text.split(from).length !== 2)
      throw new Error('postgres.js is not the version that tools/mend-postgres.js is for: look at its mends again')
    text = text.replace(from, () => to)
  }
  return text
}

if (process.argv[1] === fileURLToPath(import.meta.url)) mendPostgres()
