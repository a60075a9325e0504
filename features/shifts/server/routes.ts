import { z } from 'zod'
import { anyMember } from '#features/members'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { addDays, type Dates } from '../nights.ts'
import type { AvailabilityView } from '../views.ts'
import { nothingGiven } from '../rules.ts'
import { savedAvailabilitySchema } from '../wire.ts'
import { words } from '../words.ts'
import { openView } from './open-seats.ts'
import { emptyRoutes } from './routes-empty.ts'
import { movingRoutes } from './routes-moving.ts'
import { planRoutes, refused, within } from './routes-plan.ts'
import { seatRoutes } from './routes-seats.ts'
import { availabilitiesOf, setAvailability } from './store-availability.ts'
import { takeTurn } from './turn.ts'
import { pulseView, shiftsView } from './view.ts'

export const shiftRoutes = (house: House): Route[] => [
  ...readingRoutes(house),
  ...availabilityRoutes(house),
  ...planRoutes(house),
  ...seatRoutes(house),
  ...emptyRoutes(house),
  ...movingRoutes(house),
]

/** Tells that something changed; what it is, everybody asks for as far as they may see it. */
export const shiftTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'shifts',
    guard: anyMember,
    view: (visitor, key) => Promise.resolve(key === '' ? pulseView(house, visitor) : null),
  }),
]

const longest = 100
const asked = z
  .object({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to && to < addDays(from, longest))

const reads: [path: string, view: (house: House, visitor: Member, dates: Dates) => Promise<object>][] = [
  ['/api/shifts', shiftsView],
  ['/api/shifts/open', openView],
]
const readingRoutes = (house: House): Route[] =>
  reads.map(([path, view]) =>
    route({
      method: 'GET',
      path,
      guard: anyMember,
      async handle({ c, visitor, language }) {
        const dates = asked.safeParse(c.req.query())
        if (!dates.success) return refuse(c, 400, 'dates', words[language].refused.dates)
        return c.json(await view(house, visitor, dates.data))
      },
    }),
  )

const availabilityRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/shifts/availability',
    guard: anyMember,
    async handle({ c, visitor }) {
      const { teamId, memberId } = visitor
      const isAll = c.req.query('all') === '1' && visitor.permissions.has('crew.plan')
      const found = await availabilitiesOf(house.db.sql, teamId, isAll ? null : [memberId])
      const unsaid: AvailabilityView = { memberId, version: 0, given: nothingGiven, sealed: '' }
      return c.json(isAll ? found : (found[0] ?? unsaid))
    },
  }),
  route({
    method: 'PUT',
    path: '/api/shifts/availability',
    guard: anyMember,
    body: savedAvailabilitySchema,
    async handle({ c, visitor, body, language }) {
      const { teamId, memberId } = visitor
      const isKept = await within(house, async (tx) => {
        const { at } = await takeTurn(tx, teamId)
        return setAvailability(tx.sql, teamId, { ...body, memberId, at })
      })
      return isKept ? c.json({ version: body.version + 1 }) : refused({ c, language }, 'changed')
    },
  }),
]
