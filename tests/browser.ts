import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { zoneBetween } from './clock.ts'

const whole = (): string => process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/**
 * The Chromium of this machine, as every walk starts it: where there is one without a desktop around it (`CHROMIUM_SHELL`),
 * that one, which draws and runs the same pages for half the work. `whole` where the desktop takes part: push services,
 * leaving for another site while the browser forgets this one.
 */
export const openBrowser = (needs: 'pages' | 'whole' = 'pages'): Promise<Browser> =>
  chromium.launch({
    executablePath: needs === 'whole' ? whole() : (process.env['CHROMIUM_SHELL'] ?? whole()),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export const viewports = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } } as const
export type WalkOptions = {
  viewport?: keyof typeof viewports
  /** What the browser asks for, such as `es-MX`. */
  locale?: string
  theme?: 'light' | 'dark'
  javaScript?: boolean
  /** Of a house whose clock is in the test's hand: what the device believes, until it is told otherwise, and where it is. */
  now?: Date
  timeZone?: string
}

/**
 * One person's browser: its own cookies and storage. Everything it asks for and everything it complains about is written
 * down, and `faults()` says what of that must not be: a request to anywhere else, an error, a policy broken.
 */
export class Walker {
  readonly page: Page
  readonly context: BrowserContext
  /** Every request: method, address, body. */
  readonly requests: { method: string; url: string; body: string }[] = []
  readonly complaints: string[] = []
  #origin: string
  #session: CDPSession | null = null

  constructor(page: Page, origin: string) {
    this.page = page
    this.context = page.context()
    this.#origin = origin
    page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`))
    page.on(
      'console',
      (line) => line.type() === 'error' && this.complaints.push(`console: ${line.text()} (${line.location().url})`),
    )
    page.on(
      'response',
      (answer) => answer.status() >= 500 && this.complaints.push(`${answer.status()}: ${answer.url()}`),
    )
    this.context.on('request', (request) =>
      this.requests.push({ method: request.method(), url: request.url(), body: request.postData() ?? '' }),
    )
  }

  go = (path: string): Promise<unknown> => this.page.goto(this.#origin + path)

  /** A device with one authenticator inside, which verifies its owner by itself and can do PRF. */
  async hasAuthenticator(): Promise<void> {
    const session = await this.#debugger()
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }

  /** What axe finds wrong on the page as it is now: rule, first places, what it saw there. Levels A and AA of WCAG 2.2, and good practice. */
  async violations(): Promise<string[]> {
    const session = await this.#debugger()
    // Through the debugger, because the page's own policy allows no script but its own. Once a page: it is half a megabyte.
    const { result: there } = await session.send('Runtime.evaluate', { expression: 'typeof axe' })
    if (there.value === 'undefined') await session.send('Runtime.evaluate', { expression: axeSource })
    const expression = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ') +
        node.any.map((check) => ' (' + check.message + ')').join('')).join(' | ')))`
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    return result.value as string[]
  }

  /** Nothing to the right of the screen: whether the page can be scrolled sideways. */
  scrollsSideways = (): Promise<boolean> =>
    this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

  /** Complaints that are not in `expected`, and requests to anywhere but our own server. */
  faults(expected: RegExp[] = []): string[] {
    const foreign = this.requests
      .filter(({ url }) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(this.#origin).host)
      .map(({ url }) => `request to ${new URL(url).host}`)
    return [...foreign, ...this.complaints.filter((complaint) => !expected.some((one) => one.test(complaint)))]
  }

  /** One session for everything: when another one ends, Chromium takes the authenticator away. */
  async #debugger(): Promise<CDPSession> {
    return (this.#session ??= await this.context.newCDPSession(this.page))
  }

  async close(): Promise<void> {
    // Whatever a test stands between is let go: a request under way when the page is closed is nobody's failure.
    if (!this.page.isClosed()) await this.page.unrouteAll({ behavior: 'ignoreErrors' })
    await this.context.close()
  }
}

/** A browser of one's own on a house's address, or anything with a `url`. */
export async function openWalker(browser: Browser, house: { url: string }, options: WalkOptions = {}): Promise<Walker> {
  const context = await browser.newContext({
    viewport: viewports[options.viewport ?? 'desktop'],
    locale: options.locale ?? 'en-US',
    colorScheme: options.theme ?? 'dark',
    javaScriptEnabled: options.javaScript ?? true,
    hasTouch: options.viewport === 'phone',
    reducedMotion: 'reduce',
    // Where it is day: after eight in the evening a console is dark whatever the device says.
    timezoneId: options.timeZone ?? zoneBetween(8, 18),
  })
  context.setDefaultTimeout(20_000)
  // Its timers go on; only what time it is stands still.
  if (options.now) await context.clock.setFixedTime(options.now)
  return new Walker(await context.newPage(), house.url)
}

/** The page of a chat, or of a message, once its script has taken the place of the form for pages without script, and is styled. */
export async function scriptCame(page: Page): Promise<void> {
  await page.locator('#beside h1').waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].every(({ sheet }) => sheet),
  )
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
