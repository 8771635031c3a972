/** Runs a command; what goes wrong is said without a stack, and the exit code is 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (problem) {
    console.error(problem instanceof Error ? sentenceOf(problem) : String(problem))
    process.exitCode = 1
  }
}

/** fetch hides the reason in the cause. */
function sentenceOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
