import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryDirectory } from '@ai-finops/testkit';
import { compile } from './compile.ts';

const root = temporaryDirectory();
const at = (file: string): string => join(root, file);

function write(file: string, content: string): void {
  mkdirSync(dirname(at(file)), { recursive: true });
  writeFileSync(at(file), content);
}

afterAll(() => rmSync(root, { recursive: true }));

describe('compiling the workspaces', () => {
  it('makes CommonJS of every source but the tests', async () => {
    write(
      'gateway/src/main.ts',
      `import { name } from './deep/name';\nconsole.log('I am', name);\n`,
    );
    write('gateway/src/deep/name.ts', `export const name: string = 'gateway';\n`);
    write('gateway/src/deep/name.spec.ts', 'throw new Error();\n');
    const { compiled } = await compile(root);
    expect(compiled).toEqual(['gateway/src/deep/name.ts', 'gateway/src/main.ts']);
    expect(existsSync(at('gateway/dist/deep/name.spec.js'))).toBe(false);
    expect(execFileSync(process.execPath, [at('gateway/dist/main.js')], { encoding: 'utf8' })).toBe(
      'I am gateway\n',
    );
  });

  it('does nothing when nothing changed', async () => {
    expect(await compile(root)).toEqual({ compiled: [], removed: [] });
  });

  it('compiles a changed source alone, even one with an older time', async () => {
    write('gateway/src/deep/name.ts', `export const name: string = 'changed';\n`);
    utimesSync(at('gateway/src/deep/name.ts'), 1, 1);
    expect((await compile(root)).compiled).toEqual(['gateway/src/deep/name.ts']);
  });

  it('compiles again what was removed from dist', async () => {
    rmSync(at('gateway/dist/main.js'));
    expect((await compile(root)).compiled).toEqual(['gateway/src/main.ts']);
  });

  it('removes what has no source any more', async () => {
    rmSync(at('gateway/src/deep'), { recursive: true });
    const { removed } = await compile(root);
    expect(removed).toEqual(['gateway/dist/deep/name.js']);
    expect(existsSync(at('gateway/dist/deep/name.js.map'))).toBe(false);
  });

  it('writes the types of a class’s constructor down for injection', async () => {
    write(
      'subgraphs/auth/src/main.ts',
      `function mark(target: object) {}
      class Store {}
      @mark class Service { constructor(readonly store: Store) {} }
      console.log((Reflect as unknown as { types: { name: string }[] }).types.map(({ name }) => name).join());`,
    );
    await compile(root);
    const shim =
      'Reflect.metadata = (key, value) => { if (key === "design:paramtypes") Reflect.types = value; };';
    const output = execFileSync(
      process.execPath,
      ['-e', `${shim} require(${JSON.stringify(at('subgraphs/auth/dist/main.js'))})`],
      { encoding: 'utf8' },
    );
    expect(output).toBe('Store\n');
  });
});
