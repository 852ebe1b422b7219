import { describe, expect, it } from 'vitest';
import { clientAddress, trustedProxies } from './client-address.ts';

describe('the address of a client', () => {
  const nobody = trustedProxies([]);
  const proxies = trustedProxies(['10.0.0.0/8', 'fd00::/8', '192.0.2.1']);

  it('is the one of the socket, whatever X-Forwarded-For says, when no proxy is trusted', () => {
    expect(clientAddress('198.51.100.1', '1.1.1.1', nobody)).toBe('198.51.100.1');
    expect(clientAddress('::ffff:198.51.100.1', '1.1.1.1', proxies)).toBe('198.51.100.1');
  });

  it('is the last one that no trusted proxy has; what stands before it anybody may have written', () => {
    expect(clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.9', proxies)).toBe('203.0.113.9');
    expect(clientAddress('192.0.2.1', '6.6.6.6, 203.0.113.9, 10.1.1.1', proxies)).toBe('203.0.113.9');
    expect(clientAddress('fd00::1', '2001:db8::1', proxies)).toBe('2001:db8::1');
  });

  it('stays with the last one that can be read', () => {
    expect(clientAddress('10.0.0.1', 'nonsense', proxies)).toBe('10.0.0.1');
    expect(clientAddress('10.0.0.1', '203.0.113.9, , 10.0.0.2', proxies)).toBe('10.0.0.2');
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0.0/', '10.0.0.0/8/8', '::/129'])('is not read by way of %s', entry => {
    expect(() => trustedProxies([entry])).toThrow(RangeError);
  });
});
