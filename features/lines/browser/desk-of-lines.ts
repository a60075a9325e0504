import type { Api } from '#platform/browser/api'
import { orderedId } from '#platform/ids'
import type { Keyring } from '#features/keys/browser'
import { firstLine } from '../template.ts'
import type { Line, LineDraft } from '../wire.ts'
import { same } from './history.ts'

type Team = { teamId: string; languages: Line['languages'] }
type Tools = { api: Api; keyring: Pick<Keyring, 'makeIntake'> }

/** Unsaved lines stay in memory while the console is open, wherever its reader goes meanwhile. Never on the device. */
const kept = new Map<string, { draft: LineDraft; version: number }>()

export const keep = (lineId: string, draft: LineDraft, version: number): void =>
  void kept.set(lineId, { draft, version })
export const keptOf = (lineId: string): { draft: LineDraft; version: number } | undefined => kept.get(lineId)
export const letGo = (lineId: string): void => void kept.delete(lineId)

export const draftOf = ({ teamId: _team, lineId: _line, version: _version, ...draft }: Line): LineDraft => draft

export const allLines = (api: Api): Promise<Line[]> => api.get<Line[]>('/api/lines')
export const oneLine = (api: Api, lineId: string): Promise<Line> => api.get<Line>(`/api/lines/${lineId}`)

/** The new version. Throws ApiError `changed` (409) when somebody saved meanwhile. */
export async function saveLine(api: Api, lineId: string, version: number, line: LineDraft): Promise<number> {
  const saved = await api.put<{ version: number }>(`/api/lines/${lineId}`, { version, line: readyToSend(line) })
  return saved.version
}

/** Makes the line together with the keys that its callers' words are sealed to. Returns its identifier. */
export async function makeLine({ api, keyring }: Tools, line: LineDraft): Promise<string> {
  const lineId = orderedId()
  const intake = await keyring.makeIntake(lineId)
  await api.post('/api/lines', { lineId, line: readyToSend(line), intake })
  return lineId
}

/** A line to start from, at an address that is free. Only the first of a team is the front door. */
export function newLine(team: Team, others: Line[]): LineDraft {
  const line = firstLine(team.languages)
  const taken = new Set(others.map(({ path }) => path))
  const numbers = Array.from({ length: others.length + 1 }, (_, index) => `${line.path}-${index + 2}`)
  return { ...line, path: [line.path, ...numbers].find((path) => !taken.has(path))!, isRoot: others.length === 0 }
}

/** The parts in which two drafts differ. */
export const differences = (mine: LineDraft, theirs: LineDraft): (keyof LineDraft)[] =>
  (Object.keys(theirs) as (keyof LineDraft)[]).filter((part) => !same(mine[part], theirs[part]))

/** Fields left empty are not sent as empty text, numbers that are not there are null, lists lose their empty rows. */
function readyToSend(line: LineDraft): LineDraft {
  const { phone, text, chat } = line.channels
  const written = (texts: { en?: string | undefined; es?: string | undefined }): boolean =>
    Boolean(texts.en?.trim() || texts.es?.trim())
  return {
    ...line,
    channels: { chat, phone: phone?.trim() || null, text: text?.trim() || null },
    guide: line.guide.filter(written),
    quickPhrases: line.quickPhrases.filter(written),
    elsewhere: line.elsewhere.filter(({ name, reach }) => written(name) || reach.trim()),
  }
}
