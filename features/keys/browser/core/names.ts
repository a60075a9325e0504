import { openCard, verifiedCard } from '#platform/envelope/cards'
import { codeOf, EnvelopeError } from '#platform/envelope/errors'
import type { Identity } from '#platform/envelope/identity'
import type { Chains } from '#platform/envelope/intake'
import type { KeysView } from '../../wire.ts'
import type { Refused } from './team.ts'

type Given = {
  view: KeysView
  chains: Chains
  refused: Refused[]
  /** What a sealed card was opened to before. */
  opened: (sealed: string) => string | undefined
}

/**
 * Who is called what. A card that does not hold leaves its member without a name; it never gives them another's. What a card
 * says is opened once and verified whenever the team changes. `cards`: what each sealed one says.
 */
export async function openNames(
  responders: readonly Identity[],
  { view, chains, refused, opened }: Given,
): Promise<{ names: Map<string, string>; cards: Map<string, string> }> {
  const names = new Map<string, string>()
  const cards = new Map<string, string>()
  for (const { member, sealed } of view.cards) {
    try {
      const inside = opened(sealed) ?? (await openCard(sealed, responders))
      cards.set(sealed, inside)
      const card = await verifiedCard(inside, { team: view.team, member, chains })
      names.set(member, card.name)
    } catch (thrown) {
      if (!(thrown instanceof EnvelopeError)) throw thrown
      refused.push({ what: `card:${member}`, code: codeOf(thrown, 'card.forged') })
    }
  }
  return { names, cards }
}
