import { useLaunch } from '@tarojs/taro';
import type { PropsWithChildren } from 'react';
import { signing } from './signing';

export default function App({ children }: PropsWithChildren) {
  // Whichever page WeChat starts us on: a signing may have been left open.
  useLaunch(() => signing.resumePendingSigning());
  return children;
}
