let sent = 0

/** Called by the test house for every statement that is sent. Looking for due deadlines goes on also when all is at rest. */
export function noteStatement(statement: string): void {
  if (!/\bdeadlines\b/.test(statement)) sent++
}

export const statementsSent = (): number => sent
