/** API tokens: made with the password, shown once, revoked at any time. */
import { Copy, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { formatTime, t } from '../../messages/messages.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useKeep } from '../../state/use-keep.ts';
import { useRemote } from '../../state/use-remote.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { FormDialog } from './form-dialog.tsx';
import { RemoteRows, Row, Section } from './section.tsx';

const SCOPES = ['notes:read', 'notes:write', 'account'] as const;
type TokenRow = { id: string; name: string; scopes: string[]; createdAt: string; lastUsedAt: string | null };

export function TokensSection() {
  const { session } = useKeep();
  const remote = useRemote('/api/v1/auth/tokens?limit=100', answer => (answer as { tokens: TokenRow[] }).tokens);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<string>();

  async function revoke(id: string): Promise<void> {
    await session.request({ method: 'DELETE', path: `/api/v1/auth/tokens/${id}` });
    remote.reload();
  }

  return (
    <Section id="tokens" title={t('settings.tokens')} text={t('tokens.text')}>
      <RemoteRows remote={remote}>
        {tokens =>
          tokens.map(({ id, name, scopes, lastUsedAt }) => (
            <Row
              key={id}
              icon={<KeyRound className="icon" aria-hidden="true" />}
              title={
                <>
                  {name}{' '}
                  {scopes.map(scope => (
                    <span key={scope} className="tag">
                      {scope}
                    </span>
                  ))}
                </>
              }
              sub={lastUsedAt === null ? t('tokens.neverUsed') : t('tokens.used', { time: formatTime(lastUsedAt) })}
            >
              <button
                type="button"
                className="button button--quiet"
                aria-label={t('tokens.revokeOne', { name })}
                onClick={() => void revoke(id)}
              >
                {t('tokens.revoke')}
              </button>
            </Row>
          ))
        }
      </RemoteRows>
      <div className="row row--foot">
        <button type="button" className="button button--quiet" onClick={() => setMaking(true)}>
          <Plus className="icon" aria-hidden="true" />
          {t('tokens.make')}
        </button>
      </div>
      {isMaking && (
        <MakeToken
          close={() => setMaking(false)}
          whenMade={token => {
            setMaking(false);
            setMade(token);
            remote.reload();
          }}
        />
      )}
      {made !== undefined && <MadeToken token={made} close={() => setMade(undefined)} />}
    </Section>
  );
}

function MakeToken({ close, whenMade }: { close: () => void; whenMade: (token: string) => void }) {
  const { session } = useKeep();
  const form = useForm(async ({ name, password, ...chosen }) => {
    const scopes = SCOPES.filter(scope => chosen[scope] === 'on');
    const answer = await session.request({
      method: 'POST',
      path: '/api/v1/auth/tokens',
      body: { name, scopes, password },
    });
    whenMade((answer as { token: string }).token);
  });
  return (
    <FormDialog title={t('tokens.make')} confirm={t('tokens.confirm')} form={form} close={close}>
      <TextField label={t('tokens.name')} name="name" required maxLength={100} error={form.faults.fields['name']} />
      <fieldset>
        <legend className="field__label">{t('tokens.scopes')}</legend>
        {SCOPES.map((scope, index) => (
          <label key={scope} className="menu__item">
            <input type="checkbox" className="tick" name={scope} defaultChecked={index === 0} />
            <span>{t(`scope.${scope}`)}</span>
          </label>
        ))}
        {form.faults.fields['scopes'] !== undefined && (
          <p className="field__hint field__hint--error">{form.faults.fields['scopes']}</p>
        )}
      </fieldset>
      <PasswordField autoComplete="current-password" error={form.faults.fields['password']} />
    </FormDialog>
  );
}

function MadeToken({ token, close }: { token: string; close: () => void }) {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  return (
    <Dialog title={t('tokens.made')} closeLabel={t('editor.close')} onClose={close}>
      <p>{t('tokens.once')}</p>
      <div className="label-row">
        <input
          className="input mono"
          readOnly
          value={token}
          aria-label={t('tokens.made')}
          onFocus={event => event.currentTarget.select()}
        />
        {clipboard && (
          <IconButton icon={Copy} label={t('tokens.copy')} onClick={() => void clipboard.writeText(token)} />
        )}
      </div>
    </Dialog>
  );
}
