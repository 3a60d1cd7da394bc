import { KnownNames, OTHERS } from './known-names';

it('counts names beyond a bound as one of the others', () => {
  const names = new KnownNames();
  for (let n = 0; n < 200; n += 1) expect(names.label(`Name${n}`)).toBe(`Name${n}`);
  expect(names.label('One more')).toBe(OTHERS);
  expect(names.label('Name7')).toBe('Name7');
});
