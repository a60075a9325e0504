import type { Context } from 'hono'
import { anyMember, may } from '#features/members'
import { route, type House, type Route } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { z } from 'zod'
import { mostSkills, type SkillEvent } from '../rules.ts'
import { confirmSchema, orderSchema, retiredSchema, skillsSchema } from '../wire.ts'
import { words } from '../words.ts'
import { tell, type Tx } from './moments.ts'
import { onSkill, undoSkill, type HeldPlace, type Note } from './skills.ts'
import { putSkill, setPlaces, setRetired, skillsOf } from './store-skills.ts'
import { notesOf } from './view.ts'
import { isActive } from './walks.ts'

export type Refused = keyof (typeof words)['en']['refused']
const status: Partial<Record<Refused, 404 | 422>> = {
  'no-skill': 404,
  'no-member': 404,
  'no-step': 404,
  'not-yours': 404,
  'same-id': 422,
  'no-sign-off': 422,
  times: 422,
  'too-many': 422,
  past: 422,
}

export const refused = (c: Context, language: Language, code: Refused): Response =>
  refuse(c, status[code] ?? 409, code, choose(language, words).refused[code])

/** The refusal's sentence, or that it was done. */
export const done = (c: Context, language: Language, code: Refused | null): Response =>
  code ? refused(c, language, code) : c.json({})

export const noteOf = (note: string | null | undefined): Note =>
  typeof note === 'string' ? Buffer.from(note, 'base64url') : note

export const idIn = (c: Context, name: string): string | null => z.uuid().safeParse(c.req.param(name)).data ?? null

const planner = may('crew.plan')

export const skillRoutes = (house: House): Route[] => [
  putRoute(house),
  ...listRoutes(house),
  ...heldRoutes(house),
  ...takeBackRoutes(house),
  notesRoute(house),
]

const putRoute = (house: House): Route =>
  route({
    method: 'PUT',
    path: '/api/training/skills',
    guard: planner,
    body: skillsSchema,
    largest: 768 * 1024,
    async handle({ c, visitor: { teamId }, body, language }) {
      const problem = await inTransaction(house, async (tx) => {
        const known = (await skillsOf(tx.sql, teamId)).map(({ skillId }) => skillId)
        if (new Set([...known, ...body.skills.map(({ skillId }) => skillId)]).size > mostSkills) return 'too-many'
        for (const { skillId, sealed, validFor } of body.skills)
          await putSkill(tx.sql, teamId, { skillId, validFor, sealedName: Buffer.from(sealed, 'base64url') })
        tell(tx, teamId)
        return null
      })
      return done(c, language, problem)
    },
  })

const listRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/training/skills/order',
    guard: planner,
    body: orderSchema,
    async handle({ c, visitor: { teamId }, body, language }) {
      const problem = await inTransaction(house, async (tx) => {
        const known = new Set((await skillsOf(tx.sql, teamId)).map(({ skillId }) => skillId))
        const given = new Set(body.skillIds)
        if (given.size !== body.skillIds.length || given.symmetricDifference(known).size > 0) return 'changed'
        await setPlaces(tx.sql, teamId, body.skillIds)
        tell(tx, teamId)
        return null
      })
      return done(c, language, problem)
    },
  }),
  route({
    method: 'PUT',
    path: '/api/training/skills/:skillId/retired',
    guard: planner,
    body: retiredSchema,
    async handle({ c, visitor: { teamId }, body, language }) {
      const skillId = idIn(c, 'skillId')
      const problem = await inTransaction(house, async (tx) => {
        if (!skillId || !(await setRetired(tx.sql, teamId, skillId, body.retired))) return 'no-skill'
        tell(tx, teamId)
        return null
      })
      return done(c, language, problem)
    },
  }),
]

const heldRoutes = (house: House): Route[] => [
  route({
    method: 'PUT',
    path: '/api/training/mine/:skillId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const place = placeIn(c, visitor, visitor.memberId)
      return done(c, language, await happens(house, { place, visitor, note: undefined }, { kind: 'claimed' }))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/training/people/:memberId/skills/:skillId',
    guard: planner,
    body: confirmSchema,
    async handle({ c, visitor, body, language }) {
      const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt)
      if (expiresAt && expiresAt <= house.clock.now()) return refused(c, language, 'past')
      const act = { place: placeIn(c, visitor), visitor, note: noteOf(body.note) }
      return done(c, language, await happens(house, act, { kind: 'confirmed', expiresAt }))
    },
  }),
]

const takeBackRoutes = (house: House): Route[] => [
  route({
    method: 'DELETE',
    path: '/api/training/people/:memberId/skills/:skillId',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const place = placeIn(c, visitor)
      const mayTake = visitor.permissions.has('crew.plan') || place?.memberId === visitor.memberId
      if (!mayTake) return refused(c, language, 'not-yours')
      return done(c, language, await happens(house, { place, visitor, note: undefined }, { kind: 'taken back' }))
    },
  }),
  route({
    method: 'POST',
    path: '/api/training/people/:memberId/skills/:skillId/undo',
    guard: anyMember,
    async handle({ c, visitor, language }) {
      const place = placeIn(c, visitor)
      const undo = { memberId: visitor.memberId, at: house.clock.now() }
      const problem = await inTransaction(house, async (tx) =>
        place && (await undoSkill(tx, place, undo)) ? null : 'too-late',
      )
      return done(c, language, problem)
    },
  }),
]

const notesRoute = (house: House): Route =>
  route({
    method: 'GET',
    path: '/api/training/people/:memberId/notes',
    guard: planner,
    async handle({ c, visitor: { teamId }, language }) {
      const memberId = idIn(c, 'memberId')
      return memberId ? c.json(await notesOf(house.db.sql, teamId, memberId)) : refused(c, language, 'no-member')
    },
  })

const placeIn = (c: Context, { teamId }: Member, memberId = idIn(c, 'memberId')): HeldPlace | null => {
  const skillId = idIn(c, 'skillId')
  return memberId && skillId ? { teamId, memberId, skillId } : null
}

type Act = { place: HeldPlace | null; visitor: Member; note: Note }
type Kind = { kind: 'claimed' } | { kind: 'confirmed'; expiresAt: Date | null } | { kind: 'taken back' }

/** The event, when its member is in the team and its skill in the list; a retired one is only taken back. */
const happens = (house: House, { place, visitor, note }: Act, kind: Kind): Promise<Refused | null> =>
  inTransaction(house, async (tx) => {
    if (!place || !(await isActive(tx.sql, place))) return 'no-member'
    const skill = (await skillsOf(tx.sql, place.teamId)).find(({ skillId }) => skillId === place.skillId)
    if (!skill || (skill.retired && kind.kind !== 'taken back')) return 'no-skill'
    const event: SkillEvent = { ...kind, by: visitor.memberId, at: house.clock.now() }
    return (await onSkill(tx, place, event, note)) ? null : 'not-now'
  })

export const inTransaction = <Result>(house: House, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))
