import type { Api } from '#platform/browser/api'
import type { Reach, TestSent } from '../wire.ts'

/** `unsupported`: this browser cannot be woken. `install`: an iPhone that must add the page to its home screen first. */
export type PushState = 'unsupported' | 'install' | 'blocked' | 'off' | 'on'

/** The parts of a browser that this needs, so that a test can hold them. */
export type PushTools = {
  permission: () => NotificationPermission | null
  ask: () => Promise<NotificationPermission>
  subscription: () => Promise<Subscription | null>
  subscribe: (publicKey: Uint8Array<ArrayBuffer>) => Promise<Subscription>
  isPhoneThatMustInstall: () => boolean
}
export type Subscription = { endpoint: string; unsubscribe: () => Promise<boolean> }

/** Waking this device, and writing to this member. Each throws ApiError when the server says no. */
export class Reaching {
  #api: Api
  #tools: PushTools

  constructor(api: Api, tools: PushTools) {
    this.#api = api
    this.#tools = tools
  }

  async state(): Promise<PushState> {
    const permission = this.#tools.permission()
    if (permission === null) return this.#tools.isPhoneThatMustInstall() ? 'install' : 'unsupported'
    if (permission === 'denied') return 'blocked'
    const subscription = permission === 'granted' ? await this.#tools.subscription() : null
    return subscription ? 'on' : 'off'
  }

  read = (): Promise<Reach> => this.#api.get('/api/alarms/mine')

  /** Asks the person first; only then the push service, with our own public key, so that nobody else can wake this device. */
  async turnOn(): Promise<Reach> {
    if ((await this.#tools.ask()) !== 'granted') return this.read()
    const { publicKey } = await this.read()
    const kept = (await this.#tools.subscription()) ?? (await this.#tools.subscribe(bytesOf(publicKey)))
    return this.#api.post('/api/alarms/devices', { endpoint: kept.endpoint })
  }

  async turnOff(): Promise<Reach> {
    const kept = await this.#tools.subscription()
    if (!kept) return this.read()
    await kept.unsubscribe()
    return this.#api.delete('/api/alarms/devices', { endpoint: kept.endpoint })
  }

  saveEmail = (email: string, language: 'en' | 'es'): Promise<Reach> =>
    this.#api.put('/api/alarms/email', { email, language })
  removeEmail = (): Promise<Reach> => this.#api.delete('/api/alarms/email', {})
  test = (): Promise<TestSent> => this.#api.post('/api/alarms/test')
}

export const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

export const browserPush: PushTools = {
  permission: () => ('PushManager' in globalThis && 'Notification' in globalThis ? Notification.permission : null),
  ask: () => Notification.requestPermission(),
  subscription: async () => (await registration()).pushManager.getSubscription(),
  subscribe: async (applicationServerKey) =>
    (await registration()).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }),
  isPhoneThatMustInstall: () =>
    /iPhone|iPad/.test(navigator.userAgent) && !matchMedia('(display-mode: standalone)').matches,
}

/** `ready` waits for ever where the service worker was refused: then it cannot be woken, which is soon said. */
const registration = (): Promise<ServiceWorkerRegistration> =>
  Promise.race([
    navigator.serviceWorker.ready,
    new Promise<never>((_ready, refuse) => setTimeout(() => refuse(new Error('no service worker')), 5000)),
  ])
