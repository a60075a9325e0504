import type { Context } from 'hono'
import type { Sql } from '#platform/database'
import type { House } from '#platform/house'
import { refuse } from '#platform/http'
import type { Member } from '#platform/visitors'
import { choose, type Language } from '#platform/words'
import { contactOf, mayRead, type Contact } from '#features/contacts'
import { mayAct, type CaseAct } from '../rules.ts'
import { words } from '../words.ts'
import type { Hands } from './cases.ts'
import { readable } from './live.ts'
import type { Case } from './store.ts'

type Refused = keyof (typeof words)['en']['refused']
const status: Partial<Record<Refused, 404 | 422>> = { notYours: 404, malformed: 422 }
type Asked = { c: Context; visitor: Member; language: Language }
export const no = ({ c, language }: Asked, code: Refused): Response =>
  refuse(c, status[code] ?? 409, code === 'notYours' ? 'not-yours' : code, choose(language, words).refused[code])

/** Undoes the transaction it is thrown in. */
export class Undone extends Error {
  code: Refused
  constructor(code: Refused) {
    super(code)
    this.code = code
  }
}

/** Runs it in one transaction; a refusal inside undoes everything. */
export async function inOne(house: House, asked: Asked, work: (hands: Hands) => Promise<void>): Promise<Response> {
  try {
    await house.db.transact((sql, afterCommit) => work({ sql, afterCommit, house }))
    return asked.c.json({})
  } catch (error) {
    if (error instanceof Undone) return no(asked, error.code)
    throw error
  }
}

/** The case in the path, when this member may do this to it now; asked again inside whatever changes it. */
export async function mustBe({ sql, house }: Hands, { c, visitor }: Asked, act: CaseAct): Promise<Case> {
  const of = await readable(sql, house, visitor, c.req.param('caseId') ?? '')
  if (!of || !mayAct(visitor, act, of)) throw new Undone('notYours')
  return of
}

/** A contact that this member may read; whether there is another is nobody's to know. */
export async function mustReadContact(sql: Sql, visitor: Member, contactId: string): Promise<Contact> {
  const contact = await contactOf(sql, visitor.teamId, contactId)
  if (!contact || !mayRead(visitor, contact, 'talk')) throw new Undone('notYours')
  return contact
}
