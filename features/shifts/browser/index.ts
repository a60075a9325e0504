export { minePanel } from './mine/panel.ts'
