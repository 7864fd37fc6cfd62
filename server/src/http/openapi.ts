import { errors } from '@contract-kit/shared';
import { z } from 'zod';
import type { Declared } from './exchange';
import { errorResponse } from './schemas';

type Json = Record<string, unknown>;

interface Described extends Declared {
  method: string;
  path: string;
  summary: string;
  /** Whether it takes a bearer token: every call does that does not say otherwise. */
  login?: boolean;
}

/** The API's description, made from what the routes take and answer. https://spec.openapis.org/oas/v3.1.1 */
export function describeApi(
  routes: Described[],
  title = '微信支付免密支付签约 · WeChat Pay password-free contract',
): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title,
      version: '1',
      description: `Errors: ${Object.entries(errors)
        .map(([code, { status }]) => `\`${code}\` ${status}`)
        .join(', ')}.`,
    },
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(route: Described, schemas: Json): Json {
  const parameters = [
    ...parametersIn('path', route.params, schemas),
    ...parametersIn('query', route.query, schemas),
  ];
  const answers = Object.entries(route.answers).map(([status, schema]) => [
    status,
    {
      description: status === '201' ? 'Created' : 'OK',
      ...(schema && { content: json(schema, 'output', schemas) }),
    },
  ]);
  return {
    operationId: route.name,
    summary: route.summary,
    ...(route.login !== false && { security: [{ token: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: json(route.body, 'input', schemas) } }),
    responses: {
      ...Object.fromEntries(answers),
      default: { description: 'Error', content: json(errorResponse, 'output', schemas) },
    },
  };
}

function parametersIn(place: 'path' | 'query', schema: z.ZodType | undefined, schemas: Json): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input', schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

const json = (schema: z.ZodType, io: 'input' | 'output', schemas: Json) => ({
  'application/json': { schema: toJsonSchema(schema, io, schemas) },
});

/** A schema with a name goes to the components, and is referred to. */
function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const { $schema, $defs, ...made } = z.toJSONSchema(schema, { io, reused: 'inline' }) as Json & {
    $defs?: Json;
  };
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const { id: _, ...described } = withReferences(definition) as Json;
    schemas[name] = described;
  }
  return withReferences(made) as Json;
}

const withReferences = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('#/$defs/', '#/components/schemas/'));
