import type { Core } from '../core';
import type { SelectorQuery } from '../ports';

type Callback = ((result: unknown) => void) | undefined;

/** `wx.createSelectorQuery()`: the view answers all queries at once, in order. */
export function createSelectorQuery(core: Core) {
  const queries: { query: SelectorQuery; callback: Callback }[] = [];

  const nodes = (selector: string, all: boolean) => {
    const ask = (fields: Record<string, unknown>, callback: Callback) => {
      queries.push({ query: { selector, all, fields: core.give(fields) }, callback });
      return chain;
    };
    return {
      boundingClientRect: (callback?: Callback) =>
        ask({ id: true, dataset: true, rect: true, size: true }, callback),
      scrollOffset: (callback?: Callback) => ask({ id: true, dataset: true, scrollOffset: true }, callback),
      fields: (fields: Record<string, unknown>, callback?: Callback) => ask(fields, callback),
    };
  };

  const chain = {
    in: () => chain,
    select: (selector: string) => nodes(selector, false),
    selectAll: (selector: string) => nodes(selector, true),
    selectViewport: () => nodes('page', false),
    exec(callback?: Callback) {
      const webviewId = core.pages.current?.webviewId ?? 0;
      core.ports.view.select(
        webviewId,
        queries.map(({ query }) => query),
        (answers) =>
          core.run.deliverLater(() => {
            const results = core.give(answers);
            queries.forEach(({ callback: each }, index) => {
              if (each) core.run.deliver(() => each(results[index]));
            });
            if (callback) core.run.deliver(() => callback(results));
          }),
      );
    },
  };
  return chain;
}
