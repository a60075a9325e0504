import type { Transporter } from 'nodemailer'
import type { House } from '#platform/house'
import { allowedTexts, mailRate } from '../rules.ts'
import { addressesOf } from './store.ts'

const patience = 20_000
const transports = new WeakMap<House, Promise<Transporter>>()

/**
 * Sends the one neutral sentence to the addresses these members gave, one mail each so that nobody sees another's.
 * Returns how many the mail server took; 0 where none is set up. Never throws.
 */
export async function mail(house: House, teamId: string, memberIds: readonly string[]): Promise<number> {
  const transport = await transportOf(house)
  if (!transport) return 0
  const may = memberIds.filter((memberId) => house.rates.take('alarm mail', memberId, mailRate) === 0)
  const addresses = may.length === 0 ? [] : await addressesOf(house.db.sql, teamId, may)
  const taken = addresses.map(async (address) => {
    const { subject, sentence: text } = allowedTexts[address.language]
    try {
      const to = Buffer.from(house.keyStore.open(address.objectId, address.sealed)).toString()
      await transport.sendMail({ from: house.config.alarmFrom, to, subject, text })
      return true
    } catch (error) {
      house.log.warn('alarm mail not sent', { kind: error instanceof Error ? error.name : 'unknown' })
      return false
    }
  })
  return (await Promise.all(taken)).filter(Boolean).length
}

/** What sends mail is read with the first mail: most starts of a house need none, and everybody waits for a start. */
async function transportOf(house: House): Promise<Transporter | null> {
  const { smtpUrl } = house.config
  if (!smtpUrl) return null
  const times = { connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience }
  return transports.getOrInsertComputed(house, async () => {
    const { createTransport } = await import('nodemailer')
    return createTransport({ url: smtpUrl, ...times })
  })
}
