import { existsIn, importsOf, isTest, resolveImport, type Sources } from './sources.ts'

/** What an exception to a rule is for stands beside its name, or it is no exception. */
const sqlElsewhere: Record<string, string> = {
  'platform/migrations.ts': 'runs the files of tables/ and keeps the list of those that ran',
  'platform/postgres/index.ts': 'makes the database itself',
  'platform/postgres/external.ts': 'asks a foreign PostgreSQL for its version',
}

const runByHand: Record<string, string> = { 'console/make-icons.ts': 'draws the icons anew, in Node' }

/** Every way in which the sources break the boundaries of ARCHITECTURE.md, one sentence each. */
export function findProblems(sources: Sources, floorPlan: readonly string[]): string[] {
  const code = sources.files.filter((file) => /\.(ts|svelte)$/.test(file) && !isTest(file))
  return [
    ...code.flatMap((file) => importProblems(sources, file, floorPlan)),
    ...browserProblems(sources, code),
    ...code.flatMap((file) => sqlProblems(file, sources.textOf(file))),
    ...code.flatMap((file) => clockProblems(file, sources.textOf(file))),
    ...featureProblems(sources),
  ]
}

const featureOf = (path: string): string | undefined => /^features\/([^/]+)\//.exec(path)?.[1]
const isServer = (path: string): boolean => /^(features\/[^/]+\/server|platform\/(server|postgres|backup))\//.test(path)
const isBrowser = (path: string): boolean =>
  /^(features\/[^/]+\/browser\/|console\/|ui\/browser\/|platform\/(browser|envelope)\/)/.test(path) ||
  path.endsWith('.svelte')

function importProblems(sources: Sources, file: string, floorPlan: readonly string[]): string[] {
  if (/^(tests|bench|tools)\//.test(file)) return []
  return importsOf(sources.textOf(file)).flatMap(({ specifier, typeOnly }) => {
    const target = resolveImport(file, specifier)
    const problem = target && boundaryProblem({ file, specifier, target, typeOnly }, floorPlan)
    return problem ? [`${file} imports ${specifier}: ${problem}`] : []
  })
}

type Edge = { file: string; specifier: string; target: string; typeOnly: boolean }

function boundaryProblem({ file, specifier, target, typeOnly }: Edge, floorPlan: readonly string[]): string | null {
  const [from, to] = [featureOf(file), featureOf(target)]
  if (specifier.startsWith('.') && to && from !== to) return 'enter a feature only by its door, #features/NAME'
  // What a feature's tests share among themselves may open a test house.
  if (target.startsWith('tests/') && from) return null
  if (specifier.startsWith('.') && from && from !== to && !typeOnly) return 'leave a feature only through a door'
  if (to && /^(platform|ui)\//.test(file)) return 'what every feature stands on knows no feature'
  if (target.startsWith('ui/') && /^platform\/(?!server\/)/.test(file)) return 'the platform has no look'
  if (from && to && from !== to && floorPlan.indexOf(to) >= floorPlan.indexOf(from))
    return `${from} stands on lower floors only`
  if (isServer(file) && isBrowser(target) && !typeOnly && !target.startsWith('platform/envelope/'))
    return 'server code never runs browser code'
  return null
}

/** Follows what a browser would load, through every file: none of it may be the server's or Node's. */
function browserProblems(sources: Sources, code: string[]): string[] {
  const problems: string[] = []
  const seen = new Set(code.filter((file) => isBrowser(file) && !(file in runByHand)))
  for (const file of seen) {
    for (const { specifier, typeOnly } of importsOf(sources.textOf(file))) {
      if (typeOnly) continue
      const target = resolveImport(file, specifier)
      if (specifier.startsWith('node:')) problems.push(`${file} imports ${specifier}: a browser has no such module`)
      if (!target || !/\.(ts|svelte)$/.test(target)) continue
      if (isServer(target)) problems.push(`${file} imports ${specifier}: browser code never sees the server's`)
      else if (existsIn(sources, target)) seen.add(target)
    }
  }
  return problems
}

const sqlTag = /\b(sql|tx|db\.sql)(<[^`]{0,400}>)?`|\.unsafe\(/

function sqlProblems(file: string, text: string): string[] {
  if (/^(tests|bench|tools)\//.test(file)) return []
  if (/\/store[^/]*\.ts$/.test(file)) {
    const withClock = /`[^`]*\b(?<![.\w$])now\(\)[^`]*`/.test(text) || /current_timestamp/.test(text)
    return withClock ? [`${file}: SQL never asks the database for the time; pass clock.now()`] : []
  }
  return sqlTag.test(text.replaceAll(/\/\*[\s\S]*?\*\//g, '')) && !(file in sqlElsewhere)
    ? [`${file}: SQL stands only in store.ts, store-*.ts and tables/`]
    : []
}

/** What is decided on the server by the time is decided by the clock of the house, which tests turn. */
function clockProblems(file: string, text: string): string[] {
  if (!/^features\/[^/]+\/server\//.test(file)) return []
  return /\bDate\.now\(\)|\bnew Date\(\)|\bsetInterval\(/.test(text) ? [`${file}: time is the house's clock`] : []
}

function featureProblems(sources: Sources): string[] {
  const names = new Set(sources.files.map(featureOf).filter((name) => name !== undefined))
  return [...names].flatMap((name) =>
    ['README.md', 'index.ts']
      .filter((part) => !existsIn(sources, `features/${name}/${part}`))
      .map((part) => `features/${name} has no ${part}`),
  )
}
