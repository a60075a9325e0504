import type { LiveClient } from '#platform/browser/live'
import type { ShiftsPulse } from '../../views.ts'

type PulseDesk = { live: Pick<LiveClient, 'follow'> }

/** What asks for me, and that something changed. A store; one for each console, locked or not. */
export class Pulse {
  #pulse: ShiftsPulse | null = null
  #readers = new Set<(pulse: ShiftsPulse | null) => void>()

  constructor(desk: PulseDesk) {
    desk.live.follow('shifts', '', {
      onView: (pulse: ShiftsPulse) => {
        this.#pulse = pulse
        for (const read of this.#readers) read(pulse)
      },
    })
  }

  subscribe(read: (pulse: ShiftsPulse | null) => void): () => void {
    this.#readers.add(read)
    read(this.#pulse)
    return () => void this.#readers.delete(read)
  }
}

const pulses = new WeakMap<PulseDesk['live'], Pulse>()

export function pulseOf(desk: PulseDesk): Pulse {
  const pulse = pulses.get(desk.live) ?? new Pulse(desk)
  pulses.set(desk.live, pulse)
  return pulse
}
