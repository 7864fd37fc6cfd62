/** `pages/a/a?b=c`, as a jump names it. */
export function targetOf(path: string): { path: string; query: Record<string, string> } {
  const [page = '', search = ''] = path.replace(/^\//, '').split(/\?(.*)/s);
  const pairs = search.split('&').filter(Boolean);
  const query = pairs.map((pair) => pair.split(/=(.*)/s)).map(([name = '', value = '']) => [name, value]);
  return { path: page, query: Object.fromEntries(query) as Record<string, string> };
}
