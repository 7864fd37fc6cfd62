import type { ReactNode } from 'react';

/** A control with its name above and what it does below. */
export function Setting({ name, does, children }: { name: string; does?: string; children: ReactNode }) {
  return (
    <div className="setting">
      <div className="setting-name">{name}</div>
      {children}
      {does !== undefined && <p className="setting-does">{does}</p>}
    </div>
  );
}
