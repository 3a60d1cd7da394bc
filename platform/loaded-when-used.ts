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
