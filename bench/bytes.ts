import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { assetUrl } from '#ui/assets.ts'
import { fridayNight, neighborsLine } from '../tests/walks/public-line.ts'
import { linePage, openness } from '#features/lines'
import { report } from './report.ts'

/**
 * What a browser must be sent: the line's page with its style (as it is, not compressed: the bar is about the page), the
 * chat's script with all it imports before anything is typed, and the console up to the point where somebody can sign in.
 */
const dist = resolve(import.meta.dirname, '../dist')
const bytesOf = (path: string): Buffer => readFileSync(resolve(dist, path.replace(/^\//, '')))
const kilo = (bytes: number): number => Math.round(bytes / 10) / 100

/** A script and everything it imports without waiting, once each; and the files named in a page's head. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  if (!path.endsWith('.js')) return seen
  const code = bytesOf(path).toString()
  for (const [, name] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{},\s]+?from\s*)?["'`]\.\/([\w.-]+\.js)["'`]/g,
  ))
    withImports(`/assets/${name}`, seen)
  return seen
}

function measure(name: string, paths: Iterable<string>, bar: number): void {
  const files = [...paths].map(bytesOf)
  const raw = kilo(files.reduce((sum, file) => sum + file.length, 0))
  const value = kilo(files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0))
  report({ name, value, unit: 'kB', raw, ratio: value / raw, bar, pass: value <= bar })
}

const line = neighborsLine()
const timeZone = 'America/New_York'
const style = bytesOf(assetUrl(dist, 'style')!)
for (const language of ['en', 'es'] as const) {
  const open = openness(line, timeZone, fridayNight)
  const html = Buffer.from(
    String(
      await linePage({
        line,
        team: { timeZone },
        language,
        at: fridayNight,
        openness: open,
        availability: { reachable: 3 },
        chat: true,
        dist,
      }),
    ),
  )
  const value = kilo(html.length + style.length)
  const compressed = kilo(gzipSync(html).length + gzipSync(style).length)
  report({
    name: `public page, HTML and style, ${language}`,
    value,
    unit: 'kB',
    raw: compressed,
    ratio: value / compressed,
    bar: 30,
    pass: value <= 30,
  })
}

measure('chat script, gzip', withImports(assetUrl(dist, 'caller')!), 60)
const console = bytesOf('console/index.html').toString()
const named = [...console.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)
// The Worker that holds the keys is asked for at once too: nobody signs in without it.
const worker = globSync('assets/worker-*.js', { cwd: dist })
measure(
  'console first load, to where somebody can sign in, gzip',
  new Set(['console/index.html', ...worker, ...named.flatMap((path) => [...withImports(path)])]),
  150,
)
