import type postgres from 'postgres'
import { parse } from 'postgres-array'

/**
 * The arrays our statements use, by the numbers that PostgreSQL itself has for them (pg_type.dat), which never change. Every
 * connection would otherwise begin by asking for all kinds of arrays there are, which is a third of what it costs.
 */
export const arrays: Record<string, postgres.PostgresType> = {
  texts: arrayOf(1009, (text) => text),
  uuids: arrayOf(2951, (text) => text),
  integers: arrayOf(1007, Number),
  instants: arrayOf(1185, (text) => new Date(text)),
}

/** `element`: what one of them is, from its text. */
function arrayOf(oid: number, element: (text: string) => unknown): postgres.PostgresType {
  return { to: oid, from: [oid], serialize: written, parse: (text: string) => parse(text, element) }
}

/** As PostgreSQL reads it. Throws TypeError for what it would take for another array. */
function written(elements: unknown): string {
  if (!Array.isArray(elements)) throw new TypeError('not an array')
  return `{${elements.map(writtenOne).join()}}`
}

function writtenOne(element: unknown): string {
  if (element === null) return 'null'
  if (typeof element !== 'string' && typeof element !== 'number')
    throw new TypeError('an array holds texts (of times too) and numbers')
  return `"${String(element).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
