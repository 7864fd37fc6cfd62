import type { Context } from 'koa';

/** What a request gives as `Authorization: Bearer …`; undefined when it gives nothing, something else, or more than one. */
export function bearerOf(ctx: Context): string | undefined {
  const [scheme = '', given, ...rest] = ctx.get('authorization').split(' ');
  return scheme.toLowerCase() === 'bearer' && rest.length === 0 ? given || undefined : undefined;
}
