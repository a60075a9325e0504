import type { Choice, Field, FieldType, Form, Section } from '../form.ts'

/** Short random places for what a team adds; longer than any list, so that two editors never make the same. */
const newPlace = (): string => `own-${crypto.randomUUID().slice(0, 8)}`

export function newField(section: Section, type: FieldType, personal: boolean): Field {
  const id = personal ? `personal/${newPlace()}` : newPlace()
  const choices = type === 'choice' || type === 'choices' ? [newChoice()] : []
  return { id, section, type, label: {}, hint: {}, choices, hidden: false }
}

export const newChoice = (): Choice => ({ id: newPlace(), label: {}, hidden: false })

/** Put after the last field of its section, so that the order of the talk stays. */
export function added(form: Form, field: Field): Form {
  const last = form.fields.findLastIndex(({ section }) => section === field.section)
  return { fields: form.fields.toSpliced(last + 1, 0, field) }
}

export const sameForm = (one: Form, other: Form): boolean => JSON.stringify(one) === JSON.stringify(other)
