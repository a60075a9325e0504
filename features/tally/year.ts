import { cardShape } from './card.ts'
import { callbackShape, middleWait, ringShape, sheetOfCallbacks, sheetOfRings, type RingCount } from './rings.ts'
import { publish, type Sheet, type Shape } from './rules.ts'
import type { Published } from './wire.ts'

/** A year as far as it is folded: its sheets and its rings, month by month from `first` on. */
export type Gathered = { first: number; sheets: readonly Sheet[]; rings: readonly (readonly RingCount[])[] }

/** Everything that may be published of it: contacts, rings and callbacks, each by itself. */
export function publishYear({ first, sheets, rings }: Gathered): Published[] {
  const ofContacts = publish({ sheets, first, shape: cardShape }).map((table) => ({
    ...table,
    of: 'contacts' as const,
  }))
  const ofRings = publish({ sheets: rings.map(sheetOfRings), first, shape: ringShape }).map((table) => {
    const { dimensions, from, to } = table
    const middle = dimensions.length === 1 ? middleWait(rings.slice(from - first, to - first + 1).flat()) : null
    return { ...table, of: 'rings' as const, ...(middle === null ? {} : { middle }) }
  })
  const callbacks = { sheets: rings.map(sheetOfCallbacks), first, shape: callbackShape }
  const ofCallbacks = publish(callbacks).map((table) => ({ ...table, of: 'callbacks' as const }))
  return [...ofContacts, ...ofRings, ...ofCallbacks]
}

/** `until`: the next period that may hold enough; null: none of this year. */
export type Waits = { name: string | null; until: 'after' | 'quarter' | 'year' | null }

/** What of the contacts is not published up to the month folded last, and what it waits for. `name` null: the plain total. */
export function waitingIn(tables: readonly Published[], folded: number): Waits[] {
  const names = [null, ...cardShape.dimensions.map(({ name }) => name), ...groupsOf(cardShape)]
  return names.flatMap((name) => {
    const mine = tables.filter((table) => table.of === 'contacts' && isAbout(table.dimensions, name))
    const covered = Math.max(0, ...mine.map(({ to }) => to))
    return covered >= folded ? [] : [{ name, until: untilWhen(name, folded) }]
  })
}

const groupsOf = ({ several }: Shape): string[] => several.map(({ wide, each }) => wide ?? each[0]!)

function isAbout(dimensions: readonly string[], name: string | null): boolean {
  if (name === null) return dimensions.length === 0
  const own = cardShape.several.find(({ wide }) => wide === name)?.each ?? []
  return dimensions.length === 1 && (dimensions[0] === name || own.includes(dimensions[0]!))
}

function untilWhen(name: string | null, folded: number): Waits['until'] {
  if (folded === 12) return null
  return name === null ? 'after' : folded % 3 === 0 ? 'year' : 'quarter'
}
