import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { Config } from '#platform/config'
import { bearerOf, cookiesOf, languageOf } from '#platform/http'
import type { Route } from '#platform/house'
import { isFromOurPages } from '#platform/server/origin'
import { problem } from '#platform/server/problem'
import type { Credentials, Visitors } from '#platform/visitors'

export type Identify = (credentials: Credentials) => Promise<Visitors>
/** Bytes a body may have where the route does not say. */
const usualLargest = 64 * 1024

type Doorway = { config: Config; identify: Identify }

/** The way into a handler: is it from our own pages, who is it, is what they bring of the right shape. */
export async function enter(c: Context, route: Route, { config, identify }: Doorway): Promise<Response> {
  if (route.method !== 'GET' && !fromOurPages(c, config)) return problem(c, 403, 'otherSite')
  const visitors = route.guard.name === 'anyone' ? {} : await identify({ cookies: cookiesOf(c), ...bearer(c) })
  const visitor = route.guard.admit(visitors)
  if (!visitor) return isNobody(visitors) ? problem(c, 401, 'signInNeeded') : problem(c, 403, 'notForYou')
  const read = route.body ? await readBody(c, route.body, route.largest ?? usualLargest) : { body: undefined }
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
async function readBody(c: Context, schema: ZodType, largest: number): Promise<Read> {
  const raw = await rawBody(c, largest)
  if ('refused' in raw) return raw
  const checked = schema.safeParse(raw.body)
  if (checked.success) return { body: checked.data }
  const fields = [...new Set(checked.error.issues.map((issue) => issue.path.join('.') || '…'))].slice(0, 5).join(', ')
  return { refused: await problem(c, 422, 'notRight', { fields: fields.slice(0, 200) }) }
}

async function rawBody(c: Context, largest: number): Promise<Read> {
  if (c.req.method === 'GET') return { body: c.req.query() }
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  const isForm = type === 'application/x-www-form-urlencoded'
  if (!isForm && type !== 'application/json') return { refused: await problem(c, 415, 'wrongType') }
  const bytes = await bytesOf(c, largest)
  if (bytes === null) return { refused: await problem(c, 413, 'tooLarge') }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { body: isForm ? formFields(text) : (JSON.parse(text) as unknown) }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    return { refused: await problem(c, 400, 'notUnderstood') }
  }
}

/** The whole body, or null as soon as it is larger than `largest`, whatever length it claimed or did not claim. */
async function bytesOf(c: Context, largest: number): Promise<Uint8Array | null> {
  if (Number(c.req.header('content-length') ?? 0) > largest) return null
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of c.req.raw.body ?? []) {
    size += part.byteLength
    if (size > largest) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function formFields(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text)
  const named = [...new Set(fields.keys())].map((name) => [name, fields.getAll(name)] as const)
  return Object.fromEntries(named.map(([name, values]) => [name, values.length === 1 ? values[0]! : values]))
}
