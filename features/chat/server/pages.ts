import { html } from 'hono/html'
import type { Language } from '#platform/words'
import { assetUrl } from '#ui/assets.ts'
import type { Markup } from '#ui/page.ts'
import { linePath, type Line } from '#features/lines'
import type { CallerConfig } from '../wire.ts'
import { callerWords } from '../caller-words.ts'
import { words } from '../words.ts'
import { messageForm, type Filled } from './pages-form.ts'
import { plainStart, type Refused } from './pages-plain.ts'
import { shell, type Practised } from './shell.ts'

export type ChatPage = {
  line: Line
  language: Language
  config: CallerConfig
  demo: boolean
  dist: string
  practice?: Practised | null
}

/**
 * The chat's page. What it shows without script is the truth for a browser without script; the script, where it runs,
 * puts the chat in its place, so `without-script` shows it only to who has none, or waited for it. Nothing here names a
 * contact, and nothing is sent before the caller presses start. The answer to who posted the form keeps what they wrote:
 * no script takes its place.
 */
export function chatPage(given: ChatPage & { opens: string | null; refused?: Refused }): Markup {
  const { line, language, config, demo, dist, opens, refused, practice = null } = given
  const say = words[language].page
  return shell(
    { line, language, demo, dist, part: 'chat', scripts: refused ? [] : [assetUrl(dist, 'caller')], practice },
    html`<h1>${say.chatTitle}</h1>
      <div id="beside" class="stack ${refused ? '' : 'awaits-script'}" data-config="${JSON.stringify(config)}">
        <p class="lead">${say.noName}</p>
        ${refused ? '' : html`<p class="script-comes">${say.scriptComes}</p>`}
        <p class="without-script"><strong>${say.noScript}</strong> ${say.noScriptWhat}</p>
        ${plainStart({ ...given, practice }, opens, refused)}
        ${practice ? html`<p class="hint">${words[language].practice.ways}</p>` : otherWays(config, language)}
      </div>`,
  )
}

/** The message form: posted plainly without script, sealed in the browser with it. */
export function messagePage(given: ChatPage & { filled?: Filled }): Markup {
  const { line, language, config, demo, dist, filled } = given
  const say = words[language].page
  return shell(
    { line, language, demo, dist, part: 'message', scripts: filled ? [] : [assetUrl(dist, 'caller')] },
    html`<h1>${say.messageTitle}</h1>
      <div id="beside" class="stack ${filled ? '' : 'awaits-script'}" data-config="${JSON.stringify(config)}">
        <p class="lead">${say.noName}</p>
        ${filled ? '' : html`<p class="script-comes">${say.scriptComes}</p>`}
        <div class="without-script stack">
          <div class="notice warn"><p>${say.sealedOnArrival}</p></div>
          ${messageForm(given)}
        </div>
      </div>`,
  )
}

export function keptPage(
  given: Pick<ChatPage, 'line' | 'language' | 'demo' | 'dist' | 'practice'> & { callbackWithinHours: number },
): Markup {
  const say = words[given.language].page
  const { line, language, demo, dist, practice = null } = given
  return shell(
    { line, language, demo, dist, part: 'message', scripts: [assetUrl(dist, 'caller')], practice },
    html`<h1>${say.keptTitle}</h1>
      <div class="notice good"><p>${say.kept}</p></div>
      <p>${say.keptNext}</p>
      ${practice ? '' : html`<p><a class="button" href="${linePath(line, language)}">${say.back}</a></p>`}`,
  )
}

/** Every way that works without script, in the order of how soon somebody answers. */
function otherWays(config: CallerConfig, language: Language): Markup {
  const say = words[language].page
  const { phone, text, paths } = config
  return html`<ul class="ways">
      ${
        phone &&
        html`<li>
          <a class="button primary" href="tel:${phone.replace(/[^\d+*#]/g, '')}"
            >${say.call} <span dir="ltr">${phone}</span></a
          >
        </li>`
      }
      ${
        text &&
        html`<li>
          <a class="button" href="sms:${text.replace(/[^\d+*#]/g, '')}">${say.text} <span dir="ltr">${text}</span></a>
        </li>`
      }
      <li><a class="button" href="${paths.message}">${say.message}</a></li>
    </ul>
    <p><a href="${paths.chat}/back">${callerWords[language].start.haveWords}</a></p>
    <p><a href="${paths.line}">${say.back}</a></p>`
}

/** A link of a practice that opens nothing (more): said, with no way from here into anything real. */
export function practiceOverPage({ line, language, demo, dist }: Omit<ChatPage, 'config' | 'practice'>): Markup {
  const say = words[language].practice
  const body = html`<h1>${say.overTitle}</h1>
    <p>${say.over}</p>`
  return shell({ line, language, demo, dist, part: 'chat', practice: { link: null } }, body)
}
