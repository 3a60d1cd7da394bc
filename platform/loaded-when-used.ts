/**
 * Packages that a service loads at their first use: large ones that most processes never come to need (no Redis is
 * configured, nobody exports a workbook, registers a passkey or sends a letter, no operation is left to the stock
 * executor).
 */
export const LOADED_WHEN_USED = [
  '@apollo/gateway',
  '@simplewebauthn/server',
  'exceljs',
  'nodemailer',
  'redis',
];

/** What the program of a service loads once its environment is read: what is wrong with that is told at once. */
export const LOADED_AFTER_ENVIRONMENT = [
  '@ai-finops/service-kit/service-app',
  './app.module',
  './imports/charges.store',
  './server',
  './store/prepare-embedded',
  './uploads/accept-uploads',
];
