// The pieces that pages are made of.
import { useId, useState, type ReactNode } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components/Button";
import { ProgressBar as AriaProgress } from "react-aria-components/ProgressBar";
import { short } from "./format.ts";
import { problemOf } from "./problem.ts";
import { strings, type Problem } from "./strings.ts";

interface LookProps {
  /** main: what the page is for. bad: what cannot be undone. plain: without a frame. */
  look?: "main" | "bad" | "plain";
  small?: boolean;
}

const classOf = (look: LookProps["look"], small: boolean | undefined): string =>
  `button${look ? ` button-${look}` : ""}${small ? " button-small" : ""}`;

/** A button. */
export function Button({ look, small, ...props }: ButtonProps & LookProps) {
  return <AriaButton {...props} className={classOf(look, small)} />;
}

/** A link that looks like a button. */
export function ButtonLink({ href, look, small, children }: LookProps & { href: string; children: ReactNode }) {
  return <a href={href} className={classOf(look, small)}>{children}</a>;
}

/** What a page begins with. */
export function PageHead({ title, lede, children }: { title: string; lede?: string; children?: ReactNode }) {
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {lede !== undefined && <p className="lede">{lede}</p>}
      {children}
    </div>
  );
}

/** A problem as a sentence and a next step, with a way to try again if there is one. */
export function Failure({ error, retry, children }: { error: unknown; retry?: (() => void) | undefined; children?: ReactNode }) {
  const { what, next, detail } = problemOf(error);
  return (
    <div className="notice notice-bad" role="alert">
      <h3>{what}</h3>
      <p>{next}</p>
      {detail !== undefined && (
        <details className="small">
          <summary>{strings.technical}</summary>
          <p className="mono">{detail}</p>
        </details>
      )}
      {(retry ?? children) !== undefined && (
        <div className="actions">
          {retry && <Button small onPress={retry}>{strings.again}</Button>}
          {children}
        </div>
      )}
    </div>
  );
}

/** Something that its reader should know. */
export function Notice({ kind, title, children }: { kind: "good" | "warn" | "plain"; title?: string; children?: ReactNode }) {
  return (
    <div className={`notice${kind === "plain" ? "" : ` notice-${kind}`}`}>
      {title !== undefined && <h3>{title}</h3>}
      {children}
    </div>
  );
}

/** A known problem that nothing failed for. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  return <Notice kind="warn" title={problem.what}><p>{problem.next}</p></Notice>;
}

/** What is there while something comes. */
export function Waiting({ rows = 3, text = strings.loading }: { rows?: number; text?: string }) {
  return (
    <div className="flow" aria-busy="true">
      <p className="unseen" role="status">{text}</p>
      {Array.from({ length: rows }, (_, i) => <div key={i} className="bone bone-row" />)}
    </div>
  );
}

/** A place where there is nothing yet. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return <div className="empty"><p>{text}</p>{children}</div>;
}

/** How far something is. total null: nobody knows. */
export function Progress({ label, done, total, text, note }: { label: string; done: number; total: number | null; text?: string; note?: string | undefined }) {
  const value = total === null || total === 0 ? 0 : Math.min(100, (100 * done) / total);
  return (
    <AriaProgress className="progress" aria-label={label} value={value} isIndeterminate={total === null} {...(text !== undefined && { valueLabel: text })}>
      {({ percentage }) => (
        <>
          <div className="progress-track"><div className="progress-fill" style={{ width: `${percentage ?? 100}%` }} /></div>
          <div className="progress-text"><span>{text}</span><span>{note}</span></div>
        </>
      )}
    </AriaProgress>
  );
}

/** How far one of several steps is. */
export type StepState = "wait" | "now" | "good" | "risk" | "bad";

/** One of several steps. */
export interface Step {
  id: string;
  name: string;
  state: StepState;
  /** A few words beside it; without them, what its state is called. */
  note?: string | undefined;
  more?: ReactNode;
}

const signs: Record<StepState, ReactNode> = {
  wait: null,
  now: null,
  good: <path d="M3 8.5l3.2 3L13 4.5" />,
  risk: <path d="M8 3v6M8 12.2v.6" />,
  bad: <path d="M4 4l8 8M12 4l-8 8" />,
};

/** Steps that are taken one after another. stateNames are said to those who do not see the signs. */
export function Steps({ label, steps, stateNames }: { label: string; steps: Step[]; stateNames: Record<StepState, string> }) {
  const now = steps.find((s) => s.state === "now");
  return (
    <>
      <ol className="steps" aria-label={label}>
        {steps.map((s) => (
          <li key={s.id} data-state={s.state}>
            <span className="sign" aria-hidden="true">
              <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">{signs[s.state]}</svg>
            </span>
            <span className="step-name">{s.name}<span className="unseen">{`: ${stateNames[s.state]}`}</span></span>
            <span className="step-note">{s.note}</span>
            {s.more !== undefined && <div className="step-more">{s.more}</div>}
          </li>
        ))}
      </ol>
      <p className="unseen" role="status">{now ? now.name : ""}</p>
    </>
  );
}

/** A text that can be copied. */
export function Copy({ label, value }: { label: string; value: string }) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      const input = document.getElementById(id);
      if (input instanceof HTMLInputElement) input.select(); // the reader copies it
      return;
    }
    setCopied(true);
    setTimeout(() => { setCopied(false); }, 2500);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="copy">
        <input id={id} className="input" readOnly value={value} onFocus={(e) => { e.target.select(); }} />
        <Button aria-label={strings.copyOf(label)} onPress={() => { void copy(); }}>{copied ? strings.copied : strings.copy}</Button>
      </div>
      <p className="unseen" role="status">{copied ? strings.copied : ""}</p>
    </div>
  );
}

/** An account, shortened; the whole of it is there to be read aloud and selected. */
export function Account({ address }: { address: string }) {
  return <span className="account" title={address}><span aria-hidden="true">{short(address)}</span><span className="unseen">{address}</span></span>;
}

/** A label with its field, its help and its fault. */
export function Field({ label, help, fault, optional, children }: {
  label: string;
  help?: string | undefined;
  fault?: string | undefined;
  optional?: boolean;
  children: (props: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined; className: string }) => ReactNode;
}) {
  const id = useId();
  const helpId = `${id}-help`;
  const faultId = `${id}-fault`;
  const described = [help !== undefined && helpId, fault !== undefined && faultId].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}{optional && <span className="soft small">{` (${strings.optional})`}</span>}</label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": fault === undefined ? undefined : true, className: "input" })}
      {help !== undefined && <p id={helpId} className="help">{help}</p>}
      {fault !== undefined && <p id={faultId} className="fault">{fault}</p>}
    </div>
  );
}

/** One of several ways, each with a sentence. */
export function Options<T extends string>({ legend, name, value, onChange, options }: {
  legend: string;
  name: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: string; help?: string }[];
}) {
  const id = useId();
  return (
    <fieldset className="group">
      <legend className="label">{legend}</legend>
      <div className="options options-two">
        {options.map((o) => (
          <label key={o.value} className="option">
            <input
              type="radio" name={`${id}-${name}`} value={o.value} checked={o.value === value}
              aria-labelledby={`${id}-${o.value}-name`} aria-describedby={o.help === undefined ? undefined : `${id}-${o.value}`}
              onChange={() => { onChange(o.value); }}
            />
            <span id={`${id}-${o.value}-name`}>{o.label}</span>
            {o.help !== undefined && <span id={`${id}-${o.value}`} className="help">{o.help}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A list to choose from. */
export function Choice<T extends string>({ label, help, value, onChange, options }: {
  label: string;
  help?: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly (readonly [T, string])[];
}) {
  return (
    <Field label={label} help={help}>
      {(props) => (
        <select {...props} value={value} onChange={(e) => { onChange(e.target.value as T); }}>
          {options.map(([v, text]) => <option key={v} value={v}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}
