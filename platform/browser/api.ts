import type { Language } from '#platform/words'

/** The server said no, or could not be reached (status 0). `words` is a sentence for the reader. */
export class ApiError extends Error {
  status: number
  code: string
  words: string
  constructor(status: number, code: string, words: string) {
    super(`${status} ${code}`)
    this.status = status
    this.code = code
    this.words = words
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
    const answer = await (options.fetch ?? fetch)(`${options.base ?? ''}${path}`, request).catch(() => null)
    if (!answer) throw new ApiError(0, 'offline', options.offline())
    return (await read(answer)) as Reply
  }
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    delete: (path, body) => send('DELETE', path, body),
  }
}

async function read(answer: Response): Promise<unknown> {
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await answer.json() : undefined
  if (answer.ok) return body
  const said = (body ?? {}) as { refused?: string; words?: string }
  throw new ApiError(answer.status, said.refused ?? 'unexpected', said.words ?? '')
}
