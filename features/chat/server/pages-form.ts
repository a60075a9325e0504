import { html } from 'hono/html'
import type { Language } from '#platform/words'
import type { Markup } from '#ui/page.ts'
import { linePath, type Line } from '#features/lines'
import { longestMessage, type Callback } from '../rules.ts'
import { words } from '../words.ts'

/** What a form is filled with when it comes back to be set right. Nothing of it was kept. */
export type Filled = { callback: Callback; problem: 'empty' | 'too-long' | 'no-way' | 'answered' }

/** Every field may stay empty; being reached is off until the caller says it is safe. */
export function messageForm(form: { line: Line; language: Language; filled?: Filled; action?: string }): Markup {
  const { line, language, filled, action = linePath(line, language, 'message') } = form
  const say = words[language].form
  const given = filled?.callback
  return html`<form class="stack" method="post" action="${action}">
    ${filled ? html`<p class="notice alert" role="alert">${say.problem[filled.problem]}</p>` : ''}
    <div class="field">
      <label for="text">${say.text}</label>
      <textarea id="text" name="text" rows="6" maxlength="${longestMessage}" dir="auto">${given?.text ?? ''}</textarea>
    </div>
    <fieldset class="stack">
      <legend>${say.safeTitle}</legend>
      <p class="hint">${say.safeHint}</p>
      ${radio({ name: 'safe', value: 'no', words: say.notSafe, checked: !given?.safe })}
      ${radio({ name: 'safe', value: 'yes', words: say.isSafe, checked: given?.safe ?? false })}
    </fieldset>
    ${reaching(language, given)}
    <button class="primary">${say.send}</button>
    <p class="hint">${say.who}</p>
  </form>`
}

function reaching(language: Language, given?: Callback): Markup {
  const say = words[language].form
  return html`<fieldset class="stack">
    <legend>${say.howTitle}</legend>
    <p class="hint">${say.howHint}</p>
    <div class="row">
      ${(['call', 'text', 'other'] as const).map((way) =>
        radio({ name: 'way', value: way, words: say.ways[way], checked: (given?.way ?? 'call') === way }),
      )}
    </div>
    ${field({ name: 'reach', words: say.reach, value: given?.reach, longest: 200, mode: 'text' })}
    ${field({ name: 'when', words: say.when, value: given?.when, longest: 300, mode: 'text' })}
    ${field({ name: 'name', words: say.name, value: given?.name, longest: 100, mode: 'text' })}
    <div class="field">
      <label for="others">${say.others}</label
      ><select id="others" name="others">
        ${(['hang-up', 'wrong-number', 'ask-for-me'] as const).map(
          (choice) =>
            html`<option value="${choice}" ${given?.others === choice ? html`selected` : ''}>
              ${say.otherChoices[choice]}
            </option>`,
        )}
      </select>
    </div>
    ${field({ name: 'codeWord', words: say.codeWord, value: given?.codeWord, longest: 100, mode: 'text' })}
  </fieldset>`
}

const radio = (of: { name: string; value: string; words: string; checked: boolean }): Markup =>
  html`<label class="choice"
    ><input type="radio" name="${of.name}" value="${of.value}" ${of.checked ? html`checked` : ''} /> ${of.words}</label
  >`

const field = (of: { name: string; words: string; value: string | undefined; longest: number; mode: string }): Markup =>
  html`<div class="field">
    <label for="${of.name}">${of.words}</label>
    <input
      id="${of.name}"
      name="${of.name}"
      type="${of.mode}"
      maxlength="${of.longest}"
      autocomplete="off"
      dir="auto"
      value="${of.value ?? ''}"
    />
  </div>`
