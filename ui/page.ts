import { html } from 'hono/html'
import { counted, languages, type Language } from '#platform/words'
import { assetUrl, stylesWith } from './assets.ts'
import { words } from './words.ts'

export type Markup = ReturnType<typeof html>

export type Page = {
  language: Language
  /** The same page's path in a language: `(language) => '/es/night'`. Never carries content or an identifier of a contact. */
  path: (language: Language) => string
  body: Markup
  /** Where "Leave now" goes: an `https:` address that says nothing about this page. */
  exit: string
  /** Set on a demo house: the page says that nobody here can help. */
  demo?: boolean
  /** This page is practice: said above everything else, and by a sign that stays in sight. */
  practice?: { sign: string; banner: string }
  /** The folder that was built, where the addresses of style and script are looked up. */
  dist: string
  /** Only the home page may be found by search engines. */
  indexable?: boolean
  /** URLs of module scripts that only this page needs; the styles they bring are linked with them. */
  scripts?: (string | null)[]
  /** Two columns where there is room. */
  wide?: boolean
  /** What stands below the page; links to privacy and leaving unless given. */
  foot?: Markup
}

/**
 * The shell of every public page. The title, the icon and the address say nothing about what the page is, because a
 * history list and a tab are read over shoulders. No cookie, no inline script or style, nothing from another host.
 */
export function page(parts: Page): Markup {
  const { dist } = parts
  const say = words[parts.language]
  const scripts = [assetUrl(dist, 'leave'), ...(parts.scripts ?? [])].filter((url) => url !== null)
  const styles = [assetUrl(dist, 'style'), ...scripts.flatMap((url) => stylesWith(dist, url))].filter(
    (url) => url !== null,
  )
  return html`<!doctype html>
<html lang="${parts.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title}</title>
${parts.indexable ? '' : html`<meta name="robots" content="noindex, nofollow, noarchive" />`}
<meta name="referrer" content="same-origin">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="/favicon.ico" sizes="any">
${styles.map((url) => html`<link rel="stylesheet" href="${url}" />`)}
${scripts.map((url) => html`<script type="module" src="${url}"></script>`)}
</head>
<body${parts.wide ? html` class="wide"` : ''}>
<a class="visually-hidden skip" href="#page">${say.skip}</a>
${top(parts)}
${parts.demo ? html`<aside class="demo">${say.demo}</aside>` : ''}
${parts.practice ? html`<aside class="demo practice">${parts.practice.banner}</aside>` : ''}
<main class="page stack" id="page" tabindex="-1">${parts.body}</main>
<footer class="foot row">${parts.foot ?? usualFoot(parts)}</footer>
<p class="leave-said" role="status" aria-live="assertive"></p>
</body>
</html>`
}

function top({ language, path, exit, practice }: Page): Markup {
  const say = words[language]
  const others = languages.filter((other) => other !== language)
  return html`<header class="top">
    <div class="spread">
      ${practice ? html`<strong class="badge practice">${practice.sign}</strong>` : ''}
      <nav aria-label="${say.language}">
        ${others.map(
          (other) =>
            html`<a class="tongue" lang="${other}" hreflang="${other}" href="${path(other)}">${say.thisPageIn}</a>`,
        )}
      </nav>
      <div class="row leave-row">
        <span class="hint shift-hint">${say.leaveHint}</span>
        <a class="button leave" href="${exit}" rel="noreferrer noopener" data-leave ${spoken(language)}>${say.leave}</a>
      </div>
    </div>
  </header>`
}

/** The sentences that ui/browser/leave.ts speaks, carried by the page so that the script needs no words of its own. */
function spoken(language: Language): Markup {
  const say = words[language]
  const left = [2, 1].map((count) => counted(language, say.shift, count))
  return html`data-two="${left[0]}" data-one="${left[1]}" data-gone="${say.leaving}"`
}

/** From a practice nothing leads into anything real. */
const usualFoot = ({ language, practice }: Page): Markup => {
  const say = words[language]
  const help = html`<a href="/${language}/help-us">${say.help}</a>`
  return html`<a href="/${language}/privacy">${say.privacy}</a>
    <a href="/${language}/leave">${say.leaveFast}</a> ${practice ? '' : help}`
}
