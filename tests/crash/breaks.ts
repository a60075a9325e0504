/**
 * One line of the product, worse, for each invariant: run with it, the harness must turn red by that invariant. It is
 * changed on the way (bundle.ts), in the harness's own processes.
 */
export const breaks = {
  'kept once': {
    file: '/platform/database.ts',
    from: "TimeZone: 'UTC', idle_in_transaction_session_timeout: longestIdle }",
    to: "TimeZone: 'UTC', synchronous_commit: 'off' } as never",
  },
  'nobody lost': {
    file: '/features/chat/server/start.ts',
    from: '    await ask(sql, afterCommit, house,',
    to: '    Math.random() < 0.6 && await ask(sql, afterCommit, house,',
  },
  'ring with a deadline': {
    file: '/features/queue/server/change.ts',
    from: 'else await house.deadlines.set(sql,',
    to: 'else if (Math.random() < 0.5) await house.deadlines.set(sql,',
  },
  'one claimant': {
    file: '/features/queue/server/live.ts',
    from: "if ('refused' in changed) throw new Refusal(changed.refused)",
    // To let somebody claim what another holds takes two worse lines: the rules refuse it, and so does the key of the claims.
    to: "if ('refused' in changed && changed.refused !== 'taken') throw new Refusal(changed.refused); if ('refused' in changed) return { state: 'claimed', responder: null }",
  },
  'erased stays erased': {
    file: '/features/contacts/server/deadlines.ts',
    from: '      await erase(sql, afterCommit, house, contact)',
    to: '      if (Math.random() < 0.5) await erase(sql, afterCommit, house, contact)',
  },
  'overdue is raised': {
    file: '/features/promises/server/deadlines.ts',
    from: 'await happens({ sql, afterCommit, house }, place,',
    to: 'if (Math.random() < 0.5) await happens({ sql, afterCommit, house }, place,',
  },
} as const satisfies Record<string, { file: string; from: string; to: string }>

/** The invariants, by name. */
export type Break = keyof typeof breaks
export const invariants = Object.keys(breaks) as Break[]
