import { ApiError, type Api } from '#platform/browser/api'
import type { DeviceKind } from '../rules.ts'
import type { EventView, SessionView, WayIn, WayView } from '../wire.ts'
import type { VaultDoor } from './unlocker.ts'

export type SettingsState = { ways: WayView[]; sessions: SessionView[]; events: EventView[] }

/** A member's own sessions and ways in. Every change is followed by a fresh look, so what is shown is what is. */
export class OwnSettings {
  #api: Api
  #vault: VaultDoor
  #state: SettingsState | null = null
  #readers = new Set<(state: SettingsState | null) => void>()

  constructor(api: Api, vault: VaultDoor) {
    this.#api = api
    this.#vault = vault
  }

  subscribe(read: (state: SettingsState | null) => void): () => void {
    this.#readers.add(read)
    read(this.#state)
    return () => this.#readers.delete(read)
  }

  async look(): Promise<void> {
    const [{ ways }, { sessions }, { events }] = await Promise.all([
      this.#api.get<{ ways: WayView[] }>('/api/ways-in'),
      this.#api.get<{ sessions: SessionView[] }>('/api/sessions'),
      this.#api.get<{ events: EventView[] }>('/api/me/events'),
    ])
    this.#state = { ways, sessions, events }
    for (const read of this.#readers) read(this.#state)
  }

  async end(sessionId: string): Promise<void> {
    await this.#api.delete(`/api/sessions/${sessionId}`, {})
    await this.look()
  }

  /** Returns how many ended. */
  async endOthers(): Promise<number> {
    const { ended } = await this.#api.delete<{ ended: number }>('/api/sessions', {})
    await this.look()
    return ended
  }

  async nameDevice(device: DeviceKind): Promise<void> {
    await this.#api.put('/api/sessions/device', { device })
    await this.look()
  }

  /**
   * The vault is sealed to the new way in first: a way in that signs in but cannot open would be a trap. When the server then
   * refuses it, the vault is sealed without it again.
   */
  async add(way: WayIn): Promise<void> {
    await this.#vault.addWay(way.recipient)
    try {
      await this.#api.post('/api/ways-in', way)
    } catch (error) {
      await this.#vault.dropWay(way.recipient).catch(() => {})
      throw error
    }
    await this.look()
  }

  /** The server checks first that enough remain; then the vault closes to what was removed. */
  async remove(way: WayView): Promise<void> {
    await this.#api.delete(`/api/ways-in/${way.kind}/${way.id}`, {})
    await this.#vault.dropWay(way.recipient)
    await this.look()
  }
}

/** The server wants to see once more that it is this member before ways in change. */
export const mustProve = (error: unknown): boolean => error instanceof ApiError && error.code === 'prove-first'
