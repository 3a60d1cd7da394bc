import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const A_DAY_MS = 86_400_000;

/** A certificate for this machine that vouches for itself, with its key; the serial number tells it from others. */
export async function selfSigned(serialNumber = '01'): Promise<Certificate> {
  const generated = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  // The library's types are those of browsers.
  const keys = generated as unknown as CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber,
      name: 'CN=localhost',
      notBefore: new Date(Date.now() - A_DAY_MS),
      notAfter: new Date(Date.now() + A_DAY_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    },
    webcrypto as Crypto,
  );
  const key = KeyObject.from(generated.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { cert: certificate.toString('pem'), key: String(key) };
}
