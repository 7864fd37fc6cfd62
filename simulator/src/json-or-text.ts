/** What a body says: JSON, else its text; null when there is none. */
export function jsonOrText(body: string): unknown {
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
