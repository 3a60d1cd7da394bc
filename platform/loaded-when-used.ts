/**
 * Packages that a service loads at their first use: large ones that most processes never come to need (no Redis is
 * configured, nobody exports a workbook, registers a passkey or sends a letter), a tenth of what all services load.
 */
export const LOADED_WHEN_USED = ['@simplewebauthn/server', 'exceljs', 'nodemailer', 'redis'];
