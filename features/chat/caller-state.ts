import { memberOfSlot } from '#platform/envelope/records'
import { counted, fill, type Language } from '#platform/words'
import type { WaitingView } from '#features/queue/browser'
import type { TalkBody } from './bodies.ts'
import type { CallerWords } from './caller-words.ts'

/** What the sentence looks at; the caller's page knows more. */
export type CallerSees = {
  connection: 'connecting' | 'open' | 'waiting' | 'ended'
  waiting: WaitingView | null
  log: { rows: readonly { slot: string; body: TalkBody | null }[] }
}

/** What is happening now, in one sentence that is true, and one more that helps. */
export function stateSentence(
  words: CallerWords,
  language: Language,
  talk: CallerSees,
): { state: string; hint: string } {
  const say = words.state
  if (talk.connection === 'waiting') return { state: say.waiting, hint: '' }
  if (talk.connection === 'ended') return { state: say.ended, hint: '' }
  const { waiting } = talk
  if (!waiting || talk.connection === 'connecting') return { state: say.connecting, hint: '' }
  if (waiting.state === 'coming') return { state: say.coming, hint: '' }
  if (waiting.state === 'answered') return { state: whoIsHere(words, language, talk), hint: '' }
  if (waiting.state === 'away') return { state: say.away, hint: '' }
  if (waiting.state === 'handover') {
    const asked = waiting.asking > 0 ? counted(language, say.handoverAsking, waiting.asking) : say.handover
    return { state: asked, hint: '' }
  }
  if (waiting.state === 'message') return { state: words.message.keptTitle, hint: words.message.kept }
  if (waiting.state !== 'waiting') return { state: '', hint: '' }
  return {
    state: [asking(words, language, talk), usual(words, language, talk)].filter(Boolean).join(' '),
    hint: say.writeNow,
  }
}

const asking = (words: CallerWords, language: Language, { waiting }: CallerSees): string =>
  waiting && waiting.asking > 0 ? counted(language, words.state.asking, waiting.asking) : words.state.askingNobody

/** Only what the last answers on this line allow to say. */
function usual(words: CallerWords, language: Language, { waiting }: CallerSees): string {
  if (!waiting || waiting.usualWait === null || waiting.asking === 0 || waiting.nobody) return ''
  if (waiting.usualWait < 60) return words.state.usuallySoon
  return counted(language, words.state.usually, Math.round(waiting.usualWait / 60))
}

/** Names of those who joined and have not left, as they said them themselves. */
export function namesIn(talk: CallerSees): Map<string, string> {
  const names = new Map<string, string>()
  for (const { slot, body } of talk.log.rows) {
    const who = memberOfSlot(slot)
    if (!who || !body) continue
    if (body.k === 'joined') names.set(who, body.name)
    if (body.k === 'gone') names.delete(who)
  }
  return names
}

function whoIsHere(words: CallerWords, language: Language, talk: CallerSees): string {
  const names = [...namesIn(talk).values()]
  if (names.length === 0) return words.state.someone
  const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
  return names.length === 1 ? fill(words.state.answered, { name: list }) : list
}
