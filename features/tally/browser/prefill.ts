import type { Conversation } from '#features/chat/browser'
import { kinds, waitOf, type Card, type Kind } from '../card.ts'

type Known = Pick<Conversation, 'view' | 'talk' | 'crew' | 'isByHand'>

/** Whether there is anything to count: it can be opened here, and somebody really reached out. */
export const mayCount = ({ state, view }: Pick<Conversation, 'state' | 'view'>): boolean =>
  state === 'open' && view !== null && !view.practice

/** The card as far as the conversation itself knows the answers. Whoever closes it looks through it, and may have made `changes`. */
export function cardFor(conversation: Known, changes: Partial<Card> = {}): Card {
  const said = fieldsOf(conversation)
  const isChosen = (field: string): boolean => said.get(field) === 'yes'
  return {
    v: 1,
    channel: conversation.view?.channel ?? 'chat',
    language: conversation.view?.language ?? 'en',
    kinds: kindsIn(said),
    done: (['talking', 'referral', 'accompaniment', 'callback'] as const).filter((done) => isChosen(`agreed/${done}`)),
    police: policeIn(conversation),
    going: isChosen('agreed/going') ? 'went' : 'by-phone',
    waited: conversation.isByHand ? 'minute' : waitOf(waitIn(conversation)),
    outcome: conversation.view?.ending === 'left' ? 'broke-off' : 'unsaid',
    ...changes,
  }
}

/** What the record's fields say last; a choice of several stands as `field/choice: yes`. */
function fieldsOf({ crew }: Known): Map<string, string> {
  const said = new Map<string, string>()
  for (const { body } of crew.log.rows) if (body?.k === 'field') said.set(body.field, body.value)
  return said
}

/** A kind that the team named itself counts as "something else". */
function kindsIn(said: ReadonlyMap<string, string>): Kind[] {
  const chosen = [...said].flatMap(([field, value]) =>
    field.startsWith('kinds/') && value === 'yes' ? [field.slice('kinds/'.length)] : [],
  )
  const isDying = said.get('dying') === 'yes'
  return kinds.filter((kind) =>
    kind === 'dying'
      ? isDying
      : kind === 'other'
        ? chosen.some((one) => one === 'other' || !(kinds as readonly string[]).includes(one))
        : chosen.includes(kind),
  )
}

/** There from the first word on: before us. On the way first and there later: somebody called them; whoever it was can be set right. */
function policeIn({ crew }: Known): Card['police'] {
  const states = crew.log.rows.flatMap(({ body }) => (body?.k === 'police' ? [body.state] : []))
  const wasThere = states.some((state) => state === 'there' || state === 'left')
  if (wasThere) return states.find((state) => state !== 'none') === 'there' ? 'before' : 'others'
  return states.length > 0 && states.every((state) => state === 'none') ? 'none' : 'unsaid'
}

/** From the caller's first words to the first member who joined, by the clocks that wrote them. */
function waitIn({ talk }: Known): number | null {
  const begun = talk.log.rows.find(
    ({ slot, body }) => slot.startsWith('caller:') && body !== null && 'at' in body,
  )?.body
  const joined = talk.log.rows.find(({ body }) => body?.k === 'joined')?.body
  if (!begun || !('at' in begun) || joined?.k !== 'joined') return null
  return Math.max(0, joined.at - begun.at)
}
