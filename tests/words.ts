import type { Sources } from './sources.ts'

type Sentences = Map<string, string>

/** Words that promise too much, or that name people as we never do, whole words only. */
const neverInEnglish =
  /\b(users?|victims?|tickets?|agents?|suspects?|case numbers?|anonymous(ly)?|untraceable|court-admissible|compliant|zero[- ]knowledge|military[- ]grade)\b/i
const neverInSpanish =
  /(?<![\p{L}])(usuari[oa]s?|víctimas?|sospechos[oa]s?|tickets?|anónim[oa]s?|irrastreable|conocimiento cero|grado militar|usted(es)?)(?![\p{L}])/iu

/** Every way in which the sentences of the product break their rules, one line each. */
export function findWordProblems(sources: Sources): string[] {
  const english = sources.files.filter((file) => /\/words\/(.+\.)?en\.json$/.test(file))
  const spanish = sources.files.filter((file) => /\/words\/(.+\.)?es\.json$/.test(file))
  const alone = spanish.filter((file) => !english.includes(toEnglish(file)))
  return [...alone.map((file) => `${file} has no English`), ...english.flatMap((file) => pairProblems(sources, file))]
}

const toEnglish = (file: string): string => file.replace(/es\.json$/, 'en.json')

function pairProblems(sources: Sources, file: string): string[] {
  const other = file.replace(/en\.json$/, 'es.json')
  if (!sources.files.includes(other)) return [`${file} has no Spanish`]
  const english = sentencesOf(JSON.parse(sources.textOf(file)))
  const spanish = sentencesOf(JSON.parse(sources.textOf(other)))
  return [
    ...[...english.keys()].filter((key) => !spanish.has(key)).map((key) => `${other}: ${key} is missing`),
    ...[...spanish.keys()].filter((key) => !english.has(key)).map((key) => `${file}: ${key} is missing`),
    ...[...english].flatMap(([key, sentence]) => placeProblems(`${other}: ${key}`, sentence, spanish.get(key))),
    ...[...english].flatMap(([key, sentence]) => manners(`${file}: ${key}`, sentence, neverInEnglish)),
    ...[...spanish].flatMap(([key, sentence]) => manners(`${other}: ${key}`, sentence, neverInSpanish)),
  ]
}

/** Every sentence by its place, `shift.one` and the like. */
function sentencesOf(value: unknown, path = ''): Sentences {
  if (typeof value === 'string') return new Map([[path, value]])
  const parts = Object.entries((value ?? {}) as Record<string, unknown>)
  return new Map(parts.flatMap(([key, part]) => [...sentencesOf(part, path ? `${path}.${key}` : key)]))
}

function placeProblems(where: string, english: string, spanish: string | undefined): string[] {
  if (spanish === undefined) return []
  const [wanted, found] = [placesOf(english), placesOf(spanish)]
  return wanted === found ? [] : [`${where} has the places [${found}], English has [${wanted}]`]
}

/** A count may be said in words ("one person"), so its place may be left out. */
const placesOf = (sentence: string): string =>
  [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))]
    .filter((name) => name !== 'count')
    .sort()
    .join(', ')

function manners(where: string, sentence: string, never: RegExp): string[] {
  const problems: string[] = []
  if (sentence.trim() === '') problems.push(`${where} is empty`)
  if (/[!¡]/.test(sentence)) problems.push(`${where} shouts`)
  const word = never.exec(sentence)?.[0]
  if (word) problems.push(`${where} says “${word}”`)
  return problems
}
