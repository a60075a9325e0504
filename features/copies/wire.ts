/** GET /api/copies/:motionId: what there is to copy. Sent only while the export stands, to a steward. */
export type CopyView = {
  members: { memberId: string; roles: string[]; state: string }[]
  contactIds: string[]
  caseIds: string[]
}

/** GET /api/copies/:motionId/contacts/:contactId (`talk`, `crew`) and …/cases/:caseId (`case`): the last row of each of its tracks. */
export type LastRows = Record<string, number>
