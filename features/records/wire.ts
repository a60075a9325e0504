import { z } from 'zod'
import { fieldTypes, longestHint, longestLabel, mostChoices, mostFields, sections, type Form } from './form.ts'

const texts = (longest: number) =>
  z.strictObject({ en: z.string().trim().max(longest).optional(), es: z.string().trim().max(longest).optional() })
const id = z.string().regex(/^[a-z0-9-]{1,40}$/)

export const formSchema = z.strictObject({
  fields: z
    .array(
      z.strictObject({
        id: z.string().regex(/^(personal\/)?[a-z0-9-]{1,40}$/),
        section: z.enum(sections),
        type: z.enum(fieldTypes),
        label: texts(longestLabel),
        hint: texts(longestHint),
        choices: z.array(z.strictObject({ id, label: texts(longestLabel), hidden: z.boolean() })).max(mostChoices),
        hidden: z.boolean(),
      }),
    )
    .min(1)
    .max(mostFields),
})

/** PUT /api/record/form. `version`: the one it was made from, so that two editors never overwrite each other. */
export const savedFormSchema = z.strictObject({ version: z.int().min(0), form: formSchema })
export const screenerSchema = z.strictObject({ on: z.boolean() })

/** Topic `record-form`, for everybody in the team. `form` is null for the built-in one (version 0). */
export type FormView = {
  version: number
  form: Form | null
  /** Every version the team has made, newest first, with when. */
  versions: { version: number; at: string }[]
  /** Lines on which the screener is asked. */
  screeners: string[]
}
