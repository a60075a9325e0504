import type { Texts } from '#features/lines'
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

type Spoken = Record<'labels' | 'hints' | 'choices', Record<string, string | undefined>>

/** Version 0: what a team starts from. It never changes for contacts taken with it; a newer one is a team's version. */
export const builtIn: Form = {
  fields: built.map(([id, section, type, choices = []]): Field => {
    const label = bothOf(({ labels }) => labels[id])
    const hint = bothOf((spoken) => spoken.hints[id])
    return { id, section, type, label, hint, hidden: false, choices: choices.map((choice) => choiceOf(id, choice)) }
  }),
}

function choiceOf(field: string, id: string): Choice {
  return { id, hidden: false, label: bothOf((spoken) => spoken.choices[`${field}/${id}`]) }
}

function bothOf(say: (spoken: Spoken) => string | undefined): Texts {
  const [en, es] = [say(formWords.en), say(formWords.es)]
  return { ...(en ? { en } : {}), ...(es ? { es } : {}) }
}
