/*
 * Columbia-Suicide Severity Rating Scale, screener version with triage points (recent), Posner et al., The Research
 * Foundation for Mental Hygiene, Inc.: free to use, with attribution, and with its questions as they are. Their words stand
 * in words/screener.*.json and are not reworded.
 */

/** The questions in their order; `3-months` belongs to the sixth. */
export const questions = ['wish', 'thoughts', 'method', 'intent', 'plan', 'behavior', 'three-months'] as const
export type Question = (typeof questions)[number]
export type Answer = 'yes' | 'no' | null
export type Answers = (question: Question) => Answer

/** After a no to the second, the third to fifth are left out; the last is asked after a yes to the sixth. */
export function isAsked(question: Question, answers: Answers): boolean {
  if (['method', 'intent', 'plan'].includes(question)) return answers('thoughts') === 'yes'
  return question !== 'three-months' || answers('behavior') === 'yes'
}

/** The screener's own triage. It never blocks anything and decides nothing: null until something was answered with yes. */
export function triageOf(answers: Answers): 'high' | 'moderate' | 'low' | null {
  const yes = (question: Question): boolean => isAsked(question, answers) && answers(question) === 'yes'
  if (yes('intent') || yes('plan') || yes('three-months')) return 'high'
  if (yes('method') || yes('behavior')) return 'moderate'
  return yes('wish') || yes('thoughts') ? 'low' : null
}

/** Where an answer stands in the record. */
export const fieldOf = (question: Question): string => `screener/${question}`
