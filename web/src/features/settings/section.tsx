/** The frame of a section, and of what it reads from the server. */
import type { ReactNode } from 'react';
import { t } from '../../messages/messages.ts';
import type { Remote } from '../../state/use-remote.ts';

export function Section({
  id,
  title,
  text,
  children,
}: {
  id: string;
  title: string;
  text?: string;
  children: ReactNode;
}) {
  return (
    <section className="set" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      <div className="panel">{children}</div>
    </section>
  );
}

export function Row({
  icon,
  title,
  sub,
  children,
}: {
  icon?: ReactNode;
  title: ReactNode;
  sub?: string | undefined;
  children?: ReactNode;
}) {
  return (
    <div className="row">
      {icon}
      <div className="row__main">
        <div className="row__title">{title}</div>
        {sub !== undefined && <div className="row__sub">{sub}</div>}
      </div>
      {children}
    </div>
  );
}

/** Rows of something that the server knows. */
export function RemoteRows<Value>({
  remote,
  children,
}: {
  remote: Remote<Value>;
  children: (value: Value) => ReactNode;
}) {
  if (remote.state === 'ready') return <>{children(remote.value)}</>;
  if (remote.state === 'loading') return <Row title={t('settings.loading')} />;
  return (
    <Row title={t('settings.noAnswer')}>
      <button type="button" className="button button--secondary" onClick={remote.reload}>
        {t('settings.retry')}
      </button>
    </Row>
  );
}
