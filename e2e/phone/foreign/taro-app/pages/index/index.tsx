import { Button, Text, View } from '@tarojs/components';
import Taro, { useLoad } from '@tarojs/taro';
import { Bubbling } from './bubbling';
import './index.css';
import { Media } from './media';
import { Nested } from './nested';
import { Rows } from './rows';
import { Counter, UpperCase } from './state';

/** The page of Taro's default template, and below it what apps usually do. */
export default function Index() {
  useLoad(() => {
    console.log('Page loaded.');
  });
  const name = encodeURIComponent('张三 & 李四');
  return (
    <View className="index">
      <Text>Hello world!</Text>
      <Counter />
      <UpperCase />
      <Bubbling />
      <Rows />
      <Nested depth={40} />
      <Media />
      <Button onClick={() => Taro.navigateTo({ url: `/pages/second/index?name=${name}&count=2` })}>
        打开第二页
      </Button>
    </View>
  );
}
