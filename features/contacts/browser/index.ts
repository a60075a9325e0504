export {
  handChannels,
  isByHand,
  refuseRecord,
  type Channel,
  type HandChannel,
  type Ending,
  type Track,
} from '../rules.ts'
export type { CallerView, ContactView, MyContact, Wrap } from '../wire.ts'
