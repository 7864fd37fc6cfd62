import { Text, View } from '@tarojs/components';

interface RowProps {
  name: string;
  value: string;
  /** Whether people can select the value, to tell it to somebody. */
  selectable?: boolean;
}

export function Row({ name, value, selectable = false }: RowProps) {
  return (
    <View className="row">
      <View className="row-name">{name}</View>
      {selectable ? (
        <Text className="row-value" userSelect>
          {value}
        </Text>
      ) : (
        <View className="row-value">{value}</View>
      )}
    </View>
  );
}
