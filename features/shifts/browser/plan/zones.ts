/** A time zone as people look for it: "America/Los Angeles". */
export const zoneName = (zone: string): string => zone.replaceAll('_', ' ')

/** Zones whose name has every word that was typed, accents or not; the one that is chosen stays in sight. */
export function zonesFor(zones: readonly string[], typed: string, chosen: string): string[] {
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const wanted = plain(typed)
    .split(/[\s/_]+/)
    .filter(Boolean)
  return zones.filter((zone) => zone === chosen || wanted.every((word) => plain(zoneName(zone)).includes(word)))
}
