import { createHmac } from 'node:crypto';
import { sharedKey } from './azure-container';

describe('a request to Azure Blob Storage', () => {
  // The string to sign of "Get Container Metadata" in "Authorize with Shared Key" of the REST reference.
  it('is signed as the published example', () => {
    const published = `GET${'\n'.repeat(12)}x-ms-date:Fri, 26 Jun 2015 23:39:12 GMT
x-ms-version:2015-02-21
/myaccount/mycontainer
comp:metadata
restype:container
timeout:20`;
    const accountKey = Buffer.from('a key of the account').toString('base64');
    const signature = createHmac('sha256', 'a key of the account').update(published);
    const url = new URL(
      'https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20',
    );
    const headers = {
      'x-ms-version': '2015-02-21',
      'x-ms-date': 'Fri, 26 Jun 2015 23:39:12 GMT',
    };
    expect(sharedKey(url, headers, { account: 'myaccount', accountKey })).toBe(
      `SharedKey myaccount:${signature.digest('base64')}`,
    );
  });
});
