import { Button, Input, View } from '@tarojs/components';
import { useState } from 'react';

export function Counter() {
  const [count, setCount] = useState(0);
  return (
    <View>
      <View>计数：{count}</View>
      <Button onClick={() => setCount((before) => before + 1)}>+1</Button>
    </View>
  );
}

/** The app decides what stands in the field. */
export function UpperCase() {
  const [text, setText] = useState('');
  return (
    <View>
      <Input
        onInput={({ detail }) => setText(detail.value.toUpperCase())}
        placeholder="小写字母"
        value={text}
      />
      <View>大写：{text || '（空）'}</View>
    </View>
  );
}
