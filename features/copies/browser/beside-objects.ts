import type { Desk } from '#features/keys/browser'
import type { OwedPromise } from '#features/promises'
import { formsOf, type Form } from '#features/records/browser'
import type { ReportView } from '#features/tally'

/** What each copied record was asked, by version. 0 is the one that every team begins with. Throws AbortError when `signal` says so. */
export async function recordForms(desk: Desk, signal: AbortSignal): Promise<Record<number, Form>> {
  const known = formsOf(desk)
  await new Promise<void>((tell, stop) => {
    known.subscribe(({ isKnown }) => isKnown && tell())
    signal.addEventListener('abort', () => stop(signal.reason as Error), { once: true })
  })
  const forms: Record<number, Form> = { 0: known.at(0)! }
  for (const { version } of known.view.versions)
    forms[version] = await desk.api.get<Form>(`/api/record/forms/${version}`)
  return forms
}

/** Everything that was published, of every year. Cards that are not counted yet name nobody, and are nobody's to take. */
export async function publishedNumbers({ api }: Pick<Desk, 'api'>): Promise<Omit<ReportView, 'years'>[]> {
  const read = (year: string): Promise<ReportView> => api.get<ReportView>(`/api/tally/report/${year}`)
  const { years } = await read('0000')
  const reports = await Promise.all(years.map((year) => read(String(year))))
  return reports.map(({ years: _all, ...report }) => report)
}

/** Whose each promise of a case is, when it is due and how it stands; its words are among the case's rows. */
export const promisesOf = async ({ api }: Pick<Desk, 'api'>, caseId: string): Promise<OwedPromise[]> =>
  (await api.get<{ promises: OwedPromise[] }>(`/api/promises/of/${caseId}`)).promises
