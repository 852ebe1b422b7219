/** Turns zod schemas into JSON Schemas that share their named parts, as OpenAPI and AsyncAPI keep them. */
import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };

/** Which side of a schema is described: a body or the parameters that are sent to Keep, or what Keep sends. */
export type Side = 'input' | 'parameters' | 'output';

export type SchemaBook = {
  /** By the name of their `.meta({ id })`: what belongs under `components.schemas`. */
  named: Record<string, JsonSchema>;
  /** The JSON Schema of one side of `schema`; named parts are references to `named`. */
  describe(schema: z.ZodType, side: Side): JsonSchema;
};

/** A new, empty book. Throws where one name would stand for two schemas. */
export function openSchemaBook(target: 'draft-2020-12' | 'draft-7'): SchemaBook {
  const named: Record<string, JsonSchema> = {};
  return {
    named,
    describe(schema, side) {
      const {
        $schema: _,
        $defs,
        definitions,
        ...described
      } = z.toJSONSchema(schema, {
        io: side === 'output' ? 'output' : 'input',
        target,
        unrepresentable: 'any',
        override: described => {
          simplify(described);
          if (side === 'input') tellDefault(described.jsonSchema);
        },
      }) as JsonSchema;
      const parts = Object.entries((($defs ?? definitions) as Record<string, JsonSchema> | undefined) ?? {});
      for (const [name, part] of parts) add(named, name, reference(part));
      const name = z.globalRegistry.get(schema)?.id;
      if (name === undefined || '$ref' in described) return reference(described);
      add(named, name, reference(described));
      return { $ref: `#/components/schemas/${name}` };
    },
  };
}

type Described = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema };

/** Answers and events are open: only strict objects close theirs. What says less than the keyword beside it is left out. */
function simplify({ zodSchema, jsonSchema }: Described): void {
  const { _zod: internals } = zodSchema;
  const { def } = internals;
  if (def.type === 'object' && !def.catchall) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/**
 * Generators of clients, such as openapi-typescript, take a field with a `default` for one that is always there: true of
 * an answer, and wrong of a body, where the default is what makes it optional. There, the description tells it.
 */
function tellDefault(jsonSchema: z.core.JSONSchema.BaseSchema): void {
  if (!('default' in jsonSchema)) return;
  const told = `\`${JSON.stringify(jsonSchema.default)}\` if left out`;
  jsonSchema.description = jsonSchema.description === undefined ? told : `${jsonSchema.description}; ${told}`;
  delete jsonSchema.default;
}

function add(named: Record<string, JsonSchema>, name: string, schema: JsonSchema): void {
  const { id: _, ...rest } = schema;
  const present = named[name];
  if (present && JSON.stringify(present) !== JSON.stringify(rest))
    throw new Error(`Two schemas are named ${name}: give one of them another id.`);
  named[name] = rest;
}

function reference<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reference) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      key === '$ref' && typeof child === 'string'
        ? child.replace(/^#\/(\$defs|definitions)\//, '#/components/schemas/')
        : reference(child),
    ]),
  ) as T;
}
