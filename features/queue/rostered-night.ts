import { randomId } from '#platform/ids'
import type { LineDraft } from '#features/lines'
import { TestClock } from '../../tests/clock.ts'
import { putShift, seatOf, wall, zone } from '../../tests/rostered.ts'
import { onDuty } from './index.ts'
import { openNight, type Console, type Name, type Night } from './night.ts'
import type { QueueView } from './wire.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const hoursOf = (spans: { from: string; to: string }[]): LineDraft['hours'] => ({
  weekly: Object.fromEntries(days.map((day) => [day, spans])) as unknown as LineDraft['hours']['weekly'],
  exceptions: [],
})
export const always = hoursOf([{ from: '00:00', to: '24:00' }])

/**
 * A night on a line with a roster, in Los Angeles, for this feature's tests. The line is never open by its hours: what the house does
 * about lines that are open with nobody there is shown elsewhere.
 */
export async function openRostered(start: string) {
  const clock = new TestClock(wall(start))
  const night = await openNight({ clock, timeZone: zone, line: { hours: hoursOf([]) } })
  const { house, teamId, lineId, ids } = night
  const consoles = new Map<Name, Console>()
  for (const name of ['dee', 'mateo', 'ines', 'sam', 'amara'] as const) consoles.set(name, await night.console(name))
  const desk = (name: Name): Console => consoles.get(name)!
  const namesOf = (memberIds: readonly string[]): string[] =>
    [...new Set(memberIds)].map((memberId) => Object.entries(ids).find(([, one]) => one === memberId)![0]).toSorted()
  const place = { night, clock, house, teamId, lineId, ids, namesOf, desk }
  return { ...place, ...doings(place) }
}

type Place = Pick<Night, 'house' | 'teamId' | 'lineId'> & {
  night: Night
  clock: TestClock
  namesOf: (memberIds: readonly string[]) => string[]
  desk: (name: Name) => Console
}

function doings({ night, clock, house, teamId, lineId, namesOf, desk }: Place) {
  return {
    view: (name: Name): QueueView => desk(name).view as QueueView,
    /** Without a shift that is to come, a line has no roster. */
    rosterGoesOn: () =>
      putShift(house, teamId, {
        lineId,
        from: wall('2029-01-01T20:00'),
        until: wall('2029-01-02T02:00'),
        seats: [seatOf('line')],
      }),
    async crew(): Promise<string[]> {
      return namesOf((await onDuty(house.db.sql, teamId, lineId, clock.now())).map(({ memberId }) => memberId))
    },
    /** What the house says to clocking in, after the test ring. */
    async clockIn(name: Name): Promise<string> {
      const ringId = randomId()
      await desk(name).say('duty.test', { ringId })
      await desk(name).say('duty.heard', { ringId })
      const said = await desk(name).say('duty.in', { lineIds: [lineId], languages: ['en'] })
      await night.settled()
      return said
    },
    async goTo(at: Date): Promise<void> {
      await night.settled()
      await clock.leap(at.getTime() - clock.now().getTime())
      await night.settled()
    },
    /** The status, or the code of the refusal. */
    async ask(name: Name, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<number | string> {
      const sent = { method, headers: { cookie: `who=${name}` }, ...(body ? { body } : {}) }
      const answer = await night.test.request(path, sent)
      await night.settled()
      return answer.ok ? answer.status : ((await answer.json()) as { refused: string }).refused
    },
  }
}
