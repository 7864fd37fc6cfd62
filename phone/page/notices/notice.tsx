import type { ReactNode } from 'react';
import { Icon } from '../icons';

interface Props {
  level: 'quiet' | 'warn' | 'bad';
  title: string;
  role?: 'alert';
  /** At the right of the title. */
  action?: ReactNode;
  children?: ReactNode;
}

export function Notice({ level, title, role, action, children }: Props) {
  return (
    <div className="notice" data-level={level} role={role}>
      {level !== 'quiet' && <Icon name="warning" size={18} />}
      <div className="notice-text">
        <strong>{title}</strong>
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
