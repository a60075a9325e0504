import { isTest, type Sources } from './sources.ts'

/** Sentences that are found by a name made at run time: `${kind}What`, or a page named by its route. */
const families = [/What$/, /^(privacy|leave)\./]

/**
 * Sentences that no code says any more, one line each, by their place in `words/en.json`. A place `a.b` counts as used when
 * the feature's code (or a tool) reads `a.b`, or takes `a` under another name and reads `b` somewhere: a sieve, not a proof.
 */
export function findUnusedWords(sources: Sources): string[] {
  return sources.files
    .filter((file) => /(^|\/)words\/(.+\.)?en\.json$/.test(file))
    .flatMap((file) => {
      const code = codeAround(sources, file.replace(/words\/[^/]+$/, ''))
      return placesIn(JSON.parse(sources.textOf(file)))
        .filter((place) => !families.some((family) => family.test(place.join('.'))) && !isSaid(code, place))
        .map((place) => `${file}: nothing says ${place.join('.')}`)
    })
}

function codeAround(sources: Sources, folder: string): string {
  const near = sources.files.filter((file) => file.startsWith(folder) || file.startsWith('tools/'))
  return near
    .filter((file) => /\.(ts|svelte)$/.test(file) && !isTest(file))
    .map((file) => sources.textOf(file))
    .join('\n')
}

/** Every sentence; a list is one, and so are the forms of a counted one. */
function placesIn(value: unknown, place: string[] = []): string[][] {
  if (typeof value === 'string' || Array.isArray(value) || 'other' in (value as object)) return [place]
  return Object.entries(value as object).flatMap(([key, part]) => placesIn(part, [...place, key]))
}

function isSaid(code: string, place: string[]): boolean {
  const [key, parent] = [place.at(-1)!, place.at(-2)]
  const read = new RegExp(`\\.${key}\\b|'${key}'|[{,]\\s*${key}\\s*[,}:]`).test(code)
  if (parent === undefined) return read
  const indexed = new RegExp(`\\b${parent}\\)?\\[`).test(code)
  const named = new RegExp(`[.\\s{,]${parent}\\b(?!\\.\\w|:)`).test(code)
  return indexed || new RegExp(`\\b${parent}\\.${key}\\b`).test(code) || (named && read)
}
