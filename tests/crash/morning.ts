import { day, hour, minute, second } from '#platform/clock'
import { Auditor } from './auditor.ts'
import type { CrashCaller } from './caller.ts'
import { keptOnce, notLost, oneClaimant, raised, type Scene } from './checks.ts'
import { isEmpty, type CrashConsole } from './console.ts'
import type { Crew } from './crew.ts'
import { look, overdue, remains, stillThere, storyOf, type Violation } from './look.ts'
import { comes } from './pages.ts'
import type { Told } from './told.ts'
import type { World } from './world.ts'

type After = {
  world: World
  crew: Crew
  told: Told
  callers: CrashCaller[]
  consoles: CrashConsole[]
  auditors: Auditor[]
}

/** `begun`: the chats of all nights that end here. `callers`: of all of them; those of before have closed their pages. */
type Ending = Pick<After, 'world' | 'callers' | 'consoles' | 'auditors'> & { begun: ReadonlySet<string> }

/** Everything is whole again: what each party was told holds. */
export async function allHolds(after: After): Promise<Violation[]> {
  const { world, told, crew } = after
  await world.whole()
  // Whoever waits before asking again asks now.
  world.network.cut()
  const found: Violation[] = []
  if (!(await comes(() => isQuiet(after), 30_000)))
    found.push({ invariant: 'kept once', what: `not everything could be sent: ${restless(after)}` })
  const auditor = new Auditor(world, crew.people.amara)
  after.auditors.push(auditor)
  if (!(await auditor.ready())) return [...found, { invariant: 'nobody lost', what: 'Amara’s console shows nothing' }]
  found.push(...sentAway(after), ...(await allRan(world)))
  const scene: Scene = { ...after, auditor }
  const there = await stillKept(told, auditor)
  const checks = there.flatMap((contactId) => [keptOnce, notLost, oneClaimant].map((check) => check(scene, contactId)))
  const checked = await Promise.all([...checks, raised(scene, crew.people.ruth, crew.caseId)])
  return [...found, ...checked.flat(), ...((await look(world)) ?? [])]
}

/** Nobody is there any more, and time passes: every contact ends, and is erased, and stays so whatever is killed then. */
export async function allEnds(after: Ending): Promise<Violation[]> {
  const { world, callers, consoles } = after
  const auditor = after.auditors.at(-1)!
  const begun = [...after.begun]
  await Promise.all(consoles.map((one) => one.goOffDuty()))
  for (const one of [...callers, ...consoles]) one.close()
  // Whoever is gone is noticed, at the next look of every minute where their going was lost; then the hours pass.
  await comes(async () => (await stillThere(world)) === 0 || (world.move(minute), false), 20_000)
  world.move(8 * hour)
  await auditor.finish()
  const found = await allEnded(world, auditor, begun)
  if (!(await auditor.finish())) found.push({ invariant: 'nobody lost', what: 'a message left cannot be dealt with' })
  world.move(day)
  found.push(...(await allRan(world)))
  world.move(16 * day)
  world.places[0]!.kill()
  await world.killPostgres()
  await world.whole()
  if (!(await comes(async () => (await remains(world, begun)).length === 0, 30_000)))
    for (const contactId of begun) {
      const left = await remains(world, [contactId])
      if (left.length === 0) continue
      const what = `should be gone: ${[...new Set(left)].join(', ')}: ${await storyOf(world, contactId)}`
      found.push({ invariant: 'erased stays erased', what })
    }
  // One process has just begun, the other remembers the night: neither shows anything.
  for (const caller of callers.filter(({ contactId }) => after.begun.has(contactId)))
    if ((await caller.asks()) === 200)
      found.push({ invariant: 'erased stays erased', what: `its caller can read it: ${caller.contactId}` })
  return found
}

/** Without those that their caller wished gone, and that are gone. */
async function stillKept(told: Told, auditor: Auditor): Promise<string[]> {
  const all = await Promise.all(
    [...told.begun].map(async (contactId) => {
      let status = 0
      // The connections were cut a moment ago: no answer says nothing.
      if (told.erasing.has(contactId))
        await comes(async () => (status = (await auditor.contact(contactId)).status) > 0, 20_000)
      // 410: its key is destroyed, and its rows follow as soon as the deadline gets through.
      return status === 404 || status === 410 ? [] : [contactId]
    }),
  )
  return all.flat()
}

/** Every page that is open has sent all it has. One that asked for the erasure, and has lost its access with that, sends nothing more. */
const isQuiet = ({ callers, consoles, told }: After): boolean =>
  callers.every(
    ({ isGone, talk, contactId }) =>
      isGone || isEmpty(talk.outbox.pending) || (talk.connection === 'ended' && told.erasing.has(contactId)),
  ) && consoles.every((one) => one.isQuiet)

/** A caller's page that was told to stay away although nobody had asked for that. */
const sentAway = ({ callers, told }: After): Violation[] =>
  callers
    .filter(({ isGone, talk, contactId }) => !isGone && talk.connection === 'ended' && !told.erasing.has(contactId))
    .map(({ contactId }) => ({ invariant: 'nobody lost', what: `a caller’s page was told to stay away: ${contactId}` }))

function restless({ callers, consoles }: After): string {
  const states = (pending: readonly { state: string }[]): string => pending.map(({ state }) => state).join()
  const pages = callers
    .filter(({ isGone }) => !isGone)
    .map(({ talk }) => `${talk.connection} ${talk.view?.state} ${states(talk.outbox.pending)} ${talk.contactId}`)
  const shown = consoles.flatMap(({ person, desk, conversations }) =>
    [...conversations.values()].map(
      ({ state, talk, contactId }) =>
        `${person.name} ${desk.live.state.get()} ${state} ${states(talk.outbox.pending)} ${contactId}`,
    ),
  )
  return [...pages, ...shown].join('; ')
}

async function allRan(world: World): Promise<Violation[]> {
  if (await comes(async () => (await overdue(world)).length === 0, 10_000)) return []
  // What failed again and again while everything broke is tried again after up to five minutes.
  const isTried = async (): Promise<boolean> => (await overdue(world)).length === 0 || (world.move(5 * second), false)
  if (await comes(isTried, 20_000)) return []
  return [{ invariant: 'ring with a deadline', what: `deadlines do not run: ${(await overdue(world)).join(', ')}` }]
}

async function allEnded(world: World, auditor: Auditor, begun: readonly string[]): Promise<Violation[]> {
  const found: Violation[] = []
  const isOver = async (contactId: string): Promise<boolean> => {
    const { status, contact } = await auditor.contact(contactId)
    const isLeft = auditor.messages?.some((one) => one.contactId === contactId) ?? false
    return status === 404 || contact?.state === 'ended' || isLeft
  }
  for (const contactId of begun) {
    // What was noticed late, as the going of who held it, leaves a minute or so to those who are asked then.
    if (await comes(async () => (await isOver(contactId)) || (world.move(minute), false), 20_000)) continue
    const story = await storyOf(world, contactId)
    found.push({ invariant: 'nobody lost', what: `nobody is there, and it does not end: ${story}` })
  }
  return found
}
