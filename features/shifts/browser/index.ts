/* The door of shifts for consoles: for whoever plans. */
export { planPanel } from './plan/plan-panel.ts'
export { rosterParts, type RosterPart } from './plan/roster-parts.ts'
