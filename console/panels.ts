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
import { PersonCopy, TeamCopy } from '#features/copies/browser'
import { coveragePanel, Proposing } from '#features/coverage/browser'
import { HandoverCard } from '#features/handovers/browser'
import { keepingPanel, keepingParts, TalkKept, TalkWish } from '#features/holds/browser'
import { teamPanel, type Desk } from '#features/keys/browser'
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
import SettingsScreen from './SettingsScreen.svelte'
import { words } from './words.ts'

/** The console's screens, in the order of the navigation. Whoever coordinates starts with what the crew owes, others at the first. */
export const screens: Screen[] = [
  { ...waitingPanel, readers: 'responders' },
  { ...minePanel, readers: 'responders' },
  { ...talksPanel, readers: 'working' },
  { ...roomPanel, readers: 'responders' },
  { ...owedPanel, readers: 'working', startFor: 'messages.work' },
  { ...casesPanel, readers: 'cases' },
  { ...messagesPanel, readers: 'working' },
  { ...numbersPanel, readers: 'everyone' },
  { ...practicePanel, readers: 'responders' },
  { ...carePanel, readers: 'you' },
  { ...planPanel, readers: 'leaders' },
  { ...coveragePanel, readers: 'leaders' },
  { ...trainingPanel, readers: 'team' },
  { ...newcomersPanel, readers: 'leaders' },
  { ...linesPanel, readers: 'everyone' },
  { ...formPanel, readers: 'everyone' },
  { ...keepingPanel, readers: 'team' },
  { ...teamPanel, readers: 'team' },
  {
    name: 'settings',
    path: 'settings',
    title: (language) => choose(language, words).settings,
    component: SettingsScreen as Screen['component'],
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
keepingParts.push(TeamCopy)

practiceParts.push(PracticeByHand)
caseParts.page.push(PromisesPart)
rosterParts.push(Proposing)
owedParts.push(owedListenings)

/** Other features' parts of the settings screen. */
export const settingsParts: Component<{ desk: ConsoleDesk; language: Language }>[] = [
  AwaySettings as Component<{ desk: ConsoleDesk; language: Language }>,
  NotificationsSettings,
  SoundSettings as Component<{ desk: ConsoleDesk; language: Language }>,
]
