import { describe, expect, test } from 'vitest';
import { nextTurn, type Share, surplusTurn } from './fair-turns.ts';

const share = (network: string, account: string): Share => ({ network, account });
const times = (count: number, one: Share): Share[] => Array.from({ length: count }, () => one);

describe('the next turn', () => {
  test('goes to the network that has the fewest in use, however many another one waits for', () => {
    const waiting = [...times(200, share('flood', 'ada')), share('other', 'bob')];
    expect(nextTurn(waiting, [share('flood', 'ada')])).toBe(200);
  });

  test('goes to another account, where one account is tried from many networks', () => {
    const waiting = [...Array.from({ length: 50 }, (_, at) => share(`network ${at}`, 'ada')), share('other', 'bob')];
    expect(nextTurn(waiting, times(3, share('elsewhere', 'ada')))).toBe(50);
  });

  test('goes to another account of the same network', () => {
    const waiting = [...times(50, share('school', 'ada')), share('school', 'bob')];
    expect(nextTurn(waiting, times(3, share('school', 'ada')))).toBe(50);
  });

  test('goes to the one that waits the longest, all else being equal', () => {
    expect(nextTurn([share('one', 'ada'), share('two', 'bob')], [])).toBe(0);
  });
});

describe('the surplus', () => {
  test('is the newest of the network that waits for the most', () => {
    expect(surplusTurn([...times(5, share('flood', 'ada')), share('other', 'bob')])).toBe(4);
    expect(surplusTurn([share('other', 'bob'), ...times(5, share('flood', 'ada'))])).toBe(5);
  });

  test('is the newest of the account that waits for the most, where one is tried from many networks', () => {
    const waiting = [share('one', 'ada'), share('two', 'ada'), share('three', 'bob')];
    expect(surplusTurn(waiting)).toBe(1);
  });

  test('is the newest of all, all else being equal', () => {
    expect(surplusTurn([share('one', 'ada'), share('two', 'bob'), share('three', 'eve')])).toBe(2);
  });
});
