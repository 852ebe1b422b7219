/** Light Markdown as elements: on a card without its signs, in the editor with them, muted, so that every glyph keeps its width. */
import { Fragment, type ReactNode } from 'react';
import { type Line, type Token, tokenize } from './tokenize.ts';

type Props = { source: string; /** Whether the signs stay. */ hasSigns?: boolean };

export function LightText({ source, hasSigns = false }: Props) {
  const lines = tokenize(source);
  return hasSigns ? (
    <>{lines.map((line, index) => signedLine(line, index))}</>
  ) : (
    <>{lines.map((line, index) => plainLine(line, index))}</>
  );
}

/** The mirror of a box: the same characters at the same places. */
function signedLine({ kind, tokens }: Line, index: number): ReactNode {
  const content = tokens.map((token, at) => signedToken(token, at));
  return (
    <Fragment key={index}>
      {index > 0 && '\n'}
      {kind === 'heading' ? <span className="mark-bold">{content}</span> : content}
    </Fragment>
  );
}

function signedToken(token: Token, key: number): ReactNode {
  if (token.type === 'sign') {
    return (
      <span key={key} className="sign">
        {token.text}
      </span>
    );
  }
  if (token.type === 'link') {
    return (
      <span key={key} className="mark-link">
        {token.text}
      </span>
    );
  }
  return token.marks.length === 0 ? (
    token.text
  ) : (
    <span key={key} className={token.marks.map(mark => `mark-${mark}`).join(' ')}>
      {token.text}
    </span>
  );
}

function plainLine({ kind, level, tokens }: Line, index: number): ReactNode {
  const content = tokens.map((token, at) => (token.type === 'sign' ? null : plainToken(token, at)));
  const number = kind === 'numbered' ? tokens[0]?.text.trim() : undefined;
  return (
    <div
      key={index}
      className={`md-line md-line--${kind}`}
      style={level > 0 && kind !== 'heading' ? { marginInlineStart: level * 14 } : undefined}
    >
      {number !== undefined && <span className="md-line__number">{number}</span>}
      {kind === 'todo' || kind === 'done' ? <span className={`tick${kind === 'done' ? ' is-ticked' : ''}`} /> : null}
      <span>{content}</span>
    </div>
  );
}

function plainToken(token: Exclude<Token, { type: 'sign' }>, key: number): ReactNode {
  if (token.type === 'link') {
    return (
      <a key={key} href={token.href} target="_blank" rel="noopener noreferrer">
        {token.text}
      </a>
    );
  }
  return token.marks.reduce<ReactNode>(
    (inner, mark) => {
      if (mark === 'bold') return <strong>{inner}</strong>;
      if (mark === 'italic') return <em>{inner}</em>;
      return mark === 'code' ? <code>{inner}</code> : <s>{inner}</s>;
    },
    <Fragment key={key}>{token.text}</Fragment>,
  );
}
