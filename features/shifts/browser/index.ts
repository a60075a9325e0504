/* The door of shifts for consoles: for whoever works them, and for whoever plans. */
export { shiftsCopy } from './copy.ts'
export { ShiftNames } from './mine/names.ts'
export { default as LeaveEmpty } from './LeaveEmpty.svelte'
export { missAgain, whyEmpty } from './left-empty.ts'
export { minePanel } from './mine/panel.ts'
export { planPanel } from './plan/plan-panel.ts'
export { rosterParts, type RosterPart } from './plan/roster-parts.ts'
/* What a part of the board says and does there. */
export type { Board } from './plan/board.ts'
export { dateAt, mondayOf, weekdays } from './plan/clock.ts'
export { lastShown } from './plan/plan-state.ts'
export { planningOn, type Planning } from './plan/planning.ts'
export {
  lineName,
  listed,
  nameOf,
  sayBreach,
  sayDay,
  sayPlace,
  sayStart,
  shiftName,
  skillName,
  weekdayName,
} from './plan/saying.ts'
export type { Speaker } from './plan/saying.ts'
export { skillBookOf } from './plan/skills.ts'
