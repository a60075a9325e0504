import type { Texts } from '#features/lines'

/** The parts of the record in the order of the talk. Police stands between `safe` and `going-on`, and is the chat's. */
export const sections = ['ask', 'safe', 'going-on', 'help', 'agreed', 'consents'] as const
export type Section = (typeof sections)[number]

/** `line` and `text` are words, `choice` one of a list, `choices` several, `consents` who said yes to what until when. */
export const fieldTypes = ['line', 'text', 'choice', 'choices', 'consents'] as const
export type FieldType = (typeof fieldTypes)[number]

export type Choice = { id: string; label: Texts; hidden: boolean }
/** `id` is what stands in the record; below `personal/` it stays closed until it is all right to ask. */
export type Field = {
  id: string
  section: Section
  type: FieldType
  label: Texts
  hint: Texts
  choices: Choice[]
  hidden: boolean
}
/** In the order in which it is asked. */
export type Form = { fields: Field[] }

export const mostFields = 80
export const mostChoices = 40
export const longestLabel = 120
export const longestHint = 300

export type FormProblem = 'same-id' | 'no-label' | 'no-choices' | 'built-in' | 'ask' | 'place'

/**
 * Why this form cannot be used, or null. Built-in fields can be hidden, renamed and moved within their section, but stay
 * what they are: what other parts of the house count (kinds, what was agreed) keeps its meaning.
 */
export function problemOf(form: Form, builtIn: Form): FormProblem | null {
  const ids = form.fields.map(({ id }) => id)
  if (new Set(ids).size < ids.length) return 'same-id'
  for (const field of form.fields) {
    const problem = problemOfField(field)
    if (problem) return problem
  }
  const kept = builtIn.fields.every((field) => {
    const now = form.fields.find(({ id }) => id === field.id)
    const choices = new Set(now?.choices.map(({ id }) => id))
    return now?.type === field.type && now.section === field.section && field.choices.every(({ id }) => choices.has(id))
  })
  if (!kept) return 'built-in'
  const ask = form.fields.find(({ id }) => id === 'ask')
  return ask && !ask.hidden && ask.choices.every(({ hidden }) => !hidden) ? null : 'ask'
}

function problemOfField({ id, section, type, label, choices }: Field): FormProblem | null {
  if (!isWritten(label) || choices.some((choice) => !isWritten(choice.label))) return 'no-label'
  const isList = type === 'choice' || type === 'choices'
  if (isList !== choices.length > 0) return 'no-choices'
  if (new Set(choices.map((choice) => choice.id)).size < choices.length) return 'same-id'
  return id.startsWith('personal/') && section !== 'ask' ? 'place' : null
}

const isWritten = (texts: Texts): boolean => Boolean(texts.en?.trim() || texts.es?.trim())

/** The fields of one section, as they are asked. `asked`: hidden ones too, when something stands in them. */
export const fieldsOf = (form: Form, section: Section, asked: (id: string) => boolean): Field[] =>
  form.fields.filter((field) => field.section === section && (!field.hidden || asked(field.id)))

/** The field moved up or down among those of its section. The same form when it cannot move. */
export function moved(form: Form, id: string, by: -1 | 1): Form {
  const field = form.fields.find((one) => one.id === id)!
  const near = form.fields.filter(({ section }) => section === field.section)
  const other = near[near.indexOf(field) + by]
  if (!other || (field.id.startsWith('personal/') && other.id === 'ask') || field.id === 'ask') return form
  return { fields: form.fields.map((one) => (one === field ? other : one === other ? field : one)) }
}
