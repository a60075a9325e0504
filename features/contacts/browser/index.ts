export { refuseRecord, type Channel, type Ending, type Track } from '../rules.ts'
export type { CallerView, ContactView, MyContact, Wrap } from '../wire.ts'
