import { Loader } from '@mantine/core';
import type { PhoneState } from '../../client/state';
import { Icon } from '../icons';

export function Toast({ title, icon }: NonNullable<PhoneState['toast']>) {
  return (
    <div className="toast" data-icon={icon} role="status">
      {icon === 'success' && <Icon name="success" size={40} />}
      {icon === 'error' && <Icon name="warning" size={40} />}
      {icon === 'loading' && <Loader color="white" size={36} />}
      <span>{title}</span>
    </div>
  );
}
