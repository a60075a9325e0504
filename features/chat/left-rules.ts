/** Whose a message left is. Members are ids; `late`: it was due and is called out every day. */
export type Left = { state: 'open' | 'done'; ownerId: string | null; fallbackId: string | null; late: boolean }

export type LeftEvent =
  | { kind: 'given' | 'its seat passes on'; to: string }
  | { kind: 'given back' | 'due' | 'done' | 'undone' | 'ten minutes later' | 'the chat ends' | 'erased or blocked' }
  | { kind: 'removed' | 'demoted'; memberId: string }

/** Somebody who looks after messages (the least laden first), none of these; null when there is nobody else. */
export type Spare = (not: readonly (string | null)[]) => string | null

/**
 * What becomes of a message left, or null when this cannot happen to it. 'gone': there is nothing left to call back about.
 * As far as there are people, an open one always has an owner; and until it is due somebody else who gets it then.
 */
export function nextLeft(left: Left, event: LeftEvent, spare: Spare): Left | 'gone' | null {
  if (event.kind === 'erased or blocked') return 'gone'
  if (event.kind === 'the chat ends') return left
  if (event.kind === 'removed') return without(left, event.memberId, (not) => spare([...not, event.memberId]))
  if (event.kind === 'demoted') return notTo(left, event.memberId, (not) => spare([...not, event.memberId]))
  if (left.state === 'done') return nextDone(left, event)
  switch (event.kind) {
    case 'given':
      return withFallback({ ...left, ownerId: event.to }, spare)
    case 'its seat passes on':
      return left.late ? null : withFallback({ ...left, ownerId: event.to }, spare)
    case 'given back':
      return passedOn(left, spare)
    case 'due':
      return { ...left, ownerId: left.fallbackId ?? left.ownerId ?? spare([]), fallbackId: null, late: true }
    case 'done':
      return { ...left, state: 'done' }
    default:
      return null
  }
}

function nextDone(left: Left, event: LeftEvent): Left | 'gone' | null {
  if (event.kind === 'undone') return { ...left, state: 'open' }
  return event.kind === 'ten minutes later' ? 'gone' : null
}

function without(left: Left, memberId: string, spare: Spare): Left {
  const known = notTo(left, memberId, spare)
  return known.ownerId === memberId ? passedOn(known, spare) : known
}

function notTo(left: Left, memberId: string, spare: Spare): Left {
  return left.fallbackId === memberId ? withFallback({ ...left, fallbackId: null }, spare) : left
}

/** To its fallback before it is due; after that to whoever else there is. With nobody else it is everybody's. */
function passedOn(left: Left, spare: Spare): Left {
  const ownerId = left.fallbackId ?? spare([left.ownerId])
  return withFallback({ ...left, ownerId, fallbackId: null }, spare)
}

function withFallback(left: Left, spare: Spare): Left {
  if (left.late) return { ...left, fallbackId: null }
  const stays = left.fallbackId !== null && left.fallbackId !== left.ownerId
  return stays ? left : { ...left, fallbackId: spare([left.ownerId]) }
}
