import { Button, View } from '@tarojs/components';
import { useState } from 'react';

interface RowProps {
  id: number;
  onRemove(): void;
}

/** Its taps are its own state: it has to stay with its row when another one goes. */
function Row({ id, onRemove }: RowProps) {
  const [taps, setTaps] = useState(0);
  return (
    <View>
      <View onClick={() => setTaps((before) => before + 1)}>
        第{id}行点了{taps}次
      </View>
      <Button onClick={onRemove}>删除第{id}行</Button>
    </View>
  );
}

export function Rows() {
  const [{ ids }, setRows] = useState({ ids: [] as number[], last: 0 });
  const add = () => setRows((rows) => ({ ids: [...rows.ids, rows.last + 1], last: rows.last + 1 }));
  const remove = (id: number) =>
    setRows((rows) => ({ ...rows, ids: rows.ids.filter((each) => each !== id) }));
  return (
    <View>
      <View>共{ids.length}行</View>
      <Button onClick={add}>添加一行</Button>
      {ids.map((id) => (
        <Row id={id} key={id} onRemove={() => remove(id)} />
      ))}
    </View>
  );
}
