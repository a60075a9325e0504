import { route, type House, type Route } from '#platform/house'
import { anyone } from '#platform/visitors'
import { linkOf, practiceTokenSchema } from '#features/practice'
import { practiceOverPage } from './pages.ts'
import { chatAnswer, lineIn } from './public.ts'

/**
 * The link of a practice: the line's own chat page, which says above everything that it is practice. Looking at it uses nothing
 * up (messengers look, too); what it opens is decided when the chat starts, by the server's own row.
 */
export const practiceRoute = (house: House): Route =>
  route({
    method: 'GET',
    path: '/:language{(?:en|es)}/:line/practice/:token',
    guard: anyone,
    async handle({ c, language }) {
      const line = await lineIn(house, c)
      const token = practiceTokenSchema.safeParse(c.req.param('token')).data
      if (!line || !token) return c.notFound()
      const { teamId, lineId } = line
      const found = line.channels.chat ? await linkOf(house, { teamId, lineId, token }) : null
      if (found) return chatAnswer(house, c, { language, practice: { token, memberIds: found.memberIds } })
      const { demo, dist } = house.config
      return c.html(practiceOverPage({ line, language, demo, dist }), 410)
    },
  })
