/** What was thrown, by whatever world's code, as text. */
export function describeError(error: unknown): { message: string; stack: string } {
  if (typeof error !== 'object' || error === null) return { message: String(error), stack: '' };
  const { message, errMsg, stack } = error as Record<string, unknown>;
  return { message: String(message ?? errMsg ?? 'an object'), stack: String(stack ?? '') };
}
