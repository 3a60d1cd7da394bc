// Three projects by suffix, which says the cost: unit (pure, milliseconds), int (real Postgres and the
// real analytical store), e2e (all processes, through the gateway or a browser).

import { LOADED_WHEN_USED } from './platform/loaded-when-used.ts';

const transform = {
  '^.+\\.[jt]sx?$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true, tsx: false },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'commonjs', lazy: LOADED_WHEN_USED },
      sourceMaps: 'inline',
    },
  ],
};

/** Packages that come as ES modules only; the compiled services require() them, which jest cannot. */
const ES_MODULES = [
  'jose',
  'non-error',
  'oauth4webapi',
  'openid-client',
  'pg-boss',
  'serialize-error',
];

const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  moduleNameMapper: {
    '^@ai-finops/service-kit/(.*)$': '<rootDir>/packages/service-kit/src/$1',
    '^@ai-finops/(sdk|demo-bill|testkit)$': '<rootDir>/packages/$1/src/index.ts',
    '^@/(.*)$': '<rootDir>/web/src/$1',
  },
  setupFilesAfterEnv: ['<rootDir>/packages/testkit/src/patience.ts'],
  modulePathIgnorePatterns: ['/dist/', '/\\.next/', '/\\.data/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.next/'],
};

const environment = {
  globalSetup: '<rootDir>/packages/testkit/src/global-setup.ts',
  globalTeardown: '<rootDir>/packages/testkit/src/global-teardown.ts',
};

export default {
  // Two cores: one worker for the suites, the other for the servers that they start.
  maxWorkers: 2,
  testSequencer: '<rootDir>/platform/test-sequence.ts',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: [...common.testPathIgnorePatterns, '\\.int\\.spec\\.ts$'],
    },
    { ...common, ...environment, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    {
      ...common,
      ...environment,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
      setupFilesAfterEnv: [
        ...common.setupFilesAfterEnv,
        '<rootDir>/packages/testkit/src/second-try.ts',
      ],
    },
  ],
};
