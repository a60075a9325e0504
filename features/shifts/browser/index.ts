/* The door of shifts for consoles: for whoever works them, and for whoever plans. */
export { ShiftNames } from './mine/names.ts'
export { minePanel } from './mine/panel.ts'
export { planPanel } from './plan/plan-panel.ts'
export { rosterParts, type RosterPart } from './plan/roster-parts.ts'
