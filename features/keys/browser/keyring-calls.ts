import { EnvelopeError, type EnvelopeCode } from '#platform/envelope/errors'
import type { Answered } from './core/serve.ts'

type Waiting = {
  resolve: (ok: never) => void
  reject: (why: Error) => void
  progress: ((share: number) => void) | undefined
}
/** What was asked of the Worker and not answered yet, by number. */
export type Calls = Map<number, Waiting>

export function settle(calls: Calls, answer: Answered): void {
  const waiting = calls.get(answer.id)
  if (!waiting) return
  if ('progress' in answer) return waiting.progress?.(answer.progress)
  calls.delete(answer.id)
  if ('ok' in answer) return waiting.resolve(answer.ok as never)
  waiting.reject(answer.no ? new EnvelopeError(answer.no satisfies EnvelopeCode) : new Error('the keyring failed'))
}
