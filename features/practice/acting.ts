import { randomId } from '#platform/ids'
import type { Person } from '../../tests/people.ts'

/* For this feature's tests. */

/** A case opened from a contact that `by` may read. */
export async function caseFrom(
  by: Person,
  { lineId, fallback, contactId }: { lineId: string; fallback: Person; contactId: string },
): Promise<string> {
  const caseId = randomId()
  const readers = [`member:${by.memberId}`, `member:${fallback.memberId}`, 'circle:stewards']
  const place = { object: caseId, kind: 'case' as const, epoch: 1 }
  const wraps = await by.keyring.makeKey(
    place,
    readers.map((reader) => ({ reader })),
  )
  const code = `stone river ${caseId
    .replaceAll(/[^a-f]/g, '')
    .slice(0, 8)
    .padEnd(4, 'x')}`
  const body = { caseId, lineId, code, fallbackId: fallback.memberId, contactId, wraps }
  const answer = await by.request('/api/cases', { method: 'POST', body })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return caseId
}
