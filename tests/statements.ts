let sent = 0
const seen = new Set<string>()

/** Called by the test house for every statement that is sent. */
export function noteStatement(statement: string): void {
  seen.add(statement)
  // Looking for due deadlines goes on all the time, also when everything is at rest.
  if (!/\bdeadlines\b/.test(statement)) sent++
}

export const statementsSent = (): number => sent
