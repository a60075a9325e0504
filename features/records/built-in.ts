import type { Choice, Field, FieldType, Form, Section } from './form.ts'
import { formWords } from './words.ts'

type Built = [id: string, section: Section, type: FieldType, choices?: readonly string[]]

/** In the order of the talk: nothing about who they are before it is all right to ask. */
const built: Built[] = [
  ['ask', 'ask', 'choice', ['yes', 'no']],
  ['personal/name', 'ask', 'line'],
  ['personal/pronouns', 'ask', 'line'],
  ['personal/language', 'ask', 'line'],
  ['personal/age', 'ask', 'choice', ['under-18', 'from-18', 'from-26', 'from-40', 'from-65']],
  ['personal/reach', 'ask', 'line'],
  ['personal/place', 'ask', 'text'],
  ['where', 'safe', 'line'],
  ['who', 'safe', 'line'],
  ['danger', 'safe', 'line'],
  ['body', 'safe', 'choices', ['hunger', 'low-sugar', 'dehydration', 'injury', 'withdrawal']],
  ['body-words', 'safe', 'line'],
  ['dying', 'safe', 'choice', ['no', 'yes', 'unsure']],
  [
    'kinds',
    'going-on',
    'choices',
    [
      'distress',
      'home',
      'violence',
      'neighbours',
      'housing',
      'needs',
      'substances',
      'illness',
      'grief',
      'police',
      'other',
    ],
  ],
  ['going-on', 'going-on', 'text'],
  ['help', 'help', 'text'],
  ['agreed', 'agreed', 'choices', ['talking', 'going', 'referral', 'accompaniment', 'callback', 'nothing']],
  ['agreed-words', 'agreed', 'text'],
  ['consents', 'consents', 'consents'],
]

/** Version 0: what a team starts from. It never changes for contacts taken with it; a newer one is a team's version. */
export const builtIn: Form = {
  fields: built.map(([id, section, type, choices = []]): Field => {
    const { labels, hints } = formWords.en
    const hint = id in hints ? { en: textOf('en', 'hints', id), es: textOf('es', 'hints', id) } : {}
    const label = id in labels ? { en: textOf('en', 'labels', id), es: textOf('es', 'labels', id) } : {}
    return { id, section, type, label, hint, hidden: false, choices: choices.map((choice) => choiceOf(id, choice)) }
  }),
}

const choiceOf = (field: string, id: string): Choice => ({
  id,
  hidden: false,
  label: { en: textOf('en', 'choices', `${field}/${id}`), es: textOf('es', 'choices', `${field}/${id}`) },
})

function textOf(language: 'en' | 'es', part: 'labels' | 'hints' | 'choices', id: string): string {
  const words: Record<string, string> = formWords[language][part]
  const text = words[id]
  if (!text) throw new Error(`the built-in record has no words for ${id}`)
  return text
}
