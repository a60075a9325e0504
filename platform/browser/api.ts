import type { Language } from '#platform/words'

/** The server said no, or could not be reached (status 0). `words` is a sentence for the reader. */
export class ApiError extends Error {
  status: number
  code: string
  words: string
  /** The whole refusal, for whoever knows what else this route says in it. */
  said: Readonly<Record<string, unknown>>
  constructor(status: number, code: string, words: string, said: Readonly<Record<string, unknown>> = {}) {
    super(`${status} ${code}`)
    this.status = status
    this.code = code
    this.words = words
    this.said = said
  }
}

export type Api = {
  get<Reply>(path: string): Promise<Reply>
  post<Reply>(path: string, body?: unknown): Promise<Reply>
  put<Reply>(path: string, body?: unknown): Promise<Reply>
  delete<Reply>(path: string, body?: unknown): Promise<Reply>
}

/** JSON over same-origin requests. `bearer` is a caller's token; consoles have their cookie. `offline` is said when nothing answers. */
export function makeApi(options: {
  language: () => Language
  offline: () => string
  bearer?: () => string | undefined
  base?: string
  fetch?: typeof fetch
}): Api {
  const send = async <Reply>(method: string, path: string, body?: unknown): Promise<Reply> => {
    const headers: Record<string, string> = { 'x-language': options.language() }
    const bearer = options.bearer?.()
    if (bearer) headers['authorization'] = `Bearer ${bearer}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const request: RequestInit = {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    // An answer that breaks off in the middle is none.
    const offline = (): never => {
      throw new ApiError(0, 'offline', options.offline())
    }
    const answer = await (options.fetch ?? fetch)(`${options.base ?? ''}${path}`, request).catch(offline)
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false
    return read(answer, isJson ? await answer.json().catch(offline) : undefined) as Reply
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path, body) => send('DELETE', path, body),
  }
}

function read(answer: Response, body: unknown): unknown {
  if (answer.ok) return body
  const said = (body ?? {}) as Record<string, unknown> & { refused?: string; words?: string }
  throw new ApiError(answer.status, said.refused ?? 'unexpected', said.words ?? '', said)
}
