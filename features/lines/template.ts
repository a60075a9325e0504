import type { Language } from '#platform/words'
import { usualExit } from '#ui/exit.ts'
import { weekdays, type Span, type Weekday } from './hours.ts'
import { toWrite } from './rules.ts'
import type { LineDraft, Texts } from './wire.ts'
import english from './words/template.en.json' with { type: 'json' }
import spanish from './words/template.es.json' with { type: 'json' }

type Template = typeof english
const templates: Record<Language, Template> = { en: english, es: spanish }

/** A first line with good words to start from: open Friday and Saturday nights. What only the team can know is left as a marked place. */
export function firstLine(languages: Language[]): LineDraft {
  const both = (pick: (template: Template) => string): Texts =>
    Object.fromEntries(languages.map((language) => [language, pick(templates[language])]))
  const many = (pick: (template: Template) => string[]): Texts[] =>
    pick(english).map((_text, index) => both((template) => pick(template)[index]!))
  return {
    ...howItWorks,
    languages,
    name: both(({ name }) => name),
    description: both(({ description }) => description),
    area: both(({ area }) => toWrite(area)),
    greeting: both(({ greeting }) => greeting),
    policePolicy: both(({ policePolicy }) => policePolicy),
    policeExceptions: both(({ policeExceptions }) => policeExceptions),
    riskPolicy: both(({ riskPolicy }) => riskPolicy),
    elsewhere: [
      {
        name: both(({ lifeline }) => lifeline),
        reach: '988',
        police: 'sometimes',
        note: both(({ lifelineNote }) => lifelineNote),
      },
      {
        name: both(({ emergency }) => emergency),
        reach: '911',
        police: 'yes',
        note: both(({ emergencyNote }) => emergencyNote),
      },
    ],
    guide: many(({ guide }) => guide),
    quickPhrases: many(({ quickPhrases }) => quickPhrases),
  }
}

const night: Span[] = [{ from: '20:00', to: '08:00' }]

/** Friday and Saturday nights, and the way of ringing that the product advises. */
const howItWorks = {
  path: 'line',
  isRoot: true,
  hours: {
    weekly: Object.fromEntries(weekdays.map((day) => [day, day === 'fri' || day === 'sat' ? night : []])) as Record<
      Weekday,
      Span[]
    >,
    exceptions: [],
  },
  channels: { chat: true, phone: null, text: null },
  exit: usualExit,
  phoneOnly: false,
  ring: { asking: 'waves' as const, first: 2, freeAfter: 20, everyoneAfter: 40, notifyAfter: 60 },
  perPerson: 2,
  callbackWithinHours: 24,
}
