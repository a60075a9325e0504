import { z } from 'zod'
import { route, type Feature } from '#platform/house'
import { KeyStoreError } from '#platform/key-store'
import { anyone, type Guard, type Member } from '#platform/visitors'

/** A feature for the tests of the web server: it echoes, it fails, and one of its routes is for members only. */
const anyMember: Guard<Member> = { name: 'anyMember', admit: ({ member }) => member ?? null }
const steward: Guard<Member> = {
  name: 'steward',
  admit: ({ member }) => (member?.permissions.has('team.manage') ? member : null),
}
const shape = z.object({ text: z.string().max(100), more: z.array(z.string()).optional() })

export const pretendFeature: Feature = {
  name: 'pretend',
  routes: () => [
    route({ method: 'POST', path: '/api/echo', guard: anyone, body: shape, handle: ({ c, body }) => c.json(body) }),
    route({
      method: 'POST',
      path: '/api/large',
      guard: anyone,
      body: shape,
      largest: 200,
      handle: ({ c }) => c.text('ok'),
    }),
    route({ method: 'DELETE', path: '/api/thing/:id', guard: anyone, handle: ({ c }) => c.text('gone') }),
    route({ method: 'GET', path: '/api/thing/:id', guard: anyone, handle: ({ c }) => c.text('a thing '.repeat(1000)) }),
    route({ method: 'GET', path: '/api/mine', guard: anyMember, handle: ({ c, visitor }) => c.text(visitor.memberId) }),
    route({ method: 'GET', path: '/api/manage', guard: steward, handle: ({ c }) => c.text('managed') }),
    route({ method: 'GET', path: '/api/gone', guard: anyone, handle: () => erased() }),
    route({ method: 'GET', path: '/api/fails/:id', guard: anyone, handle: ({ c }) => fail(c.req.param('id')!) }),
  ],
  identify: async (_house, { cookies }) =>
    cookies['session'] === 'dee'
      ? { member: { kind: 'member', teamId: 't', memberId: 'dee', sessionId: 's', permissions: new Set() } }
      : {},
}

function erased(): never {
  throw new KeyStoreError('erased')
}

function fail(what: string): never {
  throw new TypeError(`this quotes ${what}, as errors do`)
}
