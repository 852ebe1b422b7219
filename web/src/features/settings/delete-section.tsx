/** Deleting the account: what becomes of shared notes, and the password. */
import { useState } from 'react';
import { t } from '../../messages/messages.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useKeep, useNotes } from '../../state/use-keep.ts';
import { FormDialog } from './form-dialog.tsx';
import { Row, Section } from './section.tsx';

export function DeleteSection() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section id="delete" title={t('settings.delete')}>
      <Row title={t('delete.title')} sub={t('delete.text')}>
        <button type="button" className="button button--danger" onClick={() => setOpen(true)}>
          {t('delete.open')}
        </button>
      </Row>
      {isOpen && <DeleteDialog close={() => setOpen(false)} />}
    </Section>
  );
}

function DeleteDialog({ close }: { close: () => void }) {
  const { session, account, removeFromDevice } = useKeep();
  const shared = useNotes().filter(({ ownerId, members }) => ownerId === account.id && members.length > 0).length;
  const form = useForm(async ({ password, sharedNotes = 'remove' }) => {
    await session.request({ method: 'DELETE', path: '/api/v1/me', body: { password, sharedNotes } });
    await removeFromDevice();
    session.forget();
  });
  return (
    <FormDialog title={t('delete.title')} confirm={t('delete.confirm')} isDangerous form={form} close={close}>
      <p>{t('delete.warning')}</p>
      {shared > 0 && (
        <fieldset>
          <legend className="field__label">{t('delete.shared', { count: shared })}</legend>
          {(['hand-over', 'remove'] as const).map((fate, index) => (
            <label key={fate} className="menu__item">
              <input type="radio" name="sharedNotes" value={fate} defaultChecked={index === 0} />
              <span>{t(`delete.${fate}`)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <PasswordField autoComplete="current-password" error={form.faults.fields['password']} />
    </FormDialog>
  );
}
