/** Named points at which a test ends the program or looks at what is there; nothing in the program itself. */
export type Step = (name: StepName) => Promise<void> | void
export const stepNames = [
  'push: before a batch is sent',
  'push: after a batch was sent',
  'push: before a receipt is written',
  'push: after a receipt was written',
  'files: before a part is sent',
  'files: after a part was sent',
  'files: before a receipt is written',
  'pull: before a page is asked for',
  'pull: before a page is kept',
  'pull: after a page was kept',
] as const
/** Only where the office has published something. */
export const contentStepNames = ['content: before an edition is kept', 'content: after an edition was kept'] as const
export type StepName = (typeof stepNames)[number] | (typeof contentStepNames)[number]
