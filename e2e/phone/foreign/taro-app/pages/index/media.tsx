import { Image, Switch, Text, View } from '@tarojs/components';
import { useState } from 'react';

/** Three pixels wide, two high. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGPgijrBcCKKCwAJaAJZdiXZWAAAAABJRU5ErkJggg==';

export function Media() {
  const [on, setOn] = useState(false);
  const [size, setSize] = useState('未加载');
  return (
    <View>
      <Switch checked={on} onChange={({ detail }) => setOn(detail.value)} />
      <View>开关：{on ? '开' : '关'}</View>
      <Image
        className="picture"
        onLoad={({ detail }) => setSize(`${detail.width}×${detail.height}`)}
        src={picture}
      />
      <View>图片：{size}</View>
      <Text>{'第一行文字\n第二行文字'}</Text>
    </View>
  );
}
