/** Applies `setData`: keys are paths such as `a.b[0].c`, or Taro's `root.cn.[0].v`. Missing objects and arrays on the way are made. */
export function applySetData(target: Record<string, unknown>, change: Record<string, unknown>): void {
  for (const [path, value] of Object.entries(change)) {
    const steps = parsePath(path);
    let at: Record<string | number, unknown> = target;
    steps.slice(0, -1).forEach((step, index) => {
      const next = at[step];
      if (typeof next !== 'object' || next === null)
        at[step] = typeof steps[index + 1] === 'number' ? [] : {};
      at = at[step] as Record<string | number, unknown>;
    });
    at[steps.at(-1)!] = value;
  }
}

/** `root.cn.[0].v` → ['root', 'cn', 0, 'v'] */
export function parsePath(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    steps.push(index === undefined ? name! : Number(index));
  }
  if (steps.length === 0) throw new Error(`setData: "${path}" is not a path`);
  return steps;
}
