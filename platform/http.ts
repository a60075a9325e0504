import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isLanguage, negotiate, type Language } from '#platform/words'

/** The answer to something we will not do: a status, a code for programs and a sentence for people. */
export const refuse = (c: Context, status: ContentfulStatusCode, code: string, sentence: string): Response =>
  c.json({ refused: code, words: sentence }, status)

/** The reader's language: the path's first part, else the console's header, else what the browser asks for. Never a cookie. */
export function languageOf(c: Context): Language {
  const inPath = c.req.path.split('/')[1]
  if (isLanguage(inPath)) return inPath
  const asked = c.req.header('x-language')
  return isLanguage(asked) ? asked : negotiate(c.req.header('accept-language'))
}

export const cookiesOf = (c: Context): Record<string, string> => getCookie(c)

export const bearerOf = (c: Context): string | undefined =>
  /^Bearer (\S{16,256})$/.exec(c.req.header('authorization') ?? '')?.[1]
