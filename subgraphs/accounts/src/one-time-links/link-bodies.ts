import { sha256Text } from '../sha256-text';

export const linkTokenHash = sha256Text.describe('SHA-256 of the token of the link, hex.');
