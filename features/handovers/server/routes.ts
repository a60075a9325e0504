import { anyMember } from '#features/members'
import { route, viewTopic, type House, type Route, type Topic } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose } from '#platform/words'
import { answerSchema, type Answer, type Answered, type ItemName } from '../wire.ts'
import { words } from '../words.ts'
import { answerItem, NotGivenBack, type AnswerRefusal } from './answer.ts'
import { handoverView } from './view.ts'

export const handoverRoutes = (house: House): Route[] => [
  route({
    method: 'GET',
    path: '/api/handovers',
    guard: anyMember,
    handle: async ({ c, visitor }) => c.json(await handoverView(house, visitor)),
  }),
  route({
    method: 'POST',
    path: '/api/handovers',
    guard: anyMember,
    body: answerSchema,
    async handle({ c, visitor, body, language }) {
      const say = choose(language, words).refused
      const answered: Answered = { refused: [] }
      for (const item of body.items) {
        const code = await answerOne(house, visitor, body.answer, item)
        if (code) answered.refused.push({ objectId: item.objectId, code, words: say[code] })
      }
      const [first] = answered.refused
      // Nothing at all was done: that is a refusal. Of many, what could be done stays done.
      if (!first || answered.refused.length < body.items.length) return c.json(answered)
      return refuse(c, first.code === 'not-there' ? 404 : 409, first.code, first.words)
    },
  }),
]

/** Each in a transaction of its own: what one cannot be given does not keep the others. */
const answerOne = (
  house: House,
  visitor: Member,
  answer: Answer['answer'],
  item: ItemName,
): Promise<AnswerRefusal | null> =>
  house.db
    .transact((sql, afterCommit) => answerItem({ sql, afterCommit, house }, visitor, answer, item))
    .catch((error: unknown) => {
      if (error instanceof NotGivenBack) return 'not-now' as const
      throw error
    })

export const handoverTopics = (house: House): Topic[] => [
  viewTopic<Member>({
    name: 'handovers',
    guard: anyMember,
    view: (visitor, key) => (key === '' ? handoverView(house, visitor) : Promise.resolve(null)),
  }),
]
