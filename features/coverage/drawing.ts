import type { Person, Problem, Rules, Seating, Shift } from '#features/shifts/checks'
import { at, person, problem, shift } from './acting.ts'
import { seeded } from './server/random.ts'

const names = ['Dee', 'Mateo', 'Inés', 'Sam', 'Amara', 'Ruth']

/** `nights`: one night a day with one seat, which is what rules about rows and weekends are about. */
type Size = { days: number; people: number; seats: number; nights?: boolean }

/** A small problem, some seatings in it (good and bad ones) and one more that is asked for: the same for the same seed. */
export function drawProblem(
  seed: number,
  size: Size | null = null,
): { problem: Problem; seatings: Seating[]; wanted: Seating } {
  const random = seeded(seed * 2654435761)
  for (let n = 0; n < 5; n++) random(2)
  const maybe = (): boolean => random(2) === 0
  const days = size?.days ?? 5 + random(6)
  const drawn = Array.from({ length: days }, (_none, day) =>
    (size?.nights ? [22] : [6, 14, 22])
      .filter(() => random(5) > 0)
      .map((from) =>
        shift(`s${day}-${from}`, { day, from, hours: 4 + 2 * random(4) }, [
          { trainee: maybe(), skills: random(4) === 0 ? ['naloxone'] : [] },
          ...(size?.nights ? [] : [{ trainee: maybe(), languages: random(6) === 0 ? ['es'] : [] }]),
          ...(!size?.nights && random(4) === 0 ? [{ standby: true }] : []),
        ]),
      ),
  ).flat()
  const shifts = upTo(drawn, size?.seats ?? 100)
  const rules: Partial<Rules> = {
    neverAlone: maybe(),
    restAfterNightHours: maybe() ? 12 : null,
    fewestNightsInRow: maybe() ? 2 : 1,
    mostNightsInRow: maybe() ? 2 : null,
    mostDaysInRow: maybe() ? 3 : null,
    wholeWeekends: maybe(),
  }
  const people = names.slice(0, size?.people ?? 3 + random(4)).map((name) => drawPerson(name, days, random))
  const given = problem(people, shifts, { rules })
  const free = shifts.flatMap(({ seats }) => seats.map(({ id }) => id))
  const take = (): Seating => ({
    seatId: free.splice(random(free.length), 1)[0]!,
    personId: people[random(people.length)]!.id,
  })
  const wanted = take()
  const seatings = Array.from({ length: random(Math.min(8, free.length)) }, take)
  return { problem: given, seatings, wanted }
}

function upTo(shifts: Shift[], most: number): Shift[] {
  let seats = 0
  return shifts.filter((one) => (seats += one.seats.length) <= most)
}

function drawPerson(name: string, days: number, random: (below: number) => number): Person {
  const some = (value: number): number | null => (random(2) === 0 ? value : null)
  const [away, rests] = [random(days), random(days)]
  return person(name, {
    trainee: random(4) === 0,
    skills: random(2) === 0 ? [{ id: 'naloxone', until: some(at(random(days), 12)) }] : [],
    languages: random(2) === 0 ? ['en', 'es'] : ['en'],
    available: random(3) === 0 ? [[at(random(days), 6), at(days, 0)]] : [[at(-1, 0), at(days + 2, 0)]],
    leave: random(4) === 0 ? [[at(away, 0), at(away + 2, 0)]] : [],
    resting: random(4) === 0 ? [[at(rests, 3), at(rests + 2, 3)]] : [],
    caps: {
      hoursPerWeek: some(8 + random(24)),
      hoursPerMonth: some(20 + random(40)),
      shiftsPerMonth: some(1 + random(6)),
      fewestShiftsPerMonth: random(3),
    },
    wishes:
      random(2) === 0 ? [{ kind: random(2) === 0 ? 'with' : 'apart', personId: names[random(3)]!, weight: 1 }] : [],
    past: { hours: random(4) * 8, badHours: random(3) * 8 },
  })
}
