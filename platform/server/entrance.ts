import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { Config } from '#platform/config'
import { bearerOf, cookiesOf, languageOf } from '#platform/http'
import type { Route } from '#platform/house'
import { isFromOurPages } from '#platform/server/origin'
import { problem } from '#platform/server/problem'
import type { Credentials, Visitors } from '#platform/visitors'

export type Identify = (credentials: Credentials) => Promise<Visitors>
type Doorway = { config: Config; identify: Identify }

/** The way into a handler: is it from our own pages, who is it, is what they bring of the right shape. */
export async function enter(c: Context, route: Route, { config, identify }: Doorway): Promise<Response> {
  if (route.method !== 'GET' && !fromOurPages(c, config)) return problem(c, 403, 'otherSite')
  const visitors = route.guard.name === 'anyone' ? {} : await identify({ cookies: cookiesOf(c), ...bearer(c) })
  const visitor = route.guard.admit(visitors)
  if (!visitor) return isNobody(visitors) ? problem(c, 401, 'signInNeeded') : problem(c, 403, 'notForYou')
  const read = route.body ? await readBody(c, route.body) : { body: undefined }
  if ('refused' in read) return read.refused
  const entry = { c, visitor, body: read.body, language: languageOf(c) }
  return await route.handle(entry as never)
}

const isNobody = (visitors: Visitors): boolean => !visitors.member && !visitors.caller

const bearer = (c: Context): { bearer?: string } => {
  const token = bearerOf(c)
  return token ? { bearer: token } : {}
}

function fromOurPages(c: Context, config: Config): boolean {
  const header = (name: string): { [key: string]: string } => {
    const value = c.req.header(name)
    return value === undefined ? {} : { [name]: value }
  }
  return isFromOurPages({ ...header('origin'), ...header('host'), ...header('sec-fetch-site') }, config)
}

type Read = { body: unknown } | { refused: Response }

/** JSON, a form, or (for GET) the query, checked against the route's schema. A field that stands twice in a form is a list. */
async function readBody(c: Context, schema: ZodType): Promise<Read> {
  const raw = await rawBody(c)
  if ('refused' in raw) return raw
  const checked = schema.safeParse(raw.body)
  if (checked.success) return { body: checked.data }
  const fields = [...new Set(checked.error.issues.map((issue) => issue.path.join('.') || '…'))].slice(0, 5).join(', ')
  return { refused: await problem(c, 422, 'notRight', { fields: fields.slice(0, 200) }) }
}

async function rawBody(c: Context): Promise<Read> {
  if (c.req.method === 'GET') return { body: c.req.query() }
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') return { body: formFields(await c.req.text()) }
  if (type !== 'application/json') return { refused: await problem(c, 415, 'wrongType') }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await c.req.arrayBuffer())
    return { body: JSON.parse(text) as unknown }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    return { refused: await problem(c, 400, 'notUnderstood') }
  }
}

function formFields(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text)
  const named = [...new Set(fields.keys())].map((name) => [name, fields.getAll(name)] as const)
  return Object.fromEntries(named.map(([name, values]) => [name, values.length === 1 ? values[0]! : values]))
}
