import { ApiError, type Api } from '#platform/browser/api'
import { fields, longest, type Application } from '../../rules.ts'
import { sealApplication } from '../../sealing.ts'
import type { HelpDoor, HelpKept } from '../../wire.ts'

const tries = 4

/** Seals what the form holds and sends it; anew when the team changed meanwhile. Whom to seal to is asked just before. */
export async function send(api: Api, form: FormData): Promise<HelpKept> {
  const text = (name: string): string => String(form.get(name) ?? '')
  const written = Object.fromEntries(
    fields.map((field) => [field, text(field).slice(0, longest[field])]),
  ) as Application
  const newcomerId = text('id')
  for (let left = tries; ; left--) {
    const { teamId, epoch, recipient } = await api.get<HelpDoor>('/api/help-us')
    const sealed = await sealApplication(recipient, { teamId, newcomerId }, { ...written, at: Date.now() })
    try {
      return await api.post<HelpKept>('/api/help-us', { newcomerId, epoch, sealed })
    } catch (error) {
      if (left === 0 || !(error instanceof ApiError) || error.code !== 'outdated') throw error
    }
  }
}
