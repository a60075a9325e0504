import type { Keyring } from '#features/keys/browser'
import { base64url, fromBase64url, text, utf8 } from '#platform/envelope/bytes'
import { pad, unpad } from '#platform/envelope/padding'
import { isLanguage, languages, type Language } from '#platform/words'
import { words } from '../words.ts'

export type Named = Partial<Record<Language, string>>
export type QuestionKind = 'words' | 'scale'
export type Question = { id: string; kind: QuestionKind; words: Named }
export const scale = ['light', 'fine', 'heavy', 'very'] as const
export type Scale = (typeof scale)[number]
/** What somebody answered: the question as they read it, and what they wrote or chose. */
export type Said = { question: string; answer: string; scale: Scale | null }
export type Answer = { said: Said[]; talk: boolean }
type Circle = Pick<Keyring, 'sealToCircle' | 'openForCircle'>
type Readers = Pick<Keyring, 'sealForReaders' | 'openForMe'>

/* Each says inside what it is of, so that a server that swaps two of them is noticed. */
const questionsLabel = 'debrief questions'
const debriefLabel = (debriefId: string): string => `debrief ${debriefId}`
const thanksLabel = (thanksId: string): string => `thanks ${thanksId}`

/** What the product asks until the team asks something else. */
export const startingQuestions = (): Question[] =>
  (['how', 'heavy', 'together', 'change'] as const).map((id) => ({
    id,
    kind: id === 'how' ? 'scale' : 'words',
    words: Object.fromEntries(languages.map((language) => [language, words[language].starting[id]])),
  }))

/** For everybody in the team. */
export const sealQuestions = async (keyring: Circle, questions: readonly Question[]): Promise<string> =>
  base64url(await keyring.sealToCircle('responders', packed({ v: 1, questions }), questionsLabel))

export async function openQuestions(keyring: Circle, sealed: string): Promise<Question[]> {
  const found = unpacked(await keyring.openForCircle(fromBase64url(sealed), questionsLabel)) as { questions?: unknown }
  const list = Array.isArray(found.questions) ? (found.questions as Partial<Question>[]) : []
  return list.map(({ id, kind, words: named }) => ({
    id: String(id),
    kind: kind === 'scale' ? 'scale' : 'words',
    words: asNamed(named),
  }))
}

/** For whoever answers, and for whoever they choose: nobody else, not those who plan or steward either. */
export const sealAnswer = async (
  keyring: Readers,
  { debriefId, by, carerId }: { debriefId: string; by: string; carerId: string | null },
  answer: Answer,
): Promise<string> =>
  base64url(
    await keyring.sealForReaders(readersOf([by, carerId]), packed({ v: 1, ...answer }), debriefLabel(debriefId)),
  )

export async function openAnswer(keyring: Readers, debriefId: string, sealed: string): Promise<Answer> {
  const found = unpacked(await keyring.openForMe(fromBase64url(sealed), debriefLabel(debriefId))) as Partial<Answer>
  const said = Array.isArray(found.said) ? found.said : []
  return {
    talk: found.talk === true,
    said: said.map((one) => ({
      question: String(one.question),
      answer: String(one.answer),
      scale: scale.find((step) => step === one.scale) ?? null,
    })),
  }
}

/** For the two of them. */
export const sealThanks = async (
  keyring: Readers,
  { thanksId, from, to }: { thanksId: string; from: string; to: string },
  written: string,
): Promise<string> =>
  base64url(await keyring.sealForReaders(readersOf([from, to]), packed({ v: 1, written }), thanksLabel(thanksId)))

export async function openThanks(keyring: Readers, thanksId: string, sealed: string): Promise<string> {
  const found = unpacked(await keyring.openForMe(fromBase64url(sealed), thanksLabel(thanksId))) as { written?: unknown }
  return typeof found.written === 'string' ? found.written : ''
}

const readersOf = (memberIds: (string | null)[]): string[] =>
  memberIds.filter((id) => id !== null).map((id) => `member:${id}`)

const packed = (what: unknown): Uint8Array => pad(utf8(JSON.stringify(what)))
const unpacked = (bytes: Uint8Array): unknown => JSON.parse(text(unpad(bytes)))

/** Whoever holds the circle's public key could have sealed anything: only words in our languages are taken from it. */
const asNamed = (value: unknown): Named =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, unknown>).filter(
      ([language, written]) => isLanguage(language) && typeof written === 'string',
    ),
  )

/** In the reader's language, or in the one there is; '' for neither. */
export const inWords = (named: Named, language: Language): string =>
  named[language]?.trim() || languages.map((one) => named[one]?.trim() ?? '').find((one) => one !== '') || ''
