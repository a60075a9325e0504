/**
 * Something about this machine keeps the house from starting. The sentence says what is wrong and what to do; it is
 * printed alone, without a stack, and the exit code is 1. Nothing was damaged when one of these is thrown.
 */
export class StartProblem extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'StartProblem'
  }
}

export const codeOf = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? '')
