/** The twelve colours of a note: arrows move, Enter chooses. */
import { Ban, Check } from 'lucide-react';
import { Radio, RadioGroup } from 'react-aria-components';
import { t } from '../messages/messages.ts';
import { colorToken, type NoteColor, noteColors } from './note-color.ts';

export function ColorPicker({ color, onChange }: { color: NoteColor; onChange: (color: NoteColor) => void }) {
  return (
    <>
      <div className="popover__head">
        <span>{t('note.color')}</span>
        <span className="picker__name">{t(`color.${color}`)}</span>
      </div>
      <RadioGroup
        className="swatches"
        aria-label={t('note.color')}
        value={color}
        onChange={value => onChange(value as NoteColor)}
        orientation="horizontal"
      >
        {noteColors.map(each => (
          <Radio
            key={each}
            value={each}
            className="swatch"
            aria-label={t(`color.${each}`)}
            data-color={colorToken(each)}
          >
            {({ isSelected }) => (
              <>
                <span className="swatch__disc">
                  {isSelected && <Check className="icon" aria-hidden="true" />}
                  {!isSelected && each === 'default' && <Ban className="icon" aria-hidden="true" />}
                </span>
                <span className="swatch__name">{t(`color.${each}`)}</span>
              </>
            )}
          </Radio>
        ))}
      </RadioGroup>
    </>
  );
}
