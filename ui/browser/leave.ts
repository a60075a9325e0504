/**
 * Quick exit. What it promises: the page's content is gone from the screen before anything is asked of the network; this
 * visit leaves one entry in the tab's history at most, and that entry becomes the exit page; nothing is stored anywhere.
 * It cannot clear what the browser already wrote down, and it cannot defeat spyware: the page says so.
 */
const door = document.querySelector<HTMLAnchorElement>('a[data-leave]')
const voice = document.querySelector<HTMLElement>('.leave-said')
/** Longer apart than this, presses of Shift are somebody typing. */
const patience = 5000

let presses = 0
let alone = false
let forget: ReturnType<typeof setTimeout> | undefined

function leave(): void {
  if (!door) return
  const away = door.href
  dispatchEvent(new Event('leave'))
  document.title = '\u200b'
  document.documentElement.textContent = ''
  location.replace(away)
  addEventListener('pageshow', () => location.replace(away))
}

/** Shift on its own counts; Shift with a letter is typing and starts the count again. */
function pressed(event: KeyboardEvent): void {
  if (event.key !== 'Shift') return startAgain()
  if (!event.repeat) alone = !(event.ctrlKey || event.altKey || event.metaKey)
}

function released(event: KeyboardEvent): void {
  if (event.key !== 'Shift' || !alone) return
  alone = false
  presses += 1
  clearTimeout(forget)
  forget = setTimeout(startAgain, patience)
  if (presses === 3) return leave()
  speak((presses === 1 ? door?.dataset['two'] : door?.dataset['one']) ?? '')
}

function startAgain(): void {
  alone = false
  if (presses === 0) return
  presses = 0
  clearTimeout(forget)
  speak('')
}

function speak(sentence: string): void {
  if (voice) voice.textContent = sentence
}

/** Links within these pages replace the entry instead of adding one: the Back button then leads to before the visit. */
function followed(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.('a')
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (link === door) {
    event.preventDefault()
    leave()
  } else if (link.origin === location.origin && !link.target) {
    event.preventDefault()
    if (link.hash && link.pathname === location.pathname) document.querySelector<HTMLElement>(link.hash)?.focus()
    else location.replace(link.href)
  }
}

if (door) {
  addEventListener('keydown', pressed, true)
  addEventListener('keyup', released, true)
  addEventListener('pointerdown', startAgain, true)
  addEventListener('blur', startAgain)
  document.addEventListener('click', followed)
}
