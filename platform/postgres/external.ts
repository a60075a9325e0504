import postgres from 'postgres'
import { openDatabase } from '#platform/database'
import { codeOf, StartProblem } from '#platform/start-problem'

const oldest = 15

/** Checks the PostgreSQL somebody named in DATABASE_URL. Throws StartProblem when it cannot be used; changes nothing. */
export async function checkExternal(url: string): Promise<void> {
  const db = openDatabase({ url, connections: 1 })
  try {
    const [said] = await db.sql<{ version: string; encoding: string }[]>`
      select current_setting('server_version') as version, current_setting('server_encoding') as encoding`
    const { version, encoding } = said!
    if (Number.parseInt(version, 10) < oldest) {
      throw new StartProblem(
        `The PostgreSQL in DATABASE_URL is ${version}: Beside needs ${oldest} or later. Leave DATABASE_URL out to use the one we bring.`,
      )
    }
    if (encoding !== 'UTF8') {
      throw new StartProblem(
        `The database in DATABASE_URL keeps its text as ${encoding}: make one with createdb --encoding=UTF8 --template=template0.`,
      )
    }
  } catch (error) {
    throw error instanceof StartProblem ? error : externalProblem(error)
  } finally {
    await db.close()
  }
}

/** Never says the address itself: it may hold a password. */
function externalProblem(error: unknown): unknown {
  const code = codeOf(error)
  if (/^(ECONN|ENOENT|EACCES|ENOTFOUND|EHOST|ETIMEDOUT|CONNECT|CONNECTION)/.test(code)) {
    return new StartProblem(
      `Nothing answers at the address in DATABASE_URL (${code}): start that PostgreSQL, or correct the address.`,
    )
  }
  if (!(error instanceof postgres.PostgresError)) return error
  if (code === '3D000')
    return new StartProblem(
      'The database named in DATABASE_URL does not exist: make it with createdb, or correct the name.',
    )
  if (code.startsWith('28'))
    return new StartProblem('The PostgreSQL in DATABASE_URL does not accept that name and password: correct them.')
  return new StartProblem(`The PostgreSQL in DATABASE_URL refused us (${code}): look into its own log.`)
}
