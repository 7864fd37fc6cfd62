import { Button, type ITouchEvent, View } from '@tarojs/components';
import { useState } from 'react';

/** A button in a row that can be tapped itself. */
export function Bubbling() {
  const [heard, setHeard] = useState<string[]>([]);
  const hear = (name: string) => setHeard((before) => [...before, name]);
  const stop = (event: ITouchEvent) => {
    event.stopPropagation();
    hear('只有按钮');
  };
  return (
    <View>
      <View onClick={() => hear('行')}>
        <View>行的文字</View>
        <Button onClick={() => hear('按钮')}>冒泡的按钮</Button>
        <Button onClick={stop}>不冒泡的按钮</Button>
      </View>
      <View>听到：{heard.join('、') || '（无）'}</View>
      <Button onClick={() => setHeard([])}>清除听到的</Button>
    </View>
  );
}
