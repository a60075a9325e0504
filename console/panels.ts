import type { Component } from 'svelte'
import { NotificationsSettings } from '#features/alarms/browser'
import { carePanel, CareWaiting, owedListenings } from '#features/care/browser'
import { caseParts, CasesOfTalk, casesPanel } from '#features/cases/browser'
import {
  ByHand,
  messagesPanel,
  PracticeByHand,
  roomPanel,
  talkParts,
  talksPanel,
  type TalkPart,
} from '#features/chat/browser'
import { PersonCopy, teamCopy } from '#features/copies/browser'
import { coveragePanel, proposing } from '#features/coverage/browser'
import { HandoverCard } from '#features/handovers/browser'
import { keepingPanel, keepingParts, TalkKept, TalkWish } from '#features/holds/browser'
import { teamPanel, type Desk, type PanelView } from '#features/keys/browser'
import { linesPanel, ringSkills } from '#features/lines/browser'
import { newcomersPanel } from '#features/newcomers/browser'
import { practicePanel, practiceParts } from '#features/practice/browser'
import { AwaySettings, owedPanel, owedParts, PromisesPart } from '#features/promises/browser'
import { DutyBar, RingBar, SoundSettings, waitingPanel, waitingParts } from '#features/queue/browser'
import { formPanel, RecordFirst, RecordPart } from '#features/records/browser'
import { minePanel, planPanel, rosterParts } from '#features/shifts/browser'
import { ClosingCard, numbersPanel } from '#features/tally/browser'
import { skillName, trainingOn, trainingPanel } from '#features/training/browser'
import { choose, type Language } from '#platform/words'
import type { ConsoleDesk, Screen } from './desk.ts'
import { words } from './words.ts'

/** The console's screens, in the order of the navigation, those of a group together. Whoever coordinates starts with what the crew owes, others at the first. */
export const screens: Screen[] = [
  { ...waitingPanel, group: 'tonight', readers: 'responders' },
  { ...minePanel, group: 'tonight', readers: 'responders' },
  { ...talksPanel, group: 'tonight', readers: 'working' },
  { ...roomPanel, group: 'tonight', readers: 'responders' },
  { ...owedPanel, group: 'afterwards', readers: 'working', startFor: 'messages.work' },
  { ...casesPanel, group: 'afterwards', readers: 'cases' },
  { ...messagesPanel, group: 'afterwards', readers: 'working' },
  { ...numbersPanel, group: 'afterwards', readers: 'everyone' },
  { ...practicePanel, group: 'crew', readers: 'responders' },
  { ...carePanel, group: 'crew', readers: 'you' },
  { ...planPanel, group: 'crew', readers: 'leaders' },
  { ...coveragePanel, group: 'crew', readers: 'leaders' },
  { ...trainingPanel, group: 'crew', readers: 'team' },
  { ...newcomersPanel, group: 'crew', readers: 'leaders' },
  { ...linesPanel, group: 'team', readers: 'everyone' },
  { ...formPanel, group: 'team', readers: 'everyone' },
  { ...keepingPanel, group: 'team', readers: 'team' },
  { ...teamPanel, group: 'team', readers: 'team' },
  {
    name: 'settings',
    path: 'settings',
    title: (language) => choose(language, words).settings,
    load: () => import('./SettingsScreen.svelte') as Promise<{ default: PanelView }>,
    group: 'you',
    readers: 'you',
  },
]

/** What stands above every screen, locked or not: the ringing first, then the duty. Both are without content. */
export const bars: Record<'ringing' | 'duty', Component<{ desk: ConsoleDesk }>> = { ringing: RingBar, duty: DutyBar }

/** Parts of screens that a later feature brings. */
ringSkills.of = (desk) => ({
  subscribe: (read) =>
    trainingOn(desk).subscribe(({ offered }) =>
      read(offered.map((skill) => ({ skillId: skill.skillId, name: (language) => skillName(skill, language) }))),
    ),
})
waitingParts.push(HandoverCard, CareWaiting as Component<{ desk: Desk }>)
waitingParts.push(ByHand as Component<{ desk: Desk }>)
talkParts.first.push(RecordFirst as TalkPart)
talkParts.beside.push(RecordPart as TalkPart)
talkParts.beside.push(CasesOfTalk as TalkPart, TalkWish as TalkPart)
talkParts.afterwards.push(ClosingCard as TalkPart)
talkParts.done.push(ClosingCard as TalkPart)
talkParts.afterwards.push(TalkKept as TalkPart)
talkParts.beside.push(PersonCopy as TalkPart)
keepingParts.push(teamCopy)

practiceParts.push(PracticeByHand)
caseParts.page.push(PromisesPart)
rosterParts.push(proposing)
owedParts.push(owedListenings)

/** Other features' parts of the settings screen. */
export const settingsParts: Component<{ desk: ConsoleDesk; language: Language }>[] = [
  AwaySettings as Component<{ desk: ConsoleDesk; language: Language }>,
  NotificationsSettings,
  SoundSettings as Component<{ desk: ConsoleDesk; language: Language }>,
]
