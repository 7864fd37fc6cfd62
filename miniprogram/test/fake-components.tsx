import type { HTMLAttributes, PropsWithChildren } from 'react';

/** Taro's components as elements of a browser, with what WeChat calls `aria-role` as their role. */
type ComponentProps = PropsWithChildren<HTMLAttributes<HTMLElement>> & {
  'aria-role'?: string;
  userSelect?: boolean;
  hoverClass?: string;
  disabled?: boolean;
  loading?: boolean;
};

export const View = ({ 'aria-role': role, ...rest }: ComponentProps) => <div role={role} {...styled(rest)} />;

export const Text = ({ userSelect, ...rest }: ComponentProps) => (
  <span data-selectable={userSelect} {...styled(rest)} />
);

export const Button = ({ hoverClass: _, loading, ...rest }: ComponentProps) => (
  <button type="button" aria-busy={loading} {...styled(rest)} />
);

/** Taro takes a style as text, React DOM does not. */
function styled({ style, ...rest }: ComponentProps) {
  return typeof style === 'string' ? { ...rest, 'data-style': style } : rest;
}
