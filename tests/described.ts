import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** What a row is expected to hold, by column, as the type after `sql<` says; null when it does not say. */
export type Kind = 'string' | 'number' | 'boolean' | 'Date' | 'bytes' | 'list' | 'any'
export type Statement = { where: string; text: string; row: Map<string, Kind> | null }

const root = join(import.meta.dirname, '..')

/** The options that this checkout is type-checked with. */
export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')) as {
    config: object
  }
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: ['main.ts'] }, ts.sys, root).options
}

export const storeFiles = (): string[] =>
  globSync('{platform,features}/**/store*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => join(root, file))

/**
 * Every statement written as one whole template in these files, its values replaced by $1, $2 …. One that is put together
 * from parts (a fragment, a helper such as `sql(rows)`) cannot be described alone and is left out.
 */
export function readStatements(files: string[]): Statement[] {
  const program = ts.createProgram(files, compilerOptions())
  const checker = program.getTypeChecker()
  return files.flatMap((file) => {
    const source = program.getSourceFile(file)!
    const found: Statement[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && isSql(node.tag)) {
        const text = textOf(node.template)
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        if (text !== null) found.push({ where: `${relative(root, file)}:${line + 1}`, text, row: rowOf(node, checker) })
        return
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

const isSql = (tag: ts.Expression): boolean => /(^|\.)(sql|tx)$/.test(tag.getText())

function textOf(template: ts.TemplateLiteral): string | null {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return whole(template.text)
  const parts = [template.head.text]
  for (const [at, span] of template.templateSpans.entries()) {
    if (mayBePart(span.expression)) return null
    parts.push(`$${at + 1}`, span.literal.text)
  }
  return whole(parts.join(''))
}

const whole = (text: string): string | null => (/^\s*(select|insert|update|delete|with)\b/i.test(text) ? text : null)

/** A fragment or a helper stands in the text itself; anything else is a value. */
const mayBePart = (expression: ts.Expression): boolean => /\bsql\b|\btx\b|`/.test(expression.getText())

function rowOf(node: ts.TaggedTemplateExpression, checker: ts.TypeChecker): Map<string, Kind> | null {
  const [argument] = node.typeArguments ?? []
  if (!argument) return null
  const list = checker.getTypeFromTypeNode(argument)
  const row = checker.isArrayType(list) ? checker.getTypeArguments(list as ts.TypeReference)[0]! : list
  return new Map(
    row.getProperties().map((property) => [property.name, kindOf(checker.getTypeOfSymbol(property), checker)]),
  )
}

function kindOf(type: ts.Type, checker: ts.TypeChecker): Kind {
  const plain = checker.getNonNullableType(type)
  const parts = plain.isUnion() ? plain.types : [plain]
  const all = (flag: ts.TypeFlags): boolean => parts.every((part) => (part.flags & flag) !== 0)
  if (all(ts.TypeFlags.StringLike)) return 'string'
  if (all(ts.TypeFlags.NumberLike)) return 'number'
  if (all(ts.TypeFlags.BooleanLike)) return 'boolean'
  if (checker.isArrayType(plain)) return 'list'
  const name = plain.getSymbol()?.name
  return name === 'Date' ? 'Date' : name === 'Buffer' || name === 'Uint8Array' ? 'bytes' : 'any'
}
