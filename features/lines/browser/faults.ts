import { isAddress, isNumber, isPath, problemsOf, type LineProblem } from '../rules.ts'
import type { LineDraft } from '../wire.ts'

export type Fault = LineProblem | 'path' | 'exit' | 'phone' | 'text' | 'reach' | 'ring' | 'languages'

/** Why a draft cannot be saved yet: the shapes that the server asks for (wire.ts), and the rules of a line. */
export function faultsOf(line: LineDraft): Fault[] {
  if (line.languages.length === 0) return ['languages']
  const { phone, text } = line.channels
  const { freeAfter, everyoneAfter, notifyAfter } = line.ring
  const wrong: [Fault, boolean][] = [
    ['path', !isPath(line.path)],
    ['exit', !isAddress(line.exit)],
    ['phone', Boolean(phone?.trim()) && !isNumber(phone!)],
    ['text', Boolean(text?.trim()) && !isNumber(text!)],
    ['reach', line.elsewhere.some(({ name, reach }) => (name.en || name.es || reach.trim()) && !isReach(reach))],
    ['ring', freeAfter > everyoneAfter || everyoneAfter > notifyAfter],
  ]
  return [...wrong.flatMap(([fault, is]) => (is ? [fault] : [])), ...problemsOf(line)]
}

export const isReach = (reach: string): boolean => isNumber(reach) || isAddress(reach)
