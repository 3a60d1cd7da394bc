import { choiceText, conversionInput, conversionParams, offeredSources } from './conversion-choice';

const nothing = { convert: null, rates: null, maxAge: null };
const euro = { ...nothing, convert: 'EUR' };

describe('the currency of a view', () => {
  it('is no part of the question where amounts stay as they are', () => {
    expect(conversionInput({ ...nothing, rates: 'Treasury', maxAge: 3 })).toEqual({});
    expect(conversionParams({ ...nothing, rates: 'Treasury', maxAge: 3 })).toEqual(nothing);
  });

  it('comes with the rates that the API takes by default, which the address leaves out', () => {
    expect(conversionInput(euro)).toEqual({
      currency: 'EUR',
      rates: { source: 'ECB', maxAgeDays: 7 },
    });
    expect(conversionParams({ ...euro, rates: 'ECB', maxAge: 7 })).toEqual(euro);
    const chosen = { convert: 'EUR', rates: 'Treasury', maxAge: 0 };
    expect(conversionParams(chosen)).toEqual(chosen);
    expect(conversionInput(chosen).rates).toEqual({ source: 'Treasury', maxAgeDays: 0 });
  });

  it('is among what is offered, whatever sources there are', () => {
    const ecb = { name: 'ECB', currencies: ['USD', 'EUR'] };
    expect(offeredSources(nothing, [ecb])).toEqual([{ name: 'ECB', currencies: ['EUR', 'USD'] }]);
    expect(offeredSources(euro, [])).toEqual([{ name: 'ECB', currencies: ['EUR'] }]);
    expect(offeredSources({ ...euro, convert: 'CHF' }, [ecb])).toEqual([
      { name: 'ECB', currencies: ['EUR', 'USD', 'CHF'] },
    ]);
    expect([choiceText(nothing), choiceText({ ...euro, rates: 'Own' })]).toEqual(['', 'Own:EUR']);
  });
});
