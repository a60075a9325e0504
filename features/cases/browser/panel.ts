import type { Desk, Panel } from '#features/keys/browser'
import { casesOn, pressing } from './cases.ts'
import CasesPanel from './CasesPanel.svelte'
import { say } from './saying.ts'

/** `#/cases` and `#/cases/<caseId>`. The badge counts hand-overs offered to me, and cases that lack somebody. */
export const casesPanel: Panel = {
  name: 'cases',
  path: 'cases',
  title: (language) => say(language).title,
  component: CasesPanel,
  badge: (desk: Desk) => ({
    subscribe: (read) =>
      casesOn(desk).subscribe(({ list }) =>
        read(pressing(list, desk.me.memberId, desk.me.permissions.includes('cases.keep'))),
      ),
  }),
}
