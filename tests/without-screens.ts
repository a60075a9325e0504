import { registerHooks } from 'node:module'

/*
 * Node draws no screens. Once this file was imported, a console's door that also shows some can be opened by a test:
 * what needs it is imported afterwards, by `await import(…)`, because the imports of a file are all read before it runs.
 */
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.svelte')
      ? { format: 'module', source: 'export default {}', shortCircuit: true }
      : next(url, context),
})
