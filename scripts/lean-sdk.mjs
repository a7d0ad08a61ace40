import { readFileSync } from 'node:fs';

/**
 * The MCP SDK makes the schemas of the whole protocol when it is loaded, which takes more than Node's own start. Here each
 * is marked as free of effects, so that the bundler drops those that nothing uses. And its JSON Schema validator is for
 * forms, of which ctrlg shows none: `newServer` gives another in its place.
 */
export const leanSdk = {
  name: 'lean-sdk',
  setup: (build) => {
    build.onLoad({ filter: /@modelcontextprotocol\/sdk\/dist\/esm\/types\.js$/ }, ({ path }) => {
      let marked = 0;
      const contents = readFileSync(path, 'utf8').replace(SCHEMA, (_, head, schema) => {
        marked += 1;
        return `${head}/* @__PURE__ */ (() => ${schema})();`;
      });
      // Another version of the SDK may look different: to be seen here, and not in a slow start.
      if (marked < LEAST_MARKED)
        throw new Error(`Only ${marked} schemas of the MCP SDK were found in ${path}.`);
      return { contents, loader: 'js' };
    });
    build.onLoad({ filter: /@modelcontextprotocol\/sdk\/dist\/esm\/validation\/ajv-provider\.js$/ }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
      loader: 'js',
    }));
  },
};

const LEAST_MARKED = 100;

/** A top-level schema: up to a `;` that a new top-level statement or comment comes after. */
const SCHEMA =
  /^((?:export )?const \w+ = )((?:z|\w+Schema)[.(\s][\s\S]*?);$(?=\n(?:export|\/[*/]|const|class|function|\n|$))/gm;
