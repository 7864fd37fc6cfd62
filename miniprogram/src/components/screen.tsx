import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type PropsWithChildren, useEffect } from 'react';
import { fontScale, useDark } from '../environment';
import './screen.css';

/** A page's ground: its title, colours, text size and safe area. */
export function Screen({ title, children }: PropsWithChildren<{ title: string }>) {
  const dark = useDark();
  useEffect(() => {
    Taro.setNavigationBarTitle({ title });
  }, [title]);
  return (
    <View className={`screen${dark ? ' dark' : ''}`} style={`--scale:${fontScale()}`}>
      {children}
    </View>
  );
}
