import { readListing } from './listing-xml';

const S3 = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>bills</Name><IsTruncated>true</IsTruncated>
  <Contents><Key>a &amp; b/&#xE4;.csv</Key><ETag>&quot;abc&quot;</ETag><Size>12</Size>
    <Owner><ID>1</ID></Owner></Contents>
  <Contents><Key><![CDATA[<c>.csv]]></Key><ETag>"d"</ETag><Size>0</Size></Contents>
  <NextContinuationToken>next</NextContinuationToken>
</ListBucketResult>`;
const read = (xml: string) => readListing(xml, 'ListBucketResult', 'Contents');

describe('a listing', () => {
  it('is read with its texts as they are meant', () => {
    const { items, rest } = read(S3);
    expect(items.map((item) => Object.fromEntries(item))).toEqual([
      expect.objectContaining({ Key: 'a & b/ä.csv', ETag: '"abc"', Size: '12', 'Owner/ID': '1' }),
      { Key: '<c>.csv', ETag: '"d"', Size: '0' },
    ]);
    expect(rest.get('IsTruncated')).toBe('true');
    expect(rest.get('NextContinuationToken')).toBe('next');
  });

  it('is read where its items lie deeper', () => {
    const xml =
      '<E><Blobs><Blob><Name>a</Name><Properties><Etag>x</Etag></Properties></Blob></Blobs><NextMarker/></E>';
    const { items, rest } = readListing(xml, 'E', 'Blobs/Blob');
    expect(items.map((item) => Object.fromEntries(item))).toEqual([
      { Name: 'a', Properties: '', 'Properties/Etag': 'x' },
    ]);
    expect(rest.get('NextMarker')).toBe('');
  });

  it.each([
    ['nothing', ''],
    ['a page of a portal', '<html><body>Sign in</body></html>'],
    ['JSON', '{"a":1}'],
    ['one that is cut off', S3.slice(0, -20)],
    [
      'entities that grow',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ListBucketResult>&b;</ListBucketResult>',
    ],
  ])('is not %s', (_, xml) => {
    expect(() => read(xml)).toThrow(expect.objectContaining({ code: 'SOURCE_UNREADABLE' }));
  });
});
