import type { Desk, Panel } from '#features/keys/browser'
import { attention } from './people.ts'
import { say } from './saying.ts'
import { trainingOn } from './training.ts'

/** `#/training`, and `#/training/<member>`. The badge counts what is to be looked at, for whoever plans, and what is overdue and mine. */
export const trainingPanel: Panel = {
  name: 'training',
  path: 'training',
  title: (language) => say(language).title,
  load: () => import('./TrainingPanel.svelte'),
  badge: (desk: Desk) => ({
    subscribe: (read) =>
      trainingOn(desk).subscribe((training) => {
        const plans = desk.me.permissions.includes('crew.plan')
        const all = attention(training, desk.me.memberId, Date.now())
        read(all.filter((one) => (one.kind === 'overdue' && one.isMine) || (plans && one.kind === 'claim')).length)
      }),
  }),
}

/** The team's skills with their words, and who is experienced, for screens that plan. */
export { trainingOn, type Skill } from './training.ts'
export { skillName } from './saying.ts'
export { dayOf, endOfDay } from './days.ts'
export { trainingCopy } from './copy.ts'
