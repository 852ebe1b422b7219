/** Where the account is signed in. */
import { Laptop, Smartphone } from 'lucide-react';
import { formatTime, t } from '../../messages/messages.ts';
import { useKeep } from '../../state/use-keep.ts';
import { useRemote } from '../../state/use-remote.ts';
import { RemoteRows, Row, Section } from './section.tsx';
import { browserName, isPhone } from './user-agent.ts';

type SessionRow = { id: string; createdAt: string; lastUsedAt: string; userAgent: string | null; current: boolean };

export function SessionsSection() {
  const { session } = useKeep();
  const remote = useRemote(
    '/api/v1/auth/sessions?limit=100',
    answer => (answer as { sessions: SessionRow[] }).sessions,
  );

  async function end(path: string): Promise<void> {
    await session.request({ method: 'DELETE', path });
    remote.reload();
  }

  return (
    <Section id="sessions" title={t('settings.sessions')} text={t('sessions.text')}>
      <RemoteRows remote={remote}>
        {sessions => (
          <>
            {sessions.map(({ id, userAgent, current, createdAt, lastUsedAt }) => {
              const Icon = isPhone(userAgent) ? Smartphone : Laptop;
              const name = browserName(userAgent) ?? t('sessions.unknown');
              return (
                <Row
                  key={id}
                  icon={<Icon className="icon" aria-hidden="true" />}
                  title={
                    <>
                      {name} {current && <span className="tag tag--here">{t('sessions.this')}</span>}
                    </>
                  }
                  sub={t('sessions.times', { begun: formatTime(createdAt), used: formatTime(lastUsedAt) })}
                >
                  {!current && (
                    <button
                      type="button"
                      className="button button--quiet"
                      aria-label={t('sessions.endOne', { name })}
                      onClick={() => void end(`/api/v1/auth/sessions/${id}`)}
                    >
                      {t('sessions.end')}
                    </button>
                  )}
                </Row>
              );
            })}
            {sessions.length > 1 && (
              <div className="row row--foot">
                <button
                  type="button"
                  className="button button--quiet"
                  onClick={() => void end('/api/v1/auth/sessions')}
                >
                  {t('sessions.endOthers')}
                </button>
              </div>
            )}
          </>
        )}
      </RemoteRows>
    </Section>
  );
}
