import type { Api } from '#platform/browser/api'
import type { Language } from '#platform/words'

export type LineName = { lineId: string; name: string; languages: Language[] }
type Line = { lineId: string; name: Partial<Record<Language, string>>; languages: Language[] }

/** The team's lines as a member sees them, named in their language where there is such a name. Throws ApiError. */
export async function readLines(api: Api, language: Language): Promise<LineName[]> {
  const lines = await api.get<Line[]>('/api/lines')
  return lines.map(({ lineId, name, languages }) => {
    const other = languages.map((one) => name[one]).find(Boolean)
    return { lineId, name: name[language] ?? other ?? '', languages }
  })
}
