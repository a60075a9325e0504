export type Level = 'debug' | 'info' | 'warn' | 'error'
/** Facts that name nobody: kinds, counts, durations, route patterns. Never content, a name, a number, an address or a path parameter. */
export type Facts = Record<string, string | number | boolean | undefined>

export type Log = {
  debug: (event: string, facts?: Facts) => void
  info: (event: string, facts?: Facts) => void
  warn: (event: string, facts?: Facts) => void
  /**
   * `error` is told by its kind, its code and the places in our code it came through; its message may quote what somebody
   * wrote, so it is left out.
   */
  error: (event: string, error?: unknown, facts?: Facts) => void
}

const order: Level[] = ['debug', 'info', 'warn', 'error']

/** Writes one JSON line per event: `{"at","level","event",…facts}`. */
export function makeLog(level: Level, write: (line: string) => void): Log {
  const say = (at: Level, event: string, facts: Facts = {}): void => {
    if (order.indexOf(at) < order.indexOf(level)) return
    write(JSON.stringify({ at: new Date().toISOString(), level: at, event, ...facts }))
  }
  return {
    debug: (event, facts) => say('debug', event, facts),
    info: (event, facts) => say('info', event, facts),
    warn: (event, facts) => say('warn', event, facts),
    error: (event, error, facts) => say('error', event, { ...factsOf(error), ...facts }),
  }
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return error === undefined ? {} : { kind: typeof error }
  const { code } = error as { code?: unknown }
  const below = (error.stack ?? '').replace(error.message, () => '')
  const places = below.split('\n').filter((line) => /^ +at .*?\(?(file|node):\S+:\d+:\d+\)?$/.test(line))
  return {
    kind: error.name,
    code: typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : undefined,
    through:
      places
        .slice(0, 8)
        .map((line) => line.trim().slice(3))
        .join(' < ') || undefined,
  }
}
