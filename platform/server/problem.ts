import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Config } from '#platform/config'
import { languageOf, refuse } from '#platform/http'
import { fill } from '#platform/words'
import { words, type Words } from '#platform/server/words'
import { usualExit } from '#ui/exit.ts'
import { page } from '#ui/page.ts'

export type ProblemCode = Exclude<keyof Words, 'home'>

/** An answer that something is not possible: JSON for programs, a calm page for people, in the reader's language. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  code: ProblemCode,
  values: Record<string, string> = {},
): Response | Promise<Response> {
  const language = languageOf(c)
  const say = words[language]
  const sentence = fill(say[code], values)
  if (!wantsPage(c)) return refuse(c, status, code, sentence)
  const body = html`<h1>${sentence}</h1>
    <p><a href="/${language}">${say.home}</a></p>`
  const { demo, dist } = c.var as Pick<Config, 'demo' | 'dist'>
  return c.html(page({ language, path: (other) => `/${other}`, body, exit: usualExit, demo, dist }), status)
}

const wantsPage = (c: Context): boolean =>
  !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html')
