import type { Sql } from '#platform/database'
import { message, Refusal, streamTopic, viewTopic, type House, type Message, type Topic } from '#platform/house'
import type { Member } from '#platform/visitors'
import { readRecordPlace } from '#features/contacts'
import { anyMember } from '#features/members'
import { z } from 'zod'
import { mayReadCase } from '../rules.ts'
import { caseWriteSchema, type CaseView } from '../wire.ts'
import { keyOf } from './keys.ts'
import { openingsOf } from './openings.ts'
import { caseOf, casesOf, type Case } from './store.ts'

export const caseTopics = (house: House): Topic[] => [
  streamTopic<Member>({
    name: 'case-rows',
    guard: anyMember,
    asksAgain: 'case',
    async stream(visitor, key) {
      const of = await readable(house.db.sql, house, visitor, key)
      return of && openingsOf(house).has(visitor, key) ? { teamId: of.teamId, streamId: of.streamId } : null
    },
  }),
  viewTopic<Member>({
    name: 'case',
    guard: anyMember,
    async view(visitor, key) {
      const of = await readable(house.db.sql, house, visitor, key)
      return of && caseView(of)
    },
  }),
  viewTopic<Member>({
    name: 'cases',
    guard: anyMember,
    async view(visitor, key): Promise<CaseView[] | null> {
      if (key !== '') return null
      const all = visitor.permissions.has('cases.keep')
      return (await casesOf(house.db.sql, visitor.teamId, all ? null : visitor.memberId)).map(caseView)
    },
  }),
]

/** The case, when this member may open it now; null looks the same for "there is none", "erased" and "not for you". */
export async function readable(sql: Sql, house: House, visitor: Member, caseId: string): Promise<Case | null> {
  if (!z.uuid().safeParse(caseId).success) return null
  const of = await caseOf(sql, visitor.teamId, caseId)
  return of && mayReadCase(visitor, of) && house.keyStore.has(keyOf(caseId)) ? of : null
}

export const caseView = (of: Case): CaseView => ({
  caseId: of.caseId,
  lineId: of.lineId,
  code: of.code,
  state: of.state,
  assigned: of.assigned,
  fallbackId: of.fallbackId,
  offer: of.offer,
  contactIds: of.contactIds,
  practice: of.practiceId !== null,
  epochs: { demanded: of.keyEpoch, made: of.made },
})

/**
 * `case.open` keeps the record that says "I opened it", and from then on this session may follow the rows. `case.write`
 * keeps everything else; in a closed case too, so that a word written without a network is not lost to a closing.
 */
export const caseMessages = (house: House): Message[] =>
  (['case.open', 'case.write'] as const).map((name) =>
    message({
      name,
      guard: anyMember,
      body: caseWriteSchema,
      async handle({ visitor, body }) {
        const place = readRecordPlace(body.record)
        if (!place) throw new Refusal('malformed')
        const of = await readable(house.db.sql, house, visitor, body.caseId)
        if (!of) throw new Refusal('not-yours')
        if (!place.s.startsWith(`member:${visitor.memberId}:`)) throw new Refusal('wrong-slot')
        if (place.e < of.keyEpoch) throw new Refusal('old-epoch')
        const { teamId, streamId } = of
        const kept = await house.streams.append({ teamId, streamId, id: body.id, body: body.record })
        if (name === 'case.open') openingsOf(house).note(visitor, body.caseId)
        return kept
      },
    }),
  )
